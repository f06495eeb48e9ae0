//! Places for programs.

use crate::diagnostics::{Files, Place, files::LineColumn};

/// A range of a file: lines and columns from 1, columns in characters, the end exclusive.
pub struct Region<'a> {
    pub file: &'a str,
    pub start: LineColumn,
    pub end: LineColumn,
}

impl<'a> Region<'a> {
    pub fn new(place: Place, files: &'a Files) -> Self {
        let range = place.range();
        Self {
            file: &files.get(place.file).path,
            start: files.line_column(place.file, range.start),
            end: files.line_column(place.file, range.end),
        }
    }
}
