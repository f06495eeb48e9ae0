//! From marks on pages to places in the report: the words under a mark, the field that has them in the version that was marked, and where
//! they stand today.

pub mod by_words;
pub mod carried;
pub mod hits;
pub mod pages;
pub mod statements;
mod deleted;
mod matched;
mod sections;
mod shown;
mod target;
mod difference;

use crate::comments::mark::Mark;
use crate::diagnostics::{Files, Place};
use crate::meaning::changes::words::Run;

use carried::{Address, Carried};
use pages::Found;
use statements::Version;
use target::Target;

pub use matched::Matched;
pub use shown::Shown;

/// A mark at its place in today's report.
#[derive(Debug, Clone)]
pub struct Comment {
    pub mark: Mark,
    /// The words on the page that it is on, or that it stands at.
    pub words: String,
    /// As the version that was marked has it: the id of an item, or a file of the report.
    pub item: Option<String>,
    pub field: Option<Address>,
    /// Of the field, or else of the words on the page.
    pub language: Option<String>,
    /// Where the words stood in that version: a file and a byte of it.
    pub was: Option<(String, usize, usize)>,
    /// The number of the version that was marked; of deleted words, that of the one before, which has them.
    pub version: String,
    /// `None` if nobody can tell what it is about.
    pub now: Option<Carried>,
    pub matched: Matched,
    /// A plain proposal, as a difference of today's text.
    pub difference: Vec<Run>,
}

/// Finds the place of a mark. `page` is the page that it is on.
pub fn place(mark: &Mark, page: Option<&Found>, shown: &Shown, new: &Version) -> Comment {
    let target = page.map_or_else(Target::nothing, |found| target::of(mark, found, shown));
    // The version that has the words.
    let old = shown.before.filter(|_| target.is_before).unwrap_or(shown.version);
    let now = match (&target.stated, &target.item) {
        (Some((stated, range)), _) => Some(carried::carry(old, new, *stated, range)),
        (None, Some(id)) => old.of_id(id).map(|stated| carried::item(new, &stated.entry.key)),
        (None, None) => None,
    };
    let field = target.stated.as_ref().and_then(|(stated, _)| Address::of(*stated));
    let owner = target.stated.as_ref().map(|(stated, _)| stated.entry).or_else(|| old.item(target.item.as_deref()?));
    let place = target.stated.as_ref().and_then(|(stated, range)| old.place_in(*stated, range.clone()));
    let place = place.or_else(|| owner.and_then(|entry| entry.place));
    Comment {
        difference: now.as_ref().map(|now| difference::of(mark, &target, now, old, new)).unwrap_or_default(),
        words: target.words,
        item: owner.map(|entry| entry.key.named()),
        language: field.as_ref().and_then(|field| field.language.clone()).or(target.language),
        field,
        was: place.map(|place| spot(old.files, place)),
        version: old.number.to_owned(),
        now,
        matched: target.matched,
        mark: mark.clone(),
    }
}

/// File, line and column of a place.
pub fn spot(files: &Files, place: Place) -> (String, usize, usize) {
    let at = files.line_column(place.file, place.range().start);
    (files.get(place.file).path.clone(), at.line, at.column)
}
