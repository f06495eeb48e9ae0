//! Warnings about texts: missing translations, straight quotation marks, and markup in plain texts.

use icu::locale::subtags::Language;
use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::graph::Graph;
use crate::model::languages::orthography::{self, Quotes};
use crate::model::markdown::{Literal, as_it_stands, plain};
use crate::model::{Item, Localized, Text, Type, Value};

use super::named_figures;

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
        Value::Prose(text) => found.extend(untranslated(text, graph, files)),
        Value::Plain(text) => {
            found.extend(untranslated(text, graph, files));
            let numbers = Numbers { graph, are_known: named_figures::has_numbers(graph.model.declarations, field) };
            for (language, text) in text.iter() {
                if let Some(at) = text.value.find(['"', '\'']) {
                    let map = text.map(files.get(text.place.file));
                    found.extend(map.find(&(at..at + 1)).map(|place| straight_quote(place, language)));
                }
                found.extend(markup(text, numbers, files));
                found.extend(bare_ids(text, numbers, files));
            }
        }
        Value::Translations(texts) => {
            let numbers = Numbers { graph, are_known: false };
            found.extend(texts.iter().flat_map(|(_, text)| markup(text, numbers, files)));
        }
        // What readers see and needs no source language: titles and authors of sources.
        Value::String(text) if !field.silent && field.types().any(|it| matches!(it, Type::String | Type::Author)) => {
            found.extend(markup(text, Numbers { graph, are_known: false }, files));
        }
        _ => {}
    });
    found
}

fn untranslated(text: &Localized, graph: &Graph, files: &Files) -> Option<Diagnostic> {
    let languages = graph.languages().iter().filter(|language| !text.has(**language));
    let missing: Vec<String> = languages.map(Language::to_string).collect();
    let message = || format!("the text is not in `{}`", missing.join("`, `"));
    // A text in one string, where the others would be beside it.
    let has_no_language = text.iter().count() == 1 && files.text(text.source().place).starts_with(['"', '\'']);
    let beside: Vec<String> = graph.languages().iter().map(|language| format!("{language} = \"…\"")).collect();
    let hint = has_no_language.then(|| format!("give it in each language: `{{ {} }}`", beside.join(", ")));
    (!missing.is_empty())
        .then(|| Diagnostic::new(Code::MissingTranslation, text.source().place, message()).with_hints(hint))
}

/// Whether a text can refer to figures by their numbers.
#[derive(Clone, Copy)]
struct Numbers<'a> {
    graph: &'a Graph,
    are_known: bool,
}

/// What to write in place of the id of a figure.
pub const REFERENCE_TO_FIGURE: &str = "prints the word and the number of its caption";
const NO_NUMBER: &str =
    "its number is known on pages only, and this text stands elsewhere, too: say in words what it shows";

/// The warning about the id of a figure that stands in a text. `remedy` is what a reference does there.
pub fn bare_id(id: &str, place: Place, remedy: &str) -> Diagnostic {
    let message = format!("`{id}` is printed as it stands, and readers know this figure by a number");
    let hint = match remedy {
        REFERENCE_TO_FIGURE => format!("`[@{id}]` {remedy}, `[-@{id}]` the number alone"),
        remedy => remedy.to_owned(),
    };
    Diagnostic::new(Code::BareId, place, message).with_hint(hint)
}

/// Warnings about ids of figures in a plain text.
fn bare_ids(text: &Text, numbers: Numbers, files: &Files) -> Vec<Diagnostic> {
    let found = named_figures::bare_ids(&text.value, numbers.graph);
    if found.is_empty() {
        return Vec::new();
    }
    let map = text.map(files.get(text.place.file));
    let remedy = if numbers.are_known { REFERENCE_TO_FIGURE } else { NO_NUMBER };
    let warning = |(at, id): (usize, &str)| Some(bare_id(id, map.find(&(at..at + id.len()))?, remedy));
    found.into_iter().filter_map(warning).collect()
}

/// Warnings about markup in a plain text, which is printed as it stands.
fn markup(text: &Text, numbers: Numbers, files: &Files) -> Vec<Diagnostic> {
    let found = plain::find(&text.value);
    if found.is_empty() {
        return Vec::new();
    }
    let map = text.map(files.get(text.place.file));
    let to_figures = named_figures::references(&text.value, numbers.graph);
    let doubt = |markup: Literal| {
        let is_reference = to_figures.iter().any(|named| named.range == markup.range);
        if is_reference && numbers.are_known {
            return None;
        }
        let message = as_it_stands(&text.value[markup.range.clone()]);
        let hint = if is_reference { NO_NUMBER } else { markup.hint };
        Some(Diagnostic::new(Code::LiteralMarkup, map.find(&markup.range)?, message).with_hint(hint))
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
