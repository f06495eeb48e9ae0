//! `CHANGES.md`: what is other than in the release before.

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::json;

use crate::data::builtin;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;
use crate::merge::labels::Wording;
use crate::merge::render;

use super::earlier::Earlier;
use crate::commands::pipeline::Ready;

/// Of a report that had no release before.
const FIRST: &str = "templates/first-release.md.j2";

/// The list of changes in the language of `wording`.
///
/// # Errors
/// What is wrong with the template, at its place.
pub fn text(
    ready: &Ready,
    wording: &Wording,
    _earlier: Option<&Earlier>,
    files: &mut Files,
) -> Result<String, Diagnostic> {
    let report = &ready.graph.report;
    let (_, title) = report.title.0.get(wording.locale.language);
    let context = json!({
        "report": {
            "title": title.value,
            "version": report.version.value,
            "labels": serde_json::to_value(&wording.labels).expect("labels are words by names"),
        },
    });
    render::text(&builtin::templates(), FIRST, Value::from(Serde(&context)), files)
}
