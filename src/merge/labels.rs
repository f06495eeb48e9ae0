//! The fixed words of the templates in one language: `templates/labels/<language>.toml`.

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{Files, Place};
use crate::files::builtin;
use crate::files::read::Tree;
use crate::model::decode::Context;
use crate::model::load;
use crate::model::text_file::text_file;

use icu::locale::subtags::Language;
use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::emit::{Emit, Emitter, Keyed};
use super::locale::Locale;

/// A word, or words by their names.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Label {
    Word(String),
    Group(Keyed<Label>),
}

impl Emit for Label {
    fn emit(&self, emitter: &mut Emitter) {
        match self {
            Label::Word(word) => emitter.string(word),
            Label::Group(group) => group.emit(emitter),
        }
    }
}

/// One language's words and its way of writing.
pub struct Wording {
    pub locale: Locale,
    pub labels: Keyed<Label>,
}

/// The language whose words stand in for those that a language of the report's own has not.
const SPARE: Language = icu::locale::subtags::language!("en");

/// What the source inside a PDF is called. A look that does not know the word gets it from the built-in one.
pub fn source(wording: &Wording) -> String {
    let spare = spare(wording);
    let known = [wording].into_iter().chain(&spare);
    let found = known.filter_map(|wording| word(&wording.labels, &["attachment", "source"])).next();
    found.expect("the built-in labels have the word").to_owned()
}

/// The program's own words, in the language of `wording` where the program knows it, and in English.
pub fn spare(wording: &Wording) -> Vec<Wording> {
    let built_in = |language| read(&builtin::templates(), language, &mut Files::default(), &mut Vec::new());
    [wording.locale.language, SPARE].into_iter().filter_map(built_in).collect()
}

/// The word at a path of names.
pub fn word<'a>(labels: &'a Keyed<Label>, path: &[&str]) -> Option<&'a str> {
    let (first, rest) = path.split_first()?;
    match labels.0.iter().find(|(key, _)| key == first).map(|(_, label)| label)? {
        Label::Word(text) => rest.is_empty().then_some(text),
        Label::Group(group) => word(group, rest),
    }
}

/// Reads the words of a language. The key `locale` (BCP 47 with region, such as `sv-FI`) says how dates and numbers are
/// written.
pub fn read(
    templates: &Tree,
    language: Language,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Wording> {
    let path = format!("templates/labels/{language}.toml");
    let Some(bytes) = templates.get(&path) else {
        let message = format!("the templates have no words for `{language}`");
        diagnostics.push(
            Diagnostic::nowhere(Code::MissingFile, message)
                .with_hint(format!("write `{path}` after the example of the other languages")),
        );
        return None;
    };
    let file = text_file(&path, bytes, files, diagnostics)?;
    let text = files.get(file).text.clone();
    let table = load::parse(file, &text, diagnostics)?;
    let mut context = Context::new(file, &text, &[], diagnostics);
    let labels = group(table.get_ref(), &mut context)?;
    let place = table.get_ref().get("locale").map(Spanned::span).unwrap_or_default();
    let locale = locale(&labels, language, Place::new(file, place), diagnostics)?;
    Some(Wording { locale, labels })
}

fn group(table: &DeTable, context: &mut Context) -> Option<Keyed<Label>> {
    let labels: Vec<Option<(String, Label)>> = table
        .iter()
        .map(|(key, value)| {
            let label = match value.get_ref() {
                DeValue::String(word) => Label::Word(word.to_string()),
                DeValue::Table(table) => Label::Group(group(table, context)?),
                _ => {
                    context.expected("a string or a table of strings", value);
                    return None;
                }
            };
            Some((key.get_ref().to_string(), label))
        })
        .collect();
    labels.into_iter().collect::<Option<_>>().map(Keyed)
}

fn locale(
    labels: &Keyed<Label>,
    language: Language,
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Locale> {
    let tag = labels.0.iter().find(|(key, _)| key == "locale").map(|(_, label)| label);
    let locale = match tag {
        Some(Label::Word(tag)) => Locale::new(language, tag),
        _ => Err("the key `locale` is missing".to_owned()),
    };
    locale
        .map_err(|message| {
            diagnostics.push(
                Diagnostic::new(Code::MalformedValue, place, message)
                    .with_hint(format!("write `locale = \"{language}-…\"`, with the region of the readers")),
            );
        })
        .ok()
}
