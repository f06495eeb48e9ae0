//! Where saved comments speak of in today's report: found by item, field, language and words.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostics::{Files, Place};
use crate::model::Kind;
use crate::model::typed::{Comment, Report};

use super::{Entry, Meaning};

/// Where a comment speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub standing: Standing,
    /// The words, the field or the item; of what is gone, nothing.
    pub place: Option<Place>,
    /// Where it stands in the order of the report: the part that prints its item, the item, and the place there. What belongs to nothing
    /// stands last.
    pub order: (usize, usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The words are there.
    Words,
    /// The field is there and says something else, or no words are named.
    Field,
    /// The item is there, and has no such field.
    Item,
    /// There is no such item.
    Gone,
    /// It names none.
    Whole,
}

/// The entries of a report by what users call them, to look up many comments.
pub struct Lookup<'m> {
    meaning: &'m Meaning,
    files: &'m Files,
    parts: Vec<&'m str>,
    entries: HashMap<String, usize>,
}

impl<'m> Lookup<'m> {
    pub fn new(meaning: &'m Meaning, report: Report<'m>, files: &'m Files) -> Self {
        let named = meaning.entries.iter().enumerate().rev().map(|(number, entry)| (entry.key.named(), number));
        let parts = report.parts().into_iter().map(|part| part.value.as_str()).collect();
        Self { meaning, files, parts, entries: named.collect() }
    }

    pub fn spot(&self, comment: Comment) -> Spot {
        let Some(named) = comment.item() else {
            return Spot { standing: Standing::Whole, place: None, order: (0, 0, 0) };
        };
        let Some(number) = self.entries.get(named.value.as_str()).copied() else {
            return Spot { standing: Standing::Gone, place: None, order: (usize::MAX, 0, 0) };
        };
        let entry = &self.meaning.entries[number];
        let (standing, place) = self.in_entry(entry, comment);
        let start = place.map_or(0, |place| place.range().start);
        Spot { standing, place, order: (self.part(entry), number, start) }
    }

    /// The part that prints an entry, by its place among the parts.
    fn part(&self, entry: &Entry) -> usize {
        let named = |name: &str| self.parts.iter().position(|part| *part == name).unwrap_or(self.parts.len());
        match entry.key.kind {
            Kind::REPORT => 0,
            Kind::CHAPTER => named(&entry.key.id),
            kind => {
                self.meaning.declarations.get(kind).map_or(self.parts.len(), |declared| named(&declared.collection))
            }
        }
    }

    fn in_entry(&self, entry: &Entry, comment: Comment) -> (Standing, Option<Place>) {
        let facts = comment.field().into_iter().flat_map(|field| {
            entry.facts.iter().filter(move |fact| fact.place.is_some() && fact.path.to_string() == field.value)
        });
        // Of a text in several languages the one that was read.
        let fact = facts.min_by_key(|fact| match fact.language {
            Some(language) if Some(language) == comment.language() => 0,
            None => 1,
            Some(_) => 2,
        });
        let Some(place) = fact.and_then(|fact| fact.place) else { return (Standing::Item, entry.place) };
        let text = &self.files.get(place.file).text[place.range()];
        let start = place.range().start;
        match comment.words().and_then(|words| find(text, &words.value)) {
            Some(range) => (Standing::Words, Some(Place::new(place.file, start + range.start..start + range.end))),
            None => {
                (Standing::Field, Some(Place::new(place.file, start..start + text.lines().next().map_or(0, str::len))))
            }
        }
    }
}

/// Where words of a page stand in a text as it is written. Only letters and digits are compared, since pages have no marks of Markdown, and
/// other spaces, quotation marks and hyphens than their source. Where a page has a citation, the source has an id: then what stands before
/// it is found, if that is the larger half.
fn find(text: &str, words: &str) -> Option<Range<usize>> {
    let whole: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    if whole.is_empty() {
        return None;
    }
    let before = words.split(['(', '[']).next().unwrap_or_default();
    let before: String = before.chars().filter(|c| c.is_alphanumeric()).collect();
    let (mut letters, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    for (at, letter) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        letters.push(letter);
        places.resize(letters.len(), at);
    }
    let is_most = before.len() < whole.len() && before.len() * 2 > whole.len();
    let (at, wanted) = match letters.find(&whole) {
        Some(at) => (at, whole),
        None => (letters.find(&before).filter(|_| is_most)?, before),
    };
    let last = places[at + wanted.len() - 1];
    let width = text[last..].chars().next().map_or(0, char::len_utf8);
    Some(places[at]..last + width)
}
