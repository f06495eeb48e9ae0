//! Tables of typed cells as a workbook (XLSX, ECMA-376 part 1): the same bytes each time, since it has no author and no clock. What people may
//! not change is locked, without a password; words are chosen from lists.

mod book;
mod xml;
mod parts;
mod typed;
mod sheet;
mod packed;

pub use book::{Cell, CellValue, Column, Format, Sheet, Workbook, serial, sheet_name};
pub use xml::LONGEST_TEXT;
