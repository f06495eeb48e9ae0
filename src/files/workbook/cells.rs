//! The cells of a sheet, and the texts that several cells share.

use std::sync::Arc;

use quick_xml::events::BytesStart;

use crate::bounds::file::MOST_COLUMNS;
use crate::bounds::workbook::{MOST_CELLS, MOST_FILLED_ROWS, MOST_TEXT};

use super::found::{ReadRow, ReadSheet, ReadValue, WorkbookFault};
use super::names::{cell_name, column_of};
use super::xml::{Next, Part, attribute, unescaped};

/// What may still be read of all sheets together.
pub(super) struct Budget {
    cells: usize,
    rows: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { cells: MOST_CELLS, rows: MOST_FILLED_ROWS }
    }
}

/// The texts that cells name by their number.
pub(super) fn shared(bytes: &[u8]) -> Result<Vec<Arc<str>>, WorkbookFault> {
    let mut texts: Vec<Arc<str>> = Vec::new();
    let mut words = Words::default();
    let mut left = MOST_TEXT;
    let mut part = Part::new(bytes);
    while let Some(next) = part.next()? {
        match &next {
            Next::Closes(name) if name == "si" => {
                let text = words.take();
                left = left.checked_sub(text.len().max(1)).ok_or_else(too_much_text)?;
                texts.push(text.into());
            }
            next => words.add(next),
        }
    }
    Ok(texts)
}

fn too_much_text() -> WorkbookFault {
    let message = format!("the workbook has more than {} MiB of text", MOST_TEXT >> 20);
    WorkbookFault::new(message, "delete sheets and rows that do not belong to it")
}

/// Words of the elements `t`, without those that say how others are pronounced.
#[derive(Default)]
struct Words {
    text: String,
    is_open: bool,
    /// Inside how many elements `rPh`.
    readings: usize,
}

impl Words {
    fn add(&mut self, next: &Next) {
        match next {
            Next::Opens(element) => match element.local_name().as_ref() {
                b"t" => self.is_open = self.readings == 0,
                b"rPh" => self.readings += 1,
                _ => {}
            },
            Next::Closes(name) => match name.as_str() {
                "t" => self.is_open = false,
                "rPh" => self.readings = self.readings.saturating_sub(1),
                _ => {}
            },
            Next::Words(words) if self.is_open => self.text.push_str(words),
            Next::Words(_) => {}
        }
    }

    fn take(&mut self) -> String {
        unescaped(std::mem::take(&mut self.text))
    }
}

/// A cell that is being read.
struct Open {
    column: usize,
    kind: String,
    /// What stands in `v`.
    value: String,
    has_formula: bool,
}

/// One sheet. Fails if it is damaged or too large.
pub(super) fn sheet(
    name: String,
    bytes: &[u8],
    shared: &[Arc<str>],
    budget: &mut Budget,
) -> Result<ReadSheet, WorkbookFault> {
    let mut reading = Reading::new(&name, shared, budget);
    let mut part = Part::new(bytes);
    while let Some(next) = part.next()? {
        match &next {
            Next::Opens(element) => reading.opens(element)?,
            Next::Closes(name) => reading.closes(name)?,
            Next::Words(text) => reading.words(text),
        }
        reading.inline.add(&next);
    }
    let Reading { rows, merged, .. } = reading;
    Ok(ReadSheet { name, rows, merged })
}

struct Reading<'r> {
    sheet: &'r str,
    shared: &'r [Arc<str>],
    budget: &'r mut Budget,
    rows: Vec<ReadRow>,
    /// The row that is open, or the last one; from 0.
    number: Option<usize>,
    /// The column of the last cell in it.
    last: Option<usize>,
    cells: Vec<(usize, ReadValue)>,
    cell: Option<Open>,
    is_in_value: bool,
    /// The words of a text that stands in the cell itself.
    inline: Words,
    merged: Option<String>,
}

impl<'r> Reading<'r> {
    fn new(sheet: &'r str, shared: &'r [Arc<str>], budget: &'r mut Budget) -> Self {
        let (rows, cells, inline) = Default::default();
        let (number, last, cell, merged) = (None, None, None, None);
        Self { sheet, shared, budget, rows, number, last, cells, cell, is_in_value: false, inline, merged }
    }

