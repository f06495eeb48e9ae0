//! What comes in: the linked report. What goes out: what it says, free of how it is written, as fields with values; how two
//! versions differ, and what was reviewed against what. This room must not know templates, or how anything is printed.
//!
//! Names of files, order of keys, comments, notations of TOML, line breaks inside paragraphs and whether a figure's data
//! stands in a CSV file are no part of it. The order of lists is, since a reader sees it.

pub mod fingerprint;
pub mod changes;
pub mod review;
pub mod trace;
pub mod condition;
pub mod extract;
pub mod sorting;
pub mod statistics;
pub mod commented;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use icu::locale::subtags::Language;

use crate::diagnostics::{Files, Place};
use crate::files::{Tree, digest};
use crate::graph::Graph;
use crate::model::fact::Walk;
use crate::model::{
    Chapter, Content, Declarations, Fact, FieldPath, Item, Kind, Model, Setting, Step, declared::Show, load::QUESTIONS,
    natural_key, prose, typed::Report,
};

/// What identifies an entry in every version of the report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// An action belongs to its recommendation, and a chapter is one in all its languages.
    pub kind: Kind,
    /// The id; of a term its key, of a chapter its name, of the report nothing.
    pub id: String,
}

impl Key {
    pub fn new(kind: Kind, id: &str) -> Self {
        Self { kind, id: id.to_owned() }
    }

    /// What a user calls it: the id of an item, `report.toml`, `chapters/NAME` or `terms.toml/TERM`.
    pub fn named(&self) -> String {
        match self.kind {
            Kind::REPORT => "report.toml".to_owned(),
            Kind::CHAPTER => format!("chapters/{}", self.id),
            Kind::TERM => format!("terms.toml/{}", self.id),
            _ => self.id.clone(),
        }
    }
}

/// Everything that one item, term or chapter says.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: Key,
    /// In the order in which the model declares the fields.
    pub facts: Vec<Fact>,
    /// Where the entry is declared.
    pub place: Option<Place>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.facts == other.facts
    }
}

impl Entry {
    fn new(kind: Kind, id: &str, facts: Vec<Fact>, place: Option<Place>) -> Self {
        Self { key: Key::new(kind, id), facts, place }
    }

    /// The fact at a path such as `action[T1.1].text`, in a language if it has one.
    pub fn fact(&self, path: &str, language: Option<Language>) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.language == language && fact.path.to_string() == path)
    }
}

/// What a report says. Two reports that say the same are equal, however they are written.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// What its items are declared by.
    pub declarations: &'static Declarations,
    /// The report's languages, the source language first.
    pub languages: Vec<Language>,
    /// The report, its themes, questions and chapters, then items by kind, each kind in the report's order.
    pub entries: Vec<Entry>,
    index: HashMap<Key, usize>,
    /// What has faults that hide all that it says.
    unread: Unread,
}

