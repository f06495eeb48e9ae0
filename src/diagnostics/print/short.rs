//! `file:line:column: severity[code]: message`, a format for editors and `grep`.

use crate::diagnostics::{Diagnostic, Files};

use super::region::Region;

pub fn line(diagnostic: &Diagnostic, files: &Files) -> String {
    let said = format!("{}[{}]: {}", diagnostic.severity.as_str(), diagnostic.code.as_str(), diagnostic.full_message());
    match diagnostic.place.map(|place| Region::new(place, files)) {
        None => said,
        Some(Region { file, line, column, .. }) => format!("{file}:{line}:{column}: {said}"),
    }
}
