//! Warnings about texts: missing translations, straight quotation marks, and markup in plain texts.

use icu::locale::subtags::Language;
use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::graph::Graph;
use crate::model::languages::orthography::{self, Quotes};
use crate::model::markdown::{Literal, as_it_stands, plain};
use crate::model::{Item, Localized, Text, Type, Value};

/// Checks every text of the data, the items several at once.
pub fn check(graph: &Graph, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let items = graph.items().chain(graph.model.listed_with_ids()).chain(graph.model.terms()).chain([graph.report().0]);
    let items: Vec<&Item> = items.chain(graph.withdrawn.iter().map(|entry| entry.0)).collect();
    diagnostics.par_extend(items.par_iter().flat_map_iter(|item| of_item(item, graph, files)));
}

fn of_item(item: &Item, graph: &Graph, files: &Files) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    item.visit(&mut |_, field, value| match value {
        // Prose is looked at when it is merged, since code and addresses may have straight quotes.
        Value::Prose(text) => found.extend(untranslated(text, graph)),
        Value::Plain(text) => {
            found.extend(untranslated(text, graph));
            for (language, text) in text.iter() {
                if let Some(at) = text.value.find(['"', '\'']) {
                    let map = text.map(files.get(text.place.file));
                    found.extend(map.find(&(at..at + 1)).map(|place| straight_quote(place, language)));
                }
                found.extend(markup(text, files));
            }
        }
        Value::Translations(texts) => found.extend(texts.iter().flat_map(|(_, text)| markup(text, files))),
        // What readers see and needs no source language: titles and authors of sources.
        Value::String(text) if !field.silent && field.types().any(|it| matches!(it, Type::String | Type::Author)) => {
            found.extend(markup(text, files));
        }
        _ => {}
    });
    found
}

fn untranslated(text: &Localized, graph: &Graph) -> Option<Diagnostic> {
    let languages = graph.languages().iter().filter(|language| !text.has(**language));
    let missing: Vec<String> = languages.map(Language::to_string).collect();
    let message = || format!("the text is not in `{}`", missing.join("`, `"));
    (!missing.is_empty()).then(|| Diagnostic::new(Code::MissingTranslation, text.source().place, message()))
}

/// Warnings about markup in a plain text, which is printed as it stands.
fn markup(text: &Text, files: &Files) -> Vec<Diagnostic> {
    let found = plain::find(&text.value);
    if found.is_empty() {
        return Vec::new();
    }
    let map = text.map(files.get(text.place.file));
    let doubt = |markup: Literal| {
        let message = as_it_stands(&text.value[markup.range.clone()]);
        Some(Diagnostic::new(Code::LiteralMarkup, map.find(&markup.range)?, message).with_hint(markup.hint))
    };
    found.into_iter().filter_map(doubt).collect()
}

/// The warning about a straight quotation mark in a text of a language.
pub fn straight_quote(place: Place, language: Language) -> Diagnostic {
    let Quotes { outer, inner, apostrophe } = &orthography::of(language).quotes;
    let hint = match outer.is_empty() {
        true => "use the language's own marks, such as ” and ’".to_owned(),
        false => format!(
            "use the language's own marks: {outer}, inside of a quotation {inner}, and the apostrophe {apostrophe}"
        ),
    };
    Diagnostic::new(Code::StraightQuotes, place, "a straight quote stands in the text").with_hint(hint)
}
