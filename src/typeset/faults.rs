//! Typst's errors and warnings as diagnostics, at written places and with the item that a template was setting.

use typst::World;
use typst::diag::{Severity, SourceDiagnostic};

use crate::diagnostics::{Code, Diagnostic, diagnostic::any_error, many};

use super::{Relocator, failing_item, families, layout, relocate::FILE_NOT_FOUND, unknown_names, world::file_id};

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
    if let Some(name) = empty_chapter(&fault.message) {
        diagnostic.code = Code::DanglingReference;
        diagnostic.message =
            format!("the text refers to the chapter `{name}`, which is empty, so that the report has no such chapter");
        return diagnostic.with_hint("take the reference out, or add what the chapter shows");
    }
    let is_gone = fault.message.starts_with(FILE_NOT_FOUND);
    if !is_gone && let Some(fault) = does_not_fit(&diagnostic, fault, relocator) {
        return fault;
    }
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

/// The fault of a template of the program that fails with templates of the project, since those were made for another version of it.
fn does_not_fit(diagnostic: &Diagnostic, fault: &SourceDiagnostic, relocator: &mut Relocator) -> Option<Diagnostic> {
    let id = fault.span.id().filter(|id| fault.severity == Severity::Error && relocator.is_of_program(*id))?;
    let mut own = relocator.own_templates();
    let text = relocator.world.source(id).ok()?.text().to_owned();
    let is_named = |path: &&str| path.rsplit('/').next().is_some_and(|name| text.contains(name));
    if own.iter().any(is_named) {
        own.retain(is_named);
    }
    let (first, others) = own.split_first()?;
    let end = relocator.world.source(file_id(&format!("/{first}"))).ok()?.text().find(['\n', '\r']).unwrap_or(0);
    let place = relocator.place_in(file_id(&format!("/{first}")), 0..end);
    let failing = id.vpath().get_without_slash();
    let too = match others {
        [] => String::new(),
        [one] => format!(" or `{one}`"),
        [one, others @ ..] => format!(", `{one}` or {}", many(others.len(), "other file")),
    };
    let fits = format!("the program's own `{failing}` fails here, probably since this file{too} does not fit it");
    let next = "`raportti look` says whether the program has changed since a file was taken; `raportti look take --merge FILE` takes that over";
    Some(Diagnostic { place, ..diagnostic.clone() }.with_hints([fits, next.to_owned()]))
}

/// The chapter that Typst found no label of. Only layout tells which parts have nothing to show.
fn empty_chapter(message: &str) -> Option<&str> {
    message.strip_prefix("label `<chapter-")?.strip_suffix(">` does not exist in the document")
}
