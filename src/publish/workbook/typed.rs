//! What may be typed into the cells of a sheet: words of a list, dates, numbers; and nothing into what is locked.

use std::fmt::Write;

use crate::files::workbook::column_name;

use super::book::{Column, Format, LISTS, Sheet, Workbook};
use super::xml::{escaped, quoted};

/// The longest answer to what is typed wrongly, in units of UTF-16.
const LONGEST_ANSWER: usize = 255;

/// A rule for cells: its attributes, and the formula that says what fits.
struct Rule {
    head: String,
    formula: String,
    /// The ranges of its cells.
    cells: Vec<String>,
}

/// Writes the rules of a sheet that people fill in.
pub(super) fn write(sheet: &Sheet, book: &Workbook, out: &mut String) {
    if sheet.fresh_rows.is_none() || sheet.is_hidden || sheet.columns.is_empty() {
        return;
    }
    let last = column_name(sheet.columns.len() - 1);
    let answer = answer(&book.refusal);
    let mut nothing = Rule { head: refusing(&answer), formula: "FALSE".to_owned(), cells: vec![format!("A1:{last}1")] };
    let mut rules = Vec::new();
    for (number, column) in sheet.columns.iter().enumerate() {
        let (locked, open) = stretches(sheet, number, column);
        nothing.cells.extend(locked);
        let Some(cells) = open else { continue };
        if let Some((head, formula)) = fitting(column, &book.lists) {
            rules.push(Rule { head, formula, cells: vec![cells] });
        } else if sheet.rows.iter().any(|row| row.get(number).is_some_and(|cell| cell.is_locked)) {
            // Whether a cell is locked moves with it when rows are sorted; the rule of its place does not.
            let first = cells.split(':').next().unwrap_or_default();
            let formula = format!("CELL(\"protect\",{first})=0");
            rules.push(Rule { head: refusing(&answer), formula: escaped(&formula), cells: vec![cells] });
        }
    }
    rules.push(nothing);
    let _ = write!(out, "<dataValidations count=\"{}\">", rules.len());
    for Rule { head, formula, cells } in rules {
        let _ = write!(out, "<dataValidation {head} showErrorMessage=\"1\" sqref=\"{}\">", cells.join(" "));
        let _ = write!(out, "<formula1>{formula}</formula1></dataValidation>");
    }
    out.push_str("</dataValidations>");
}

/// The cells of a column that are locked as a whole, and those that can be filled in: of the rows, and of the empty ones below.
fn stretches(sheet: &Sheet, number: usize, column: &Column) -> (Vec<String>, Option<String>) {
    let name = column_name(number);
    let (first_fresh, last) = (sheet.rows.len() + 2, sheet.rows.len() + sheet.fresh_rows.unwrap_or_default() + 1);
    let range = |first: usize, last: usize| match last.checked_sub(first)? {
        0 => Some(format!("{name}{first}")),
        _ => Some(format!("{name}{first}:{name}{last}")),
    };
    let is_locked =
        !sheet.rows.is_empty() && sheet.rows.iter().all(|row| row.get(number).is_none_or(|it| it.is_locked));
    match (is_locked, column.is_fresh_locked) {
        (true, true) => (range(2, last).into_iter().collect(), None),
        (true, false) => (range(2, first_fresh - 1).into_iter().collect(), range(first_fresh, last)),
        (false, true) => (range(first_fresh, last).into_iter().collect(), range(2, first_fresh - 1)),
        (false, false) => (Vec::new(), range(2, last)),
    }
}

/// The rule of a column that takes some values only.
fn fitting(column: &Column, lists: &[Vec<String>]) -> Option<(String, String)> {
    let list = column.list.and_then(|list| Some((list, lists.get(list)?.len()))).filter(|(_, words)| *words > 0);
    let (kind, formula) = match (list, column.format) {
        (Some((list, words)), _) => {
            let at = column_name(list);
            ("type=\"list\"", format!("{}!${at}$2:${at}${}", quoted(LISTS), words + 1))
        }
        (None, Format::Date) => ("type=\"date\" operator=\"greaterThanOrEqual\"", "1".to_owned()),
        (None, Format::Number) => ("type=\"decimal\" operator=\"greaterThanOrEqual\"", "-9007199254740992".to_owned()),
        (None, Format::Text | Format::YesNo | Format::Any) => return None,
    };
    Some((format!("{kind} allowBlank=\"1\""), formula))
}

/// The attributes of a rule that stops what is typed, with an answer.
fn refusing(answer: &str) -> String {
    format!("type=\"custom\" errorStyle=\"stop\" error=\"{answer}\"")
}

fn answer(refusal: &str) -> String {
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= LONGEST_ANSWER
    };
    escaped(&refusal.chars().take_while(fits).collect::<String>())
}
