//! What a given file changes, cell by cell: what was changed there only is taken, what was changed in the report only is kept, and what was
//! changed in both is a conflict.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Files};
use crate::model::Declarations;

use super::datum::Datum;
use super::found::{Found, GivenPart, GivenRow, hint};
use super::given::{At, GivenFile};
use super::known::KnownNames;
use super::parts::{Part, What};
use super::rows::rows;
use super::shown;
use super::table::{Row, Table};

/// The kind whose rows name who reported them, and the field for that.
const REPORTED: (&str, &str) = ("follow_up", "by");

/// A cell of the report that changes.
#[derive(Debug)]
pub struct Change<'p> {
    pub part: &'p Part,
    pub id: String,
    pub number: usize,
    pub column: usize,
    pub old: Datum,
    pub new: Datum,
    pub at: At,
}

/// A row that the report does not have.
#[derive(Debug)]
pub struct Fresh<'p> {
    pub part: &'p Part,
    /// The item that it belongs to.
    pub owner: Option<String>,
    /// What it says, by the numbers of the columns.
    pub cells: Vec<(usize, Datum, At)>,
    pub at: At,
}

/// What a file changes.
#[derive(Debug, Default)]
pub struct Compared<'p> {
    pub changes: Vec<Change<'p>>,
    pub fresh: Vec<Fresh<'p>>,
    /// Cells that were changed in the report since: the id of the item, and the column.
    pub kept: Vec<(String, String)>,
    /// Rows that the report has already, as from a second import.
    pub known: usize,
    /// Rows that were exported and are not in the file. They stay.
    pub left_out: usize,
    /// Whether nothing in the file says what was exported.
    pub is_two_way: bool,
    /// The version that was exported.
    pub version: Option<String>,
    pub faults: Vec<Diagnostic>,
}

/// Compares a file with the report, whose id is `report`. `kind` is the part of a file with one table, where a user names it.
pub fn compare<'p>(
    given: &GivenFile,
    (parts, tables): (&'p [Part], &[Table<'p, '_>]),
    (report, kind): (&str, Option<&str>),
    known: &KnownNames,
    declarations: &'static Declarations,
    files: &mut Files,
) -> Compared<'p> {
    let mut found = Found { given, known, files, faults: Vec::new() };
    if let Some(hidden) = given.hidden.as_ref().filter(|hidden| hidden.report != report) {
        of_another(&hidden.report, report, hidden.report_at, &mut found);
        return Compared { faults: found.faults, ..Compared::default() };
    }
    let given_parts = rows(parts, kind, declarations, &mut found);
    let mut comparing = Comparing { found, compared: Compared::default(), report, addressee: None };
    let sealed = || given_parts.iter().flat_map(|part| &part.rows).filter_map(|row| row.seal.as_ref());
    comparing.compared.is_two_way = given.hidden.is_none() && sealed().next().is_none();
    comparing.compared.version = sealed().next().map(|seal| seal.version.clone());
    comparing.addressee = match &given.hidden {
        Some(hidden) => hidden.addressee.clone(),
        None => sealed().next().and_then(|seal| seal.addressee.clone()),
    };
    let mut met: HashSet<(&str, &str, usize)> = HashSet::new();
    for of_part in &given_parts {
        let table = tables.iter().find(|table| table.part.key == of_part.part.key);
        let table = table.expect("there is a table for each part");
        comparing.part(of_part, table, tables);
        met.extend(of_part.rows.iter().map(|row| (of_part.part.key.as_str(), row.id.as_str(), row.number)));
    }
    let exported = given.hidden.iter().flat_map(|hidden| hidden.rows.keys());
    let gone = exported.filter(|(part, id, number)| !met.contains(&(part.as_str(), id.as_str(), *number)));
    Compared { left_out: gone.count(), faults: comparing.found.faults, ..comparing.compared }
}

fn of_another(other: &str, report: &str, at: At, found: &mut Found) {
    let message = format!("the sheet is of the report `{other}`, and this one is `{report}`");
    let fault = found.fault(Code::UnfitFile, at, other, message);
    hint(fault, "go to the folder of that report, or name it with `--project DIR`");
}

struct Comparing<'f, 'p> {
    found: Found<'f>,
    compared: Compared<'p>,
    report: &'f str,
    addressee: Option<String>,
}

