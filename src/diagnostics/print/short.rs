//! `file:line:column: severity[code]: message`, which editors and `grep` understand.

use crate::diagnostics::{Diagnostic, Files};

use super::region::Region;

pub fn line(diagnostic: &Diagnostic, files: &Files) -> String {
    let said = format!("{}[{}]: {}", diagnostic.severity.as_str(), diagnostic.code.as_str(), diagnostic.said());
    match diagnostic.place.map(|place| Region::new(place, files)) {
        None => said,
        Some(region) => format!("{}:{}:{}: {said}", region.file, region.start.line, region.start.column),
    }
}
