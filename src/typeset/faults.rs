//! Typst's errors and warnings as diagnostics, at written places and with the item that a template was setting.

use typst::diag::{Severity, SourceDiagnostic};

use crate::diagnostics::{Diagnostic, diagnostic::any_error};

use super::{Relocator, failing_item, families, layout, relocate::FILE_NOT_FOUND, unknown_names};

/// Adds the faults of the sources of a world, before any page is laid out.
pub fn check_sources(relocator: &mut Relocator, diagnostics: &mut Vec<Diagnostic>) {
    let faults = layout::faults_of_sources(relocator.world);
    diagnostics.extend(faults.iter().map(|fault| diagnostic(fault, relocator)));
    families::once(diagnostics);
    if !any_error(diagnostics) {
        diagnostics.extend(unknown_names::faults(relocator));
    }
}

/// A fault at its written place, with the item that a template was setting.
pub fn diagnostic(fault: &SourceDiagnostic, relocator: &mut Relocator) -> Diagnostic {
    let mut diagnostic = relocator.diagnostic(fault);
    let is_gone = fault.message.starts_with(FILE_NOT_FOUND);
    let built_in = relocator.is_of_built_in(fault.span) && !is_gone;
    if is_gone {
        let hint = "write the file, or take out the line that names it";
        diagnostic.hints.push(hint.to_owned());
    }
    if fault.severity == Severity::Error
        && relocator.is_template(fault.span)
        && let Some((id, place)) = failing_item::find(fault, relocator.world, relocator.generated)
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
        "one of the program's own templates fails here, which is not a fault of the report: please report it to the developers of raportti",
    )
}
