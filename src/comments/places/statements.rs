//! What a version of the report says at a place of its files: which field of which item, in which language.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostics::{FileKey, Files, Place};
use crate::graph::withdrawn::Withdrawals;
use crate::meaning::{Entry, Key, Meaning};
use crate::model::{Content, Fact, Step};

/// A version of the report.
pub struct Version<'a> {
    pub meaning: &'a Meaning,
    pub files: &'a Files,
    /// Such as `1.0.0`.
    pub number: &'a str,
    pub withdrawn: &'a Withdrawals,
    /// Where each text stands, by file.
    index: HashMap<FileKey, Vec<Stated<'a>>>,
}

/// A field of an item that has a text, or an item as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    pub entry: &'a Entry,
    pub fact: Option<&'a Fact>,
}

impl PartialEq for Stated<'_> {
    fn eq(&self, other: &Self) -> bool {
        let fact = |it: &Self| it.fact.map(std::ptr::from_ref);
        std::ptr::eq(self.entry, other.entry) && fact(self) == fact(other)
    }
}

impl<'a> Stated<'a> {
    /// Where its text stands.
    pub fn place(&self) -> Option<Place> {
        self.fact.and_then(|fact| fact.place)
    }
}

impl<'a> Version<'a> {
    pub fn new(meaning: &'a Meaning, files: &'a Files, number: &'a str, withdrawn: &'a Withdrawals) -> Self {
        let mut index: HashMap<FileKey, Vec<Stated>> = HashMap::new();
        for stated in texts(meaning) {
            if let Some(place) = stated.place() {
                index.entry(place.file).or_default().push(stated);
            }
        }
        Self { meaning, files, number, withdrawn, index }
    }

    /// Every text, in the order of the report.
    pub fn texts(&self) -> impl Iterator<Item = Stated<'a>> {
        texts(self.meaning)
    }

    /// The field that a place lies in; between fields the item around it. `None` outside of `report/`.
    pub fn at(&self, place: Place) -> Option<Stated<'a>> {
        let own = self.index.get(&place.file).map(Vec::as_slice).unwrap_or_default();
        let around = own.iter().filter(|stated| stated.place().is_some_and(|it| it.contains(place)));
        // Of fields in fields the innermost counts, and of texts that share a line of a table the first.
        let innermost = around.min_by_key(|stated| stated.place().map(|it| it.range().len()));
        innermost.copied().or_else(|| self.item_at(place))
    }

    fn item_at(&self, place: Place) -> Option<Stated<'a>> {
        let whole = |entry: &'a Entry| Stated { entry, fact: None };
        let around = |entry: &&Entry| entry.place.is_some_and(|it| it.contains(place));
        if let Some(entry) =
            self.meaning.entries.iter().filter(around).min_by_key(|it| it.place.map(|it| it.range().len()))
        {
            return Some(whole(entry));
        }
        let path = self.files.get(place.file).path.strip_prefix("report/")?;
        let names_file = |fact: &Fact| matches!(&fact.content, Content::File(file) if file.name == path);
        let owner = self.meaning.entries.iter().find(|entry| entry.facts.iter().any(names_file));
        // The last item that begins before the place in its file.
        let begins = |entry: &&Entry| {
            entry.place.is_some_and(|it| it.file == place.file && it.range().start <= place.range().start)
        };
        let before = || self.meaning.entries.iter().filter(begins).max_by_key(|it| it.place.map(|it| it.range().start));
        owner.or_else(before).map(whole)
    }

    /// The item of an id, as printed; the report itself has none.
    pub fn item(&self, id: &str) -> Option<&'a Entry> {
        self.meaning.entries.iter().find(|entry| entry.key.id == id)
    }

    /// What has an id: an item, or the first field of what stands inside of another item, such as an action.
    pub fn of_id(&self, id: &str) -> Option<Stated<'a>> {
        let is_inside = |stated: &Stated| {
            let steps = stated.fact.map(|fact| fact.path.0.as_slice()).unwrap_or_default();
            // An element that is a link is the last step.
            matches!(steps, [.., Step::Named(own), Step::Field(_)] if own == id)
        };
        let item = self.item(id).map(|entry| Stated { entry, fact: None });
        item.or_else(|| self.texts().find(is_inside))
    }

    /// The same field of this version.
    pub fn same(&self, key: &Key, fact: &Fact) -> Option<Stated<'a>> {
        let entry = self.meaning.get(key)?;
        let found = entry.facts.iter().find(|own| own.language == fact.language && own.path == fact.path)?;
        Some(Stated { entry, fact: Some(found) })
    }

    /// The text of a field as it was written.
    pub fn written(&self, stated: Stated) -> &'a str {
        let Some(place) = stated.place() else { return "" };
        self.files.get(place.file).text.get(place.range()).unwrap_or("")
    }

    /// Where a range of the text of a field stands.
    pub fn place_in(&self, stated: Stated, range: Range<usize>) -> Option<Place> {
        let place = stated.place()?;
        let start = place.range().start;
        Some(Place::new(place.file, start + range.start..start + range.end))
    }
}

fn texts(meaning: &Meaning) -> impl Iterator<Item = Stated<'_>> {
    let of = |entry| move |fact| Stated { entry, fact: Some(fact) };
    let is_text = |stated: &Stated| stated.place().is_some();
    meaning.entries.iter().flat_map(move |entry| entry.facts.iter().map(of(entry))).filter(is_text)
}
