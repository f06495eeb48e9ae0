//! Warnings about texts that are marked as to be translated, as `raportti init` writes them in a language that its starters have no texts in.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::Tree;
use crate::model::markdown::TO_BE_TRANSLATED;

/// The mark behind a text in a TOML file, and the one in a chapter.
pub const IN_DATA: &str = "# to be translated";
pub const IN_CHAPTERS: &str = TO_BE_TRANSLATED;

/// Adds a warning for each mark in the files of a report.
pub fn check(report: &Tree, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    for path in report.keys() {
        let Some(file) = files.find(path) else { continue };
        let text = &files.get(file).text;
        let (mark, places) = match path.rsplit_once('.').map(|(_, end)| end) {
            Some("toml") if text.contains(IN_DATA) => (IN_DATA, in_data(text)),
            Some("md") => (IN_CHAPTERS, text.match_indices(IN_CHAPTERS).map(|(at, _)| at).collect()),
            _ => continue,
        };
        diagnostics.extend(places.into_iter().map(|at| {
            let place = Place::new(file, at..at + mark.len());
            let hint = format!("translate it, and delete the mark `{mark}`");
            Diagnostic::new(Code::UntranslatedText, place, "the text is marked as to be translated").with_hint(hint)
        }));
    }
}

/// Where comments begin with the mark.
fn in_data(text: &str) -> Vec<usize> {
    let comments = Source::new(text).lex().filter(|token| token.kind() == TokenKind::Comment);
    let starts = comments.map(|token| token.span().start());
    starts.filter(|start| text[*start..].starts_with(IN_DATA)).collect()
}
