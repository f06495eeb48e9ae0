//! Sets one project: from Typst source to pages.

use std::str::FromStr;

use typst::diag::{Severity, SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst::text::{Lang, Locale, Region};
use typst_layout::PagedDocument;

use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;
use crate::merge::generated::GeneratedFiles;

use super::layout::{self, Before, Evaluated};
use super::relocate::Relocator;
use super::world::ReportWorld;
use super::{failing_item, families};

/// Sets the pages of a world. Typst's complaints, at written places, go to `diagnostics`.
///
/// Returns `None` when Typst could not set them. `language` and region are those of the whole document.
pub fn compile(
    world: &ReportWorld,
    before: Before,
    evaluated: Evaluated,
    generated: &GeneratedFiles,
    language: (&str, &str),
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PagedDocument> {
    let Warned { output, warnings } = layout::lay_out(before, evaluated, world);
    let mut relocator = Relocator { world, generated, files };
    let warnings = warnings.iter().filter(|warning| !is_checked_before(warning));
    diagnostics.extend(warnings.map(|warning| relocator.diagnostic(warning)));
    families::once(diagnostics);
    match output {
        Ok(mut document) => {
            // Typst takes the language of the whole from its library, where it stands for none.
            document.info_mut().locale = Smart::Custom(locale(language));
            Some(document)
        }
        Err(errors) => {
            diagnostics.extend(errors.iter().map(|error| complaint(error, &mut relocator)));
            None
        }
    }
}

/// What is wrong with the sources of a world, before any page is laid out.
pub fn check_sources(
    world: &ReportWorld,
    generated: &GeneratedFiles,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut relocator = Relocator { world, generated, files };
    diagnostics.extend(layout::said_of_sources(world).iter().map(|said| complaint(said, &mut relocator)));
    families::once(diagnostics);
}

/// A complaint at its written place, with the item that a template was setting.
fn complaint(said: &SourceDiagnostic, relocator: &mut Relocator) -> Diagnostic {
    let mut diagnostic = relocator.diagnostic(said);
    let built_in = relocator.is_of_built_in(said.span);
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

/// Whether a warning is about what `check` decides: a drawing whose `<foreignObject>` would be lost is an error there, and one that has
/// something else to draw in its place is whole.
fn is_checked_before(warning: &SourceDiagnostic) -> bool {
    warning.message == "image contains foreign object"
}

fn locale((language, region): (&str, &str)) -> Locale {
    let lang = Lang::from_str(language).expect("languages of reports have two or three letters");
    Locale { lang, region: Region::from_str(region).ok() }
}
