//! The cells of a CSV file (RFC 4180) under one separator, each with its place in the text.

use std::ops::Range;

use csv_core::{ReadFieldResult, ReaderBuilder};

use crate::bounds::file::MOST_COLUMNS;
use crate::diagnostics::{Code, Diagnostic, FileKey, Place, diagnostic::malformed};

/// What stands between the cells of a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Separator {
    pub byte: u8,
    pub plural: &'static str,
    /// The first line that names it to a spreadsheet.
    pub first_line: &'static str,
    /// The decimal mark of numbers that could have either: a point where commas divide the cells (RFC 4180), a comma where
    /// semicolons do, since spreadsheets use them where a comma is the decimal one.
    pub decimal_mark: Option<char>,
}

pub const COMMA: &Separator =
    &Separator { byte: b',', plural: "commas", first_line: "`sep=,`", decimal_mark: Some('.') };
const SEMICOLON: &Separator =
    &Separator { byte: b';', plural: "semicolons", first_line: "`sep=;`", decimal_mark: Some(',') };
const TAB: &Separator = &Separator { byte: b'\t', plural: "tabs", first_line: "`sep=` and a tab", decimal_mark: None };

pub const SEPARATORS: [&Separator; 3] = [SEMICOLON, TAB, COMMA];

/// The separator that a first line `sep=;` names, which Excel writes and reads, and where the next line begins.
pub fn given_separator(text: &str) -> Option<(&'static Separator, usize)> {
    let line = &text[..text.find('\n').map_or(text.len(), |end| end + 1)];
    let named = line.trim_end_matches(['\r', '\n']);
    let name = named.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and(named.get(4..))?;
    let separator = SEPARATORS.into_iter().find(|separator| name.as_bytes() == [separator.byte])?;
    Some((separator, line.len()))
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub text: String,
    /// With its quotes.
    pub place: Place,
}

/// The cells of a row; there is always one.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(pub Vec<Cell>);

impl Record {
    pub fn place(&self) -> Place {
        let (first, last) = (self.0[0].place, self.0[self.0.len() - 1].place);
        Place::new(first.file, first.range().start..last.range().end)
    }

    fn is_blank(&self) -> bool {
        self.0.iter().all(|cell| cell.text.trim().is_empty())
    }
}

/// The records of `text` from `start` on, the heading first, without the empty lines and empty last columns that spreadsheets
/// write. A quote that is never closed, or a row with too many cells, is an error.
pub fn split(file: FileKey, text: &str, start: usize, separator: &Separator) -> Result<Vec<Record>, Diagnostic> {
    let mut reader = ReaderBuilder::new().delimiter(separator.byte).build();
    let (mut at, mut begin) = (start, start);
    let (mut field, mut filled) = (vec![0; 256], 0);
    let (mut records, mut cells) = (Vec::new(), Vec::new());
    loop {
        // At the end of the text the reader gets no bytes, by which it finishes the last cell.
        let (result, read, written) = reader.read_field(&text.as_bytes()[at..], &mut field[filled..]);
        at += read;
        filled += written;
        match result {
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => field.resize(field.len() * 2, 0),
            ReadFieldResult::Field { record_end } => {
                let cell = cell(file, text, begin..at, separator, &field[..filled])?;
                if cells.len() == MOST_COLUMNS {
                    let message = format!("the row has more than {MOST_COLUMNS} cells");
                    let hint = "a sheet of a spreadsheet has no more columns; is this the file that you mean?";
                    return Err(Diagnostic::new(Code::TooLarge, cell.place, message).with_hint(hint));
                }
                cells.push(cell);
                (begin, filled) = (at, 0);
                if record_end {
                    records.push(Record(std::mem::take(&mut cells)));
                }
            }
            ReadFieldResult::End => break,
        }
    }
    records.retain(|record| !record.is_blank());
    trim_columns(&mut records);
    Ok(records)
}

/// The cell that was read from `range`, line ends before it and the separator after it included.
fn cell(
    file: FileKey,
    text: &str,
    range: Range<usize>,
    separator: &Separator,
    value: &[u8],
) -> Result<Cell, Diagnostic> {
    let raw = text[range.clone()].trim_start_matches(['\r', '\n']);
    // Of an empty cell at the end of its row only the line end is left, which comes after it.
    let start = if raw.is_empty() { range.start } else { range.end - raw.len() };
    if range.end == text.len() && raw.starts_with('"') && raw.matches('"').count() % 2 == 1 {
        let hint = "close it, or double it where it belongs to the text: `\"\"`";
        return Err(malformed(Place::new(file, start..start + 1), "this quote is never closed", hint));
    }
    // The separator is one byte; of an empty cell nothing else is left.
    let ending: &[char] = &['\r', '\n', char::from(separator.byte)];
    let end = start + raw.strip_suffix(ending).unwrap_or(raw).trim_end_matches(['\r', '\n']).len();
    let text = std::str::from_utf8(value).expect("cells are cut at ASCII bytes").to_owned();
    Ok(Cell { text, place: Place::new(file, start..end) })
}

fn trim_columns(records: &mut [Record]) {
    let used =
        |record: &Record| record.0.iter().rposition(|cell| !cell.text.trim().is_empty()).map_or(0, |last| last + 1);
    // A row may leave its last cell empty, which is then its fault; a column is left out when the heading has no word for it, too.
    let columns = records.iter().map(used).max().unwrap_or(0).max(1);
    for record in records {
        record.0.truncate(columns);
    }
}
