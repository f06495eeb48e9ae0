//! Which fields of an entry differ: facts as a tree of fields and lists, whose elements are matched by id or else by content.

use std::collections::HashMap;

use icu::locale::subtags::Language;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::meaning::fingerprint;
use crate::model::{Content, Fact, FieldPath, Step};

use super::blocks::{self, BlockChange};
use super::words::{self, Run};

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

/// The fields that differ, in the order of the new version.
pub fn compare(old: &[Fact], new: &[Fact]) -> Vec<FieldChange> {
    let mut comparison = Comparison::default();
    comparison.facts(old, new);
    comparison.changes
}

/// The facts below a path, by the step that follows it. The facts of a field stand together.
fn children(facts: &[Fact], depth: usize) -> impl Iterator<Item = (&Step, &[Fact])> {
    let groups = facts.chunk_by(move |one, next| one.path.0.get(depth) == next.path.0.get(depth));
    groups.filter_map(move |group| Some((group[0].path.0.get(depth)?, group)))
}

/// The values at a path itself, in each language.
fn own(facts: &[Fact], depth: usize) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(move |fact| fact.path.0.len() == depth)
}

/// The id that a link names, when that is all.
fn link(facts: &[Fact], depth: usize) -> Option<&str> {
    match facts {
        [Fact { content: Content::Link(_, id), path, .. }] if path.0.len() == depth => Some(id),
        _ => None,
    }
}

/// Walks along two versions of the same field.
#[derive(Default)]
struct Comparison {
    path: Vec<Step>,
    changes: Vec<FieldChange>,
}

impl Comparison {
    fn facts(&mut self, old: &[Fact], new: &[Fact]) {
        let depth = self.path.len();
        self.own(old, new);
        self.links(old, new);
        self.positions(old, new);
        let named = |facts| children(facts, depth).filter(|(step, _)| !matches!(step, Step::At(_)));
        let find = |facts, wanted| named(facts).find(|(step, _)| *step == wanted).map_or(&[][..], |(_, child)| child);
        for (step, child) in named(new) {
            self.child(step, find(old, step), child);
        }
        for (step, child) in named(old).filter(|(step, _)| find(new, step).is_empty()) {
            self.child(step, child, &[]);
        }
    }

    fn child(&mut self, step: &Step, old: &[Fact], new: &[Fact]) {
        self.path.push(step.clone());
        let is_element = matches!(step, Step::Named(_) | Step::At(_));
        match (old, new) {
            // Elements of lists come and go as a whole, links as a list of ids.
            ([], facts) | (facts, []) if is_element => {
                if link(facts, self.path.len()).is_none() {
                    let facts =
                        facts.iter().filter(|fact| !matches!(fact.content, Content::Order(_))).cloned().collect();
                    self.add(None, if old.is_empty() { Difference::Added(facts) } else { Difference::Removed(facts) });
                }
            }
            _ => self.facts(old, new),
        }
        self.path.pop();
    }

    fn add(&mut self, language: Option<Language>, difference: Difference) {
        self.changes.push(FieldChange { path: FieldPath(self.path.clone()), language, difference });
    }

    /// The values at the path itself, in each language. Links are compared as lists of ids.
    fn own(&mut self, old: &[Fact], new: &[Fact]) {
        let depth = self.path.len();
        let of = |facts, language| own(facts, depth).find(|fact| fact.language == language);
        let is_value = |fact: &&Fact| !matches!(fact.content, Content::Order(_) | Content::Link(..));
        for fact in own(new, depth) {
            let before = of(old, fact.language);
            let difference = match before.map(|before| (&before.content, &fact.content)) {
                None if is_value(&fact) => Difference::Added(vec![fact.clone()]),
                None | Some((Content::Link(..), _) | (_, Content::Link(..))) => continue,
                Some((before, now)) if before == now => continue,
                Some((Content::Plain(before), Content::Plain(now))) => Difference::Words(words::compare(before, now)),
                Some((Content::Prose(before), Content::Prose(now))) => Difference::Blocks(blocks::compare(before, now)),
                Some((Content::Order(before), Content::Order(now))) => {
                    let stayed = |one: &[String], other: &[String]| -> Vec<String> {
                        one.iter().filter(|id| other.contains(id)).cloned().collect()
                    };
                    if stayed(before, now) == stayed(now, before) {
                        continue;
                    }
                    Difference::Order(now.clone())
                }
                Some((before, now)) => Difference::Replaced(before.clone(), now.clone()),
            };
            self.add(fact.language, difference);
        }
        for fact in own(old, depth).filter(|fact| of(new, fact.language).is_none()).filter(is_value) {
            self.add(fact.language, Difference::Removed(vec![fact.clone()]));
        }
    }

    /// The ids that the field links to, as one link or as a list.
    fn links(&mut self, old: &[Fact], new: &[Fact]) {
        if matches!(self.path.last(), Some(Step::Named(_))) {
            return;
        }
        let depth = self.path.len();
        let ids = |facts| -> Vec<String> {
            let listed = children(facts, depth).filter(|(step, _)| matches!(step, Step::Named(_)));
            let listed = listed.filter_map(|(_, child)| link(child, depth + 1));
            listed.chain(link(facts, depth)).map(str::to_owned).collect()
        };
        let (before, now) = (ids(old), ids(new));
        let without = |one: &[String], other: &[String]| -> Vec<String> {
            one.iter().filter(|id| !other.contains(id)).cloned().collect()
        };
        let (added, removed) = (without(&now, &before), without(&before, &now));
        if !added.is_empty() || !removed.is_empty() {
            self.add(None, Difference::Links { added, removed });
        }
    }

    /// Elements without ids: those with the same content are the same ones; those in between are paired in their order.
    fn positions(&mut self, old: &[Fact], new: &[Fact]) {
        let depth = self.path.len();
        let elements = |facts| -> Vec<&[Fact]> {
            children(facts, depth).filter(|(step, _)| matches!(step, Step::At(_))).map(|(_, child)| child).collect()
        };
        // What an element says, without the way to it.
        let said = |facts: &[Fact]| -> Vec<Vec<u8>> {
            let below = |fact: &Fact| Fact { path: FieldPath(fact.path.0[depth + 1..].to_vec()), ..fact.clone() };
            facts.iter().map(|fact| fingerprint::encoded(&below(fact))).collect()
        };
        let mut numbers: HashMap<Vec<Vec<u8>>, usize> = HashMap::new();
        let mut numbered = |elements: &[&[Fact]]| -> Vec<usize> {
            let number = |facts: &&[Fact]| {
                let next = numbers.len();
                *numbers.entry(said(facts)).or_insert(next)
            };
            elements.iter().map(number).collect()
        };
        let (old, new) = (elements(old), elements(new));
        for operation in capture_diff_slices(Algorithm::Myers, &numbered(&old), &numbered(&new)) {
            let (tag, gone, come) = operation.as_tag_tuple();
            if tag == DiffTag::Equal {
                continue;
            }
            for at in 0..gone.len().max(come.len()) {
                let before = old[gone.clone()].get(at).copied().unwrap_or_default();
                let now = new[come.clone()].get(at).copied().unwrap_or_default();
                if let Some(fact) = now.first().or(before.first()) {
                    self.child(&fact.path.0[depth], before, now);
                }
            }
        }
    }
}
