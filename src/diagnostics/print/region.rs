//! Places for programs.

use serde::Serialize;

use crate::diagnostics::{Files, Place};

/// A range of a file: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Serialize)]
pub struct Region<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl<'a> Region<'a> {
    pub fn new(place: Place, files: &'a Files) -> Self {
        let range = place.range();
        let start = files.line_column(place.file, range.start);
        let end = files.line_column(place.file, range.end);
        Self {
            file: &files.get(place.file).path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}
