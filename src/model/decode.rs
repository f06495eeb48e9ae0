//! From a spanned TOML tree to typed values, with every fault of a file in one pass.
//!
//! serde stops at the first error of a file and loses places inside flattened and untagged types, so records are decoded
//! here; the record types themselves say what is allowed (see `record`).

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Place};
use crate::diagnostics::map;
use crate::diagnostics::nearest;

use super::fact::{Content, Walk};
use super::markdown::Setting;
use super::prose;
use super::text::{self, Form, Localized, Plain, Prose, Text, TextKind, Translations};
use crate::model::kind::Kind;

pub type Value<'a> = Spanned<DeValue<'a>>;

/// What decoding needs to know besides the value, and where it puts the faults.
pub struct Context<'a> {
    pub file: FileKey,
    /// What stands in the file.
    pub text: &'a str,
    /// The report's languages, the source language first. Empty only while `report.toml` names them.
    pub languages: &'a [Language],
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// Every link that was decoded, also those of records that could not be.
    pub links: Vec<LooseLink>,
    /// Where in `diagnostics` keys are complained about that a table inside the present one does not have.
    unknown: Vec<usize>,
}

/// A link by itself: what it should name, the id, and its place.
pub type LooseLink = (Kind, String, Place);

impl<'a> Context<'a> {
    pub fn new(file: FileKey, text: &'a str, languages: &'a [Language], diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { file, text, languages, diagnostics, links: Vec::new(), unknown: Vec::new() }
    }

    pub fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        Place::new(self.file, spanned.span())
    }

    pub fn fault(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that a value has the wrong type.
    pub fn expected(&mut self, expected: &str, value: &Value) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let message = format!("expected {expected}, found {found}");
        self.fault(Diagnostic::new(Code::WrongType, self.place(value), message));
    }
}

/// A type that a TOML value can be decoded into.
pub trait Decode: Sized {
    /// The value, or `None` after the fault was told to the context.
    fn decode(value: &Value, context: &mut Context) -> Option<Self>;

    /// What stands in for a missing key; `None` when the key must be there.
    fn missing() -> Option<Self> {
        None
    }

    /// Calls `visit` with every localized text inside.
    fn texts<'a>(&'a self, _visit: &mut dyn FnMut(TextKind, &'a Localized)) {}

    /// Tells the walk everything that the value says.
    fn facts(&self, walk: &mut Walk);

    /// What an element of a list is known by, wherever in the list it stands.
    fn address(&self) -> Option<String> {
        None
    }

    /// The value itself when it is the id of the record around it.
    fn own_id(&self) -> Option<&str> {
        None
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        T::decode(value, context).map(Some)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextKind, &'a Localized)) {
        if let Some(inner) = self {
            inner.texts(visit);
        }
    }

    fn facts(&self, walk: &mut Walk) {
        if let Some(inner) = self {
            inner.facts(walk);
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Some(array) = value.get_ref().as_array() else {
            context.expected("an array", value);
            if let Some(header) = header(value, context)
                && let Some(last) = context.diagnostics.last_mut()
            {
                last.hints.push(format!("write `[[{header}]]`: there may be several"));
            }
            return None;
        };
        let decoded: Vec<Option<T>> = array.iter().map(|item| T::decode(item, context)).collect();
        decoded.into_iter().collect()
    }

    fn missing() -> Option<Self> {
        Some(Vec::new())
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextKind, &'a Localized)) {
        for inner in self {
            inner.texts(visit);
        }
    }

    fn facts(&self, walk: &mut Walk) {
        walk.list(self);
    }
}

/// The keys of one table, taken one by one; what is left at the end is unknown.
pub struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    /// Where a missing key is complained about: the header or opening of the table.
    pub place: Place,
    asked: Vec<&'static str>,
}

impl<'t, 'i> Fields<'t, 'i> {
    pub fn new(table: &'t DeTable<'i>, place: Place) -> Self {
        Self { table, place, asked: Vec::new() }
    }

    /// The decoded value of a key.
    pub fn take<T: Decode>(&mut self, key: &'static str, context: &mut Context) -> Option<T> {
        // A field named by a keyword is a raw identifier in Rust.
        let key = key.trim_start_matches("r#");
        self.asked.push(key);
        match self.table.get(key) {
            Some(value) => T::decode(value, context),
            None => T::missing().or_else(|| {
                let message = format!("the key `{key}` is missing");
                context.fault(Diagnostic::new(Code::MissingKey, self.place, message));
                None
            }),
        }
    }

    /// Complains about every key that nobody asked for.
    pub fn finish(self, context: &mut Context) {
        self.below_a_table(context);
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !self.asked.contains(&name) {
                unknown_key(key, &self.asked, context);
            }
        }
    }