    fn opens(&mut self, element: &BytesStart) -> Result<(), WorkbookFault> {
        match element.local_name().as_ref() {
            b"row" => self.open_row(element)?,
            b"c" => self.cell = Some(self.open(element)?),
            b"v" => self.is_in_value = true,
            b"f" => self.cell.iter_mut().for_each(|cell| cell.has_formula = true),
            b"mergeCell" if self.merged.is_none() => self.merged = attribute(element, "ref")?,
            _ => {}
        }
        Ok(())
    }

    fn closes(&mut self, name: &str) -> Result<(), WorkbookFault> {
        match name {
            "row" => self.close_row()?,
            "v" => self.is_in_value = false,
            "c" => {
                let inline = self.inline.take();
                if let Some(cell) = self.cell.take() {
                    self.close(cell, inline)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn words(&mut self, text: &str) {
        if self.is_in_value {
            self.cell.iter_mut().for_each(|cell| cell.value.push_str(text));
        }
    }

    fn open_row(&mut self, element: &BytesStart) -> Result<(), WorkbookFault> {
        let next = self.number.map_or(0, |number| number + 1);
        let number = match attribute(element, "r")? {
            None => next,
            Some(written) => written.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).unwrap_or(next),
        };
        if self.number.is_some_and(|before| number <= before) {
            return Err(WorkbookFault::damaged(format!("row {} of `{}` stands in no order", number + 1, self.sheet)));
        }
        (self.number, self.last) = (Some(number), None);
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), WorkbookFault> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let number = self.number.unwrap_or_default();
        let Some(left) = self.budget.rows.checked_sub(1) else {
            let message = format!("the workbook has more than {MOST_FILLED_ROWS} rows with something in them");
            return Err(self.too_large(number, self.cells[0].0, message));
        };
        self.budget.rows = left;
        self.rows.push(ReadRow { number, cells: std::mem::take(&mut self.cells) });
        Ok(())
    }

    fn open(&mut self, element: &BytesStart) -> Result<Open, WorkbookFault> {
        let next = self.last.map_or(0, |last| last + 1);
        let column = match attribute(element, "r")? {
            None => Some(next),
            Some(name) => column_of(&name),
        };
        let column = column.filter(|column| *column >= next && *column < MOST_COLUMNS).ok_or_else(|| {
            let row = self.number.unwrap_or_default() + 1;
            WorkbookFault::damaged(format!("a cell in row {row} of `{}` has no place", self.sheet))
        })?;
        self.last = Some(column);
        let kind = attribute(element, "t")?.unwrap_or_default();
        Ok(Open { column, kind, value: String::new(), has_formula: false })
    }

    fn close(&mut self, Open { column, kind, value, has_formula }: Open, inline: String) -> Result<(), WorkbookFault> {
        let row = self.number.unwrap_or_default();
        let damaged = |what: &str| {
            let at = cell_name(row, column);
            WorkbookFault::damaged(format!("`{}!{at}` {what}", self.sheet))
        };
        let text = |text: &str| (!text.is_empty()).then(|| ReadValue::Text(text.into()));
        let found = match kind.as_str() {
            "s" => {
                let text = value.trim().parse::<usize>().ok().and_then(|number| self.shared.get(number));
                let text = text.ok_or_else(|| damaged("names a text that is not there"))?;
                (!text.is_empty()).then(|| ReadValue::Text(text.clone()))
            }
            "inlineStr" => text(&inline),
            "str" => text(&unescaped(value.clone())),
            "d" => text(value.trim()),
            "b" if !value.is_empty() => Some(ReadValue::YesNo(value.trim() == "1" || value.trim() == "true")),
            "e" => Some(ReadValue::Error(value.clone())),
            _ if value.trim().is_empty() => None,
            _ => {
                let number = value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
                Some(ReadValue::Number(number.ok_or_else(|| damaged("is no number"))?))
            }
        };
        let found = found.or_else(|| (has_formula && value.is_empty() && kind != "str").then_some(ReadValue::NoResult));
        if let Some(found) = found {
            let Some(left) = self.budget.cells.checked_sub(1) else {
                let message = format!("the workbook has more than {MOST_CELLS} cells with something in them");
                return Err(self.too_large(row, column, message));
            };
            self.budget.cells = left;
            self.cells.push((column, found));
        }
        Ok(())
    }

    fn too_large(&self, row: usize, column: usize, message: String) -> WorkbookFault {
        let hint = "delete the rows that do not belong to it, or import it in parts";
        WorkbookFault::in_cell(self.sheet, cell_name(row, column), message, hint)
    }
}
