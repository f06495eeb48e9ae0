//! Typst's complaints, at written places and with the item that a template was setting.

use typst::diag::{Severity, SourceDiagnostic};

use crate::diagnostics::{Diagnostic, diagnostic::any_error};

use super::{Relocator, failing_item, families, layout, relocate::FILE_NOT_FOUND, unknown_names};

/// Adds what is wrong with the sources of a world, before any page is laid out.
pub fn check_sources(relocator: &mut Relocator, diagnostics: &mut Vec<Diagnostic>) {
    let said = layout::complaints_about_sources(relocator.world);
    diagnostics.extend(said.iter().map(|said| complaint(said, relocator)));
    families::once(diagnostics);
    if !any_error(diagnostics) {
        diagnostics.extend(unknown_names::faults(relocator));
    }
}

/// A complaint at its written place, with the item that a template was setting.
pub fn complaint(said: &SourceDiagnostic, relocator: &mut Relocator) -> Diagnostic {
    let mut diagnostic = relocator.diagnostic(said);
    let is_gone = said.message.starts_with(FILE_NOT_FOUND);
    let built_in = relocator.is_of_built_in(said.span) && !is_gone;
    if is_gone {
        let hint = "write the file, take it from a new project of `raportti init`, or take out the line that names it";
        diagnostic.hints.push(hint.to_owned());
    }
    if said.severity == Severity::Error
        && relocator.is_template(said.span)
        && let Some((id, place)) = failing_item::find(said, relocator.world, relocator.generated)
    {
        if !built_in {
            return diagnostic.with_related(place, format!("it happens while `{id}` is set"));
        }
        diagnostic.place = Some(place);
    }
    if !built_in {
        return diagnostic;
    }
    diagnostic.place = diagnostic.place.or_else(|| relocator.report());
    diagnostic.with_hint(
        "one of the program's own templates fails here, which is no fault of the report: please tell its developers",
    )
}

/// Whether `check` decides what a warning is about: it reports a drawing whose `<foreignObject>` would be lost.
pub fn is_checked_before(warning: &SourceDiagnostic) -> bool {
    warning.message == "image contains foreign object"
}
