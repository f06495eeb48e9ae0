//! What comes in: the model of a report, and what somebody wants changed in it. What goes out: the files of `report/` that change, with
//! their new content; comments, order and layout of the rest stay.
//! This room must not know how files are written, or what a terminal is.

mod next_edition;
mod next_id;
mod new_item;
mod mentions;
mod rename;
mod sources;
mod withdraw;
pub mod comments;

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Date, Datetime, DocumentMut, Value};

pub use mentions::mentions;
pub use new_item::{Wish, new_item};
pub use next_edition::{Edition, next_edition, version_after};
pub use next_id::{next_id, stem};
pub use rename::rename;
pub use sources::{Changed, Imported, imported};
pub use withdraw::{Entry, WITHDRAWN, entered, withdraw};

/// The files that change, by their paths in the project.
#[derive(Debug, Default)]
pub struct Edit {
    /// Files with their new content.
    pub written: BTreeMap<String, String>,
    /// Files that are removed, after all others are written.
    pub removed: BTreeSet<String>,
}

impl Edit {
    fn of_one(path: String, text: String) -> Self {
        Self { written: BTreeMap::from([(path, text)]), removed: BTreeSet::new() }
    }
}

/// Why a report cannot be changed as somebody wants.
#[derive(Debug)]
pub struct Refusal {
    pub message: String,
    pub hint: Option<String>,
}

impl Refusal {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// A file with a table more at its end, with line ends as it has them. `None` if that is no TOML.
fn appended(old: &str, block: &str) -> Option<String> {
    let ends = old.contains("\r\n");
    let old = old.replace("\r\n", "\n");
    let gap = if old.trim().is_empty() { "" } else { "\n\n" };
    let text = format!("{}{gap}{block}", old.trim_end());
    text.parse::<DocumentMut>().ok()?;
    Some(if ends { text.replace('\n', "\r\n") } else { text })
}

/// A day as TOML has it: year, month, day.
fn date((year, month, day): (u16, u8, u8)) -> Value {
    Value::from(Datetime { date: Some(Date { year, month, day }), time: None, offset: None })
}

/// Sets a key, whose comments stay.
fn set(document: &mut DocumentMut, key: &str, new: Value) {
    match document.get_mut(key).and_then(|old| old.as_value_mut()) {
        Some(old) => {
            let around = old.decor().clone();
            *old = new;
            *old.decor_mut() = around;
        }
        // Also a list that is written as tables.
        None => drop(document.insert(key, toml_edit::value(new))),
    }
}

/// Changes the keys of a file, whose line ends stay. `None` if it is no TOML.
fn changed(old: &str, change: impl FnOnce(&mut DocumentMut)) -> Option<String> {
    let ends = old.contains("\r\n");
    let mut document: DocumentMut = old.replace("\r\n", "\n").parse().ok()?;
    change(&mut document);
    let text = document.to_string();
    Some(if ends { text.replace('\n', "\r\n") } else { text })
}
