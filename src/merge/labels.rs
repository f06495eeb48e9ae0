//! The fixed words of the templates in one language: `templates/labels/<language>.toml`.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::{Tree, builtin};
use crate::model::{Declarations, decode::Context, syntax, text_file::text_file};

use super::locale::Locale;
use icu::locale::subtags::Language;
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One language's words and its way of writing.
pub struct Wording {
    pub locale: Locale,
    /// Words by their names, in groups.
    pub labels: Value,
    /// Those of them that are in another language, since nobody gave them in this one.
    pub foreign: Foreign,
}

/// The languages of words that stand in for missing ones, by their group and name.
pub type Foreign = BTreeMap<(String, String), Language>;

impl Wording {
    /// The word at a path of names.
    pub fn word(&self, path: &[&str]) -> Option<&str> {
        path.iter().try_fold(&self.labels, |group, name| group.get(name))?.as_str()
    }

    /// The word of a group with its language.
    pub fn spoken(&self, group: &str, name: &str) -> Option<(Language, &str)> {
        let word = self.word(&[group, name])?;
        let is_own = self.foreign.is_empty();
        let foreign = if is_own { None } else { self.foreign.get(&(group.to_owned(), name.to_owned())) };
        Some((*foreign.unwrap_or(&self.locale.language), word))
    }
}

/// The language of the built-in labels that stand in for missing ones.
pub const SPARE: Language = icu::locale::subtags::language!("en");

/// The description of the source inside a PDF, the built-in one if the look has none.
pub fn source(wording: &Wording) -> String {
    let spare = spare(wording);
    let known = [wording].into_iter().chain(&spare);
    let found = known.filter_map(|wording| wording.word(&["attachment", "source"])).next();
    found.expect("the built-in labels have the word").to_owned()
}

/// The built-in labels in the language of `wording`, if there are any, and in English.
pub fn spare(wording: &Wording) -> Vec<Wording> {
    let built_in = |language| read(builtin::templates(), language, None, &mut Files::default(), &mut Vec::new());
    [wording.locale.language, SPARE].into_iter().filter_map(built_in).collect()
}

/// Reads the words of a language, which the report names at `named`. The key `locale` (such as `sv-FI`) sets dates and numbers.
pub fn read(
    templates: &Tree,
    language: Language,
    named: Option<Place>,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Wording> {
    let path = format!("templates/labels/{language}.toml");
    let Some(bytes) = templates.get(&path) else {
        let message = format!("the templates have no words for `{language}`");
        let known = templates.keys().filter_map(|path| path.strip_prefix("templates/labels/")?.strip_suffix(".toml"));
        let known: Vec<String> = known.map(|language| format!("`{language}`")).collect();
        let hint = if known.is_empty() {
            "the folder `templates/` has no words at all: delete it to use the built-in templates, or take them from a new project \
             of `raportti init`"
                .to_owned()
        } else {
            let known = known.join(", ");
            format!(
                "the languages that there are words for are {known}; for another one write `{path}` after their example"
            )
        };
        let fault = Diagnostic::without_place(Code::MissingFile, message).with_hint(hint);
        diagnostics.push(Diagnostic { place: named, ..fault });
        return None;
    };
    let file = text_file(&path, bytes, files, diagnostics)?;
    let text = files.get(file).text.clone();
    let table = syntax::parse(file, &text, diagnostics)?;
    let mut context = Context::new(Declarations::built_in(), (file, &text), &[], diagnostics);
    let mut labels = group(table.get_ref(), &mut context)?;
    let foreign = add_names_of_fields(&mut labels, language);
    let place = table.get_ref().get("locale").map(Spanned::span).unwrap_or_default();
    let tag = labels.get("locale").and_then(Value::as_str);
    match tag.map_or(Err("the key `locale` is missing".to_owned()), |tag| Locale::new(language, tag)) {
        Ok(locale) => Some(Wording { locale, labels, foreign }),
        Err(message) => {
            let hint = format!("write `locale = \"{language}-…\"`, with the region of the readers");
            diagnostics.push(Diagnostic::new(Code::MalformedValue, Place::new(file, place), message).with_hint(hint));
            None
        }
    }
}

/// Puts the declared names of fields among the words of their kinds, where the templates have no word of their own. Returns the languages
/// of those that are in another one.
fn add_names_of_fields(labels: &mut Value, language: Language) -> Foreign {
    let mut foreign = Foreign::new();
    for kind in Declarations::built_in().kinds.iter() {
        let Some(words) = labels.get_mut(&kind.key).and_then(Value::as_object_mut) else { continue };
        for field in &kind.fields {
            let name = field.name.get(language.as_str()).or_else(|| field.name.get(SPARE.as_str()));
            if let Some(name) = name.filter(|_| !words.contains_key(&field.key)) {
                words.insert(field.key.clone(), Value::from(name.as_str()));
                if !field.name.contains_key(language.as_str()) {
                    foreign.insert((kind.key.clone(), field.key.clone()), SPARE);
                }
            }
        }
    }
    foreign
}

fn group(table: &DeTable, context: &mut Context) -> Option<Value> {
    let words: Vec<Option<(String, Value)>> = table
        .iter()
        .map(|(key, value)| {
            let word = match value.get_ref() {
                DeValue::String(word) => Value::from(word.to_string()),
                DeValue::Table(table) => group(table, context)?,
                _ => return context.wrong_type("a string or a table of strings", value),
            };
            Some((key.get_ref().to_string(), word))
        })
        .collect();
    words.into_iter().collect::<Option<Map<_, _>>>().map(Value::Object)
}
