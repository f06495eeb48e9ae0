//! Which fields of an entry say something else: facts as a tree of fields and lists, whose elements are found again by id,
//! or else by what they say.

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
    comparison.nodes(&Node::of(old), &Node::of(new));
    comparison.changes
}

/// The facts below one path.
#[derive(Debug, Default)]
struct Node<'f> {
    own: Vec<&'f Fact>,
    children: Vec<(&'f Step, Node<'f>)>,
}

impl<'f> Node<'f> {
    fn of(facts: &'f [Fact]) -> Self {
        let mut root = Self::default();
        for fact in facts {
            let mut node = &mut root;
            for step in &fact.path.0 {
                // The facts of a field stand together, so that the last child is the likely one.
                let found = node.children.iter().rposition(|(known, _)| *known == step);
                let index = found.unwrap_or_else(|| {
                    node.children.push((step, Node::default()));
                    node.children.len() - 1
                });
                node = &mut node.children[index].1;
            }
            node.own.push(fact);
        }
        root
    }

    fn child(&self, step: &Step) -> Option<&Node<'f>> {
        self.children.iter().find(|(known, _)| *known == step).map(|(_, child)| child)
    }

    fn has_positions(&self) -> bool {
        self.children.iter().any(|(step, _)| matches!(step, Step::At(_)))
    }

    /// Everything below, in order.
    fn facts(&self) -> Vec<&'f Fact> {
        let mut facts = self.own.clone();
        facts.extend(self.children.iter().flat_map(|(_, child)| child.facts()));
        facts
    }

    /// The id that a link names, when the node is a link and nothing else.
    fn link(&self) -> Option<&'f str> {
        match self.own.as_slice() {
            [Fact { content: Content::Link(_, id), .. }] if self.children.is_empty() => Some(id),
            _ => None,
        }
    }

    /// What the node says, without the way to it.
    fn said(&self, depth: usize) -> Vec<Vec<u8>> {
        let below = |fact: &&Fact| {
            let path = FieldPath(fact.path.0[depth..].to_vec());
            fingerprint::encoded(&Fact { path, ..(*fact).clone() })
        };
        self.facts().iter().map(below).collect()
    }
}

#[derive(Default)]
struct Comparison {
    path: Vec<Step>,
    changes: Vec<FieldChange>,
}

impl Comparison {
    fn nodes(&mut self, old: &Node, new: &Node) {
        self.own(old, new);
        self.links(old, new);
        if old.has_positions() || new.has_positions() {
            self.positions(old, new);
        }
        for (step, child) in &new.children {
            if !matches!(step, Step::At(_)) {
                self.child(step, old.child(step), Some(child));
            }
        }
        for (step, child) in &old.children {
            if !matches!(step, Step::At(_)) && new.child(step).is_none() {
                self.child(step, Some(child), None);
            }
        }
    }

    fn child(&mut self, step: &Step, old: Option<&Node>, new: Option<&Node>) {
        self.path.push(step.clone());
        let nothing = Node::default();
        match (old, new) {
            (Some(old), Some(new)) => self.nodes(old, new),
            // Elements of lists come and go as a whole, links as a list of ids.
            (Some(node), None) | (None, Some(node)) if matches!(step, Step::Named(_) | Step::At(_)) => {
                if node.link().is_none() {
                    self.whole(node, new.is_some());
                }
            }
            (old, new) => self.nodes(old.unwrap_or(&nothing), new.unwrap_or(&nothing)),
        }
        self.path.pop();
    }

    fn whole(&mut self, node: &Node, added: bool) {
        let facts: Vec<Fact> = node.facts().into_iter().cloned().collect();
        let facts = facts.into_iter().filter(|fact| !matches!(fact.content, Content::Order(_))).collect();
        self.tell(None, if added { Difference::Added(facts) } else { Difference::Removed(facts) });
    }

    fn tell(&mut self, language: Option<Language>, difference: Difference) {
        self.changes.push(FieldChange { path: FieldPath(self.path.clone()), language, difference });
    }

    /// The values at the path itself, in each language.
    fn own(&mut self, old: &Node, new: &Node) {
        for fact in &new.own {
            let before = old.own.iter().find(|before| before.language == fact.language);
            let difference = match before.map(|before| (&before.content, &fact.content)) {
                None => match fact.content {
                    Content::Order(_) | Content::Link(..) => continue,
                    _ => Difference::Added(vec![(*fact).clone()]),
                },
                Some((Content::Link(..), _) | (_, Content::Link(..))) => continue,
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
            self.tell(fact.language, difference);
        }
        for fact in &old.own {
            let gone = !new.own.iter().any(|now| now.language == fact.language);
            if gone && !matches!(fact.content, Content::Order(_) | Content::Link(..)) {
                self.tell(fact.language, Difference::Removed(vec![(*fact).clone()]));
            }
        }
    }

    /// The ids that the field links to, as one link or as a list.
    fn links(&mut self, old: &Node, new: &Node) {
        let ids = |node: &Node| -> Vec<String> {
            let children = node.children.iter().filter(|(step, _)| matches!(step, Step::Named(_)));
            children.map(|(_, child)| child).chain([node]).filter_map(Node::link).map(str::to_owned).collect()
        };
        let in_list = matches!(self.path.last(), Some(Step::Named(_)));
        let (before, now) = (ids(old), ids(new));
        let added: Vec<String> = now.iter().filter(|id| !before.contains(id)).cloned().collect();
        let removed: Vec<String> = before.iter().filter(|id| !now.contains(id)).cloned().collect();
        if !in_list && (!added.is_empty() || !removed.is_empty()) {
            self.tell(None, Difference::Links { added, removed });
        }
    }

    /// Elements without ids: those that say the same are the same ones; of those in between, the first is a version of the
    /// first.
    fn positions(&mut self, old: &Node, new: &Node) {
        let mut numbers: HashMap<Vec<Vec<u8>>, usize> = HashMap::new();
        let depth = self.path.len() + 1;
        let mut numbered = |node: &Node| -> Vec<usize> {
            let elements = node.children.iter().filter(|(step, _)| matches!(step, Step::At(_)));
            elements
                .map(|(_, child)| {
                    let next = numbers.len();
                    *numbers.entry(child.said(depth)).or_insert(next)
                })
                .collect()
        };
        let (of_old, of_new) = (numbered(old), numbered(new));
        for operation in capture_diff_slices(Algorithm::Myers, &of_old, &of_new) {
            let (tag, gone, come) = operation.as_tag_tuple();
            if tag == DiffTag::Equal {
                continue;
            }
            for at in 0..gone.len().max(come.len()) {
                let before = (at < gone.len()).then(|| gone.start + at);
                let now = (at < come.len()).then(|| come.start + at);
                let element = |node, at: Option<usize>| at.and_then(|at| Node::child(node, &Step::At(at)));
                let step = Step::At(now.or(before).unwrap_or_default());
                self.child(&step, element(old, before), element(new, now));
            }
        }
    }
}
