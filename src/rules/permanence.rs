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
    /// In their natural order.
    pub ids: Vec<Known>,
    /// What was withdrawn already.
    pub withdrawn: Vec<Known>,
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
        let withdrawn = model.withdrawn().map(|entry| Known {
            id: entry.id().id.clone(),
            kind: entry.kind(),
            title: entry.title().source().value.clone(),
            withdrawn: Some(entry.version().value.clone()),
        });
        let version = model.report().map(|report| report.version().value.clone()).unwrap_or_default();
        Self { version, withdrawn: withdrawn.collect(), ids }
    }
}

/// Checks that nothing of an earlier version is lost.
pub fn check(earlier: &Earlier, now: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    for known in &earlier.ids {
        if now.withdrawn.get(&known.id).is_none() {
            diagnostics.extend(lost(known, earlier, now));
        }
    }
    for known in earlier.withdrawn.iter().filter(|known| now.withdrawn.get(&known.id).is_none()) {
        let Known { id, .. } = known;
        let message = format!("the withdrawal of `{id}`, which version {} has, is gone", earlier.version);
        let fault = match now.place(id) {
            Some(place) => Diagnostic::new(Code::LostId, place, message)
                .with_hint(format!("`{id}` cannot be used again: give this another id, and put the withdrawal back")),
            None => Diagnostic::new(Code::LostId, now.report().version().place, message),
        };
        diagnostics.push(fault.with_hint(entry(known, known.withdrawn.as_deref().unwrap_or_default())));
    }
}

fn lost(known: &Known, earlier: &Earlier, now: &Graph) -> Option<Diagnostic> {
    let Known { id, kind, .. } = known;
    let own = now.report().version().value.as_str();
    match now.kind(id) {
        Some(today) if today == *kind => None,
        Some(today) => {
            let (was, is) = (kind.with_article(), today.with_article());
            let message = format!("`{id}` is {is}, and was {was} in version {}", earlier.version);
            let place = now.place(id)?;
            Some(Diagnostic::new(Code::LostId, place, message).with_hint(format!(
                "readers of that version would land on something else: give this another id, and withdraw `{id}`"
            )))
        }
        None => {
            let message = format!(
                "version {} has the {} `{id}`, which is neither here nor withdrawn",
                earlier.version,
                kind.as_str()
            );
            Some(
                Diagnostic::new(Code::LostId, now.report().version().place, message)
                    .with_hint(entry(known, own))
                    .with_hint("if it only moved, give it its id back"),
            )
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
