//! Which files of `report/` travel inside a PDF: what `[bundle]` in `report.toml` says.

use std::collections::BTreeMap;

use gix::glob::wildmatch;

use crate::diagnostics::files::Place;
use crate::files::read::Tree;
use crate::model::choice::Embed;
use crate::model::text::Text;
use crate::model::typed::{self, Report};

/// What can be done about any file that nothing uses.
pub const OTHERWISE: &str = "delete it, or name it in `leave_out` of `[bundle]` so that it stays at home";

/// What `[bundle]` says, read against the files that there are.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// Whether a screen edition carries its source.
    pub embeds: bool,
    /// The files that stay at home, by their paths in the project, each with the pattern that names it.
    pub left_out: BTreeMap<String, Place>,
    /// Patterns that name no file.
    pub idle: Vec<Text>,
}

impl Bundle {
    pub fn of(report: Option<Report>, tree: &Tree) -> Self {
        let own = report.and_then(Report::bundle);
        let embeds = own.and_then(typed::Bundle::embed) != Some(Embed::None);
        let mut bundle = Self { embeds, ..Self::default() };
        for pattern in own.into_iter().flat_map(typed::Bundle::leave_out) {
            let named: Vec<&String> = tree.keys().filter(|path| is_named(&pattern.value, path)).collect();
            if named.is_empty() {
                bundle.idle.push(pattern.clone());
            }
            for path in named {
                bundle.left_out.entry(path.clone()).or_insert(pattern.place);
            }
        }
        bundle
    }
}

/// The files that a figure or `[print]` can name: no items and no chapters.
pub fn nameable(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.keys().map(String::as_str).filter(|path| !path.ends_with(".toml") && !path.ends_with(".md"))
}

/// Whether a pattern of `leave_out` names a file of `report/`. The syntax is that of git's `wildmatch`, from `report/` on:
/// `*` and `?` stand for letters within one name, `**/` for any folders; a pattern that ends in `/` names all in a folder.
fn is_named(pattern: &str, path: &str) -> bool {
    let inner = path.strip_prefix("report/").unwrap_or(path);
    let whole = if pattern.ends_with('/') { format!("{pattern}**") } else { pattern.to_owned() };
    wildmatch(whole.as_str().into(), inner.into(), wildmatch::Mode::NO_MATCH_SLASH_LITERAL)
}
