//! Tables as CSV (RFC 4180) for spreadsheets. They begin with a byte order mark, since Excel otherwise reads them in the code page of its
//! machine. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers do not.

use std::borrow::Cow;

/// A table with its headings.
pub fn csv(headings: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let all = std::iter::once(headings.iter().map(ToString::to_string).collect()).chain(rows);
    for row in all {
        let cells = row.iter().map(|cell| without_formula(cell).into_owned());
        writer
            .write_record(cells.collect::<Vec<_>>())
            .expect("writing to memory succeeds, and rows are as long as their headings");
    }
    let bytes = writer.into_inner().expect("writing to memory succeeds");
    String::from_utf8(bytes).expect("the cells are UTF-8")
}

/// Begins a UTF-8 file for programs that would take it for another encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What makes a formula of a cell in some spreadsheet (OWASP, *CSV Injection*), full-width forms included.
const OPENS_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet takes for a formula. A number keeps its sign.
fn without_formula(cell: &str) -> Cow<'_, str> {
    let number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    if cell.starts_with(OPENS_FORMULA) && !number { format!("'{cell}").into() } else { cell.into() }
}
