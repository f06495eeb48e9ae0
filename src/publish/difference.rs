//! The first difference of two versions of a file; in data, with the item and the field.

use serde_json::Value;

/// The longest part of a value that is quoted, in characters.
const LONGEST_QUOTE: usize = 60;

/// The first difference of a file from the expected one, in words; `None` if they are the same bytes. In data it names the keys that lead
/// to the value, in a table the row and the column, in a text the line from 1, in anything else the byte from 0.
pub fn first(path: &str, found: &[u8], expected: &[u8]) -> Option<String> {
    if found == expected {
        return None;
    }
    // A damaged file may no longer be text or data.
    let in_data = match path.rsplit('.').next() {
        Some("json") => in_json(found, expected),
        Some("toml") => in_toml(found, expected),
        Some("csv") => in_csv(found, expected),
        _ => None,
    };
    Some(in_data.or_else(|| in_lines(found, expected)).unwrap_or_else(|| in_bytes(found, expected)))
}

fn in_json(found: &[u8], expected: &[u8]) -> Option<String> {
    let value = |bytes| serde_json::from_slice(bytes).ok();
    in_values(Some(&value(found)?), Some(&value(expected)?), Vec::new())
}

fn in_toml(found: &[u8], expected: &[u8]) -> Option<String> {
    let value = |bytes| Some(json(toml::from_str::<toml::Table>(std::str::from_utf8(bytes).ok()?).ok()?.into()));
    in_values(Some(&value(found)?), Some(&value(expected)?), Vec::new())
}

/// A value of TOML with its dates as strings: serde has them as tables with a key of the `toml` crate.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
        other => serde_json::to_value(other).unwrap_or_default(),
    }
}

/// The innermost values that differ first. `path` leads to these values. The parser limits the depth.
fn in_values(found: Option<&Value>, expected: Option<&Value>, mut path: Vec<String>) -> Option<String> {
    let pairs: Vec<(String, Option<&Value>, Option<&Value>)> = match (found, expected) {
        _ if found == expected => return None,
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            b.keys().chain(a.keys()).map(|key| (key.clone(), a.get(key), b.get(key))).collect()
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            (0..a.len().max(b.len())).map(|n| (named(b.get(n), n), a.get(n), b.get(n))).collect()
        }
        _ => {
            let json = |value: Option<&Value>| value.map(Value::to_string);
            return Some(differs(&format!("`{}`", path.join(" → ")), json(found), json(expected)));
        }
    };
    let (key, a, b) = pairs.into_iter().find(|(_, a, b)| a != b)?;
    path.push(key);
    in_values(a, b, path)
}

/// The name of a list's entry, or else its number.
fn named(entry: Option<&Value>, number: usize) -> String {
    let keys = ["id", "path", "name"];
    let name = keys.iter().find_map(|key| entry?.get(key)?.as_str());
    name.map_or_else(|| number.to_string(), str::to_owned)
}

fn in_csv(found: &[u8], expected: &[u8]) -> Option<String> {
    let rows = |bytes: &[u8]| -> Option<Vec<csv::StringRecord>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        reader.into_records().collect::<Result<_, _>>().ok()
    };
    let (found, expected) = (rows(found)?, rows(expected)?);
    let headings = expected.first()?;
    for index in 0..found.len().max(expected.len()) {
        let (a, b) = (found.get(index), expected.get(index));
        let cell = |row: Option<&csv::StringRecord>, column: usize| Some(row?.get(column)?.to_owned());
        let width = a.map_or(0, csv::StringRecord::len).max(b.map_or(0, csv::StringRecord::len));
        let Some(column) = (0..width).find(|column| cell(a, *column) != cell(b, *column)) else { continue };
        let row = cell(b, 0).or_else(|| cell(a, 0)).unwrap_or_default();
        let shown = |row| cell(row, column).map(|cell| format!("{cell:?}"));
        let heading = headings.get(column).map(|name| name.trim_start_matches('\u{feff}').to_owned());
        let heading = heading.unwrap_or_else(|| (column + 1).to_string());
        return Some(differs(&format!("`{heading}` of `{row}`"), shown(a), shown(b)));
    }
    None
}

/// Compares lines without their ends; `None` if a file is not text.
fn in_lines(found: &[u8], expected: &[u8]) -> Option<String> {
    let (found, expected) = (std::str::from_utf8(found).ok()?, std::str::from_utf8(expected).ok()?);
    if expected.contains('\0') {
        return None;
    }
    let (mut a, mut b) = (found.lines(), expected.lines());
    for number in 1.. {
        let lines = (a.next(), b.next());
        if lines.0 != lines.1 {
            let line = |line: Option<&str>| line.map(|line| format!("{line:?}"));
            return Some(differs(&format!("line {number}"), line(lines.0), line(lines.1)));
        }
        lines.0?;
    }
    None
}

fn in_bytes(found: &[u8], expected: &[u8]) -> String {
    let offset = found.iter().zip(expected).position(|(a, b)| a != b);
    let offset = offset.unwrap_or(found.len().min(expected.len()));
    let (found, expected) = (found.len(), expected.len());
    format!("the first difference is at byte {offset}; the file has {found} bytes, and should have {expected}")
}

/// The message about two values at a place; of long ones, it shows the part around the first difference.
fn differs(place: &str, found: Option<String>, expected: Option<String>) -> String {
    let same = match (&found, &expected) {
        (Some(found), Some(expected)) => found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count(),
        _ => 0,
    };
    let start = if same < LONGEST_QUOTE { 0 } else { same - LONGEST_QUOTE / 2 };
    let part = |value: Option<String>| {
        let Some(value) = value else { return "missing".to_owned() };
        let before = if start > 0 { "…" } else { "" };
        let after = if value.chars().count() > start + LONGEST_QUOTE { "…" } else { "" };
        format!("{before}{}{after}", value.chars().skip(start).take(LONGEST_QUOTE).collect::<String>())
    };
    format!("{place} is {}, and should be {}", part(found), part(expected))
}
