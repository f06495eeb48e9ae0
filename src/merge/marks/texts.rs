//! The earlier words of each changed text. A text is identified by the place where it is written.

use std::collections::{HashMap, HashSet};

use icu::locale::subtags::Language;

use crate::diagnostics::{Files, Place};
use crate::files::Tree;
use crate::graph::Graph;
use crate::meaning::Meaning;
use crate::model::{Content, Fact, FieldPath, Kind, Text};

/// An earlier release of the report, whose links hold.
pub struct Earlier {
    pub graph: Graph,
    pub files: Files,
    pub meaning: Meaning,
}

impl Earlier {
    pub fn new(graph: Graph, files: Files, tree: &Tree) -> Self {
        let meaning = Meaning::of(&graph, &files, tree);
        Self { graph, files, meaning }
    }
}

/// The marks of a report against an earlier release of it.
pub struct Marks<'a> {
    pub earlier: &'a Earlier,
    /// What the newer release says.
    pub meaning: &'a Meaning,
    /// By the place of the text as it is: see [`Self::change`].
    changes: HashMap<Place, Option<Option<&'a str>>>,
    /// Items that the earlier release does not have.
    new_items: HashSet<&'a str>,
}

impl<'a> Marks<'a> {
    /// Compares two releases.
    pub fn new(earlier: &'a Earlier, meaning: &'a Meaning) -> Self {
        let (mut changes, mut new_items) = (HashMap::new(), HashSet::new());
        for entry in meaning.entries.iter().filter(|entry| entry.key.kind != Kind::CHAPTER) {
            let old = earlier.meaning.get(&entry.key);
            if old.is_none() && has_card(entry.key.kind) {
                new_items.insert(entry.key.id.as_str());
                continue;
            }
            type Address<'f> = (&'f FieldPath, Option<Language>);
            let old: HashMap<Address, &Fact> =
                old.iter().flat_map(|old| &old.facts).map(|fact| ((&fact.path, fact.language), fact)).collect();
            for fact in &entry.facts {
                let Some(place) = fact.place.filter(|_| words_of(&fact.content).is_some()) else { continue };
                let change = match old.get(&(&fact.path, fact.language)) {
                    None => Some(None),
                    Some(old) if old.content == fact.content => None,
                    Some(old) => Some(words_of(&old.content)),
                };
                let known = changes.entry(place).or_insert(change);
                // Texts of one line of CSV share a place: if their changes differ, none is marked.
                if *known != change {
                    *known = None;
                }
            }
        }
        Self { earlier, meaning, changes, new_items }
    }

    /// Whether the item of this id is new as a whole. Its texts are not marked one by one.
    pub fn is_new(&self, id: &str) -> bool {
        self.new_items.contains(id)
    }

    /// The earlier words of a changed text; `Some(None)` when it is new, `None` when it did not change.
    pub fn change(&self, text: &Text) -> Option<Option<&'a str>> {
        self.changes.get(&text.place).copied().flatten()
    }
}

/// Whether templates show the entry in one card, which they can mark as new.
fn has_card(kind: Kind) -> bool {
    !matches!(kind, Kind::REPORT | Kind::TERM | Kind::CHAPTER | Kind::THEME | Kind::QUESTION)
}

fn words_of(content: &Content) -> Option<&str> {
    match content {
        Content::Plain(words) => Some(words),
        Content::Prose(passage) => Some(&passage.written),
        _ => None,
    }
}
