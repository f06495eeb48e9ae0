//! The links that are reviewed: those where one statement stands on another.
//!
//! A conclusion stands on its findings, a recommendation on its conclusions, a finding on its sources and figures, a figure
//! on its sources, and what a recommendation measures and follows up on the sources of that. When the target says something
//! else, the text may no longer follow. Questions, themes, packages and actors are not among them: they say where a
//! statement belongs and to whom it speaks, and nothing is proved by their words.

use std::collections::HashSet;

use crate::diagnostics::files::Place;
use crate::graph::Graph;
use crate::model::kind::natural_key;
use crate::model::scalar;

/// That one item stands on another.
#[derive(Debug, Clone)]
pub struct Link {
    /// The later item, which has the link in its file.
    pub from: String,
    pub to: String,
    /// Where the link is written; of several between the same two, the first.
    pub place: Place,
}

impl Link {
    /// The name in the lock and on the command line, such as `J1:H1`. No id has a colon.
    pub fn name(&self) -> String {
        format!("{}:{}", self.from, self.to)
    }
}

/// Every link that is reviewed, each pair of items once, in the natural order of the names.
pub fn all(graph: &Graph) -> Vec<Link> {
    let mut links = Links { seen: HashSet::new(), links: Vec::new() };
    for item in graph.findings.iter() {
        links.add(&item.id, item.data.evidence.iter().map(|evidence| &evidence.source));
        links.add(&item.id, &item.data.figures);
    }
    for item in graph.figures.iter() {
        links.add(&item.id, &item.data.source.0);
    }
    for item in graph.conclusions.iter() {
        links.add(&item.id, &item.data.findings);
    }
    for item in graph.recommendations.iter() {
        links.add(&item.id, &item.data.conclusions);
        links.add(&item.id, item.data.indicator.iter().filter_map(|indicator| indicator.source.as_ref()));
        links.add(&item.id, item.data.follow_up.iter().flat_map(|follow_up| &follow_up.evidence));
    }
    links.links.sort_by_cached_key(|link| natural_key(&link.name()));
    links.links
}

struct Links {
    seen: HashSet<(String, String)>,
    links: Vec<Link>,
}

impl Links {
    fn add<'l, T: 'l>(&mut self, from: &str, targets: impl IntoIterator<Item = &'l scalar::Link<T>>) {
        for target in targets {
            if self.seen.insert((from.to_owned(), target.id.clone())) {
                self.links.push(Link { from: from.to_owned(), to: target.id.clone(), place: target.place });
            }
        }
    }
}
