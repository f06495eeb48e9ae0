//! Sets one project: from Typst source to pages.

use std::str::FromStr;

use typst::diag::Warned;
use typst::foundations::Smart;
use typst::text::{Lang, Locale, Region};
use typst_layout::PagedDocument;

use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;
use crate::merge::project::GeneratedFiles;

use super::culprit;
use super::layout::{self, Before, Evaluated};
use super::relocate::Relocator;
use super::world::ReportWorld;

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
    diagnostics.extend(warnings.iter().map(|warning| relocator.diagnostic(warning)));
    match output {
        Ok(mut document) => {
            // Typst takes the language of the whole from its library, where it stands for none.
            document.info_mut().locale = Smart::Custom(locale(language));
            Some(document)
        }
        Err(errors) => {
            for error in &errors {
                let mut diagnostic = relocator.diagnostic(error);
                if relocator.is_template(error.span)
                    && let Some((id, place)) = culprit::find(error, world, generated)
                {
                    diagnostic = diagnostic.with_related(place, format!("it happens while `{id}` is set"));
                }
                diagnostics.push(diagnostic);
            }
            None
        }
    }
}

fn locale((language, region): (&str, &str)) -> Locale {
    let lang = Lang::from_str(language).expect("languages of reports have two or three letters");
    Locale { lang, region: Region::from_str(region).ok() }
}
