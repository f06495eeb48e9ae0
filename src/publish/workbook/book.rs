//! What a workbook consists of.

/// The sheet, hidden, that has the words of lists.
pub(super) const LISTS: &str = "_lists";

/// A workbook.
#[derive(Debug, Default)]
pub struct Workbook {
    pub sheets: Vec<Sheet>,
    /// Words to choose from, which columns name by their number.
    pub lists: Vec<Vec<String>>,
    /// What is answered to somebody who types into a locked cell.
    pub refusal: String,
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
    /// Numbers or words, each as what it is.
    Any,
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
