//! Parts of what the template of `CHANGES.md` sees: labels of entries, names of fields, marked words.

use serde_json::{Value as Json, json};

use crate::meaning::changes::words::{self, Run};
use crate::meaning::{Key, changes::blocks::BlockChange};
use crate::merge::verbatim;
use crate::model::{FieldPath, Kind, Step};

/// The number of unchanged words shown on each side of a change.
const CONTEXT: usize = 10;

/// The Typst label of an entry; `None` for one that no page shows by itself.
pub fn label(key: &Key) -> Option<String> {
    match key.kind {
        Kind::REPORT | Kind::TERM => None,
        // Typst would take a label that is the bare id of a source for a citation.
        Kind::CHAPTER | Kind::SOURCE => Some(format!("{}-{}", key.kind.as_str(), key.id)),
        _ => Some(key.id.clone()),
    }
}

/// An id with the title that belongs to it.
pub fn with_title(id: &str, title: Option<String>) -> String {
    title.map_or_else(|| id.to_owned(), |title| format!("{id} {title}"))
}

/// The names of the fields on the path to a value.
pub fn last_fields(path: &FieldPath) -> Vec<&'static str> {
    let fields = path.0.iter().filter_map(|step| match step {
        Step::Field(name) => Some(*name),
        _ => None,
    });
    fields.collect()
}

/// The runs of the words that readers see, without Markdown. Where only the Markdown changed, no word is marked.
pub fn plain_runs(kind: Kind, block: &BlockChange) -> Vec<Run> {
    let [old, new] = block.words.each_ref();
    match kind {
        Kind::CHAPTER => words::compare(&verbatim::without_tags(old), &verbatim::without_tags(new)),
        _ => words::compare(old, new),
    }
}

/// Runs as the template sees them, trimmed: the template puts a space between any two.
pub fn shown(runs: &[Run]) -> Vec<Json> {
    let last = runs.len().saturating_sub(1);
    let shown = runs.iter().enumerate().map(|(at, run)| match run {
        Run::Kept(text) => ("kept", words::near(text, CONTEXT, at == 0 && last > 0, at == last)),
        Run::Deleted(text) => ("deleted", text.clone()),
        Run::Inserted(text) => ("inserted", text.clone()),
    });
    let words = shown.filter(|(_, text)| !text.trim().is_empty());
    words.map(|(kind, text)| json!({ "kind": kind, "text": text.trim() })).collect()
}

pub fn has_runs(section: &Json) -> bool {
    let lines = section["changed"].as_array().into_iter().flatten().flat_map(|entry| entry["lines"].as_array());
    lines.flatten().any(|line| line["kind"] == "words")
}