impl<'p> Comparing<'_, 'p> {
    fn part(&mut self, given: &GivenPart<'p>, table: &Table<'p, '_>, tables: &[Table]) {
        let part = given.part;
        let mut today: HashMap<&str, Vec<&Row>> = HashMap::new();
        table.rows.iter().for_each(|row| today.entry(row.id).or_default().push(row));
        let known: HashSet<String> = table.rows.iter().map(|row| signature_of_row(part, row)).collect();
        let mut seen = HashSet::new();
        for row in &given.rows {
            if self.found.is_full() {
                return;
            }
            if let Some(seal) = row.seal.as_ref().filter(|seal| seal.report != self.report) {
                return of_another(&seal.report, self.report, row.at, &mut self.found);
            }
            let of_item = today.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
            let is_single = part.inside.is_some() && !part.is_list();
            let is_new = row.is_new || is_single && row.seal.is_none() && of_item.is_empty();
            if is_new {
                self.fresh(row, part, (of_item, &known), tables);
                continue;
            }
            if !seen.insert((row.id.as_str(), row.number)) {
                let fault = self.found.fault(Code::DuplicateId, row.at, &row.id, "the row is there twice");
                hint(fault, "delete one of the two");
                continue;
            }
            match counterpart(part, row, of_item) {
                Some(today) => self.row(row, part, today),
                None => self.gone(row, part),
            }
        }
    }

    /// A row that the report has.
    fn row(&mut self, given: &GivenRow, part: &'p Part, today: &Row) {
        let before = self.compared.changes.len();
        for (number, new, at) in &given.cells {
            let column = &part.columns[*number];
            let cell = &today.cells[*number];
            if new.says(&cell.datum) {
                continue;
            }
            let (there, here) = match &given.seal {
                Some(seal) => (!seal.had(&column.key, new), !seal.had(&column.key, &cell.datum)),
                None => (true, false),
            };
            if !there {
                // Who reported a row was noted by an earlier import of the same sheet.
                let is_noted = self.reporter(part).is_some_and(|(own, name)| own == *number && name == cell.datum);
                if !is_noted {
                    self.compared.kept.push((given.id.clone(), column.key.clone()));
                }
            } else if cell.is_locked {
                let message = format!("`{}` of `{}` cannot be changed in a sheet", column.key, given.id);
                let fault = self.found.fault(Code::LockedCell, *at, &new.written(), message);
                hint(fault, "write back what stood there, and change it in the report");
            } else if here {
                let message = format!("`{}` of `{}` was changed here and in the report", column.key, given.id);
                let place = column.field().map(|(field, _, language)| shown::place(today.item, &field.key, language));
                let fault = self.found.fault(Code::ImportConflict, *at, &new.written(), message);
                *fault = std::mem::replace(fault, Diagnostic::without_place(Code::ImportConflict, ""))
                    .with_related(place, "the report says this");
                hint(fault, "decide which of the two it is, and write that into both");
            } else {
                self.compared.changes.push(Change {
                    part,
                    id: today.id.to_owned(),
                    number: today.number,
                    column: *number,
                    old: cell.datum.clone(),
                    new: new.clone(),
                    at: *at,
                });
            }
        }
        self.report_by(given, part, today, before);
    }

    /// Says of a state that was asked for, and is given now, who reported it.
    fn report_by(&mut self, given: &GivenRow, part: &'p Part, today: &Row, before: usize) {
        let Some((column, addressee)) = self.reporter(part) else { return };
        let Some(change) = self.compared.changes.get(before) else { return };
        let is_said = given.cells.iter().any(|(number, datum, _)| *number == column && !datum.is_empty());
        let old = &today.cells[column].datum;
        if !is_said && old.is_empty() {
            let (id, number, at, old) = (change.id.clone(), change.number, change.at, old.clone());
            self.compared.changes.push(Change { part, id, number, column, old, new: addressee, at });
        }
    }

    /// The column of who reported a row, and whom the sheet was made for.
    fn reporter(&self, part: &Part) -> Option<(usize, Datum)> {
        let column = part.column(REPORTED.1).filter(|_| part.kind.key == REPORTED.0)?;
        Some((column, Datum::text(self.addressee.as_ref()?)))
    }

    /// A row of something that the report no longer has. Only if it was changed there is that a conflict.
    fn gone(&mut self, given: &GivenRow, part: &Part) {
        let is_changed = |(number, datum, _): &&(usize, Datum, At)| {
            given.seal.as_ref().is_none_or(|seal| !seal.had(&part.columns[*number].key, datum))
        };
        let Some((_, datum, at)) = given.cells.iter().find(is_changed) else { return };
        let message = format!("`{}` was changed here, and the report no longer has it", given.id);
        let fault = self.found.fault(Code::ImportConflict, *at, &datum.written(), message);
        hint(fault, "delete the row, or bring back into the report what it is about");
    }

    /// A row that the report does not have, unless an earlier import brought it.
    fn fresh(
        &mut self,
        given: &GivenRow,
        part: &'p Part,
        (of_item, known): (&[&Row], &HashSet<String>),
        tables: &[Table],
    ) {
        let mut cells: Vec<_> = given.cells.iter().filter(|(_, datum, _)| !datum.is_empty()).cloned().collect();
        let said = cells.iter().find(|(number, ..)| matches!(part.columns[*number].what, What::Owner(_)));
        let said = said.map(|(_, datum, _)| datum.written().into_owned());
        let owner = if part.inside.is_some() { Some(given.id.clone()) } else { said };
        cells.retain(|(number, ..)| part.columns[*number].field().is_some());
        if let Some((column, addressee)) = self.reporter(part)
            && cells.iter().all(|(number, ..)| *number != column)
        {
            cells.push((column, addressee, given.at));
        }
        if known.contains(&signature(part, owner.as_deref(), &|column| {
            cells.iter().find(|(number, ..)| *number == column).map(|(_, datum, _)| datum.clone()).unwrap_or_default()
        })) {
            self.compared.known += 1;
            return;
        }
        if part.inside.is_some() && !part.is_list() && !of_item.is_empty() {
            let message = format!("`{}` has a `{}` already", given.id, part.key);
            let fault = self.found.fault(Code::ImportConflict, given.at, &given.id, message);
            hint(fault, "export the sheet again, and change the row that it has then");
            return;
        }
        if let Some(column) = part.owner()
            && !self.has_owner(part, column, owner.as_deref(), given, tables)
        {
            return;
        }
        self.compared.fresh.push(Fresh { part, owner, cells, at: given.at });
    }

    /// Whether the report has the item that a new row belongs to; reports it otherwise.
    fn has_owner(
        &mut self,
        part: &Part,
        column: usize,
        owner: Option<&str>,
        given: &GivenRow,
        tables: &[Table],
    ) -> bool {
        let What::Owner(kinds) = &part.columns[column].what else { return true };
        let of_kinds = tables.iter().filter(|table| {
            table.part.inside.is_none() && kinds.iter().any(|kind| std::ptr::eq(*kind, table.part.kind))
        });
        let owner = owner.unwrap_or_default();
        if of_kinds.flat_map(|table| &table.rows).any(|row| row.id == owner) {
            return true;
        }
        let kind = kinds.first().map_or("item", |kind| kind.key.as_str());
        let at = given.cells.iter().find(|(number, ..)| *number == column).map_or(given.at, |(_, _, at)| *at);
        let (code, message) = match owner {
            "" => (Code::MissingKey, format!("the row does not say to which {kind} it belongs")),
            owner => (Code::DanglingLink, format!("the report has no {kind} `{owner}`")),
        };
        let fault = self.found.fault(code, at, owner, message);
        hint(fault, format!("write the id of the {kind} into its column"));
        false
    }
}

