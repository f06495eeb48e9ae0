//! Sets one project: from Typst source to pages.

use typst::diag::Warned;
use typst_layout::PagedDocument;

use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::Files;
use crate::merge::project::GeneratedFiles;

use super::culprit;
use super::preflight;
use super::relocate::Relocator;
use super::world::ReportWorld;

/// Sets the pages of a world. Typst's complaints, at written places, go to `diagnostics`.
///
/// Returns `None` when there is an error, among them characters that no font has.
pub fn compile(
    world: &ReportWorld,
    generated: &GeneratedFiles,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PagedDocument> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let mut relocator = Relocator { world, generated, files };
    let mut found: Vec<Diagnostic> = warnings.iter().map(|warning| relocator.diagnostic(warning)).collect();
    let document = match output {
        Ok(document) => {
            found.extend(preflight::missing_glyphs(&document, &mut relocator));
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
                found.push(diagnostic);
            }
            None
        }
    };
    let failed = any_error(&found);
    diagnostics.append(&mut found);
    document.filter(|_| !failed)
}

/// Sets the pages of a world for Typst's caches alone.
pub fn warm(world: &ReportWorld) {
    // Faults were told when the world was set for its pages.
    let _pages = typst::compile::<PagedDocument>(world);
}
