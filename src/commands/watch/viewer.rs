//! Sends the results of rounds to the preview, if there is one.

use crate::build::{Merged, Observer, Ready};
use crate::diagnostics::print::{self, Format};
use crate::diagnostics::{Faults, Files};
use crate::preview::{NewPages, PreviewState};
use crate::typeset::Proof;

use super::items;

/// The name of a language and edition in the preview.
fn key(merged: &Merged) -> String {
    format!("{}-{}", merged.language, merged.edition.as_str())
}

pub struct Viewer<'a> {
    pub state: Option<&'a PreviewState>,
}

impl Viewer<'_> {
    /// Reports that a round begins because these files changed.
    pub fn begin(&self, changed: &[String]) {
        if let Some(state) = self.state {
            state.begin(items::of_files(changed));
        }
    }

    /// Reports the items of the report, and the PDFs that are made.
    pub fn list(&self, ready: &Ready, files: &Files, wanted: &[&Merged]) {
        if let Some(state) = self.state {
            let title = ready.graph.report().title().0.source().value.clone();
            state.list(title, items::all(ready, files), wanted.iter().map(|merged| key(merged)).collect());
        }
    }

    /// Reports the end of a round, with its faults.
    pub fn end(&self, Faults { files, diagnostics }: &Faults) {
        if let Some(state) = self.state {
            let lines = print::print(diagnostics, files, Format::Json, false);
            state.end(lines.as_str().lines().filter_map(|line| serde_json::from_str(line).ok()).collect());
        }
    }

    /// Reports why the command cannot work; `None` when it can again.
    pub fn trouble(&self, words: Option<String>) {
        if let Some(state) = self.state {
            state.trouble(words);
        }
    }
}

impl Observer for Viewer<'_> {
    fn is_urgent(&self, merged: &Merged) -> bool {
        self.state.and_then(PreviewState::in_view).is_some_and(|in_view| in_view == key(merged))
    }

    fn pages(&self, merged: &Merged, proof: &dyn Fn() -> Proof) {
        if let Some(state) = self.state {
            state.post(NewPages {
                key: key(merged),
                language: merged.language.to_string(),
                edition: merged.edition.as_str(),
                proof: proof(),
            });
        }
    }
}
