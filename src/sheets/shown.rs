//! Values of a report as cells show them.

use icu::locale::subtags::Language;

use crate::diagnostics::Place;
use crate::model::decode::OwnCurrency;
use crate::model::{Author, Item, Value};

use super::datum::{Cell, Datum, LONGEST_TEXT};
use super::form::Form;

/// The cell of a value in a form, and in one language if it is a text. What is the same in all languages stands in that of the source.
pub fn cell(
    value: Option<&Value>,
    form: &Form,
    (language, is_source): (Option<Language>, bool),
    own: OwnCurrency,
) -> Cell {
    let Some(value) = value else { return Cell { datum: Datum::Empty, is_locked: *form == Form::Shown } };
    let datum = match (value, form) {
        (Value::Number(..) | Value::String(_), Form::Texts { .. }) if !is_source => Some(Datum::Empty),
        _ => datum(value, form, language, own),
    };
    let is_locked = *form == Form::Shown || datum.is_none();
    let datum = datum.unwrap_or_else(|| Datum::text(&described(value)));
    match datum {
        Datum::Text(text) if text.len() > LONGEST_TEXT && text.encode_utf16().count() > LONGEST_TEXT => {
            let end = text.char_indices().nth(LONGEST_TEXT / 2).map_or(text.len(), |(at, _)| at);
            Cell { datum: Datum::Text(format!("{}…", &text[..end])), is_locked: true }
        }
        datum => Cell { datum, is_locked },
    }
}

/// What a cell shows; `None` for a value that cannot be changed in a cell.
fn datum(value: &Value, form: &Form, language: Option<Language>, own: OwnCurrency) -> Option<Datum> {
    Some(match (value, form) {
        (Value::Plain(texts) | Value::Prose(texts), Form::Texts { .. }) => {
            let own = texts.iter().find(|(own, _)| Some(*own) == language);
            own.map_or(Datum::Empty, |(_, text)| Datum::text(&text.value))
        }
        (Value::Translations(texts), Form::Texts { .. }) => {
            let own = texts.iter().find(|(own, _)| Some(*own) == language);
            own.map_or(Datum::Empty, |(_, text)| Datum::text(&text.value))
        }
        (Value::Integer(number, _), _) => Datum::Number(*number as f64),
        (Value::Number(number, _), _) => Datum::Number(number.value),
        (Value::Money(sum), Form::Money) => {
            if own == OwnCurrency::Named(sum.currency) {
                Datum::Number(sum.amount.value)
            } else {
                Datum::text(&format!("{} {}", sum.amount.value, sum.currency.code()))
            }
        }
        (Value::Date(date), _) => Datum::Date(date.ymd()),
        (Value::YesNo(flag), Form::YesNo) => Datum::YesNo(*flag),
        (Value::List(values), Form::Several { .. }) => {
            let words = values.iter().map(line).collect::<Option<Vec<_>>>()?;
            Datum::text(&words.join(", "))
        }
        (Value::List(values), Form::Lines { .. }) => lines(values.iter().map(line).collect::<Option<_>>()?)?,
        (Value::List(values), Form::ListOfTexts) => {
            let texts: Vec<String> = values.iter().map(|value| text_in(value, language)).collect::<Option<_>>()?;
            // Of the lines of a cell only those at its ends are lost when they are empty.
            let is_held = texts.first().is_none_or(|first| !first.is_empty()) || texts.iter().all(String::is_empty);
            is_held.then(|| lines(texts))??
        }
        (Value::List(values), Form::Numbers { .. }) => lines(values.iter().map(number).collect::<Option<_>>()?)?,
        (Value::List(values), Form::Authors { .. }) => lines(values.iter().map(author).collect::<Option<_>>()?)?,
        (value, Form::Authors { .. }) => lines(vec![author(value)?])?,
        (value, _) => Datum::text(&line(value)?),
    })
}

/// Lines of a cell; `None` where they would not come back as they are.
fn lines(lines: Vec<String>) -> Option<Datum> {
    let is_plain = |line: &String| !line.contains(['\n', '\r']) && line.trim() == line;
    lines.iter().all(is_plain).then(|| Datum::text(&lines.join("\n")))
}