/// The row of the report that a row of the file was taken from. Tables without ids are known by what they said, and else by their number.
fn counterpart<'r, 'm>(part: &Part, given: &GivenRow, of_item: &[&'r Row<'m>]) -> Option<&'r Row<'m>> {
    let by_number = of_item.iter().find(|row| row.number == given.number).copied();
    let Some(seal) = given.seal.as_ref().filter(|_| part.is_list() && part.inside.is_some()) else { return by_number };
    let is_same = |row: &&Row| {
        let cells = part.columns.iter().zip(&row.cells).filter(|(column, _)| column.field().is_some());
        cells.into_iter().all(|(column, cell)| seal.had(&column.key, &cell.datum))
    };
    by_number.filter(is_same).or_else(|| of_item.iter().find(|row| is_same(row)).copied()).or(by_number)
}

fn signature_of_row(part: &Part, row: &Row) -> String {
    let owner = part.owner().map(|column| row.cells[column].datum.written());
    signature(part, owner.as_deref(), &|column| row.cells[column].datum.clone())
}

/// All that a row says but its id and number, without fields that have a usual value.
fn signature(part: &Part, owner: Option<&str>, said: &dyn Fn(usize) -> Datum) -> String {
    let mut all = owner.unwrap_or_default().to_owned();
    for (number, column) in part.columns.iter().enumerate() {
        if column.field().is_some_and(|(field, ..)| field.usual.is_none()) {
            all.push('\u{1f}');
            all.push_str(&said(number).written());
        }
    }
    all
}
