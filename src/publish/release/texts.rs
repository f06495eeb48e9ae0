//! The texts of a release: the announcement and the list of changes, in each language.

use crate::diagnostics::{Diagnostic, Files};
use crate::files::Tree;
use crate::meaning::{Meaning, changes::Changes};
use crate::merge::announcement::{self, Download};
use crate::merge::{Input, changes};

/// The texts by name. A text whose template has an error is missing; the error is added to `diagnostics`.
pub fn texts(
    input: Input,
    downloads: &[Download],
    (now, changes): (&Meaning, Option<&Changes>),
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Tree {
    let mut texts = Tree::new();
    for wording in input.wordings {
        let language = wording.locale.language;
        let announcement = announcement::render(Input { wording, ..input }, downloads, files);
        let is_source = language == input.graph.source_language();
        let name = if is_source { "CHANGES.md".to_owned() } else { format!("CHANGES.{language}.md") };
        let changed = changes::markdown(now, changes, wording, input.templates, files);
        for (name, text) in [(format!("announcement.{language}.md"), announcement), (name, changed)] {
            match text {
                Ok(text) => _ = texts.insert(name, text.into_bytes()),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
    texts
}
