//! Whether every id of an earlier version still leads somewhere: to the same thing, or to word of its withdrawal.

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic};
use crate::graph::Graph;
use crate::model::{Kind, Model, natural_key};

/// The ids of an earlier version.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// The version, such as `1.0.0`.
    pub version: String,
    /// In their natural order, then those that were withdrawn already.
    pub ids: Vec<Known>,
}

/// An id of an earlier version, with what it named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: String,
    pub kind: Kind,
    /// What it was called, in the source language.
    pub title: String,
    /// The version that withdrew it, when it was withdrawn.
    pub withdrawn: Option<String>,
}

impl Earlier {
    /// The ids of a report as far as it can be read: today's rules may find faults in it that were none then.
    pub fn of(model: &Model) -> Self {
        let mut seen = HashSet::new();
        let with_ids = model.with_ids().filter(|item| seen.insert(item.id()));
        let mut ids: Vec<Known> = with_ids
            .map(|item| Known {
                id: item.id().to_owned(),
                kind: item.kind(),
                title: item.title().unwrap_or(item.id()).to_owned(),
                withdrawn: None,
            })
            .collect();
        ids.sort_by_cached_key(|known| natural_key(&known.id));
        ids.extend(model.withdrawn().map(|entry| Known {
            id: entry.id().id.clone(),
            kind: entry.kind(),
            title: entry.title().source().value.clone(),
            withdrawn: Some(entry.version().value.clone()),
        }));
        let version = model.report().map(|report| report.version().value.clone()).unwrap_or_default();
        Self { version, ids }
    }
}

/// Checks that nothing of an earlier version is lost.
pub fn check(earlier: &Earlier, now: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    for known in earlier.ids.iter().filter(|known| now.withdrawn.get(&known.id).is_none()) {
        diagnostics.extend(lost(known, &earlier.version, now));
    }
}

fn lost(known: &Known, earlier: &str, now: &Graph) -> Option<Diagnostic> {
    let Known { id, kind, withdrawn, .. } = known;
    let own = now.report().version();
    let fault = |place, message| Diagnostic::new(Code::LostId, place, message);
    if let Some(version) = withdrawn {
        let again = || format!("`{id}` cannot be used again: give this another id, and put the withdrawal back");
        let message = format!("the withdrawal of `{id}`, which version {earlier} has, is gone");
        let fault = fault(now.place(id).unwrap_or(own.place), message).with_hints(now.place(id).map(|_| again()));
        return Some(fault.with_hint(entry(known, version)));
    }
    match now.kind(id) {
        Some(today) if today == *kind => None,
        Some(today) => {
            let (was, is) = (kind.with_article(), today.with_article());
            let hint = "readers of that version would land on something else: give this another id, and withdraw";
            let message = format!("`{id}` is {is}, and was {was} in version {earlier}");
            Some(fault(now.place(id)?, message).with_hint(format!("{hint} `{id}`")))
        }
        None => {
            let kind = kind.as_str();
            let message = format!("version {earlier} has the {kind} `{id}`, which is neither here nor withdrawn");
            let fault = fault(own.place, message).with_hint(entry(known, &own.value));
            Some(fault.with_hint("if it only moved, give it its id back"))
        }
    }
}

/// The lines that record a withdrawal.
fn entry(known: &Known, version: &str) -> String {
    let Known { id, kind, title, .. } = known;
    let title = toml::Value::from(title.as_str());
    format!(
        "write into `report/withdrawn.toml`\n\n[[withdrawn]]\nid = \"{id}\"\nkind = \"{}\"\nversion = \"{version}\"\ntitle = {title}\nreason = \"…\"\n",
        kind.as_str()
    )
}
