//! The ways of a report: what each item stands on and what stands on it, from the sources to those who act.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Place;
use crate::graph::Graph;
use crate::meaning::review::{Review, State};
use crate::model::{Declarations, Kind, LinkOf, Type, item, natural_key};

/// Items with the links between them.
#[derive(Debug, Clone)]
pub struct Trace {
    /// From the foundations up, each kind in its natural order.
    pub items: Vec<Item>,
    pub links: Vec<Way>,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub id: String,
    pub kind: Kind,
    /// In the source language.
    pub title: String,
    pub place: Option<Place>,
}

/// That one item stands on another.
#[derive(Debug, Clone)]
pub struct Way {
    pub from: String,
    pub to: String,
    /// What the first is to the second, such as `evidence`.
    pub relation: &'static str,
    /// How a reviewer sees it; nothing for links that nobody reviews, and in a report without a lock.
    pub standing: Option<Standing>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Agreed,
    Unreviewed,
    /// Further down these links have changed, or the link itself.
    Suspect(Vec<String>),
}

impl Standing {
    pub fn word(&self) -> &'static str {
        match self {
            Standing::Agreed => "agreed",
            Standing::Unreviewed => "unreviewed",
            Standing::Suspect(_) => "suspect",
        }
    }
}

impl Trace {
    /// All of a report.
    pub fn of(graph: &Graph, review: &Review) -> Self {
        let standings = standings(review);
        let mut links = ways(graph);
        for way in &mut links {
            way.standing = standings.get(&(way.from.as_str(), way.to.as_str())).cloned();
        }
        Self { links, items: items(graph) }
    }

    /// What the items of these ids stand on, what stands on them, and they themselves.
    pub fn around(&self, ids: &[String]) -> Self {
        let mut kept: HashSet<&str> = ids.iter().map(String::as_str).collect();
        for id in ids {
            let down = reached(id, self.links.iter().map(|way| (way.from.as_str(), way.to.as_str())));
            let up = reached(id, self.links.iter().map(|way| (way.to.as_str(), way.from.as_str())));
            kept.extend(down.into_iter().chain(up));
        }
        let is_kept = |id: &str| kept.contains(id);
        Self {
            items: self.items.iter().filter(|item| is_kept(&item.id)).cloned().collect(),
            links: self.links.iter().filter(|way| is_kept(&way.from) && is_kept(&way.to)).cloned().collect(),
        }
    }

    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.kind == kind)
    }
}

/// Everything that can be reached from an id, each step from the first of a pair to the second.
fn reached<'a>(id: &str, steps: impl Iterator<Item = (&'a str, &'a str)>) -> HashSet<&'a str> {
    let mut next: HashMap<&str, Vec<&'a str>> = HashMap::new();
    for (from, to) in steps {
        next.entry(from).or_default().push(to);
    }
    let mut seen = HashSet::new();
    let mut waiting: Vec<&str> = vec![id];
    while let Some(id) = waiting.pop() {
        for &to in next.get(id).into_iter().flatten() {
            if seen.insert(to) {
                waiting.push(to);
            }
        }
    }
    seen
}

fn standings(review: &Review) -> HashMap<(&str, &str), Standing> {
    if !review.in_use {
        return HashMap::new();
    }
    let standing = |reviewed: &super::review::ReviewedLink| match reviewed.state {
        State::Unreviewed => Standing::Unreviewed,
        State::Changed => Standing::Suspect(vec![reviewed.link.name()]),
        State::Agreed if reviewed.causes.is_empty() => Standing::Agreed,
        State::Agreed => {
            Standing::Suspect(reviewed.causes.iter().map(|&number| review.links[number].link.name()).collect())
        }
    };
    review.links.iter().map(|it| ((it.link.from.as_str(), it.link.to.as_str()), standing(it))).collect()
}

/// Everything that can be traced: kinds from the foundations up, each in its natural order.
fn items(graph: &Graph) -> Vec<Item> {
    let held = graph.items().flat_map(|item| item.held()).map(|(_, item)| item);
    let all: Vec<&item::Item> = graph.model.questions().iter().chain(graph.items()).chain(held).collect();
    let of_kind = |kind: Kind| {
        all.iter().filter(move |item| item.kind() == kind).map(move |item| Item {
            id: item.id().to_owned(),
            kind,
            title: item.title().unwrap_or_default().to_owned(),
            place: graph.place(item.id()),
        })
    };
    from_the_foundations(graph.model.declarations).into_iter().flat_map(of_kind).collect()
}

/// The kinds that can be traced: first those that others stand on; what an item holds stands right behind it.
fn from_the_foundations(declarations: &'static Declarations) -> Vec<Kind> {
    // Each pair from what stands on something, or holds it, to that.
    let (mut stands_on, mut holds) = (Vec::new(), Vec::new());
    for declared in declarations.kinds.iter() {
        let own = declarations.owner(declared).kind();
        for (field, target) in declared.fields.iter().flat_map(|field| field.types().map(move |it| (field, it))) {
            let (Type::Link(to) | Type::Table(to)) = target else { continue };
            let to = declarations.kind(*to).kind();
            match (target, &field.trace, field.back_trace()) {
                (Type::Link(_), Some(_), _) => stands_on.push((own, to)),
                (Type::Link(_), None, Some(_)) => stands_on.push((to, own)),
                (Type::Table(_), _, Some(_)) => holds.push((own, to)),
                _ => {}
            }
        }
    }
    let (mut seen, mut order) = (HashSet::new(), Vec::new());
    for declared in declarations.with_ids() {
        settle(declared.kind(), (&stands_on, &holds), &mut seen, &mut order);
    }
    order
}

type Pairs = [(Kind, Kind)];

fn settle(kind: Kind, pairs: (&Pairs, &Pairs), seen: &mut HashSet<Kind>, order: &mut Vec<Kind>) {
    if !seen.insert(kind) {
        return;
    }
    let (stands_on, holds) = pairs;
    let mut settle_targets = |pairs_of_kind: &Pairs, order: &mut Vec<Kind>| {
        for (_, to) in pairs_of_kind.iter().filter(|(from, _)| *from == kind) {
            settle(*to, pairs, seen, order);
        }
    };
    settle_targets(stands_on, order);
    if stands_on.iter().any(|(from, to)| *from == kind || *to == kind) {
        order.push(kind);
    }
    settle_targets(holds, order);
}

/// Every link that has a word, from what stands on something to that; of several between the same two, the first counts.
fn ways(graph: &Graph) -> Vec<Way> {
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let mut ways = Vec::new();
    let mut add = |from: &str, to: &str, relation: &'static str| {
        if seen.insert((from.to_owned(), to.to_owned())) {
            ways.push(Way { from: from.to_owned(), to: to.to_owned(), relation, standing: None });
        }
    };
    for item in graph.items() {
        for LinkOf { from, field, link } in item.links() {
            match (&field.trace, field.back_trace()) {
                (Some(relation), _) => add(from.id(), &link.id, relation),
                (None, Some(relation)) => add(&link.id, from.id(), relation),
                (None, None) => {}
            }
        }
        for (held, relation) in item.held().into_iter().filter_map(|(field, held)| Some((held, field.back_trace()?))) {
            add(held.id(), item.id(), relation);
        }
    }
    ways.sort_by_cached_key(|way| (natural_key(&way.from), natural_key(&way.to)));
    ways
}
