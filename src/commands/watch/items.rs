//! The items of a report, as listed in the preview.

use crate::build::Ready;
use crate::diagnostics::Files;
use crate::model::{Declarations, Item, Kind, Value};
use crate::preview;

/// Every item that is printed in the document with its id.
pub fn all(ready: &Ready, files: &Files) -> Vec<preview::Item> {
    let printed = ready.graph.items().filter(|item| item.declared.printed);
    printed.map(|item| preview::Item { doubts: ready.review.doubts(item.id()), ..shown(item, files) }).collect()
}

/// The ids of the items in these files.
pub fn of_files(paths: &[String]) -> Vec<String> {
    let id = |path: &String| {
        let (folder, name) = path.strip_prefix("report/")?.split_once('/')?;
        Declarations::built_in().of_folder(folder)?;
        Some(name.strip_suffix(".toml")?.split('-').next().unwrap_or_default().to_owned())
    };
    paths.iter().filter_map(id).collect()
}

fn shown(item: &Item, files: &Files) -> preview::Item {
    let (id, kind) = (item.id().to_owned(), item.kind());
    // A source has its anchor in the list of sources.
    let label = if kind == Kind::SOURCE { format!("source-{id}") } else { id.clone() };
    preview::Item {
        title: item.title().unwrap_or_default().to_owned(),
        state: state(item).to_owned(),
        doubts: Vec::new(),
        file: files.get(item.place.file).path.clone(),
        line: files.line_column(item.place.file, item.place.range().start).line,
        kind: kind.as_str(),
        label,
        id,
    }
}

/// The state of a recommendation, printed beside its title: the last follow-up, or else the response, or else its status.
fn state(item: &Item) -> &'static str {
    let found = item.declared.state.iter().find_map(|way| word(item, way));
    found.unwrap_or_default()
}

/// The word at a path of fields; in a list, that of the last element.
fn word(item: &Item, way: &str) -> Option<&'static str> {
    let (key, rest) = way.split_once('.').unwrap_or((way, ""));
    let last = |value: &'_ Value| match value {
        Value::List(values) => values.last().cloned(),
        other => Some(other.clone()),
    };
    match item.get(key).and_then(last)? {
        Value::Word(word) => Some(word),
        Value::Item(item) => word(&item, rest),
        _ => None,
    }
}
