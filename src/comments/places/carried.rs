//! From a place in an earlier version of the report to today's: by id, field and words.

use std::ops::Range;

use crate::diagnostics::Place;
use crate::meaning::Key;
use crate::meaning::changes::words::{self, Edit};
use crate::model::{Content, Setting, prose};

use super::statements::{Stated, Version};

/// A shorter text stands in several places by chance, in characters.
const SHORTEST: usize = 16;

/// What became of the words that a mark is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Unchanged,
    /// The same field says something else; what it says now.
    Reworded(String),
    /// The same words stand elsewhere.
    Moved,
    /// The words or their item are not in the report any longer. What took the place of a withdrawn item.
    Gone(Vec<String>),
}

/// A place in today's report.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    pub standing: Standing,
    /// Of what is gone, the place of the item, or of its withdrawal.
    pub place: Option<Place>,
    pub item: Option<Key>,
    /// The field and the range of its text that the words have now.
    pub field: Option<(Address, Range<usize>)>,
}

/// A field of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub path: String,
    pub language: Option<String>,
}

impl Address {
    pub fn of(stated: Stated) -> Option<Self> {
        let fact = stated.fact?;
        Some(Self { path: fact.path.to_string(), language: fact.language.map(|it| it.to_string()) })
    }
}

/// Carries a range of the text of a field in `old` to today's report.
pub fn carry(old: &Version, new: &Version, stated: Stated, range: &Range<usize>) -> Carried {
    let was = old.written(stated);
    let range = snapped(was, range);
    let Some(fact) = stated.fact else { return item(new, &stated.entry.key) };
    let same = new.same(&stated.entry.key, fact);
    if let Some(found) = same {
        let is = new.written(found);
        if was == is {
            return stands(new, found, range, Standing::Unchanged);
        }
        let (now, is_touched) = mapped(&words::edits(was, is), &range);
        let (marked, said) = (read(found, &was[range.clone()]), read(found, &is[now.clone()]));
        if !is_touched || marked == said && !said.is_empty() {
            return stands(new, found, now, Standing::Unchanged);
        }
        let has_new = !said.is_empty();
        return match moved(old, new, stated, &range) {
            Some(found) => found,
            None if has_new => stands(new, found, now, Standing::Reworded(said)),
            None => stands(new, found, now, Standing::Gone(Vec::new())),
        };
    }
    moved(old, new, stated, &range).unwrap_or_else(|| Carried { field: None, ..gone(new, &stated.entry.key) })
}

/// The same for an item as a whole.
pub fn item(new: &Version, key: &Key) -> Carried {
    match new.meaning.get(key) {
        Some(entry) => {
            Carried { standing: Standing::Unchanged, place: entry.place, item: Some(key.clone()), field: None }
        }
        None => gone(new, key),
    }
}

/// What is left of an item that lost a field, or that is gone itself.
fn gone(new: &Version, key: &Key) -> Carried {
    let withdrawn = new.withdrawn.get(&key.id).filter(|_| !key.id.is_empty());
    let successors = new.withdrawn.successors(&key.id).into_iter().map(str::to_owned).collect();
    let place = new.meaning.get(key).map_or(withdrawn.map(|entry| entry.id().place), |entry| entry.place);
    Carried { standing: Standing::Gone(successors), place, item: Some(key.clone()), field: None }
}

fn stands(new: &Version, stated: Stated, range: Range<usize>, standing: Standing) -> Carried {
    Carried {
        standing,
        place: new.place_in(stated, range.clone()),
        item: Some(stated.entry.key.clone()),
        field: Address::of(stated).map(|address| (address, range)),
    }
}

/// The range without white space at its ends, on whole characters.
fn snapped(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.min(text.len())).max(start);
    let inner = &text[start..end];
    let start = start + (inner.len() - inner.trim_start().len());
    start..(start + inner.trim().len())
}

