//! What is other in one version of a report than in an earlier one, by id: what was added, withdrawn and changed, which
//! statuses moved, and which links are other ones. An item with another id is another item.

pub mod blocks;
pub mod words;
mod fields;

use std::collections::HashMap;

use icu::locale::subtags::Language;

use crate::meaning::{Entry, Key, Meaning, Subject};
use crate::model::fact::{Content, Fact, FieldPath, Step};

use blocks::BlockChange;
use words::Run;

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
    Changed(Details),
}

/// What changed inside an entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    pub moves: Vec<Move>,
    pub fields: Vec<FieldChange>,
}

/// A status that moved from one word to another, or that is given for the first or no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub status: Status,
    pub old: Option<&'static str>,
    pub new: Option<&'static str>,
}

/// What a status is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Draft or final, of the whole report.
    Report,
    /// Whether a recommendation is proposed or agreed.
    Standing,
    /// What the addressee answered.
    Response,
    /// How far a recommendation had come at the last observation.
    FollowUp,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Report => "report",
            Status::Standing => "standing",
            Status::Response => "response",
            Status::FollowUp => "follow-up",
        }
    }
}

/// One field that says something else.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// In the new version; of what is gone, in the old one.
    pub path: FieldPath,
    /// Of a text that differs by language.
    pub language: Option<Language>,
    pub difference: Difference,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// A value that was not there, or all that an element of a list says that was not.
    Added(Vec<Fact>),
    Removed(Vec<Fact>),
    Replaced(Content, Content),
    /// A plain text with other words.
    Words(Vec<Run>),
    /// A text in Markdown with other blocks.
    Blocks(Vec<BlockChange>),
    /// Ids that are linked to, and ids that no longer are.
    Links {
        added: Vec<String>,
        removed: Vec<String>,
    },
    /// The same elements in another order, which is this one.
    Order(Vec<String>),
}

impl<'m> Changes<'m> {
    pub fn between(old: &'m Meaning, new: &'m Meaning) -> Self {
        let mut withdrawn: HashMap<Subject, Vec<&Entry>> = HashMap::new();
        for entry in old.entries.iter().filter(|entry| new.get(&entry.key).is_none()) {
            withdrawn.entry(entry.key.subject).or_default().push(entry);
        }
        let mut entries = Vec::new();
        for group in new.entries.chunk_by(|one, next| one.key.subject == next.key.subject) {
            let subject = group[0].key.subject;
            entries.extend(group.iter().filter_map(|entry| happened(old.get(&entry.key), entry)));
            entries.extend(withdrawn.remove(&subject).into_iter().flatten().map(gone));
        }
        // Kinds of which nothing is left stand at the end, in the order of the old version.
        for entry in &old.entries {
            entries.extend(withdrawn.remove(&entry.key.subject).into_iter().flatten().map(gone));
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
            ("changed", of(|what| matches!(what, Happening::Changed(_)))),
        ]
    }

    /// What a reader calls an entry that changed, as it is now, or as it was when it was withdrawn.
    pub fn title(&self, key: &Key, language: Language) -> Option<String> {
        let of = |meaning: &Meaning| meaning.title(meaning.get(key)?, language);
        of(self.new).or_else(|| of(self.old))
    }

    /// What the readers of one language notice: a text in another language only where theirs has none.
    pub fn seen_in(&self, language: Language) -> Vec<EntryChange> {
        let source = self.new.languages.first().copied();
        let seen = |key: &Key, field: &FieldChange| {
            field
                .language
                .is_none_or(|own| own == language || Some(own) == source && !self.has_text(key, &field.path, language))
        };
        let narrowed = self.entries.iter().filter_map(|entry| {
            let Happening::Changed(details) = &entry.what else { return Some(entry.clone()) };
            let fields: Vec<FieldChange> =
                details.fields.iter().filter(|field| seen(&entry.key, field)).cloned().collect();
            let details = Details { moves: details.moves.clone(), fields };
            let empty = details.moves.is_empty() && details.fields.is_empty();
            (!empty).then(|| EntryChange { key: entry.key.clone(), what: Happening::Changed(details) })
        });
        narrowed.collect()
    }

    fn has_text(&self, key: &Key, path: &FieldPath, language: Language) -> bool {
        let has = |meaning: &Meaning| {
            let facts = meaning.get(key).map(|entry| entry.facts.as_slice()).unwrap_or_default();
            facts.iter().any(|fact| fact.language == Some(language) && fact.path == *path)
        };
        has(self.new) || has(self.old)
    }
}

fn gone(entry: &Entry) -> EntryChange {
    EntryChange { key: entry.key.clone(), what: Happening::Withdrawn }
}

fn happened(old: Option<&Entry>, new: &Entry) -> Option<EntryChange> {
    let key = new.key.clone();
    let Some(old) = old else { return Some(EntryChange { key, what: Happening::Added }) };
    if old == new {
        return None;
    }
    let mut details = Details { moves: moves(old, new), fields: fields::compare(&old.facts, &new.facts) };
    details.fields.retain(|field| !is_status(new.key.subject, &field.path));
    Some(EntryChange { key, what: Happening::Changed(details) })
}

/// Whether a field is told as a status that moved.
fn is_status(subject: Subject, path: &FieldPath) -> bool {
    match path.0.as_slice() {
        [Step::Field("status")] => subject == Subject::Report,
        [Step::Field("standing")] | [Step::Field("response"), Step::Field("position")] => true,
        _ => false,
    }
}

fn moves(old: &Entry, new: &Entry) -> Vec<Move> {
    let mut moves = Vec::new();
    let mut tell = |status, old: Option<&'static str>, new: Option<&'static str>| {
        if old != new {
            moves.push(Move { status, old, new });
        }
    };
    if new.key.subject == Subject::Report {
        tell(Status::Report, word(old, "status"), word(new, "status"));
    }
    tell(Status::Standing, word(old, "standing"), word(new, "standing"));
    tell(Status::Response, word(old, "response.position"), word(new, "response.position"));
    tell(Status::FollowUp, last_observed(old), last_observed(new));
    moves
}

fn word(entry: &Entry, path: &str) -> Option<&'static str> {
    match entry.fact(path, None)?.content {
        Content::Word(word) => Some(word),
        _ => None,
    }
}

/// The status at the latest date; of several on one day, the one that stands last.
fn last_observed(entry: &Entry) -> Option<&'static str> {
    let mut dates = HashMap::new();
    let mut last = None;
    for fact in &entry.facts {
        let [Step::Field("follow_up"), Step::At(index), Step::Field(field)] = fact.path.0.as_slice() else { continue };
        match (*field, &fact.content) {
            ("date", Content::Date(year, month, day)) => _ = dates.insert(*index, (*year, *month, *day)),
            ("status", Content::Word(word)) => {
                let date = dates.get(index).copied();
                if last.is_none_or(|(before, _)| before <= date) {
                    last = Some((date, *word));
                }
            }
            _ => {}
        }
    }
    last.map(|(_, word)| word)
}
