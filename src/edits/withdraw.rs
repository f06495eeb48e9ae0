//! An item that the report no longer has: it goes, and its id stays in `withdrawn.toml`.

use toml_edit::{ArrayOfTables, DocumentMut, value};

use crate::diagnostics::Files;
use crate::files::Tree;
use crate::model::{Item, Localized, Model, Value, declared::Show};

use super::rename::{file_of, is_taken, unknown};
use super::{Edit, Refusal, appended};

/// The file of what was withdrawn.
pub const WITHDRAWN: &str = "report/withdrawn.toml";

/// What `withdrawn.toml` says of an item.
pub struct Entry<'e> {
    /// Why, by language.
    pub reasons: Vec<(String, String)>,
    /// The ids that replace it.
    pub replaced_by: &'e [String],
}

/// The files that change when an item is withdrawn. Fails if there is no such item, it holds others, or what replaces it does not exist.
pub fn withdraw(id: &str, entry: &Entry, model: &Model, tree: &Tree, files: &Files) -> Result<Edit, Refusal> {
    let Some(item) = model.with_ids().find(|item| item.id() == id) else { return Err(unknown(id, model)) };
    // Their ids would be lost with it.
    let held: Vec<String> = item.held().into_iter().map(|(_, inner)| format!("`{}`", inner.id())).collect();
    if !held.is_empty() {
        let message = format!("`{id}` holds {}, whose ids would be lost", held.join(", "));
        return Err(Refusal::new(message).with_hint("withdraw these first"));
    }
    let unknown_one = entry.replaced_by.iter().find(|other| *other == id || !is_taken(other, model));
    if let Some(other) = unknown_one {
        return Err(unknown(other, model));
    }
    let (path, text) = entered(item, entry, model, tree)?;
    let mut edit = Edit::of_one(path, text);
    match file_of(item, tree) {
        Some(own) => _ = edit.removed.insert(own),
        None => {
            let place = item.id.as_ref().map(|id| id.place).unwrap_or(item.place);
            let source = files.get(place.file);
            let text = without(&source.text, id).ok_or_else(|| {
                Refusal::new(format!("`{id}` of `{}` is no table with a head", source.path))
                    .with_hint("delete it there by hand, and add it to `report/withdrawn.toml`")
            })?;
            edit.written.insert(source.path.clone(), text);
        }
    }
    Ok(edit)
}

/// `withdrawn.toml` with an entry for an item, unless it has one. Fails if it cannot be read.
pub fn entered(item: &Item, entry: &Entry, model: &Model, tree: &Tree) -> Result<(String, String), Refusal> {
    let old = tree.get(WITHDRAWN).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    // A run that was killed entered it already.
    if model.withdrawn().any(|known| known.id().id == item.id()) {
        return Ok((WITHDRAWN.to_owned(), old));
    }
    let version = model.report().map(|report| report.version().value.clone()).unwrap_or_default();
    let mut block = format!(
        "[[withdrawn]]\nid = {}\nkind = {}\nversion = {}\n",
        value(item.id()),
        value(item.kind().as_str()),
        value(version),
    );
    if !entry.replaced_by.is_empty() {
        let ids: Vec<String> = entry.replaced_by.iter().map(|id| value(id.as_str()).to_string()).collect();
        block += &format!("replaced_by = [{}]\n", ids.join(", "));
    }
    for (language, title) in titles(item, model) {
        block += &format!("title.{language} = {}\n", value(title));
    }
    for (language, reason) in &entry.reasons {
        block += &format!("reason.{language} = {}\n", value(reason));
    }
    let text = appended(&old, &block).ok_or_else(|| {
        Refusal::new(format!("`{WITHDRAWN}` cannot be read")).with_hint("`raportti check` shows its faults")
    })?;
    Ok((WITHDRAWN.to_owned(), text))
}

/// What it was called, by language.
fn titles(item: &Item, model: &Model) -> Vec<(String, String)> {
    let source = || model.languages.first().map_or_else(|| "en".to_owned(), ToString::to_string);
    let all =
        |text: &Localized| text.iter().map(|(language, text)| (language.to_string(), text.value.clone())).collect();
    let shown = item.fields().find(|(field, _)| field.show == Show::Title || field.show == Show::Body);
    match shown.map(|(_, value)| value) {
        Some(Value::Plain(text) | Value::Prose(text)) => all(text),
        Some(Value::String(text)) => vec![(source(), text.value.clone())],
        _ => vec![(source(), item.id().to_owned())],
    }
}

/// A file without the table of an id. `None` if no list of tables with heads has it.
fn without(text: &str, id: &str) -> Option<String> {
    let ends = text.contains("\r\n");
    let mut document: DocumentMut = text.replace("\r\n", "\n").parse().ok()?;
    let holding =
        |tables: &ArrayOfTables| tables.iter().position(|table| table.get("id").and_then(|it| it.as_str()) == Some(id));
    let (key, at) = document.iter().find_map(|(key, item)| {
        let at = holding(item.as_array_of_tables()?)?;
        Some((key.to_owned(), at))
    })?;
    let tables = document.get_mut(&key)?.as_array_of_tables_mut()?;
    tables.remove(at);
    if tables.is_empty() {
        document.remove(&key);
    }
    let text = document.to_string();
    Some(if ends { text.replace('\n', "\r\n") } else { text })
}
