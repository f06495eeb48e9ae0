//! Which files of `report/` travel inside a PDF: what `[bundle]` in `report.toml` says.

use std::collections::BTreeMap;

use gix::glob::wildmatch;

use crate::diagnostics::Place;
use crate::files::Tree;
use crate::model::typed::{self, Report};
use crate::model::{Embed, Text};

/// The end of every hint about an unused file.
pub const OTHERWISE: &str = "delete it, or name it in `leave_out` of `[bundle]` so that it stays at home";

/// What `[bundle]` says, applied to the existing files.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// Whether a screen edition carries its source.
    pub embeds: bool,
    /// The files left out, by path in the project, with the place of the first pattern that names each.
    pub left_out: BTreeMap<String, Place>,
    /// Patterns that name no file.
    pub unused: Vec<Text>,
}

impl Bundle {
    pub fn of(report: Option<Report>, tree: &Tree) -> Self {
        let own = report.and_then(Report::bundle);
        let embeds = own.and_then(typed::Bundle::embed) != Some(Embed::None);
        let mut bundle = Self { embeds, ..Self::default() };
        for pattern in own.into_iter().flat_map(typed::Bundle::leave_out) {
            let named: Vec<&String> = tree.keys().filter(|path| is_named(&pattern.value, path)).collect();
            if named.is_empty() {
                bundle.unused.push(pattern.clone());
            }
            for path in named {
                bundle.left_out.entry(path.clone()).or_insert(pattern.place);
            }
        }
        bundle
    }
}

/// The files that a figure or `[print]` can name: no TOML or Markdown.
pub fn nameable(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.keys().map(String::as_str).filter(|path| !path.ends_with(".toml") && !path.ends_with(".md"))
}

/// Whether a pattern of `leave_out` matches a file. The syntax is git's `wildmatch`, relative to `report/`: in a name `*`
/// stands for any characters and `?` for one; `**/` stands for any folders, a final `/` for all in the folder.
fn is_named(pattern: &str, path: &str) -> bool {
    let inner = path.strip_prefix("report/").unwrap_or(path);
    let whole = if pattern.ends_with('/') { format!("{pattern}**") } else { pattern.to_owned() };
    wildmatch(whole.as_str().into(), inner.into(), wildmatch::Mode::NO_MATCH_SLASH_LITERAL)
}
