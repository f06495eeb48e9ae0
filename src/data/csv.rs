//! A figure's data from a CSV file: the first column names the row, the others hold its values.

use icu::locale::subtags::Language;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Place};

use crate::bounds::file::MOST_ROWS;

use super::model::{FigureKind, ReportFile, Row};
use super::scalar::{Number, OneOrMany};
use super::text::{Form, Localized, Plain, Text};

/// The headings and rows of a CSV file. Cells are numbers in charts (decimal point) and words in tables.
pub struct CsvData {
    /// The headings, the first column's included.
    pub headings: Vec<Plain>,
    pub rows: Vec<Row>,
}

/// Complains of a CSV file with more rows than the report takes, below the line of headings. Returns whether it has.
pub fn has_too_many_rows(
    file: FileKey,
    text: &str,
    report: Option<&ReportFile>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let own = report.and_then(|report| report.limits.as_ref()?.rows.as_ref()).map(|rows| usize::from(rows.value));
    let most = own.unwrap_or(MOST_ROWS);
    // A line break in quotation marks ends no row.
    let mut quoted = false;
    let ends = text.trim_ascii_end().bytes().filter(|byte| {
        quoted ^= *byte == b'"';
        *byte == b'\n' && !quoted
    });
    let rows = ends.count();
    if rows > most {
        let message = format!("the CSV has {rows} rows, and at most {most} are drawn");
        let hint = "leave out what no reader looks at, or raise `rows` under `[limits]` in `report/report.toml`";
        diagnostics.push(Diagnostic::new(Code::TooLarge, Place::new(file, 0..0), message).with_hint(hint));
    }
    rows > most
}

/// Reads comma-separated values with a heading line (RFC 4180). The words are in the source language.
pub fn read(
    file: FileKey,
    text: &str,
    kind: FigureKind,
    language: Language,
    diagnostics: &mut Vec<Diagnostic>,
) -> CsvData {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let words = |value: &str, place: Place| {
        Plain(Localized::new(vec![(language, Text { value: value.to_owned(), place, form: Form::Whole })]))
    };
    let first_line = Place::new(file, 0..text.find('\n').unwrap_or(text.len()));
    let mut complain = |place, message: String| {
        diagnostics.push(
            Diagnostic::new(Code::MalformedValue, place, message)
                .with_hint("the first column names the row, the others hold numbers with a decimal point"),
        );
    };
    let headings = match reader.headers() {
        Ok(headings) => headings.iter().map(|heading| words(heading, first_line)).collect(),
        Err(error) => {
            complain(first_line, format!("the CSV cannot be read: {error}"));
            Vec::new()
        }
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                complain(first_line, format!("the CSV cannot be read: {error}"));
                break;
            }
        };
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let line = text[start..].trim_start_matches(['\r', '\n']);
        let start = text.len() - line.len();
        let place = Place::new(file, start..start + line.find('\n').unwrap_or(line.len()));
        let label = words(record.get(0).unwrap_or_default(), place);
        let cells = record.iter().skip(1);
        let (mut values, mut texts) = (Vec::new(), Vec::new());
        for cell in cells {
            match (kind, Number::read(cell.trim())) {
                (FigureKind::Table, _) => texts.push(words(cell, place)),
                (_, Some(number)) => values.push(number),
                (_, None) => complain(place, format!("`{cell}` is not a number")),
            }
        }
        let row = Row {
            label,
            value: OneOrMany(values),
            text: texts,
            start: None,
            end: None,
            note: None,
            emphasis: None,
            place,
        };
        rows.push(row);
    }
    CsvData { headings, rows }
}

#[cfg(test)]
mod row_tests {
    use crate::diagnostics::files::Files;

    use super::*;

    #[test]
    fn as_many_rows_as_are_drawn_and_one_more() {
        let mut files = Files::default();
        for (rows, too_many) in [(MOST_ROWS, false), (MOST_ROWS + 1, true)] {
            let text = format!("a,b\n{}", "x,1\r\n".repeat(rows));
            let key = files.add(&format!("{rows}.csv"), text.as_str());
            let mut faults = Vec::new();
            assert_eq!(has_too_many_rows(key, &text, None, &mut faults), too_many, "{rows}");
            assert_eq!(faults.len(), usize::from(too_many));
        }
    }
}
