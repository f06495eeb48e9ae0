//! Faults that only follow from another one at the same place.

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::model::characters;

/// What a character that nobody sees makes of the word that it stands in.
const OF_A_CHARACTER: [Code; 7] = [
    Code::DanglingLink,
    Code::DuplicateId,
    Code::MalformedId,
    Code::MalformedValue,
    Code::MissingFile,
    Code::UnknownPart,
    Code::UnknownWord,
];

/// Takes out what follows from a character that no text may hold: the word around it is no known word, file or id.
pub fn take_out(diagnostics: &mut Vec<Diagnostic>) {
    let is_cause = |fault: &&Diagnostic| matches!(fault.code, Code::ControlCharacter | Code::DirectionControl);
    let causes: Vec<Place> = diagnostics.iter().filter(is_cause).filter_map(|fault| fault.place).collect();
    let follows = |place: Place| causes.iter().any(|cause| place.contains(*cause));
    if !causes.is_empty() {
        diagnostics.retain(|fault| !(OF_A_CHARACTER.contains(&fault.code) && fault.place.is_some_and(follows)));
    }
}

/// Whether a character that no text may hold was told where it is written in the report.
pub fn is_refused(files: &Files, character: char, place: Place) -> bool {
    let file = files.get(place.file);
    let written = file.text.get(place.range()).unwrap_or_default();
    file.path.starts_with("report/") && characters::is_refused(character, written)
}
