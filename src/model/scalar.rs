//! The small values of the data: ids, links, dates, numbers, words.

use std::fmt;
use std::marker::PhantomData;

use icu::locale::subtags::Language;
use toml::value::{Date as TomlDate, Datetime};

use crate::bounds::text::MOST_DECIMALS;
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;
use crate::diagnostics::nearest;

use super::decode::{Context, Decode, Value};
use super::fact::{Content, Walk};
use crate::model::kind::Target;

/// Why a string is not an id, if it is not: an id is a letter, then letters, digits or points, all ASCII.
pub fn id_fault(id: &str) -> Option<&'static str> {
    let mut characters = id.chars();
    match characters.next() {
        None => Some("an id has at least one letter"),
        Some(first) if !first.is_ascii_alphabetic() => Some("an id starts with a letter from A to Z"),
        _ if !characters.all(|c| c.is_ascii_alphanumeric() || c == '.') => {
            Some("an id has only letters from A to Z, digits and points")
        }
        _ => None,
    }
}

/// The id of something that stands inside a file, such as an action.
#[derive(Debug, Clone)]
pub struct Id {
    pub id: String,
    pub place: Place,
}

impl Decode for Id {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Some(id) = value.get_ref().as_str() else {
            context.expected("an id", value);
            return None;
        };
        let place = context.place(value);
        if let Some(fault) = id_fault(id) {
            let message = format!("`{id}` is not an id");
            context.fault(Diagnostic::new(Code::MalformedId, place, message).with_hint(fault));
            return None;
        }
        Some(Id { id: id.to_owned(), place })
    }

    /// The id is in the path of all that the record says.
    fn facts(&self, _: &mut Walk) {}

    fn own_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

/// A link to an item of kind `T`. That the item exists is checked when the graph is made.
pub struct Link<T> {
    pub id: String,
    pub place: Place,
    target: PhantomData<fn() -> T>,
}

impl<T> Clone for Link<T> {
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), place: self.place, target: PhantomData }
    }
}

impl<T> fmt::Debug for Link<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "→{}", self.id)
    }
}

impl<T: Target> Decode for Link<T> {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Some(id) = value.get_ref().as_str() else {
            context.expected("an id", value);
            return None;
        };
        let place = context.place(value);
        context.links.push((T::KIND, id.to_owned(), place));
        Some(Link { id: id.to_owned(), place, target: PhantomData })
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Link(T::KIND, self.id.clone()), None, Some(self.place));
    }

    fn address(&self) -> Option<String> {
        Some(self.id.clone())
    }
}

/// One value or a list of them.
#[derive(Debug, Clone)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T: Decode> Decode for OneOrMany<T> {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        if value.get_ref().is_array() {
            Vec::decode(value, context).map(OneOrMany)
        } else {
            T::decode(value, context).map(|one| OneOrMany(vec![one]))
        }
    }

    fn missing() -> Option<Self> {
        Some(OneOrMany(Vec::new()))
    }

    fn facts(&self, walk: &mut Walk) {
        walk.list(&self.0);
    }
}

/// A value that remembers where it stands, for a check that needs more than its type.
#[derive(Debug, Clone, Copy)]
pub struct Placed<T> {
    pub value: T,
    pub place: Place,
}

impl<T: Decode> Decode for Placed<T> {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let place = context.place(value);
        T::decode(value, context).map(|value| Placed { value, place })
    }

    fn facts(&self, walk: &mut Walk) {
        self.value.facts(walk);
    }
}

/// A calendar date.
#[derive(Debug, Clone, Copy)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub place: Place,
}

impl Date {
    /// Year, month and day, in the order in which dates compare.
    pub fn ymd(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

impl Decode for Date {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let place = context.place(value);
        match value.get_ref().as_datetime() {
            Some(&Datetime { date: Some(TomlDate { year, month, day }), time: None, offset: None }) => {
                Some(Date { year, month, day, place })
            }
            Some(_) => {
                let message = "expected a date without a time";
                context
                    .fault(Diagnostic::new(Code::MalformedValue, place, message).with_hint("write it as `2026-11-23`"));
                None
            }
            None => {
                context.expected("a date", value);
                if let Some(last) = context.diagnostics.last_mut() {
                    last.hints.push("write it as `2026-11-23`, without quotes".to_owned());
                }
                None
            }
        }
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Date(self.year, self.month, self.day), None, Some(self.place));
    }
}

impl Decode for i64 {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Some(integer) = value.get_ref().as_integer() else {
            context.expected("an integer", value);
            return None;
        };
        let parsed = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        if parsed.is_none() {
            let message = "the integer is too large";
            context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message));
        }
        parsed
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Integer(*self), None, None);
    }
}

impl Decode for u16 {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let integer = i64::decode(value, context)?;
        let year = u16::try_from(integer).ok().filter(|year| (1..=9999).contains(year));
        if year.is_none() {
            let message = format!("expected a number from 1 to 9999, found `{integer}`");
            context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message));
        }
        year
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Integer(i64::from(*self)), None, None);
    }
}

impl Decode for bool {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            context.expected("`true` or `false`", value);
        }
        boolean
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Flag(*self), None, None);
    }
}

/// A finite number, integer or decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    pub value: f64,
    /// How many digits were written after the decimal point: `51.0` has one.
    pub decimals: usize,
}

impl Number {
    /// Reads a number with a decimal point. `None` when the text is no number, or not a finite one.
    pub fn read(text: &str) -> Option<Self> {
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
        let written = text.split(['e', 'E']).next().unwrap_or(text);
        let decimals = written.split_once('.').map_or(0, |(_, digits)| digits.len());
        Some(Number { value, decimals: decimals.min(MOST_DECIMALS) })
    }
}

impl Decode for Number {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let number = match value.get_ref() {
            toml::de::DeValue::Integer(_) => {
                return i64::decode(value, context).map(|integer| Number { value: integer as f64, decimals: 0 });
            }
            toml::de::DeValue::Float(float) => Number::read(float.as_str()),
            _ => {
                context.expected("a number", value);
                return None;
            }
        };
        if number.is_none() {
            let message = "the number is not finite";
            context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message));
        }
        number
    }

    fn facts(&self, walk: &mut Walk) {
        // Nought has two signs as a float, and one in any text.
        walk.fact(Content::Number(self.value + 0.0), None, None);
    }
}

impl Decode for Language {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Some(string) = value.get_ref().as_str() else {
            context.expected("a language such as `\"fi\"`", value);
            return None;
        };
        let language = Language::try_from_str(string).ok();
        if language.is_none() {
            let message = format!("`{string}` is not a language");
            context.fault(
                Diagnostic::new(Code::MalformedValue, context.place(value), message)
                    .with_hint("write the language's two or three letters, such as `fi`, `sv` or `en`"),
            );
        }
        language
    }

    fn facts(&self, walk: &mut Walk) {
        walk.fact(Content::Language(*self), None, None);
    }

    fn address(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// A word of a vocabulary, or the complaint that it is none.
pub fn word<'a>(value: &Value, words: &[&'a str], context: &mut Context) -> Option<&'a str> {
    let Some(found) = value.get_ref().as_str() else {
        context.expected("a word", value);
        return None;
    };
    let known = words.iter().copied().find(|word| *word == found);
    if known.is_none() {
        let place = context.place(value);
        let mut diagnostic = Diagnostic::new(Code::UnknownWord, place, format!("unknown word `{found}`"));
        diagnostic.hints.extend(nearest::hint(found, words));
        context.fault(diagnostic);
    }
    known
}
