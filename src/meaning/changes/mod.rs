//! What changed between an earlier version of a report and a later one, by id: what was added, withdrawn and changed, which
//! statuses moved, and which links changed. An item with another id is another item.

pub mod blocks;
pub mod words;
mod fields;

use std::collections::HashMap;

use icu::locale::subtags::Language;

use crate::meaning::{Entry, Key, Meaning};
use crate::model::{Content, Declarations, Fact, FieldPath, Kind, Step};

pub use fields::{Difference, FieldChange};

/// The difference of two versions of a report.
#[derive(Debug)]
pub struct Changes<'m> {
    pub old: &'m Meaning,
    pub new: &'m Meaning,
    /// In the order of the new version. What was withdrawn stands behind what is left of its kind.
    pub entries: Vec<EntryChange>,
    /// What is not compared, because faults of one version hide it.
    pub hidden: Vec<Key>,
}

/// What happened to one item, chapter or term, or to the report itself.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryChange {
    pub key: Key,
    pub what: Happening,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    Added,
    Withdrawn,
    Changed { moves: Vec<Move>, fields: Vec<FieldChange> },
}

/// A status that moved from one word to another, or that is given for the first or no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The keys to the field, which is declared as a `status`.
    pub way: Vec<&'static str>,
    pub old: Option<&'static str>,
    pub new: Option<&'static str>,
}

impl<'m> Changes<'m> {
    pub fn between(old: &'m Meaning, new: &'m Meaning) -> Self {
        let mut withdrawn: HashMap<Kind, Vec<&Entry>> = HashMap::new();
        for entry in old.entries.iter().filter(|entry| new.get(&entry.key).is_none()) {
            withdrawn.entry(entry.key.kind).or_default().push(entry);
        }
        let mut entries = Vec::new();
        for group in new.entries.chunk_by(|one, next| one.key.kind == next.key.kind) {
            let kind = group[0].key.kind;
            entries.extend(group.iter().filter_map(|entry| happened(new.declarations, old.get(&entry.key), entry)));
            entries.extend(withdrawn.remove(&kind).into_iter().flatten().map(gone));
        }
        // Kinds of which nothing is left stand at the end, in the order of the old version.
        for entry in &old.entries {
            entries.extend(withdrawn.remove(&entry.key.kind).into_iter().flatten().map(gone));
        }
        let (hidden, entries): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry: &EntryChange| old.hides(&entry.key) || new.hides(&entry.key));
        Self { old, new, entries, hidden: hidden.into_iter().map(|entry| entry.key).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries were added, withdrawn and changed, with these words.
    pub fn counts(&self) -> [(&'static str, usize); 3] {
        let of = |wanted: fn(&Happening) -> bool| self.entries.iter().filter(|entry| wanted(&entry.what)).count();
        [
            ("added", of(|what| *what == Happening::Added)),
            ("withdrawn", of(|what| *what == Happening::Withdrawn)),
            ("changed", of(|what| matches!(what, Happening::Changed { .. }))),
        ]
    }

    /// What a reader calls an entry that changed, as it is now, or as it was when it was withdrawn.
    pub fn title(&self, key: &Key, language: Language) -> Option<String> {
        let of = |meaning: &Meaning| meaning.title(meaning.get(key)?, language);
        of(self.new).or_else(|| of(self.old))
    }

    /// The fields of an entry that readers of one language see change: a text in another language only where theirs has none.
    pub fn seen_in(&self, language: Language, key: &Key, fields: &'m [FieldChange]) -> Vec<&'m FieldChange> {
        let facts = |meaning: &'m Meaning| meaning.get(key).map(|entry| entry.facts.as_slice()).unwrap_or_default();
        let texts = facts(self.new).iter().chain(facts(self.old)).filter(|fact| fact.language == Some(language));
        let source = self.new.languages.first().copied();
        let is_seen = |field: &&FieldChange| match field.language {
            Some(own) if own != language => Some(own) == source && !texts.clone().any(|fact| fact.path == field.path),
            _ => true,
        };
        fields.iter().filter(is_seen).collect()
    }
}

fn gone(entry: &Entry) -> EntryChange {
    EntryChange { key: entry.key.clone(), what: Happening::Withdrawn }
}

fn happened(declarations: &'static Declarations, old: Option<&Entry>, new: &Entry) -> Option<EntryChange> {
    let key = new.key.clone();
    let Some(old) = old else { return Some(EntryChange { key, what: Happening::Added }) };
    if old == new {
        return None;
    }
    let kind = declarations.get(key.kind);
    let ways = kind.map(|kind| declarations.statuses(kind)).unwrap_or_default();
    let mut fields = fields::compare(&old.facts, &new.facts);
    let mut moves = Vec::new();
    for way in ways {
        let (was, is) = (word(old, &way), word(new, &way));
        // What is told as a step is not told once more as a field.
        let is_told = |field: &FieldChange| {
            let at = |word: Option<(&FieldPath, _)>| word.is_some_and(|(path, _)| *path == field.path);
            field.path.is_at(&way) || matches!(field.difference, Difference::Replaced(..)) && at(was) && at(is)
        };
        fields.retain(|field| !is_told(field));
        let moved = Move { old: was.map(|(_, word)| word), new: is.map(|(_, word)| word), way };
        moves.extend((moved.old != moved.new).then_some(moved));
    }
    Some(EntryChange { key, what: Happening::Changed { moves, fields } })
}

/// The word of an entry in a field, with the path to it; in a list the one at the latest date, and of several on one day the last.
fn word<'e>(entry: &'e Entry, way: &[&'static str]) -> Option<(&'e FieldPath, &'static str)> {
    let keys = |path: &FieldPath| path.0.iter().filter_map(Step::key).eq(way.iter().copied());
    let words = entry.facts.iter().filter(|fact| keys(&fact.path)).filter_map(|fact| match fact.content {
        Content::Word(word) => Some((date_beside(entry, &fact.path), (&fact.path, word))),
        _ => None,
    });
    words.max_by_key(|(date, _)| *date).map(|(_, word)| word)
}

/// The date of the table that a field stands in.
fn date_beside(entry: &Entry, path: &FieldPath) -> Option<(u16, u8, u8)> {
    let (_, table) = path.0.split_last()?;
    let is_beside = |fact: &&Fact| fact.path.0.split_last() == Some((&Step::Field("date"), table));
    match entry.facts.iter().find(is_beside)?.content {
        Content::Date(year, month, day) => Some((year, month, day)),
        _ => None,
    }
}
