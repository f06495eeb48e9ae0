//! Checks what `[extract]` names.

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::model::typed::{Extract, Report};

/// Checks that the parts of extracts are parts of the report.
pub fn check(report: Report, diagnostics: &mut Vec<Diagnostic>) {
    let parts = report.parts();
    let known: HashSet<&str> = parts.iter().map(|part| part.value.as_str()).collect();
    let named = report.extract().map(Extract::parts).unwrap_or_default();
    for part in named.into_iter().filter(|part| !known.contains(part.value.as_str())) {
        let message = format!("the report has no part `{}`, which extracts are to have", part.value);
        let near = nearest::part(&part.value, parts.iter().map(|part| part.value.as_str()));
        let hint = near.map_or_else(
            || "an extract has parts of the report: name it in `parts`, or delete it here".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.push(Diagnostic::new(Code::UnknownPart, part.place, message).with_hint(hint));
    }
}
