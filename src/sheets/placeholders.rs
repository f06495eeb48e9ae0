//! Comments that ask for a key, as `raportti next` and `raportti new` write them: `# status = …`. They go when the key is there.

use std::collections::HashSet;
use std::ops::Range;

use toml_edit::{Document, Item, Table};

/// What stands in the place of a value that nobody gave.
const GAP: &str = " = …";

/// A text of TOML without those comments whose key their table has, and without the line above each that explains it.
pub fn without_answered(text: String) -> String {
    if !text.contains(GAP) {
        return text;
    }
    let Ok(document) = Document::parse(text.as_str()) else { return text };
    let mut tables = Tables::default();
    tables.read(document.as_table(), 0);
    tables.starts.sort_by_key(|(start, _)| *start);
    let mut lines: Vec<&str> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_answered = asked_key(line).is_some_and(|key| tables.has(start, key));
        match is_answered {
            true if lines.last().is_some_and(|above| above.starts_with('#') && asked_key(above).is_none()) => {
                lines.pop();
            }
            true => {}
            false => lines.push(line),
        }
        start += line.len();
    }
    lines.concat()
}

/// The key that a line asks for.
fn asked_key(line: &str) -> Option<&str> {
    let key = line.trim_end().strip_prefix("# ")?.strip_suffix(GAP)?;
    key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)).then_some(key)
}

/// Where the tables of a text begin, which keys they have, and where values stand, whose lines are no comments.
#[derive(Default)]
struct Tables {
    starts: Vec<(usize, HashSet<String>)>,
    values: Vec<Range<usize>>,
}

impl Tables {
    fn read(&mut self, table: &Table, start: usize) {
        let keys = table.iter().map(|(key, _)| key.to_owned()).collect();
        self.starts.push((start, keys));
        self.inside(table);
    }

    fn inside(&mut self, table: &Table) {
        for (_, item) in table {
            match item {
                Item::Value(value) => self.values.extend(value.span()),
                Item::Table(inner) if inner.is_dotted() || inner.is_implicit() => self.inside(inner),
                Item::Table(inner) => self.read(inner, inner.span().map_or(0, |span| span.start)),
                Item::ArrayOfTables(tables) => {
                    tables.iter().for_each(|inner| self.read(inner, inner.span().map_or(0, |span| span.start)));
                }
                Item::None => {}
            }
        }
    }

    /// Whether a comment at this place stands in a table that has the key.
    fn has(&self, at: usize, key: &str) -> bool {
        let around = self.starts.iter().rev().find(|(start, _)| *start <= at);
        around.is_some_and(|(_, keys)| keys.contains(key)) && !self.values.iter().any(|value| value.contains(&at))
    }
}
