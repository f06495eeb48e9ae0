//! What a given file says, cell by cell, and where.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::workbook::{ReadValue, cell_name};

/// A file that somebody filled in.
#[derive(Debug)]
pub struct GivenFile {
    pub grids: Vec<Grid>,
    /// What the hidden sheet of a workbook says of its rows; `None` for other formats, and where the sheet is gone.
    pub hidden: Option<Hidden>,
    pub(super) places: Places,
}

/// A table of the file.
#[derive(Debug, Default)]
pub struct Grid {
    /// The name of its sheet, or the key of its part; empty in CSV.
    pub name: String,
    pub headings: Vec<(String, At)>,
    pub rows: Vec<GridRow>,
}

#[derive(Debug)]
pub struct GridRow {
    /// One for each heading.
    pub cells: Vec<(Raw, At)>,
    /// A cell that stands below no heading.
    pub stray: Option<At>,
}

/// What stands in a cell, before it is known what belongs there.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Raw {
    #[default]
    Empty,
    /// The file says nothing of it.
    Unsaid,
    Text(Arc<str>),
    Number(f64),
    /// A number of a workbook whose dates are counted from 1904.
    NumberFrom1904(f64),
    YesNo(bool),
    Several(Vec<String>),
    /// What a formula came to, such as `#REF!`.
    Error(String),
    /// A formula that nobody computed.
    NoResult,
}

/// Where a cell stands in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct At {
    pub grid: u32,
    pub row: u32,
    pub column: u32,
    /// The bytes of the file, where it is a text with lines.
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What the hidden sheet of a workbook says.
#[derive(Debug, Default)]
pub struct Hidden {
    pub report: String,
    pub addressee: Option<String>,
    pub report_at: At,
    /// For each sheet by its name, the key of its part, and the keys of its columns by their headings.
    pub sheets: HashMap<String, (String, HashMap<String, String>)>,
    /// The words that readers see, in small letters, with the key of their vocabulary: the words of TOML.
    pub words: HashMap<(String, String), String>,
    /// What each row remembers: by the key of its part, its id and its number.
    pub rows: HashMap<(String, String, usize), (String, At)>,
}

/// How places of the file are named.
#[derive(Debug)]
pub(super) enum Places {
    Workbook {
        file: String,
        sheets: Vec<String>,
    },
    Text {
        file: String,
        text: Arc<str>,
        /// Where its lines end, in bytes.
        ends: Vec<usize>,
    },
    Json {
        file: String,
        keys: Vec<(String, Vec<String>)>,
    },
}

/// The fault of a whole file.
pub(super) fn of_file(file: &str, files: &mut Files, code: Code, message: impl Into<String>, hint: &str) -> Diagnostic {
    let key = files.add(file, "");
    Diagnostic::new(code, Place::new(key, 0..0), message).with_hint(hint)
}

impl GivenFile {
    /// The place of a cell, which shows `text`.
    pub fn place(&self, at: At, text: &str, files: &mut Files) -> Place {
        let (name, text) = match &self.places {
            Places::Text { file, text, .. } => {
                return Place::new(files.add(file, text.clone()), at.start as usize..at.end as usize);
            }
            Places::Workbook { file, sheets } => {
                let sheet = sheets.get(at.grid as usize).map_or("", String::as_str);
                (format!("{file}:{sheet}!{}", cell_name(at.row as usize, at.column as usize)), text)
            }
            Places::Json { file, keys } => {
                let (grid, keys) = keys.get(at.grid as usize).map_or(("", &[][..]), |(grid, keys)| (grid, keys));
                let key = keys.get(at.column as usize).map(|key| format!(".{key}")).unwrap_or_default();
                (format!("{file}:{grid}[{}]{key}", at.row), text)
            }
        };
        let key = files.add(&name, text);
        let end = files.get(key).text.len();
        Place::new(key, 0..end)
    }

    /// A cell as people call it: `Recommendations!B7`; in CSV, its line.
    pub fn name(&self, at: At) -> String {
        match &self.places {
            Places::Text { ends, .. } => {
                format!("line {}", ends.partition_point(|end| *end < at.start as usize) + 1)
            }
            Places::Workbook { sheets, .. } => {
                let sheet = sheets.get(at.grid as usize).map_or("", String::as_str);
                format!("{sheet}!{}", cell_name(at.row as usize, at.column as usize))
            }
            Places::Json { keys, .. } => {
                let grid = keys.get(at.grid as usize).map_or("", |(grid, _)| grid);
                format!("{grid}[{}]", at.row)
            }
        }
    }
}

impl Raw {
    /// What a cell of a workbook says.
    pub(super) fn of(value: ReadValue, is_from_1904: bool) -> Self {
        match value {
            ReadValue::Text(text) if text.trim().is_empty() => Raw::Empty,
            ReadValue::Text(text) => Raw::Text(text),
            ReadValue::Number(number) if is_from_1904 => Raw::NumberFrom1904(number),
            ReadValue::Number(number) => Raw::Number(number),
            ReadValue::YesNo(flag) => Raw::YesNo(flag),
            ReadValue::Error(error) => Raw::Error(error),
            ReadValue::NoResult => Raw::NoResult,
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Raw::Empty | Raw::Unsaid)
    }

    /// The cell in words, for messages.
    pub fn shown(&self) -> String {
        match self {
            Raw::Empty | Raw::Unsaid | Raw::NoResult => String::new(),
            Raw::Text(text) => text.to_string(),
            Raw::Number(number) | Raw::NumberFrom1904(number) => number.to_string(),
            Raw::YesNo(flag) => flag.to_string(),
            Raw::Several(words) => words.join(", "),
            Raw::Error(error) => error.clone(),
        }
    }
}
