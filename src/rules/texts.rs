//! Doubts about the words: what is not translated, and marks that no language uses.

use icu::locale::subtags::Language;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{Files, Place};
use crate::graph::Graph;
use crate::model::text::{Localized, TextKind};

/// Checks every text of the data.
pub fn check(graph: &Graph, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let mut visit = |kind: TextKind, text: &Localized| {
        let missing: Vec<String> =
            graph.languages.iter().filter(|language| !text.has(**language)).map(Language::to_string).collect();
        if !missing.is_empty() {
            let message = format!("the text is not in `{}`", missing.join("`, `"));
            diagnostics.push(Diagnostic::new(Code::MissingTranslation, text.source().place, message));
        }
        // Prose is looked at when it is merged, since code and addresses may have straight quotes.
        if kind == TextKind::Plain {
            for (_, text) in text.iter() {
                if let Some(at) = text.value.find(['"', '\'']) {
                    let map = text.map(files.get(text.place.file));
                    diagnostics.extend(map.find(&(at..at + 1)).map(straight_quote));
                }
            }
        }
    };
    graph.report().0.texts(&mut visit);
    graph.items().chain(&graph.questions).chain(&graph.terms).for_each(|item| item.texts(&mut visit));
    graph.withdrawn.iter().for_each(|entry| entry.0.texts(&mut visit));
}

/// The doubt about a straight quote at a place.
pub fn straight_quote(place: Place) -> Diagnostic {
    Diagnostic::new(Code::StraightQuotes, place, "a straight quote stands in the text")
        .with_hint("use the language's own marks, such as ” and ’")
}
