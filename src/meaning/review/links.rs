//! The links that are reviewed: those where one statement rests on another, such as a conclusion on its findings, which declarations
//! mark with `rests_on`. When the target changes, the text may no longer follow from it. Questions, themes, packages and actors only
//! say where a statement belongs and to whom it speaks, so links to them are not reviewed.

use std::collections::HashSet;

use crate::diagnostics::Place;
use crate::graph::Graph;
use crate::model::natural_key;

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
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let reviewed = graph.links().filter(|link| link.field.rests_on && link.from.declared.has_ids);
    let once = reviewed.filter(|link| seen.insert((link.from.id(), &link.link.id)));
    let mut links: Vec<Link> = once
        .map(|link| Link { from: link.from.id().to_owned(), to: link.link.id.clone(), place: link.link.place })
        .collect();
    links.sort_by_cached_key(|link| natural_key(&link.name()));
    links
}
