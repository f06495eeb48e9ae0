//! What the widths of a table's columns depend on: their longest words and cells, which templates measure.

use crate::model::typed::{Figure, Row};
use crate::model::{Localized, Value};

use super::builder::Builder;
use super::{Dict, Shown};

impl Builder<'_> {
    /// Of each column its longest word, its longest line, and the longest word of its head.
    pub(super) fn words_of_columns(&self, figure: Figure) -> Vec<Dict> {
        let heads = figure.columns();
        let rows = figure.data();
        let columns = heads.iter().enumerate().map(|(number, head)| {
            let cells: Vec<String> = rows.iter().filter_map(|row| self.cell(*row, number)).collect();
            let lines = || cells.iter().flat_map(|cell| cell.lines());
            let text = |longest: Option<&str>| Shown::Text(longest.unwrap_or_default().to_owned());
            Dict::of(vec![
                ("word", text(lines().flat_map(words).max_by_key(|word| word.chars().count()))),
                ("cell", text(lines().max_by_key(|line| line.chars().count()))),
                ("head", text(words(self.plain(head)).max_by_key(|word| word.chars().count()))),
            ])
        });
        columns.collect()
    }

    fn plain<'t>(&self, localized: &'t Localized) -> &'t str {
        &localized.get(self.wording.locale.language).1.value
    }

    /// The text of a cell; the first column has the name of the row.
    fn cell(&self, row: Row, column: usize) -> Option<String> {
        let Some(cell) = column.checked_sub(1) else {
            return match row.0.get("label") {
                Some(Value::Plain(label)) => Some(self.plain(label).to_owned()),
                _ => None,
            };
        };
        let words = row.text().get(cell).map(|words| self.plain(words).to_owned());
        words.or_else(|| row.value().get(cell).map(|number| self.number(*number)))
    }
}

/// The pieces of a line that do not break.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}')
}
