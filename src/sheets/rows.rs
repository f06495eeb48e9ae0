//! From a given file to rows of the report's parts: what each cell says, and what each row remembers.

use crate::diagnostics::Code;
use crate::model::Declarations;

use super::columns::{Heading, columns, part_of};
use super::datum::Datum;
use super::found::{Found, GivenPart, GivenRow, hint};
use super::given::{At, GridRow, Raw};
use super::lost_ids;
use super::parse;
use super::parts::{Column, Part, What};
use super::seal::{BASE, Seal};

/// The rows of each part in the file. `named` is the part of a file with one table, where a user names it.
pub fn rows<'p>(
    parts: &'p [Part],
    named: Option<&str>,
    declarations: &'static Declarations,
    found: &mut Found,
) -> Vec<GivenPart<'p>> {
    let given = found.given;
    let mut of_parts = Vec::new();
    for grid in &given.grids {
        let Some(part) = part_of(grid, parts, named, found) else { continue };
        let Some(columns) = columns(grid, part, found) else { continue };
        let mut rows = Vec::new();
        for row in &grid.rows {
            if found.is_full() {
                break;
            }
            rows.extend(read(row, part, &columns, declarations, found));
        }
        lost_ids::report(&rows, part, found);
        of_parts.push(GivenPart { part, rows });
    }
    of_parts
}

/// One row.
fn read(
    row: &GridRow,
    part: &Part,
    columns: &[Heading],
    declarations: &'static Declarations,
    found: &mut Found,
) -> Option<GivenRow> {
    let before = found.faults.len();
    row.stray.iter().for_each(|stray| below_no_heading(*stray, "", found));
    let mut given = GivenRow {
        at: row.cells.first().map(|(_, at)| *at).unwrap_or_default(),
        id: String::new(),
        number: 0,
        seal: None,
        is_new: false,
        cells: Vec::new(),
    };
    let mut base = None;
    for (heading, (raw, at)) in columns.iter().zip(&row.cells) {
        match heading {
            Heading::None if raw.is_empty() => {}
            Heading::None => below_no_heading(*at, &raw.shown(), found),
            Heading::Base => base = Some((raw.shown(), *at)),
            Heading::Column(_) if *raw == Raw::Unsaid => {}
            Heading::Column(number) => {
                let column = &part.columns[*number];
                if let Some(datum) = said(raw, column, *at, declarations, found) {
                    identify(&mut given, part, column, &datum, (*number, *at));
                }
            }
        }
    }
    (found.faults.len() == before).then_some(())?;
    sealed(&mut given, part, base, found)?;
    Some(given)
}

fn below_no_heading(at: At, shown: &str, found: &mut Found) {
    let fault = found.fault(Code::UnknownKey, at, shown, "the cell stands below no heading");
    hint(fault, "move it below the heading that it belongs to, or delete it");
}

/// What a cell says in its column. `None` after a fault.
fn said(raw: &Raw, column: &Column, at: At, declarations: &'static Declarations, found: &mut Found) -> Option<Datum> {
    let names = parse::WordsOfReaders { hidden: found.given.hidden.as_ref(), known: found.known };
    match parse::datum(raw, column, declarations, names) {
        Ok(datum) => Some(datum),
        Err(wrong) => {
            let fault = found.fault(wrong.code, at, &raw.shown(), wrong.message);
            fault.hints.extend(wrong.hint);
            None
        }
    }
}

/// Notes what a cell says of its row.
fn identify(given: &mut GivenRow, part: &Part, column: &Column, datum: &Datum, (number, at): (usize, At)) {
    match (&column.what, datum) {
        (What::Id, datum) => {
            given.id = datum.written().into_owned();
            given.at = at;
        }
        (What::Number, Datum::Number(number)) => given.number = *number as usize,
        (What::Number, _) => {}
        (What::Owner(_), datum) if part.inside.is_some() => {
            given.id = datum.written().into_owned();
            given.at = at;
        }
        _ => given.cells.push((number, datum.clone(), at)),
    }
}

/// Finds what a row remembers of its export. `None` after a fault: its id, or what it remembers, was changed.
fn sealed(given: &mut GivenRow, part: &Part, base: Option<(String, At)>, found: &mut Found) -> Option<()> {
    let is_unnumbered = part.is_list() && part.inside.is_some() && given.number == 0;
    given.is_new = given.id.is_empty() || is_unnumbered;
    let (written, at) = match (&found.given.hidden, base) {
        (Some(hidden), _) => {
            let key = (part.key.clone(), given.id.clone(), given.number);
            match hidden.rows.get(&key).cloned() {
                Some(known) => known,
                None if given.is_new => return Some(()),
                None if part.inside.is_some() && !part.is_list() => {
                    given.is_new = true;
                    return Some(());
                }
                None => {
                    let name = name(given);
                    let message = format!("`{name}` was not exported: the id or the number of the row was changed");
                    let fault = found.fault(Code::LockedCell, given.at, &given.id, message);
                    hint(fault, "write back what stood there; a new row has neither an id nor a number of its own");
                    return None;
                }
            }
        }
        (None, Some((written, at))) if written.trim().is_empty() => {
            given.is_new |= part.inside.is_some() && !part.is_list();
            if given.is_new {
                return Some(());
            }
            let message = format!("the row of `{}` has lost its `{BASE}`", name(given));
            let fault = found.fault(Code::LockedCell, at, "", message);
            hint(fault, "write back what stood there; a new row has neither an id nor a number of its own");
            return None;
        }
        (None, Some(base)) => base,
        (None, None) => return Some(()),
    };
    match Seal::read(&written).filter(|seal| seal.is_of(part, &given.id, given.number)) {
        Some(seal) => given.seal = Some(seal),
        None => {
            let message = format!("the id of `{}`, or its `{BASE}`, was changed", name(given));
            let fault = found.fault(Code::LockedCell, at, &written, message);
            hint(fault, "write back what stood there, or export the sheet again");
            return None;
        }
    }
    Some(())
}

/// A row as people call it.
fn name(given: &GivenRow) -> String {
    if given.number == 0 { given.id.clone() } else { format!("{} {}", given.id, given.number) }
}
