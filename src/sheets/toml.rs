//! Changes of values in TOML that keep comments, order and layout of everything else.

use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::model::period::Written;

use super::datum::Datum;
use super::form::Form;
use super::list_of_texts;
use super::placeholders;
use super::spoken::Spoken;

/// A file of TOML that is changed, with line ends and a byte order mark as it has them.
pub struct File {
    pub document: DocumentMut,
    has_returns: bool,
    has_mark: bool,
}

const MARK: char = '\u{feff}';

impl File {
    /// `None` if the text is no TOML.
    pub fn read(text: &str) -> Option<Self> {
        let plain = text.strip_prefix(MARK).unwrap_or(text);
        let document = plain.replace("\r\n", "\n").parse().ok()?;
        Some(Self { document, has_returns: plain.contains("\r\n"), has_mark: text.starts_with(MARK) })
    }

    pub fn text(&self) -> String {
        let mut text = placeholders::without_answered(self.document.to_string());
        if self.has_returns {
            text = text.replace('\n', "\r\n");
        }
        if self.has_mark { format!("{MARK}{text}") } else { text }
    }
}

/// A table, and whether it stands in braces, where tables inside it cannot have heads.
pub struct Found<'d> {
    pub table: &'d mut dyn TableLike,
    pub is_inline: bool,
}

/// The table at the end of a path.
pub fn table_at<'d>(from: Found<'d>, path: &[(String, Option<usize>)]) -> Option<Found<'d>> {
    let Some(((key, number), rest)) = path.split_first() else { return Some(from) };
    let found = match (from.table.get_mut(key)?, number) {
        (Item::Value(value), None) => Found { table: value.as_inline_table_mut()?, is_inline: true },
        (item, None) => Found { table: item.as_table_like_mut()?, is_inline: false },
        (Item::ArrayOfTables(tables), Some(number)) => Found { table: tables.get_mut(*number)?, is_inline: false },
        (Item::Value(Value::Array(values)), Some(number)) => {
            Found { table: values.get_mut(*number)?.as_inline_table_mut()?, is_inline: true }
        }
        _ => return None,
    };
    table_at(found, rest)
}

/// Adds a table to those of a key, at their end; or the only one. `None` where something else stands there.
pub fn add_table(Found { table: around, is_inline }: Found, key: &str, is_list: bool, new: Table) -> Option<()> {
    match (around.get_mut(key), is_list) {
        (Some(Item::ArrayOfTables(tables)), true) => tables.push(new),
        (Some(Item::Value(Value::Array(values))), true) => values.push(Value::InlineTable(new.into_inline_table())),
        (Some(_), _) => return None,
        (None, true) if is_inline => {
            let values: Array = [Value::InlineTable(new.into_inline_table())].into_iter().collect();
            around.insert(key, Item::Value(Value::Array(values)));
        }
        (None, true) => {
            let mut tables = ArrayOfTables::new();
            tables.push(new);
            around.insert(key, Item::ArrayOfTables(tables));
        }
        (None, false) if is_inline => {
            around.insert(key, Item::Value(Value::InlineTable(new.into_inline_table())));
        }
        (None, false) => _ = around.insert(key, Item::Table(new)),
    }
    Some(())
}

/// Sets a value, or takes it out where the datum is empty.
pub fn set(found: &mut Found, key: &str, form: &Form, spoken: Spoken, datum: &Datum) {
    match form {
        Form::Texts { .. } => return set_text(found, key, spoken, datum),
        Form::ListOfTexts => return list_of_texts::set(found.table, key, spoken, datum),
        _ => {}
    }
    match value(form, datum, found.table.get(key)) {
        Some(value) => put(found.table, key, value),
        None => _ = found.table.remove(key),
    }
}

/// What stands under the key of a text.
enum Stands {
    Nothing,
    /// A text or a number that is the same in all languages, or the text in the source language.
    Alone,
    /// Texts by language; whether only that in the source language.
    Texts {
        is_source_only: bool,
    },
}

fn set_text(found: &mut Found, key: &str, spoken: Spoken, datum: &Datum) {
    let table = &mut *found.table;
    let stands = match table.get(key) {
        None => Stands::Nothing,
        Some(item) => match item.as_table_like() {
            Some(texts) => {
                Stands::Texts { is_source_only: texts.iter().all(|(language, _)| language == spoken.source) }
            }
            None => Stands::Alone,
        },
    };
    let is_source = spoken.language == spoken.source;
    let can_be_number = is_source && !matches!(stands, Stands::Texts { is_source_only: false });
    let number = if let Datum::Number(number) = datum { Some(*number).filter(|_| can_be_number) } else { None };
    if let Some(number) = number {
        return put(table, key, of_number(number));
    }
    let new = (!datum.is_empty()).then(|| Value::from(datum.written().into_owned()));
    match (stands, new) {
        (Stands::Nothing, None) => {}
        (Stands::Nothing, Some(new)) if spoken.is_only => put(table, key, new),
        (Stands::Nothing, Some(new)) => {
            let mut texts = Table::new();
            texts.insert(spoken.language, Item::Value(new));
            texts.set_dotted(!found.is_inline);
            let item = match found.is_inline {
                true => Item::Value(Value::InlineTable(texts.into_inline_table())),
                false => Item::Table(texts),
            };
            table.insert(key, item);
        }
        (Stands::Alone, Some(new)) if is_source => put(table, key, new),
        (Stands::Alone, None) if is_source => _ = table.remove(key),
        (Stands::Alone, None) => {}
        (Stands::Alone, Some(new)) => {
            let Some(Item::Value(old)) = table.get_mut(key) else { return };
            let decor = old.decor().clone();
            let mut texts = InlineTable::new();
            texts.insert(spoken.source, old.clone().decorated("", ""));
            texts.insert(spoken.language, new);
            *old = Value::InlineTable(texts);
            *old.decor_mut() = decor;
        }
        (Stands::Texts { .. }, new) => {
            let Some(texts) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
            set_language(texts, spoken.language, new);
            if texts.is_empty() {
                table.remove(key);
            }
        }
    }
}