/// Where a range of an older text stands in the newer one, and whether an edit is in it.
fn mapped(edits: &[Edit], range: &Range<usize>) -> (Range<usize>, bool) {
    let is_in = |edit: &&Edit| {
        let meets = edit.old.start < range.end && range.start < edit.old.end;
        // An insertion, and a place without a length.
        meets || edit.old.is_empty() && range.start < edit.old.start && edit.old.start < range.end
    };
    let touching: Vec<&Edit> = edits.iter().filter(is_in).collect();
    let moved = |at: usize, is_end: bool| {
        let inside = touching.iter().find(|edit| edit.old.start <= at && at <= edit.old.end && !edit.old.is_empty());
        if let Some(edit) = inside {
            return if is_end { edit.new.end } else { edit.new.start };
        }
        let before = edits.iter().rfind(|edit| edit.old.end <= at && !(is_end && edit.old.start == at));
        before.map_or(at, |edit| edit.new.end + (at - edit.old.end))
    };
    let start = moved(range.start, false);
    (start..moved(range.end, true).max(start), !touching.is_empty())
}

/// What a part of a text reads as: without Markdown, white space collapsed.
pub fn read(stated: Stated, part: &str) -> String {
    let is_prose = stated.fact.is_some_and(|fact| matches!(fact.content, Content::Prose(_)));
    let read = if is_prose { prose::passage(part, Setting::Field).words().join(" ") } else { part.to_owned() };
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The only place of today's report with the same paragraph, or else with the same words.
fn moved(old: &Version, new: &Version, stated: Stated, range: &Range<usize>) -> Option<Carried> {
    let was = old.written(stated);
    let (marked, (block, inside)) = (&was[range.clone()], block(was, range));
    let languages = stated.fact.map(|fact| fact.language);
    let texts = || new.texts().filter(|it| it.fact.map(|fact| fact.language) == languages);
    let only = |wanted: &str, offset: usize, length: usize| {
        let wanted = Collapsed::of(wanted);
        if wanted.text.chars().count() < SHORTEST {
            return None;
        }
        let (first, end) = (wanted.number_of(offset), wanted.number_of(offset + length));
        let mut found = texts().flat_map(|it| {
            let text = Collapsed::of(new.written(it));
            let starts: Vec<usize> = text.text.match_indices(&wanted.text).map(|(at, _)| at).collect();
            starts.into_iter().map(move |at| (it, text.range(at + first..at + end))).collect::<Vec<_>>()
        });
        let single = found.next().filter(|_| found.next().is_none())?;
        Some(stands(new, single.0, single.1, Standing::Moved))
    };
    only(block, inside, range.len()).or_else(|| only(marked, 0, marked.len()))
}

/// The paragraph that a range begins in, and where in it the range begins.
fn block<'t>(text: &'t str, range: &Range<usize>) -> (&'t str, usize) {
    let start = text[..range.start].rfind("\n\n").map_or(0, |at| at + 2);
    let end = text[range.end..].find("\n\n").map_or(text.len(), |at| range.end + at);
    let whole = text[start..end].trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let start = start + (text[start..end].find(whole).unwrap_or_default());
    (whole, range.start.saturating_sub(start))
}

/// A text with white space collapsed, and where each of its bytes stands in the text.
pub(super) struct Collapsed {
    pub text: String,
    bytes: Vec<usize>,
}

impl Collapsed {
    pub fn of(written: &str) -> Self {
        let (mut text, mut bytes) = (String::new(), Vec::new());
        for (at, character) in written.char_indices() {
            if character.is_whitespace() && text.ends_with(' ') {
                continue;
            }
            let character = if character.is_whitespace() { ' ' } else { character };
            text.push(character);
            bytes.resize(text.len(), at);
        }
        bytes.push(written.len());
        Self { text, bytes }
    }

    /// The byte that a byte of the written text became.
    fn number_of(&self, at: usize) -> usize {
        self.bytes.partition_point(|byte| *byte < at)
    }

    pub fn range(&self, of: Range<usize>) -> Range<usize> {
        let last = self.bytes.len() - 1;
        self.bytes[of.start.min(last)]..self.bytes[of.end.min(last)]
    }
}
