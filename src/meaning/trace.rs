//! The ways of a report: what each item stands on and what stands on it, from the sources to those who act.

use std::collections::{HashMap, HashSet};

use crate::graph::Graph;
use crate::meaning::review::{Review, ReviewedLink, State};
use crate::model::{Declarations, Item, Kind, LinkOf, Type, natural_key};

/// Items with the links between them.
#[derive(Debug, Clone)]
pub struct Trace<'g> {
    /// From the foundations up, each kind in its natural order.
    pub items: Vec<&'g Item>,
    pub links: Vec<Way<'g>>,
}

/// That one item stands on another.
#[derive(Debug, Clone)]
pub struct Way<'g> {
    pub from: &'g str,
    pub to: &'g str,
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

impl<'g> Trace<'g> {
    /// All of a report.
    pub fn of(graph: &'g Graph, review: &Review) -> Self {
        let standings = standings(review);
        let mut links = ways(graph);
        for way in &mut links {
            way.standing = standings.get(&(way.from, way.to)).cloned();
        }
        Self { links, items: items(graph) }
    }

    /// What the items of these ids stand on, what stands on them, and they themselves.
    pub fn around(&self, ids: &[String]) -> Self {
        let mut kept: HashSet<&str> = ids.iter().map(String::as_str).collect();
        for id in ids {
            let down = reached(id, self.links.iter().map(|way| (way.from, way.to)));
            let up = reached(id, self.links.iter().map(|way| (way.to, way.from)));
            kept.extend(down.into_iter().chain(up));
        }
        let is_kept = |id: &str| kept.contains(id);
        Self {
            items: self.items.iter().copied().filter(|item| is_kept(item.id())).collect(),
            links: self.links.iter().filter(|way| is_kept(way.from) && is_kept(way.to)).cloned().collect(),
        }
    }

    pub fn has(&self, id: &str) -> bool {
        self.items.iter().any(|item| item.id() == id)
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'g Item> {
        self.items.iter().copied().filter(move |item| item.kind() == kind)
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
    let standing = |reviewed: &ReviewedLink| match reviewed.state {
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
fn items(graph: &Graph) -> Vec<&Item> {
    let all: Vec<&Item> = graph.model.with_ids().collect();
    let of_kind = |kind: Kind| all.iter().copied().filter(move |item| item.kind() == kind);
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
fn ways(graph: &Graph) -> Vec<Way<'_>> {
    let mut seen = HashSet::new();
    let mut ways = Vec::new();
    let mut add = |from, to, relation| {
        if seen.insert((from, to)) {
            ways.push(Way { from, to, relation, standing: None });
        }
    };
    for LinkOf { from, field, link } in graph.links().filter(|link| link.from.declared.has_ids) {
        match (&field.trace, field.back_trace()) {
            (Some(relation), _) => add(from.id(), &link.id, relation),
            (None, Some(relation)) => add(&link.id, from.id(), relation),
            (None, None) => {}
        }
    }
    for item in graph.items() {
        for (held, relation) in item.held().into_iter().filter_map(|(field, held)| Some((held, field.back_trace()?))) {
            add(held.id(), item.id(), relation);
        }
    }
    ways.sort_by_cached_key(|way| (natural_key(way.from), natural_key(way.to)));
    ways
}