fn text_in(value: &Value, language: Option<Language>) -> Option<String> {
    let (Value::Plain(texts) | Value::Prose(texts)) = value else { return None };
    let own = texts.iter().find(|(own, _)| Some(*own) == language);
    Some(own.map(|(_, text)| text.value.clone()).unwrap_or_default())
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number, _) => Some(number.value.to_string()),
        Value::Integer(number, _) => Some(number.to_string()),
        _ => None,
    }
}

/// An author as a line; `None` where the line could be read as somebody else.
fn author(value: &Value) -> Option<String> {
    let is_in_braces = |name: &str| name.starts_with('{') && name.ends_with('}');
    match Author::of(value)? {
        Author::Written(text) => (!is_in_braces(&text.value)).then(|| text.value.clone()),
        Author::Institution(name) if name.value.contains(", ") || is_in_braces(&name.value) => {
            Some(format!("{{{}}}", name.value))
        }
        Author::Institution(name) => Some(name.value.clone()),
        person => {
            let (family, given) = person.parts();
            (!family.contains(", ")).then(|| given.map_or(family.to_owned(), |given| format!("{family}, {given}")))
        }
    }
}

/// A value of one line as it is written in TOML, without quotes.
fn line(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.value.clone(),
        Value::Word(said) => said.word.to_owned(),
        Value::Link(link) => link.id.clone(),
        Value::Id(id) => id.id.clone(),
        Value::Period(period) => period.period.to_string(),
        Value::Cvss(cvss) => cvss.vector.clone(),
        Value::Language(language) => language.to_string(),
        _ => return None,
    })
}

/// A value in words, for cells that only show it.
fn described(value: &Value) -> String {
    let all = |values: &[Value]| values.iter().map(described).collect::<Vec<_>>().join("; ");
    match value {
        Value::Plain(text) | Value::Prose(text) => text.source().value.clone(),
        Value::Translations(texts) => texts.iter().map(|(_, text)| text.value.as_str()).collect::<Vec<_>>().join("; "),
        Value::Number(number, _) => number.value.to_string(),
        Value::Integer(number, _) => number.to_string(),
        Value::YesNo(flag) => flag.to_string(),
        Value::Date(date) => Datum::Date(date.ymd()).written().into_owned(),
        Value::Money(sum) => format!("{} {}", sum.amount.value, sum.currency.code()),
        Value::List(values) => all(values),
        Value::Entries(entries) => {
            entries.iter().map(|(id, value)| format!("{}: {}", id.id, described(value))).collect::<Vec<_>>().join("; ")
        }
        Value::Item(item) => item.fields().map(|(_, value)| described(value)).collect::<Vec<_>>().join(" "),
        value => line(value).unwrap_or_default(),
    }
}

/// Where a value stands, in one language if it is a text; where its table opens, if it has no place of its own.
pub fn place(item: &Item, key: &str, language: Option<Language>) -> Place {
    let of_value = |value: &Value| match value {
        Value::Plain(texts) | Value::Prose(texts) => {
            texts.iter().find(|(own, _)| Some(*own) == language).map(|(_, text)| text.place)
        }
        Value::Translations(texts) => texts.iter().find(|(own, _)| Some(*own) == language).map(|(_, text)| text.place),
        Value::String(text) => Some(text.place),
        Value::Word(said) => Some(said.place),
        Value::Link(link) => Some(link.place),
        Value::Id(id) => Some(id.place),
        Value::Date(date) => Some(date.place),
        Value::Period(period) => Some(period.place),
        Value::Money(sum) => Some(sum.place),
        Value::Integer(_, place) | Value::Number(_, place) => Some(*place),
        Value::Item(item) => Some(item.place),
        _ => None,
    };
    let found = match item.get(key) {
        Some(Value::List(values)) => values.first().and_then(of_value),
        value => value.and_then(of_value),
    };
    found.unwrap_or(item.place)
}