fn set_language(texts: &mut dyn TableLike, language: &str, new: Option<Value>) {
    match new {
        Some(new) => put(texts, language, new),
        None => _ = texts.remove(language),
    }
}

/// Puts a value where another may stand, with the spaces and comments that stand around that.
fn put(table: &mut dyn TableLike, key: &str, new: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        _ => _ = table.insert(key, Item::Value(new)),
    }
}

/// The value of a datum in a form. `old` is what stands there.
fn value(form: &Form, datum: &Datum, old: Option<&Item>) -> Option<Value> {
    let text = datum.written();
    if datum.is_empty() {
        return None;
    }
    let is_one = |or_one: bool| or_one && old.is_none_or(|old| old.as_array().is_none());
    let list =
        |parts: Vec<&str>, or_one: bool| one_or_more(parts.into_iter().map(Value::from).collect(), is_one(or_one));
    Some(match (form, datum) {
        (Form::Several { or_one, .. }, _) => list(text.split(", ").collect(), *or_one),
        (Form::Lines { or_one }, _) => list(text.lines().collect(), *or_one),
        (Form::Authors { or_one }, _) => one_or_more(authors(&text, old), is_one(*or_one)),
        (Form::Numbers { or_one }, Datum::Number(number)) => one_or_more(vec![of_number(*number)], is_one(*or_one)),
        (Form::Numbers { or_one }, _) => {
            let numbers = text.lines().map(|line| line.parse().map_or_else(|_| Value::from(line), of_number));
            one_or_more(numbers.collect(), is_one(*or_one))
        }
        (Form::Money, Datum::Text(text)) => of_money(text).unwrap_or_else(|| Value::from(text.as_str())),
        (_, Datum::Number(number)) if *form != Form::Line => of_number(*number),
        (_, Datum::YesNo(flag)) => Value::from(*flag),
        (_, Datum::Date(_)) => of_day(&text).unwrap_or_else(|| Value::from(&*text)),
        _ => Value::from(&*text),
    })
}

fn one_or_more(mut values: Vec<Value>, is_one: bool) -> Value {
    match values.len() {
        1 if is_one => values.remove(0),
        _ => Value::Array(values.into_iter().collect()),
    }
}

/// Authors, each on a line. One that was there before stands as it stood.
fn authors(text: &str, old: Option<&Item>) -> Vec<Value> {
    let mut known: Vec<&Value> = match old.and_then(Item::as_value) {
        Some(Value::Array(values)) => values.iter().collect(),
        one => one.into_iter().collect(),
    };
    let author = |line: &str| {
        if let Some(at) = known.iter().position(|value| author_line(value).as_deref() == Some(line)) {
            let mut known = known.remove(at).clone();
            known.decor_mut().clear();
            return known;
        }
        match line.strip_prefix('{').and_then(|line| line.strip_suffix('}')) {
            Some(name) => Value::from_iter([("institution", name)]),
            None => Value::from(line),
        }
    };
    text.lines().map(author).collect()
}

/// An author of a file as cells have it.
fn author_line(value: &Value) -> Option<String> {
    let Some(parts) = value.as_inline_table() else { return value.as_str().map(str::to_owned) };
    let part = |key: &str| parts.get(key).and_then(Value::as_str);
    match (part("institution"), part("family"), part("given")) {
        (Some(name), ..) if name.contains(", ") => Some(format!("{{{name}}}")),
        (Some(name), ..) => Some(name.to_owned()),
        (None, Some(family), Some(given)) => Some(format!("{family}, {given}")),
        (None, family, _) => family.map(str::to_owned),
    }
}

fn of_day(text: &str) -> Option<Value> {
    matches!(text.parse(), Ok(Written::Day(_))).then(|| text.parse::<Datetime>().ok()).flatten().map(Value::from)
}

/// A number as people write it: without decimals if it has none.
fn of_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { Value::from(number as i64) } else { Value::from(number) }
}

/// A sum in a currency of its own: `1200 SEK`.
fn of_money(text: &str) -> Option<Value> {
    let (amount, currency) = text.rsplit_once(' ')?;
    let mut sum = InlineTable::new();
    sum.insert("amount", of_number(amount.trim().replace(',', ".").parse().ok()?));
    sum.insert("currency", Value::from(currency));
    Some(Value::InlineTable(sum))
}
