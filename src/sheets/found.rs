//! What is found in a given file: rows of the report's parts, and faults.

use crate::diagnostics::{Code, Diagnostic, Files};

use super::datum::Datum;
use super::given::{At, GivenFile};
use super::known::KnownNames;
use super::parts::Part;
use super::seal::Seal;

/// How many faults of a file are told. More of them have a common cause.
const MOST_FAULTS: usize = 200;

/// The rows that a file has of a part.
pub struct GivenPart<'p> {
    pub part: &'p Part,
    pub rows: Vec<GivenRow>,
}

pub struct GivenRow {
    /// Where it begins.
    pub at: At,
    /// Its id; of a table without one, that of its item. Empty for a new item.
    pub id: String,
    /// Which of the tables of its item it is; 0 for items, for new tables, and where there is only one.
    pub number: usize,
    pub seal: Option<Seal>,
    /// Whether the row is new.
    pub is_new: bool,
    /// What the cells say, for each column that the file has, by its number.
    pub cells: Vec<(usize, Datum, At)>,
}

/// Faults of a file that is read.
pub struct Found<'f> {
    pub given: &'f GivenFile,
    pub known: &'f KnownNames,
    pub files: &'f mut Files,
    pub faults: Vec<Diagnostic>,
}

impl Found<'_> {
    pub fn fault(&mut self, code: Code, at: At, shown: &str, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.given.place(at, shown, self.files);
        self.faults.push(Diagnostic::new(code, place, message));
        self.faults.last_mut().expect("it was just added")
    }

    pub fn is_full(&self) -> bool {
        self.faults.len() >= MOST_FAULTS
    }
}

/// Adds to a fault what to do about it.
pub fn hint(fault: &mut Diagnostic, hint: impl Into<String>) {
    fault.hints.push(hint.into());
}
