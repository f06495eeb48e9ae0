//! What comes in: what a report says, and sheets that somebody filled in. What goes out: tables of typed cells, one for each kind; and the
//! files of the report that change by a sheet.
//! This room must not know how a workbook looks, or what a terminal is.

mod form;
mod datum;
mod parts;
mod nodes;
mod shown;
mod table;
mod selection;
mod seal;
mod known;
pub mod given;
mod parse;
mod found;
mod lost_ids;
mod columns;
mod rows;
mod compare;
mod spoken;
mod list_of_texts;
mod placeholders;
mod toml;
mod write;

pub use compare::{Change, Compared, Fresh, compare};
pub use datum::{Cell, Datum, LONGEST_TEXT};
pub use form::Form;
pub use given::GivenFile;
pub use known::KnownNames;
pub use nodes::{Node, nodes};
pub use parts::{Column, NUMBER, OWNER, Part, What, parts};
pub use seal::{BASE, Seal, base};
pub use selection::{concerning, within};
pub use shown::place;
pub use table::{Row, Table, tables};
pub use write::{Touched, Written, write};
