//! Words in the labels of a project that are on no page, since `model.toml` calls the thing something else.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::Overlay;
use crate::model::declared::project;
use crate::model::syntax;

use super::Wording;
use super::{keys, labels};

/// A warning for each word of the project's labels that is another one in `wording`, which has the names that the report declares.
/// `before` are the labels without these.
pub fn check(look: &Overlay, before: &Value, wording: &Wording, files: &mut Files) -> Vec<Diagnostic> {
    let path = labels::path(wording.locale.language);
    let Some(written) = look.own.get(&path).and_then(|bytes| keys::keys_of(bytes, &path, files)) else {
        return Vec::new();
    };
    let word = |labels: &Value, path: &str| {
        let word = path.split('.').try_fold(labels, |group, name| group.get(name))?;
        word.as_str().map(str::to_owned)
    };
    // A word as the program has it was copied, and not chosen.
    let of_program = look.built_in.get(&path).and_then(|bytes| toml::from_slice::<Value>(bytes).ok());
    let replaced = written.keys.iter().filter_map(|(path, (place, _))| {
        let (own, printed) = (word(before, path)?, word(&wording.labels, path)?);
        let is_chosen = of_program.as_ref().and_then(|labels| word(labels, path)).as_ref() != Some(&own);
        (own != printed && is_chosen).then_some((path, *place, own, printed))
    });
    let replaced: Vec<_> = replaced.collect();
    let fault = |(path, place, own, printed): (&String, Place, String, String)| {
        let message = format!("`{path}` is not printed as `{own}`: `{}` says `{printed}`", project::FILE);
        let hint = format!("change the word in `{}`, and delete this one", project::PATH);
        let declared = declared(&printed, wording.locale.language.as_str(), files);
        let fault = Diagnostic::new(Code::UnreadTemplate, place, message).with_hint(hint);
        fault.with_related(declared, "this is printed instead")
    };
    replaced.into_iter().map(fault).collect()
}

/// Where `model.toml` has a name; rather one in `language`.
fn declared(name: &str, language: &str, files: &Files) -> Option<Place> {
    let file = files.find(project::PATH)?;
    let table = syntax::parse(file, &files.get(file).text, &mut Vec::new())?;
    let mut found = Vec::new();
    collect(table.get_ref(), name, &mut found);
    let (_, range) = found.iter().find(|(key, _)| key == language).or(found.first())?;
    Some(Place::new(file, range.clone()))
}

/// The strings of a table that are `wanted`, each with its key.
fn collect(table: &DeTable, wanted: &str, found: &mut Vec<(String, std::ops::Range<usize>)>) {
    for (key, value) in table {
        match value.get_ref() {
            DeValue::Table(table) => collect(table, wanted, found),
            DeValue::String(text) if text == wanted => {
                found.push((key.get_ref().to_string(), Spanned::span(value)));
            }
            _ => {}
        }
    }
}
