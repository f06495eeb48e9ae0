//! Which part of the report a table of a given file is, and which column is which.

use std::collections::HashMap;

use crate::diagnostics::{Code, nearest};

use super::found::{Found, hint};
use super::given::{Grid, Raw};
use super::parts::{Column, Part};
use super::seal::{BASE, Seal};

/// The part of a table: by the hidden sheet, by its name, or by what its rows remember; or the only one that has all its columns.
pub fn part_of<'p>(grid: &Grid, parts: &'p [Part], named: Option<&str>, found: &mut Found) -> Option<&'p Part> {
    let by_key = |key: &str| parts.iter().find(|part| part.key == key);
    let by_sheet = found.given.hidden.as_ref().and_then(|hidden| hidden.sheets.get(&grid.name));
    let by_name = || found.known.sheet(&grid.name);
    let key = by_sheet.map(|(key, _)| key.as_str()).or(named.filter(|_| found.given.grids.len() == 1)).or_else(by_name);
    if let Some(part) = key.and_then(by_key).or_else(|| by_key(&grid.name)) {
        return Some(part);
    }
    let at = grid.headings.first().map(|(_, at)| *at).unwrap_or_default();
    if grid.name.is_empty() {
        let base = grid.headings.iter().position(|(heading, _)| heading == BASE);
        let sealed = base.and_then(|base| {
            grid.rows.iter().find_map(|row| match &row.cells.get(base)?.0 {
                Raw::Text(text) => Seal::read(text),
                _ => None,
            })
        });
        if let Some(part) = sealed.and_then(|seal| by_key(&seal.part)) {
            return Some(part);
        }
        let fits =
            |part: &&Part| grid.headings.iter().all(|(heading, _)| heading == BASE || part.column(heading).is_some());
        let fitting: Vec<&Part> = parts.iter().filter(fits).collect();
        if let [part] = fitting[..] {
            return Some(part);
        }
        // A kind without items is exported as headings alone, and several kinds can have these.
        if grid.rows.is_empty() && !fitting.is_empty() {
            return None;
        }
        let fault = found.fault(Code::UnknownKey, at, "", "nothing says which kind of item the rows are");
        hint(fault, "name it: `--kind KIND`");
        return None;
    }
    let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
    let message = format!("the sheet `{}` is of no kind of the report", grid.name);
    let near = nearest::hint(&grid.name, &keys);
    let fault = found.fault(Code::UnknownKey, at, &grid.name, message);
    hint(fault, near.unwrap_or_else(|| "give it the name back that it had, or delete it".to_owned()));
    None
}

/// What a heading of a table stands for.
#[derive(Clone, Copy, PartialEq)]
pub enum Heading {
    Column(usize),
    Base,
    /// Nothing: there is no word.
    None,
}

/// What each heading of a table stands for. `None` after faults.
pub fn columns(grid: &Grid, part: &Part, found: &mut Found) -> Option<Vec<Heading>> {
    let exported = found.given.hidden.as_ref().and_then(|hidden| hidden.sheets.get(&grid.name)).map(|(_, keys)| keys);
    let before = found.faults.len();
    let mut columns: Vec<Heading> = Vec::new();
    for (heading, at) in &grid.headings {
        let key = exported.and_then(|keys| keys.get(heading)).unwrap_or(heading);
        let by_heading = || part.column(found.known.heading(&part.key, key)?);
        let column = part.column(key).or_else(by_heading).or_else(|| by_name(key, part));
        let known = match column {
            _ if heading.is_empty() => Heading::None,
            _ if heading == BASE => Heading::Base,
            Some(column) => Heading::Column(column),
            None => {
                let keys: Vec<&str> = part.columns.iter().map(|column| column.key.as_str()).collect();
                let near = nearest::nearest(heading, keys.iter().copied()).map(str::to_owned);
                let message = format!("`{}` has no column `{heading}`", part.key);
                let fault = found.fault(Code::UnknownKey, *at, heading, message);
                let near = near.map(|near| format!("did you mean `{near}`?"));
                hint(fault, near.unwrap_or_else(|| "delete it, or give it the heading back that it had".to_owned()));
                Heading::None
            }
        };
        if known != Heading::None && columns.contains(&known) {
            let fault = found.fault(Code::UnknownKey, *at, heading, format!("the column `{heading}` is there twice"));
            hint(fault, "delete one of them");
        }
        columns.push(known);
    }
    missing(grid, part, exported, &columns, found);
    (found.faults.len() == before).then_some(columns)
}

/// A column by what readers call it, in any language.
fn by_name(heading: &str, part: &Part) -> Option<usize> {
    let (name, code) = match heading.rsplit_once(" (") {
        Some((name, code)) if code.ends_with(')') => (name, Some(code.trim_end_matches(')'))),
        _ => (heading, None),
    };
    let is_named = |column: &Column| {
        column.field().is_some_and(|(field, _, language)| {
            let fits = code.is_none_or(|code| language.is_some_and(|language| language.as_str() == code));
            fits && field.name.values().any(|known| known == name)
        })
    };
    let mut named = part.columns.iter().enumerate().filter(|(_, column)| is_named(column));
    let first = named.next()?.0;
    named.next().is_none().then_some(first)
}

/// Reports columns that were exported and are gone, and the one without which nobody knows what a row is.
fn missing(
    grid: &Grid,
    part: &Part,
    exported: Option<&HashMap<String, String>>,
    columns: &[Heading],
    found: &mut Found,
) {
    let at = grid.headings.first().map(|(_, at)| *at).unwrap_or_default();
    let base = columns.iter().position(|column| *column == Heading::Base);
    let seal = base.and_then(|base| {
        grid.rows.iter().find_map(|row| if let Raw::Text(text) = &row.cells[base].0 { Seal::read(text) } else { None })
    });
    let was_there = |number: usize, column: &Column| match exported {
        Some(keys) => keys.values().any(|key| *key == column.key),
        None if seal.as_ref().is_some_and(|seal| seal.columns() == part.columns.len()) => true,
        None => number == 0,
    };
    if grid.rows.is_empty() && exported.is_none() {
        return;
    }
    for (number, column) in part.columns.iter().enumerate() {
        if was_there(number, column) && !columns.contains(&Heading::Column(number)) {
            let heading = exported.and_then(|keys| keys.iter().find(|(_, key)| **key == column.key));
            let name = heading.map_or(&column.key, |(heading, _)| heading);
            let fault = found.fault(Code::MissingKey, at, name, format!("the column `{name}` is gone"));
            hint(fault, "put it back, or export the sheet again; what nobody should fill in can stay as it is");
        }
    }
}
