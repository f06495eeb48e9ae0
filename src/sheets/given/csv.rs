//! CSV: one table, with the keys of the columns as headings.

use std::borrow::Cow;

use crate::bounds::file::LARGEST_TEXT;
use crate::bounds::workbook::MOST_FILLED_ROWS;
use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::model::csv::grid::{self, Cell, SEPARATORS, Separator, given_separator};
use crate::model::text_file::utf8_file;

use super::file::{At, GivenFile, Grid, GridRow, Places, Raw, of_file};

/// What makes a formula of a cell in some spreadsheet (OWASP, *CSV Injection*), full-width forms included.
const OPENS_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet takes for a formula: with an apostrophe before it, which `unguarded` takes off again. Numbers keep their sign.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if looks_like_formula(text) { format!("'{text}").into() } else { text.into() }
}

fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| looks_like_formula(rest)).unwrap_or(text)
}

/// Whether a text begins as a formula does, or as one that is guarded already.
fn looks_like_formula(text: &str) -> bool {
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
    text.trim_start_matches('\'').starts_with(OPENS_FORMULA) && !is_number
}

pub(super) fn read(file: &str, bytes: &[u8], files: &mut Files) -> Result<GivenFile, Diagnostic> {
    if bytes.len() as u64 > LARGEST_TEXT {
        let message = format!("the file is larger than {} MB", LARGEST_TEXT / 1_000_000);
        return Err(of_file(
            file,
            files,
            Code::TooLarge,
            message,
            "import it in parts, or is this the file that you mean?",
        ));
    }
    let mut faults = Vec::new();
    let Some(key) = utf8_file(file, bytes, files, &mut faults) else {
        let mut fault = faults.pop().expect("a file that is no text has a fault");
        fault.hints = vec!["in Excel, save it as `CSV UTF-8`; or send the workbook itself".to_owned()];
        return Err(fault);
    };
    let text = files.get(key).text.clone();
    let (separator, start) = given_separator(&text).unwrap_or_else(|| (likely_separator(&text), 0));
    let mut records = grid::split(key, &text, start, separator)?.into_iter();
    let place = |cell: &Cell| {
        let range = cell.place.range();
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        At { start: narrow(range.start), end: narrow(range.end), ..At::default() }
    };
    let Some(first) = records.next() else {
        let fault = Diagnostic::new(Code::MalformedValue, Place::new(key, 0..0), "the file is empty");
        return Err(fault.with_hint("its first line has the headings, such as `id`"));
    };
    let headings: Vec<_> = first.0.iter().map(|cell| (cell.text.trim().to_owned(), place(cell))).collect();
    let mut rows = Vec::new();
    for record in records {
        if rows.len() == MOST_FILLED_ROWS {
            let message = format!("the file has more than {MOST_FILLED_ROWS} rows");
            return Err(Diagnostic::new(Code::TooLarge, record.place(), message).with_hint("import it in parts"));
        }
        let end = record.0.last().map(place).unwrap_or_default();
        let stray = record.0.iter().skip(headings.len()).find(|cell| !cell.text.trim().is_empty()).map(place);
        let mut cells: Vec<(Raw, At)> =
            record.0.iter().take(headings.len()).map(|cell| (raw(&cell.text), place(cell))).collect();
        cells.resize(headings.len(), (Raw::Empty, At { start: end.end, ..end }));
        rows.push(GridRow { cells, stray });
    }
    let ends = text.match_indices('\n').map(|(end, _)| end).collect();
    let places = Places::Text { file: file.to_owned(), text, ends };
    Ok(GivenFile { grids: vec![Grid { name: String::new(), headings, rows }], hidden: None, places })
}

fn raw(text: &str) -> Raw {
    match unguarded(text) {
        text if text.trim().is_empty() => Raw::Empty,
        text => Raw::Text(text.into()),
    }
}

/// The separator that the first line has most of.
fn likely_separator(text: &str) -> &'static Separator {
    let line = text.lines().next().unwrap_or_default();
    let count = |separator: &&Separator| line.bytes().filter(|byte| *byte == separator.byte).count();
    SEPARATORS.into_iter().max_by_key(count).expect("there are separators")
}
