//! Changes of a list of texts in TOML, one language at a time: each line of a cell is the text of the entry at its place.

use toml_edit::{InlineTable, Item, TableLike, Value};

use super::datum::Datum;
use super::spoken::Spoken;

/// Sets the texts of a language in the list of a key, which goes where no text is left.
pub fn set(table: &mut dyn TableLike, key: &str, spoken: Spoken, datum: &Datum) {
    let text = datum.written();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let list = table.entry(key).or_insert_with(|| Item::Value(Value::Array(toml_edit::Array::new())));
    if let Item::ArrayOfTables(tables) = list {
        *list = Item::Value(Value::Array(tables.clone().into_array()));
    }
    let Some(values) = list.as_array_mut() else { return };
    for number in 0..values.len().max(lines.len()) {
        let line = lines.get(number).copied().filter(|line| !line.is_empty());
        match values.get_mut(number) {
            Some(value) => change(value, spoken, line),
            None => {
                // It stands as the one before it does, which may be on a line of its own.
                let before = number.checked_sub(1).and_then(|last| values.get(last)?.decor().prefix()?.as_str());
                let prefix = match before {
                    Some(before) if before.contains('\n') => before.to_owned(),
                    _ => " ".repeat(usize::from(number > 0)),
                };
                values.push_formatted(entry(spoken, line).decorated(prefix, ""));
            }
        }
    }
    while values.iter().last().is_some_and(is_empty) {
        values.remove(values.len() - 1);
    }
    if values.is_empty() {
        table.remove(key);
    }
}

fn entry(spoken: Spoken, line: Option<&str>) -> Value {
    match line {
        Some(line) if spoken.is_only => Value::from(line),
        line => Value::InlineTable(line.into_iter().map(|line| (spoken.language, line)).collect()),
    }
}

fn change(value: &mut Value, spoken: Spoken, line: Option<&str>) {
    let decor = value.decor().clone();
    match (&mut *value, line) {
        (Value::InlineTable(texts), Some(line)) => match texts.get_mut(spoken.language) {
            Some(old) if old.as_str() == Some(line) => {}
            Some(old) => {
                let decor = old.decor().clone();
                *old = Value::from(line);
                *old.decor_mut() = decor;
            }
            None => _ = texts.insert(spoken.language, Value::from(line)),
        },
        (Value::InlineTable(texts), None) => _ = texts.remove(spoken.language),
        (old, line) => {
            // One text for all languages is that of the source language.
            let is_source = spoken.language == spoken.source;
            let new = match line {
                Some(line) if is_source && old.as_str() == Some(line) => return,
                Some(line) if is_source => Value::from(line),
                Some(line) => {
                    let alone = old.clone().decorated("", "");
                    Value::InlineTable(
                        [(spoken.source, alone), (spoken.language, Value::from(line))].into_iter().collect(),
                    )
                }
                None if is_source => Value::InlineTable(InlineTable::new()),
                None => return,
            };
            *old = new;
        }
    }
    *value.decor_mut() = decor;
}

fn is_empty(value: &Value) -> bool {
    value.as_inline_table().is_some_and(InlineTable::is_empty)
}
