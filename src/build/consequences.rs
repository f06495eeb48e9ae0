//! Faults that only follow from another fault at the same place.

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::model::characters;

/// Faults of a value that may follow from an invisible character in it.
const OF_A_CHARACTER: [Code; 7] = [
    Code::DanglingLink,
    Code::DuplicateId,
    Code::MalformedId,
    Code::MalformedValue,
    Code::MissingFile,
    Code::UnknownPart,
    Code::UnknownWord,
];

/// Removes faults that follow from a forbidden character: with it, a value is no known word, file or id.
pub fn remove(diagnostics: &mut Vec<Diagnostic>) {
    let is_cause = |fault: &&Diagnostic| matches!(fault.code, Code::ControlCharacter | Code::DirectionControl);
    let causes: Vec<Place> = diagnostics.iter().filter(is_cause).filter_map(|fault| fault.place).collect();
    let follows = |place: Place| causes.iter().any(|cause| place.contains(*cause));
    if !causes.is_empty() {
        diagnostics.retain(|fault| !(OF_A_CHARACTER.contains(&fault.code) && fault.place.is_some_and(follows)));
    }
}

/// Whether a character is forbidden and was reported at its place in the report.
pub fn is_refused(files: &Files, character: char, place: Place) -> bool {
    let file = files.get(place.file);
    let written = file.text.get(place.range()).unwrap_or_default();
    file.path.starts_with("report/") && characters::is_refused(character, written)
}
