//! Tables of typed cells as a workbook (XLSX, ECMA-376 part 1): the same bytes each time, since it has no author and no clock. What people may
//! not change is locked, without a password; words are chosen from lists.

mod parts;
mod sheet;
mod xml;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

pub use xml::{LONGEST_TEXT, cell_name};

/// The sheet, hidden, that has the words of lists.
const LISTS: &str = "_lists";

/// A workbook.
#[derive(Debug, Default)]
pub struct Workbook {
    pub sheets: Vec<Sheet>,
    /// Words to choose from, which columns name by their number.
    pub lists: Vec<Vec<String>>,
}

/// A sheet: a row of headings, which stays in sight, and rows below.
#[derive(Debug, Default)]
pub struct Sheet {
    /// A workbook cannot have one name twice, also in other capitals; [`sheet_name`] makes names that it can have.
    pub name: String,
    pub is_hidden: bool,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// How many empty rows stand below, to be filled in. `None` for a sheet without protection, which is only read.
    pub fresh_rows: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Column {
    pub heading: String,
    pub format: Format,
    /// The number of the list that its words are chosen from.
    pub list: Option<usize>,
    /// Whether nobody fills it in below the rows, either.
    pub is_fresh_locked: bool,
}

/// How the cells of a column are shown, and what may be typed there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// As a text, whatever it looks like.
    #[default]
    Text,
    Number,
    Date,
    /// `TRUE` and `FALSE`, as the reader's language has them.
    YesNo,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub value: CellValue,
    pub is_locked: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub enum CellValue {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// Days since 30 December 1899.
    Date(f64),
    YesNo(bool),
}

impl Sheet {
    /// A sheet of texts that is only read.
    pub fn of_texts(name: &str, headings: &[&str], rows: Vec<Vec<String>>) -> Self {
        let column = |heading: &&str| Column { heading: (*heading).to_owned(), ..Column::default() };
        let cell = |text| Cell { value: CellValue::Text(text), is_locked: false };
        Self {
            name: sheet_name(name),
            columns: headings.iter().map(column).collect(),
            rows: rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
            ..Self::default()
        }
    }
}

impl Workbook {
    /// The workbook as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lists = (!self.lists.is_empty()).then(|| self.sheet_of_lists());
        let sheets: Vec<&Sheet> = self.sheets.iter().chain(&lists).collect();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The earliest time that a zip file can have, so that no clock takes part.
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644)
            .system(System::Unix);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |path: &str, text: String| {
            writer
                .start_file(path, options)
                .and_then(|()| Ok(writer.write_all(text.as_bytes())?))
                .expect("writing to memory succeeds, and the paths are those of this file");
        };
        add("[Content_Types].xml", parts::content_types(sheets.len()));
        add("_rels/.rels", parts::relations_of_package());
        add("xl/workbook.xml", parts::workbook(&sheets));
        add("xl/_rels/workbook.xml.rels", parts::relations_of_workbook(sheets.len()));
        add("xl/styles.xml", parts::styles());
        for (number, sheet) in sheets.iter().enumerate() {
            add(&format!("xl/worksheets/sheet{}.xml", number + 1), sheet::written(sheet, number == 0, &self.lists));
        }
        writer.finish().expect("writing to memory succeeds").into_inner()
    }

    fn sheet_of_lists(&self) -> Sheet {
        let longest = self.lists.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |list: &Vec<String>, row: usize| {
            let value = list.get(row).map_or(CellValue::Empty, |word| CellValue::Text(word.clone()));
            Cell { value, is_locked: true }
        };
        let heading = |number: usize| Column { heading: format!("{}", number + 1), ..Column::default() };
        Sheet {
            name: LISTS.to_owned(),
            is_hidden: true,
            columns: (0..self.lists.len()).map(heading).collect(),
            rows: (0..longest).map(|row| self.lists.iter().map(|list| cell(list, row)).collect()).collect(),
            fresh_rows: Some(0),
        }
    }
}

/// A name that a sheet can have: at most 31 characters (UTF-16), and none of those that divide the parts of a reference.
pub fn sheet_name(name: &str) -> String {
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= 31
    };
    let kept: String =
        name.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).take_while(fits).collect();
    let trimmed = kept.trim_matches(['\'', ' ']);
    if trimmed.is_empty() { "1".to_owned() } else { trimmed.to_owned() }
}

/// The day of a date as workbooks count it, since 30 December 1899; `None` before March 1900, where they count wrongly, and after 9999.
pub fn serial((year, month, day): (u16, u8, u8)) -> Option<f64> {
    let number = days(i64::from(year), i64::from(month), i64::from(day)) - days(1899, 12, 30);
    (61..=2_958_465).contains(&number).then_some(number as f64)
}

/// Days of the Gregorian calendar since a fixed day. March is counted as the first month, so that the day more stands at the end of a year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day
}
