//! The texts of a release: the announcement and the list of changes, in each language.

use crate::diagnostics::{Diagnostic, Files};
use crate::files::Tree;
use crate::graph::Graph;
use crate::meaning::{Meaning, changes::Changes};
use crate::merge::announcement::{self, Download};
use crate::merge::{Wording, changes};
use crate::rules::Press;

/// A checked report, and the labels of its languages.
pub struct Words<'a> {
    pub graph: &'a Graph,
    pub templates: &'a Tree,
    pub wordings: &'a [Wording],
    pub press: &'a Press,
}

/// The texts by name. A text whose template has an error is missing; the error is added to `diagnostics`.
pub fn texts(
    words: &Words,
    downloads: &[Download],
    (now, changes): (&Meaning, Option<&Changes>),
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Tree {
    let Words { graph, templates, wordings, press } = words;
    let mut texts = Tree::new();
    for wording in *wordings {
        let language = wording.locale.language;
        let announcement = announcement::render(graph, templates, wordings, wording, press, downloads, files);
        let is_source = language == graph.source_language();
        let name = if is_source { "CHANGES.md".to_owned() } else { format!("CHANGES.{language}.md") };
        let changed = changes::markdown(now, changes, wording, templates, files);
        for (name, text) in [(format!("announcement.{language}.md"), announcement), (name, changed)] {
            match text {
                Ok(text) => _ = texts.insert(name, text.into_bytes()),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
    texts
}
