//! The ways of a report: what each item stands on and what stands on it, from the sources to those who act.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::files::Place;

use super::review::{Review, State};
use crate::graph::Graph;
use crate::model::kind::{Kind, natural_key};
use crate::model::scalar::Link;

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
        let links = ways(graph).into_iter().map(|way| {
            let standing = standings.get(&(way.from.as_str(), way.to.as_str())).cloned();
            Way { standing, ..way }
        });
        Self { links: links.collect(), items: items(graph) }
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

fn items(graph: &Graph) -> Vec<Item> {
    let mut all = Vec::new();
    let mut add = |id: &str, kind: Kind, title: &str| {
        all.push(Item { id: id.to_owned(), kind, title: title.to_owned(), place: graph.place(id) });
    };
    graph.questions.iter().for_each(|it| add(&it.id.id, Kind::Question, &it.text.0.source().value));
    graph.sources.iter().for_each(|it| add(&it.id, Kind::Source, &it.data.title.value));
    graph.figures.iter().for_each(|it| add(&it.id, Kind::Figure, &it.data.title.0.source().value));
    graph.findings.iter().for_each(|it| add(&it.id, Kind::Finding, &it.data.title.0.source().value));
    graph.conclusions.iter().for_each(|it| add(&it.id, Kind::Conclusion, &it.data.title.0.source().value));
    graph.recommendations.iter().for_each(|it| add(&it.id, Kind::Recommendation, &it.data.title.0.source().value));
    let actions = graph.recommendations.iter().flat_map(|it| &it.data.action);
    actions.for_each(|it| add(&it.id.id, Kind::Action, &it.text.0.source().value));
    graph.packages.iter().for_each(|it| add(&it.id, Kind::Package, &it.data.title.0.source().value));
    graph.actors.iter().for_each(|it| add(&it.id, Kind::Actor, &it.data.name.0.source().value));
    all
}

fn ways(graph: &Graph) -> Vec<Way> {
    let mut ways = Ways { seen: HashSet::new(), ways: Vec::new() };
    for item in graph.findings.iter() {
        ways.down(&item.id, item.data.evidence.iter().map(|evidence| &evidence.source), "evidence");
        ways.down(&item.id, &item.data.figures, "figure");
        ways.down(&item.id, &item.data.question, "answers");
    }
    for item in graph.figures.iter() {
        ways.down(&item.id, &item.data.source.0, "data");
    }
    for item in graph.conclusions.iter() {
        ways.down(&item.id, &item.data.findings, "rests on");
    }
    for item in graph.recommendations.iter() {
        ways.down(&item.id, &item.data.conclusions, "rests on");
        ways.down(&item.id, item.data.indicator.iter().filter_map(|it| it.source.as_ref()), "measured by");
        ways.down(&item.id, item.data.follow_up.iter().flat_map(|it| &it.evidence), "followed by");
        for action in &item.data.action {
            ways.add(&action.id.id, &item.id, "carries out");
            ways.up(&action.id.id, &action.responsible, "responsible for");
            ways.up(&action.id.id, &action.partners, "partner in");
        }
        ways.up(&item.id, [&item.data.package], "package of");
        ways.up(&item.id, &item.data.addressees, "addressee of");
    }
    ways.ways.sort_by_cached_key(|way| (natural_key(&way.from), natural_key(&way.to)));
    ways.ways
}

struct Ways {
    seen: HashSet<(String, String)>,
    ways: Vec<Way>,
}

impl Ways {
    fn down<'l, T: 'l>(&mut self, from: &str, to: impl IntoIterator<Item = &'l Link<T>>, relation: &'static str) {
        to.into_iter().for_each(|link| self.add(from, &link.id, relation));
    }

    fn up<'l, T: 'l>(&mut self, to: &str, from: impl IntoIterator<Item = &'l Link<T>>, relation: &'static str) {
        from.into_iter().for_each(|link| self.add(&link.id, to, relation));
    }

    /// Of several relations between the same two, the first counts.
    fn add(&mut self, from: &str, to: &str, relation: &'static str) {
        if self.seen.insert((from.to_owned(), to.to_owned())) {
            self.ways.push(Way { from: from.to_owned(), to: to.to_owned(), relation, standing: None });
        }
    }
}
