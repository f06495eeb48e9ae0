//! Doubts about the words: what is not translated, marks that no language uses, and markup where none is read.

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::graph::Graph;
use crate::model::markdown::{Literal, plain, shortened};
use crate::model::{Item, Localized, Text, text::TextKind};

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
                diagnostics.extend(markup(text, files));
            }
        }
    };
    let items = graph.items().chain(&graph.questions).chain(&graph.terms).chain([graph.report().0]);
    let items: Vec<&Item> = items.chain(graph.withdrawn.iter().map(|entry| entry.0)).collect();
    items.iter().for_each(|item| item.texts(&mut visit));
    for text in items.iter().flat_map(|item| item.strings()) {
        diagnostics.extend(markup(text, files));
    }
}

/// What stands in a plain text as in a text in Markdown.
fn markup(text: &Text, files: &Files) -> Vec<Diagnostic> {
    let found = plain::find(&text.value);
    if found.is_empty() {
        return Vec::new();
    }
    let map = text.map(files.get(text.place.file));
    let doubt = |markup: Literal| {
        let written = text.value[markup.range.clone()].lines().next().unwrap_or_default();
        let message = format!("`{}` is printed as it stands", shortened(written));
        Some(Diagnostic::new(Code::LiteralMarkup, map.find(&markup.range)?, message).with_hint(markup.hint))
    };
    found.into_iter().filter_map(doubt).collect()
}

/// The doubt about a straight quote at a place.
pub fn straight_quote(place: Place) -> Diagnostic {
    Diagnostic::new(Code::StraightQuotes, place, "a straight quote stands in the text")
        .with_hint("use the language's own marks, such as ” and ’")
}
