//! A file that somebody filled in: a workbook, CSV or JSON, as tables of cells with their places.

mod file;
mod csv;
mod json;
mod workbook;

use crate::diagnostics::{Diagnostic, Files};

pub use self::csv::guarded;
pub use file::{At, GivenFile, Grid, GridRow, Hidden, Raw};

/// Reads a file, whatever its format. Fails with a fault at the cell that is wrong, or at the file.
pub fn read(file: &str, bytes: &[u8], files: &mut Files) -> Result<GivenFile, Diagnostic> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'P') if bytes.starts_with(b"PK") => workbook::read(file, bytes, files),
        Some(0xd0) => workbook::read(file, bytes, files),
        Some(b'{' | b'[') => json::read(file, bytes, files),
        _ => csv::read(file, bytes, files),
    }
}
