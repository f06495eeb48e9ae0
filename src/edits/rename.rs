//! An item under another id: its file, and everything that names it.

use std::collections::BTreeMap;

use crate::diagnostics::{Files, nearest};
use crate::files::Tree;
use crate::model::{Item, Model};

use super::mentions::{Mention, at_place, mentions};
use super::new_item::free;
use super::{Edit, Refusal};

/// The files that change when an item gets another id. A rename that was killed is finished by the same one. Fails if there is no such item, or
/// the new id is taken or none of its kind.
pub fn rename(old: &str, new: &str, model: &Model, tree: &Tree, files: &Files) -> Result<Edit, Refusal> {
    // On some systems names that differ in case only are one file, which would be written and then removed.
    if old.eq_ignore_ascii_case(new) {
        return Err(Refusal::new(format!("`{old}` and `{new}` differ in nothing but case"))
            .with_hint("name an id with another letter or number"));
    }
    let find = |id: &str| model.with_ids().find(|item| item.id() == id);
    let item = find(old);
    let mut found = mentions(old, model, tree, files);
    match (item, find(new)) {
        (None, Some(_)) if !found.is_empty() => {}
        (None, _) => return Err(unknown(old, model)),
        (Some(item), _) => {
            if item.declared.folder.is_none() {
                // Its id stands in a table, which is no mention.
                found.extend(item.id.as_ref().and_then(|id| at_place(old, id.place, tree, files)));
                found.sort();
            }
        }
    }
    let mut edit = Edit { written: rewritten(&found, new, tree), ..Edit::default() };
    if let Some((item, path)) = item.and_then(|item| Some((item, file_of(item, tree)?))) {
        let renamed = with_id(&path, old, new);
        let same = edit.written.remove(&path);
        let text = same.unwrap_or_else(|| String::from_utf8_lossy(&tree[&path]).into_owned());
        // What a killed run wrote already.
        if tree.get(&renamed).is_none_or(|there| *there != text.as_bytes()) {
            free(new, item.declared, &|id| is_taken(id, model))?;
        }
        edit.written.insert(renamed, text);
        edit.removed.insert(path);
    } else if let Some(item) = item {
        free(new, item.declared, &|id| is_taken(id, model))?;
    }
    Ok(edit)
}

/// Whether an id stands for something, or once did.
pub(super) fn is_taken(id: &str, model: &Model) -> bool {
    let known = model.with_ids().any(|item| item.id() == id);
    known || model.withdrawn().any(|entry| entry.id().id == id) || model.broken.ids.contains(id)
}

pub(super) fn unknown(id: &str, model: &Model) -> Refusal {
    let near = nearest::nearest(id, model.with_ids().map(Item::id));
    Refusal { message: format!("the report has no `{id}`"), hint: near.map(|near| format!("did you mean `{near}`?")) }
}

/// The file of an item that has one of its own.
pub(super) fn file_of(item: &Item, tree: &Tree) -> Option<String> {
    let folder = format!("report/{}/", item.declared.folder.as_deref()?);
    let stem = |path: &str| path.strip_prefix(&folder)?.strip_suffix(".toml").map(str::to_owned);
    tree.keys().find(|path| stem(path).is_some_and(|stem| item.declared.id_of(&stem) == item.id())).cloned()
}

fn with_id(path: &str, old: &str, new: &str) -> String {
    let (folder, name) = path.rsplit_once('/').expect("a file of an item lies in a folder");
    format!("{folder}/{new}{}", &name[old.len()..])
}

/// The files with mentions, each with the new id in their place. An id that is no name in minijinja stands in brackets.
fn rewritten(found: &[Mention], new: &str, tree: &Tree) -> BTreeMap<String, String> {
    let is_name = new.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut written = BTreeMap::new();
    for of_file in found.chunk_by(|one, next| one.path == next.path) {
        let Some(bytes) = tree.get(&of_file[0].path) else { continue };
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        for mention in of_file.iter().rev() {
            match mention.is_after_point && !is_name {
                true => text.replace_range(mention.start - 1..mention.end, &format!("[\"{new}\"]")),
                false => text.replace_range(mention.start..mention.end, new),
            }
        }
        written.insert(of_file[0].path.clone(), text);
    }
    written
}