    /// Says of keys that a table inside does not have, and that this one does, where they belong. In TOML whatever stands
    /// below a header is in its table. A key that is missing here for that is no second fault.
    fn below_a_table(&self, context: &mut Context) {
        let mut moved = Vec::new();
        for &index in &context.unknown {
            let fault = &mut context.diagnostics[index];
            let name = fault.place.and_then(|place| context.text.get(place.range())).unwrap_or_default();
            if self.asked.contains(&name) && !self.table.contains_key(name) {
                fault.hints =
                    vec!["move it above the first table, such as `[[…]]`: below one it belongs to that".to_owned()];
                moved.push(format!("the key `{name}` is missing"));
            }
        }
        if !moved.is_empty() {
            let place = Some(self.place);
            context.diagnostics.retain(|fault| {
                fault.code != Code::MissingKey || fault.place != place || !moved.contains(&fault.message)
            });
            context.unknown.clear();
        }
    }
}

/// The name in the header of a table, when it has one: `evidence` of `[evidence]`.
fn header<'a>(value: &Value, context: &Context<'a>) -> Option<&'a str> {
    value.get_ref().as_table()?;
    let written = context.text.get(value.span())?.lines().next()?;
    written.strip_prefix('[')?.split(']').next().map(str::trim)
}

/// Complains about a key that the table does not have.
pub fn unknown_key(key: &Spanned<DeString>, known: &[&str], context: &mut Context) {
    let name: &str = key.get_ref();
    let mut diagnostic = Diagnostic::new(Code::UnknownKey, context.place(key), format!("unknown key `{name}`"));
    diagnostic.hints.extend(nearest::hint(name, known));
    context.unknown.push(context.diagnostics.len());
    context.fault(diagnostic);
}

/// The table of a value, or the complaint that it is none.
pub fn table<'v, 'i>(value: &'v Value<'i>, context: &mut Context) -> Option<&'v DeTable<'i>> {
    let table = value.get_ref().as_table();
    if table.is_none() {
        context.expected("a table", value);
    }
    table
}

impl Decode for Text {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Some(string) = value.get_ref().as_str() else {
            context.expected("a string", value);
            return None;
        };
        if string.trim().is_empty() {
            let message = "the text is empty";
            context.fault(
                Diagnostic::new(Code::MalformedValue, context.place(value), message)
                    .with_hint("write the text, or leave the key out if it is optional"),
            );
            return None;
        }
        let place = context.place(value);
        if let Some(word) = text::endless_word(string) {
            let map = map::toml_string(context.file, context.text, place.range(), string);
            context.fault(text::too_long(map.find(&word).unwrap_or(place)));
            return None;
        }
        Some(Text { value: string.to_owned(), place, form: Form::TomlString })
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::plain(&self.value), None, Some(self.place));
    }
}

impl Decode for Translations {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let source = *context.languages.first()?;
        match value.get_ref() {
            DeValue::String(_) => Some(Translations(vec![(source, Text::decode(value, context)?)])),
            DeValue::Table(table) => {
                let names: Vec<String> = context.languages.iter().map(ToString::to_string).collect();
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
                    unknown_key(key, &known, context);
                }
                let languages = context.languages;
                let decoded: Vec<Option<(Language, Text)>> = languages
                    .iter()
                    .zip(&known)
                    .filter_map(|(&language, &name)| table.get(name).map(|value| (language, value)))
                    .map(|(language, value)| Some((language, Text::decode(value, context)?)))
                    .collect();
                decoded.into_iter().collect::<Option<_>>().map(Translations)
            }
            _ => {
                context.expected("a string, or a string for each language", value);
                None
            }
        }
    }

    fn facts(&self, walk: &mut Walk) {
        for (language, text) in &self.0 {
            walk.fact(Content::plain(&text.value), Some(*language), Some(text.place));
        }
    }
}

impl Decode for Localized {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Translations(texts) = Translations::decode(value, context)?;
        let source = *context.languages.first()?;
        if texts.first().is_none_or(|(language, _)| *language != source) {
            let message = format!("the text lacks the source language `{source}`");
            context.fault(Diagnostic::new(Code::MissingKey, context.place(value), message));
            return None;
        }
        Some(Localized::new(texts))
    }

    fn facts(&self, walk: &mut Walk) {
        for (language, text) in self.iter() {
            walk.fact(Content::plain(&text.value), Some(language), Some(text.place));
        }
    }
}

impl Decode for Plain {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        Localized::decode(value, context).map(Plain)
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextKind, &'a Localized)) {
        visit(TextKind::Plain, &self.0);
    }

    fn facts(&self, walk: &mut Walk) {
        self.0.facts(walk);
    }
}

impl Decode for Prose {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        Localized::decode(value, context).map(Prose)
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextKind, &'a Localized)) {
        visit(TextKind::Prose, &self.0);
    }

    fn facts(&self, walk: &mut Walk) {
        for (language, text) in self.0.iter() {
            let passage = prose::passage(&text.value, Setting::Field);
            walk.fact(Content::Prose(passage), Some(language), Some(text.place));
        }
    }
}
