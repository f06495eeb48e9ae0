//! Workbooks: a sheet for each part, and a hidden one that remembers what was exported.

use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::workbook::{self, ReadSheet, ReadValue, WorkbookFault};

use super::super::seal::BASE;
use super::file::{At, GivenFile, Grid, GridRow, Hidden, Places, Raw, of_file};

/// The sheet of lists that cells are chosen from.
const LISTS: &str = "_lists";

pub(super) fn read(file: &str, bytes: &[u8], files: &mut Files) -> Result<GivenFile, Diagnostic> {
    let workbook = workbook::read(bytes).map_err(|fault| diagnostic(file, fault, files))?;
    let sheets = workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut given =
        GivenFile { grids: Vec::new(), hidden: None, places: Places::Workbook { file: file.to_owned(), sheets } };
    for (number, sheet) in workbook.sheets.into_iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match sheet.name.as_str() {
            BASE => given.hidden = Some(hidden(sheet, number)),
            LISTS => {}
            _ => {
                if let Some(merged) = &sheet.merged {
                    let first = merged.split(':').next().unwrap_or_default();
                    let key = files.add(&format!("{file}:{}!{first}", sheet.name), merged.as_str());
                    let place = Place::new(key, 0..merged.len());
                    let message =
                        format!("the cells `{merged}` are merged, so it is unknown to which rows they belong");
                    return Err(Diagnostic::new(Code::MalformedValue, place, message)
                        .with_hint("split them, and write the words into each row"));
                }
                given.grids.push(grid(sheet, number, workbook.is_from_1904));
            }
        }
    }
    Ok(given)
}

fn diagnostic(file: &str, fault: WorkbookFault, files: &mut Files) -> Diagnostic {
    let code = if fault.at.is_some() { Code::TooLarge } else { Code::UnfitFile };
    let name = fault.at.map_or_else(|| file.to_owned(), |(sheet, cell)| format!("{file}:{sheet}!{cell}"));
    of_file(&name, files, code, fault.message, fault.hint)
}

/// The first row has the headings.
fn grid(sheet: ReadSheet, number: u32, is_from_1904: bool) -> Grid {
    let at = |row: usize, column: usize| {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        At { grid: number, row: narrow(row), column: narrow(column), ..At::default() }
    };
    let mut rows = sheet.rows.into_iter().peekable();
    let mut headings: Vec<(String, At)> = Vec::new();
    if let Some(first) = rows.next_if(|row| row.number == 0) {
        for (column, value) in first.cells {
            while headings.len() < column {
                headings.push((String::new(), at(0, headings.len())));
            }
            headings.push((Raw::of(value, false).shown().trim().to_owned(), at(0, column)));
        }
    }
    let row = |row: workbook::ReadRow| {
        let mut cells: Vec<(Raw, At)> =
            (0..headings.len()).map(|column| (Raw::Empty, at(row.number, column))).collect();
        let mut stray = None;
        for (column, value) in row.cells {
            let raw = Raw::of(value, is_from_1904);
            match cells.get_mut(column) {
                Some(cell) => cell.0 = raw,
                None if !raw.is_empty() => stray = stray.or(Some(at(row.number, column))),
                None => {}
            }
        }
        GridRow { cells, stray }
    };
    let rows = rows.map(row).filter(|row| row.stray.is_some() || row.cells.iter().any(|(raw, _)| !raw.is_empty()));
    let rows = rows.collect();
    Grid { name: sheet.name, headings, rows }
}

/// Reads the hidden sheet. What somebody broke in it shows where its rows are compared.
fn hidden(sheet: ReadSheet, number: u32) -> Hidden {
    let mut hidden = Hidden::default();
    for row in sheet.rows {
        let text = |column: usize| -> Arc<str> {
            let found = row.cells.iter().find(|(at, _)| *at == column).map(|(_, value)| value);
            match found {
                Some(ReadValue::Text(text)) => text.clone(),
                Some(ReadValue::Number(number)) => number.to_string().into(),
                _ => "".into(),
            }
        };
        let at =
            |column| At { grid: number, row: u32::try_from(row.number).unwrap_or(u32::MAX), column, ..At::default() };
        match &*text(0) {
            "report" => {
                hidden.report = text(1).to_string();
                hidden.report_at = at(1);
                hidden.addressee = Some(text(3).to_string()).filter(|id| !id.is_empty());
            }
            "heading" => {
                let (_, columns) = hidden
                    .sheets
                    .entry(text(4).to_string())
                    .or_insert_with(|| (text(1).to_string(), std::collections::HashMap::new()));
                columns.insert(text(3).trim().to_owned(), text(2).to_string());
            }
            "word" => {
                hidden.words.insert((text(1).to_string(), text(3).trim().to_lowercase()), text(2).to_string());
            }
            "row" => {
                let key = (text(1).to_string(), text(2).to_string(), text(3).parse().unwrap_or_default());
                hidden.rows.insert(key, (text(4).to_string(), at(4)));
            }
            _ => {}
        }
    }
    hidden
}
