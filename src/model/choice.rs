//! Values of the data that may be one thing or another.

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;

use super::decode::{Context, Decode, Value};
use super::fact::{Content, Walk};
use super::record::vocabulary;
use super::records::{Edition, Row};
use super::scalar::{self, Number};
use super::text::{Localized, Plain, Text, TextKind};

/// A number, or words where a number says too little.
#[derive(Debug, Clone)]
pub enum Quantity {
    Number(Number),
    Words(Plain),
}

impl Decode for Quantity {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            toml::de::DeValue::Integer(_) | toml::de::DeValue::Float(_) => {
                Number::decode(value, context).map(Quantity::Number)
            }
            _ => Plain::decode(value, context).map(Quantity::Words),
        }
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextKind, &'a Localized)) {
        if let Quantity::Words(words) = self {
            words.texts(visit);
        }
    }

    fn facts(&self, walk: &mut Walk) {
        match self {
            Quantity::Number(number) => number.facts(walk),
            Quantity::Words(words) => words.facts(walk),
        }
    }
}

/// The data of a figure: rows in the file, or a CSV file beside it.
#[derive(Debug, Clone)]
pub enum FigureData {
    Rows(Vec<Row>),
    Csv(Text),
}

impl Decode for FigureData {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        if value.get_ref().is_str() {
            Text::decode(value, context).map(FigureData::Csv)
        } else {
            Vec::decode(value, context).map(FigureData::Rows)
        }
    }

    fn texts<'a>(&'a self, visit: &mut dyn FnMut(TextKind, &'a Localized)) {
        if let FigureData::Rows(rows) = self {
            rows.texts(visit);
        }
    }

    fn facts(&self, walk: &mut Walk) {
        match self {
            FigureData::Rows(rows) => rows.facts(walk),
            FigureData::Csv(name) => name.facts(walk),
        }
    }
}

/// An edition that is made of the report alone, so that the report can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing(pub Edition);

impl Standing {
    fn words() -> Vec<&'static str> {
        Edition::WORDS.iter().copied().filter(|word| *word != Edition::Changes.as_str()).collect()
    }
}

impl Decode for Standing {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        if value.get_ref().as_str() == Some(Edition::Changes.as_str()) {
            let message = "a report cannot ask for the edition `changes`, which needs an earlier release";
            let hint = "delete the word; `raportti build --edition changes --since OLD` makes the edition";
            let place = context.place(value);
            context.fault(Diagnostic::new(Code::UnknownWord, place, message).with_hint(hint));
            return None;
        }
        scalar::word(value, &Self::words(), context).and_then(Edition::from_word).map(Standing)
    }

    fn facts(&self, walk: &mut Walk) {
        self.0.facts(walk);
    }
}

vocabulary! {
    /// What a rule of the report does: stop the build, warn, or nothing.
    pub enum Level { Error = "error", Warning = "warning", Off = "off", }
}

/// The code of a rule that a report can set or an item can break with leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule(pub Code);

impl Decode for Rule {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let names: Vec<&str> = Code::allowable().map(Code::as_str).collect();
        let name = scalar::word(value, &names, context)?;
        Code::from_name(name).map(Rule)
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Word(self.0.as_str()), None, None);
    }
}

/// `[rules]`: levels by the code of the rule.
#[derive(Debug, Clone, Default)]
pub struct Levels(pub Vec<(Code, Level)>);

impl Decode for Levels {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let table = super::decode::table(value, context)?;
        let known: Vec<&str> = Code::configurable().map(|code| code.as_str()).collect();
        let mut levels = Vec::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            match Code::configurable().find(|code| code.as_str() == name) {
                Some(code) => levels.extend(Level::decode(value, context).map(|level| (code, level))),
                None => super::decode::unknown_key(key, &known, context),
            }
        }
        Some(Levels(levels))
    }

    /// How strict a report is with itself is nothing that it says.
    fn facts(&self, _: &mut Walk) {}
}
