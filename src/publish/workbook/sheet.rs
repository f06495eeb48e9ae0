//! One sheet of a workbook as XML.

use std::fmt::Write;

use crate::files::workbook::column_name;

use super::book::{Cell, CellValue, Column, Sheet, Workbook};
use super::parts::{HEADING, style};
use super::typed;
use super::xml::{cut, escaped};

/// How wide columns are, in characters: between these, as the words in them are.
const NARROWEST: usize = 9;
const WIDEST: usize = 72;
/// Texts up to this length widen their column; longer ones are broken into lines, in columns of these widths up to this many characters.
const SHORT: usize = 28;
const BROKEN: [(usize, usize); 2] = [(300, 44), (usize::MAX, WIDEST)];
/// The height of a line, and of the highest rows, in points: more than one has to be in sight.
const LINE: usize = 13;
const HIGHEST: usize = 200;

/// The sheet in XML, with its elements in the order that the schema asks for. The sheet that a reader sees first is `chosen`.
pub(super) fn written(sheet: &Sheet, chosen: bool, book: &Workbook) -> String {
    let mut out = String::with_capacity(sheet.rows.len() * sheet.columns.len() * 48 + 4096);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    out.push_str("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    let chosen = if chosen { " tabSelected=\"1\"" } else { "" };
    let freeze = "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/>";
    let _ = write!(out, "<sheetViews><sheetView{chosen} workbookViewId=\"0\">{freeze}</sheetView></sheetViews>");
    out.push_str("<sheetFormatPr defaultRowHeight=\"15\"/>");
    let widths = columns(sheet, &mut out);
    rows(sheet, &widths, &mut out);
    let last = sheet.rows.len() + sheet.fresh_rows.unwrap_or_default();
    if sheet.fresh_rows.is_some() {
        // What is 0 here is allowed.
        let allowed = ["insertRows", "deleteRows", "sort", "autoFilter", "formatCells", "formatColumns", "formatRows"];
        out.push_str("<sheetProtection sheet=\"1\"");
        allowed.iter().for_each(|what| out.push_str(&format!(" {what}=\"0\"")));
        out.push_str("/>");
    }
    if !sheet.is_hidden && !sheet.columns.is_empty() {
        let all = format!("A1:{}{}", column_name(sheet.columns.len() - 1), last + 1);
        if sheet.fresh_rows.is_some() {
            // Excel sorts no locked cells, unless they stand in a range that anybody may edit. `typed` refuses what is typed there.
            let _ = write!(out, "<protectedRanges><protectedRange sqref=\"{all}\" name=\"rows\"/></protectedRanges>");
        }
        let _ = write!(out, "<autoFilter ref=\"{all}\"/>");
    }
    typed::write(sheet, book, &mut out);
    out.push_str("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/>");
    out.push_str("<pageSetup paperSize=\"9\" orientation=\"landscape\"/></worksheet>");
    out
}

/// Writes the columns, and returns their widths.
fn columns(sheet: &Sheet, out: &mut String) -> Vec<usize> {
    let mut widths = Vec::new();
    if sheet.columns.is_empty() {
        return widths;
    }
    out.push_str("<cols>");
    for (number, column) in sheet.columns.iter().enumerate() {
        let cells = sheet.rows.iter().filter_map(|row| row.get(number));
        let widest = cells.map(|cell| width(&cell.value)).max().unwrap_or_default();
        // Beside the heading stands the sign of the filter.
        let width = widest.max((column.heading.chars().count() + 4).min(SHORT)).clamp(NARROWEST, WIDEST);
        widths.push(width);
        let at = number + 1;
        let _ = write!(out, "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" customWidth=\"1\"/>");
    }
    out.push_str("</cols>");
    widths
}

/// How high a row has to be for all of its words, in points. Programs do not measure that when they open a file.
fn height(row: &[Cell], widths: &[usize]) -> usize {
    let lines = |(cell, width): (&Cell, &usize)| match &cell.value {
        CellValue::Text(text) => text.split('\n').map(|line| line.chars().count() / width + 1).sum(),
        _ => 1,
    };
    let most = row.iter().zip(widths).map(lines).max().unwrap_or(1);
    (most * LINE + 2).min(HIGHEST)
}

fn width(value: &CellValue) -> usize {
    match value {
        CellValue::Empty => 0,
        CellValue::Text(text) => match text.chars().count() {
            short if short <= SHORT => short + 2,
            long => BROKEN.into_iter().find(|(most, _)| long <= *most).map_or(WIDEST, |(_, width)| width),
        },
        CellValue::Number(number) => number.to_string().len() + 2,
        CellValue::Date(_) => 12,
        CellValue::YesNo(_) => 8,
    }
}

fn rows(sheet: &Sheet, widths: &[usize], out: &mut String) {
    out.push_str("<sheetData><row r=\"1\">");
    let names: Vec<String> = (0..sheet.columns.len()).map(column_name).collect();
    for (name, column) in names.iter().zip(&sheet.columns) {
        text(name, 1, HEADING, &column.heading, out);
    }
    out.push_str("</row>");
    for (number, row) in sheet.rows.iter().enumerate() {
        let number = number + 2;
        let height = if sheet.is_hidden { LINE + 2 } else { height(row, widths) };
        let _ = write!(out, "<row r=\"{number}\" ht=\"{height}\">");
        for ((name, column), cell) in names.iter().zip(&sheet.columns).zip(row) {
            add(name, number, column, cell, out);
        }
        out.push_str("</row>");
    }
    for number in 0..sheet.fresh_rows.unwrap_or_default() {
        let number = sheet.rows.len() + number + 2;
        let _ = write!(out, "<row r=\"{number}\">");
        for (name, column) in names.iter().zip(&sheet.columns) {
            let style = style(column.format, column.is_fresh_locked);
            let _ = write!(out, "<c r=\"{name}{number}\" s=\"{style}\"/>");
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
}

fn add(name: &str, row: usize, column: &Column, cell: &Cell, out: &mut String) {
    let style = style(column.format, cell.is_locked);
    let _ = match &cell.value {
        CellValue::Empty => write!(out, "<c r=\"{name}{row}\" s=\"{style}\"/>"),
        CellValue::Text(words) => {
            text(name, row, style, words, out);
            Ok(())
        }
        CellValue::Number(number) | CellValue::Date(number) => {
            write!(out, "<c r=\"{name}{row}\" s=\"{style}\"><v>{number}</v></c>")
        }
        CellValue::YesNo(flag) => {
            write!(out, "<c r=\"{name}{row}\" s=\"{style}\" t=\"b\"><v>{}</v></c>", u8::from(*flag))
        }
    };
}

fn text(name: &str, row: usize, style: usize, words: &str, out: &mut String) {
    let words = escaped(cut(words));
    let _ = write!(
        out,
        "<c r=\"{name}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>"
    );
}
