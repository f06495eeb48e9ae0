//! Workbooks as somebody filled them in, or as nobody should have left them.

use std::io::{Cursor, Read, Write};

use raportti::files::workbook::{ReadValue, ReadWorkbook, cell_name, read};
use raportti::publish::workbook::{Cell, CellValue, Column, Sheet, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A workbook with other values in some cells, written again from what its cells say: `("Follow-up!D2", "Open")`. A value that begins with `#`
/// is a number.
pub fn filled(bytes: &[u8], values: &[(&str, &str)]) -> Vec<u8> {
    let mut sheets: Vec<Sheet> = sheets(&read(bytes).unwrap());
    for (at, value) in values {
        let (sheet, cell) = at.rsplit_once('!').unwrap();
        let sheet = sheets.iter_mut().find(|known| known.name == sheet).unwrap_or_else(|| panic!("no sheet `{sheet}`"));
        let column = (0..sheet.columns.len()).find(|column| cell.starts_with(&cell_name(0, *column).replace('1', "")));
        let row: usize = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap();
        let value = match value.strip_prefix('#') {
            Some(number) => CellValue::Number(number.parse().unwrap()),
            None if value.is_empty() => CellValue::Empty,
            None => CellValue::Text((*value).to_owned()),
        };
        let column = column.unwrap_or_else(|| panic!("no column of `{cell}`"));
        if row == 1 {
            sheet.columns[column].heading = if let CellValue::Text(text) = value { text } else { String::new() };
            continue;
        }
        while sheet.rows.len() < row - 1 {
            sheet.rows.push(vec![Cell::default(); sheet.columns.len()]);
        }
        sheet.rows[row - 2][column] = Cell { value, is_locked: false };
    }
    Workbook { sheets, ..Workbook::default() }.to_bytes()
}

/// The sheets of a workbook with what their cells say.
fn sheets(read: &ReadWorkbook) -> Vec<Sheet> {
    let sheet = |sheet: &raportti::files::workbook::ReadSheet| {
        let heading = &sheet.rows[0];
        let width = heading.cells.last().unwrap().0 + 1;
        let mut columns: Vec<Column> = (0..width).map(|_| Column::default()).collect();
        for (column, value) in &heading.cells {
            columns[*column].heading = text(value);
        }
        let last = sheet.rows.last().unwrap().number;
        let mut rows = vec![vec![Cell::default(); width]; last];
        for row in &sheet.rows[1..] {
            for (column, value) in &row.cells {
                rows[row.number - 1][*column].value = match value {
                    ReadValue::Number(number) => CellValue::Number(*number),
                    ReadValue::YesNo(flag) => CellValue::YesNo(*flag),
                    value => CellValue::Text(text(value)),
                };
            }
        }
        Sheet { name: sheet.name.clone(), columns, rows, ..Sheet::default() }
    };
    read.sheets.iter().map(sheet).collect()
}

pub fn text(value: &ReadValue) -> String {
    match value {
        ReadValue::Text(text) => text.to_string(),
        ReadValue::Number(number) => number.to_string(),
        ReadValue::YesNo(flag) => flag.to_string(),
        ReadValue::Error(error) => error.clone(),
        ReadValue::NoResult => "(no result)".to_owned(),
    }
}

/// What a workbook says, sheet by sheet and row by row.
pub fn described(bytes: &[u8]) -> String {
    let mut story = String::new();
    for sheet in read(bytes).unwrap().sheets {
        story += &format!("== {}\n", sheet.name);
        for row in &sheet.rows {
            let cells =
                row.cells.iter().map(|(column, value)| format!("{}: {}", cell_name(row.number, *column), text(value)));
            story += &(cells.collect::<Vec<_>>().join(" | ").replace('\n', "⏎") + "\n");
        }
    }
    story
}

/// A part of a workbook as it stands in its file.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// A workbook whose parts are changed as texts.
pub fn patched(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        writer.start_file(&name, SimpleFileOptions::default()).unwrap();
        writer.write_all(change(&name, text).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of these parts, besides those that every one has.
pub fn of_parts(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
