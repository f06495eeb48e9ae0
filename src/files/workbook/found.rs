//! What is read of a workbook, and why one cannot be read.

use std::sync::Arc;

/// What the cells of a workbook say.
#[derive(Debug)]
pub struct ReadWorkbook {
    pub sheets: Vec<ReadSheet>,
    /// Whether dates are counted from 1904, as some workbooks of Macintosh do.
    pub is_from_1904: bool,
}

#[derive(Debug)]
pub struct ReadSheet {
    pub name: String,
    /// The rows that have a cell with a value, in order.
    pub rows: Vec<ReadRow>,
    /// The first of the cells that were merged into one, such as `B2:C3`.
    pub merged: Option<String>,
}

#[derive(Debug)]
pub struct ReadRow {
    /// From 0.
    pub number: usize,
    /// The cells that have a value, each with its column, from 0.
    pub cells: Vec<(usize, ReadValue)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ReadValue {
    Text(Arc<str>),
    /// Dates are numbers, too.
    Number(f64),
    YesNo(bool),
    /// What a formula came to, such as `#REF!`.
    Error(String),
    /// A formula that nobody computed.
    NoResult,
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkbookFault {
    /// The sheet, and the cell in it.
    pub at: Option<(String, String)>,
    pub message: String,
    pub hint: &'static str,
}

const SAVE_AGAIN: &str = "open it in the spreadsheet program and save it again as a workbook (.xlsx)";

impl WorkbookFault {
    pub(super) fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { at: None, message: message.into(), hint }
    }

    pub(super) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::new(format!("the workbook is damaged: {reason}"), SAVE_AGAIN)
    }

    pub(super) fn in_cell(sheet: &str, cell: String, message: String, hint: &'static str) -> Self {
        Self { at: Some((sheet.to_owned(), cell)), message, hint }
    }
}