/// Entries that a report has, and that its faults hide.
#[derive(Debug, Clone)]
struct Unread {
    ids: HashSet<String>,
    report: bool,
    questions: bool,
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Meaning {
    /// The meaning of a report whose links hold.
    pub fn of(graph: &Graph, files: &Files, tree: &Tree) -> Self {
        Self::of_items(&graph.model.items, &graph.model, files, tree)
    }

    /// The meaning of what can be understood of a report, also of one with faults: links need not hold.
    pub fn of_model(model: &Model, files: &Files, tree: &Tree) -> Self {
        Self::of_items(&model.items_in_order(), model, files, tree)
    }

    /// `items` are those of the model, in the order in which readers meet them.
    fn of_items(items: &[Arc<Item>], model: &Model, files: &Files, tree: &Tree) -> Self {
        let mut entries = of_report(model.report(), model.questions(), tree);
        entries.extend(chapters(&model.chapters, model.report(), files));
        entries.extend(items.iter().map(|item| of_item(item, tree)));
        let listed = model.listed_with_ids().filter(|item| item.kind() != Kind::QUESTION);
        entries.extend(listed.map(|item| of_item(item, tree)));
        entries.extend(terms(model.terms(), tree));
        let unread = Unread {
            ids: model.broken.ids.clone(),
            report: model.report.is_none(),
            questions: model.broken.files.contains(QUESTIONS),
        };
        let index = entries.iter().enumerate().rev().map(|(index, entry)| (entry.key.clone(), index)).collect();
        Self { declarations: model.declarations, languages: model.languages.clone(), entries, index, unread }
    }

    pub fn get(&self, key: &Key) -> Option<&Entry> {
        self.index.get(key).map(|&index| &self.entries[index])
    }

    /// Whether faults may hide the entry, so that whether it is there and what it says is unknown.
    pub fn hides(&self, key: &Key) -> bool {
        let hidden = match key.kind {
            Kind::REPORT | Kind::THEME => self.unread.report,
            Kind::QUESTION => self.unread.questions,
            Kind::TERM | Kind::CHAPTER => false,
            _ => self.unread.ids.contains(&key.id),
        };
        hidden && self.get(key).is_none()
    }

    /// What a reader calls an entry, in a language or else in the source language: what stands in the field that its kind declares as its
    /// title, or the opening of a chapter. A term is called by its key.
    pub fn title(&self, entry: &Entry, language: Language) -> Option<String> {
        if entry.key.kind == Kind::TERM {
            return None;
        }
        let source = self.languages.first().copied();
        let fields = self.declarations.get(entry.key.kind).map_or(&[][..], |declared| &declared.fields);
        let path = fields.iter().find(|field| field.show == Show::Title).map_or("text", |field| field.key.as_str());
        let found = |language: Option<Language>| entry.fact(path, language);
        let fact = found(Some(language)).or_else(|| found(source)).or_else(|| found(None))?;
        match &fact.content {
            Content::Plain(text) => Some(text.clone()),
            // A chapter opens with its title.
            Content::Prose(passage) => passage.words().into_iter().next(),
            _ => None,
        }
    }
}

/// The report with its themes and questions, which have ids and so are entries of their own.
fn of_report(report: Option<Report>, questions: &[Item], tree: &Tree) -> Vec<Entry> {
    let mut walk = Walk::default();
    if let Some(Report(report)) = report {
        walk.item(report);
    }
    walk.items("question", questions);
    let part = |fact: &Fact| match fact.path.0.as_slice() {
        [Step::Field("theme"), Step::Named(id), _, ..] => Some((Kind::THEME, id.clone())),
        [Step::Field("question"), Step::Named(id), _, ..] => Some((Kind::QUESTION, id.clone())),
        _ => None,
    };
    let facts = with_files(walk.into_facts(), tree);
    let (of_parts, own): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(|fact| part(fact).is_some());
    let report = report.map(|report| Entry::new(Kind::REPORT, "", own, Some(report.place())));
    let parts = of_parts.chunk_by(|one, next| part(one) == part(next)).filter_map(|facts| {
        let (kind, id) = part(&facts[0])?;
        let below = |fact: &Fact| Fact { path: FieldPath(fact.path.0[2..].to_vec()), ..fact.clone() };
        Some(Entry::new(kind, &id, facts.iter().map(below).collect(), facts[0].place))
    });
    report.into_iter().chain(parts).collect()
}

/// The chapters in the order of the report's parts, then those that are no part.
fn chapters(chapters: &[Chapter], report: Option<Report>, files: &Files) -> impl Iterator<Item = Entry> {
    let parts: Vec<&str> = report.into_iter().flat_map(Report::parts).map(|part| part.value.as_str()).collect();
    let place_of = |name: &str| parts.iter().position(|part| *part == name).unwrap_or(parts.len());
    let mut by_name: BTreeMap<(usize, &str), Vec<&Chapter>> = BTreeMap::new();
    for chapter in chapters {
        by_name.entry((place_of(&chapter.name), &chapter.name)).or_default().push(chapter);
    }
    let fact = |chapter: &Chapter| {
        let text = &files.get(chapter.file).text;
        Fact {
            path: FieldPath(vec![Step::Field("text")]),
            language: Some(chapter.language),
            content: Content::Prose(prose::passage(text, Setting::Chapter)),
            place: Some(Place::new(chapter.file, 0..text.len())),
        }
    };
    by_name.into_iter().map(move |((_, name), mut chapters)| {
        chapters.sort_by_key(|chapter| chapter.language.as_str().to_owned());
        let facts: Vec<Fact> = chapters.into_iter().map(fact).collect();
        let place = facts.first().and_then(|fact| fact.place);
        Entry::new(Kind::CHAPTER, name, facts, place)
    })
}

fn of_item(item: &Item, tree: &Tree) -> Entry {
    Entry::new(item.kind(), item.id(), with_files(Walk::over(item), tree), Some(item.place))
}

/// The facts with the content of each file that they name. Of a file that is missing only the name is known.
fn with_files(mut facts: Vec<Fact>, tree: &Tree) -> Vec<Fact> {
    for content in facts.iter_mut().map(|fact| &mut fact.content) {
        if let Content::File(file) = content {
            match tree.get(&format!("report/{}", file.name)) {
                Some(bytes) => file.sha256 = digest::of(bytes),
                None => *content = Content::plain(&file.name),
            }
        }
    }
    facts
}

fn terms<'t>(terms: &'t [Item], tree: &'t Tree) -> impl Iterator<Item = Entry> {
    let mut terms: Vec<&Item> = terms.iter().collect();
    terms.sort_by_cached_key(|term| natural_key(term.id()));
    let entry = move |term: &Item| {
        let place = term.id.as_ref().map(|id| id.place);
        Entry::new(Kind::TERM, term.id(), with_files(Walk::over(term), tree), place)
    };
    terms.into_iter().map(entry)
}
