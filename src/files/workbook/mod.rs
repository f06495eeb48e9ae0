//! Reads the cells of a workbook (XLSX, ECMA-376), which may come from anybody: whatever it unpacks to, it takes bounded time and memory.

mod found;
mod names;
mod xml;
mod cells;
mod package;

pub use found::{ReadRow, ReadSheet, ReadValue, ReadWorkbook, WorkbookFault};
pub use names::{cell_name, column_name};
pub use package::read;
