//! Builds a published source again.

use std::path::Path;

use crate::diagnostics::Faults;
use crate::files::{Origin, Source, Tree, builtin, digest};
use crate::publish::release::{Recorded, SOURCE, Tool};
use crate::typeset::Pdf;

use super::release::{self, Circumstances, earlier::Earlier};
use super::{Checked, Failure, Inputs, Merged, changes_edition, check, kept_fonts, set};

/// The result and its faults; `None` if one of them is an error.
pub type Reproduced<T> = (Option<T>, Faults);

/// Builds the PDF of a PDF's own source, to which missing fonts were added.
///
/// # Errors
/// If the earlier report of the edition `changes` has a fault.
pub fn document(source: Source, origin: &Origin) -> Result<Reproduced<Pdf>, Failure> {
    let Checked { mut faults, ready } = check(&Inputs::of_source(source), false);
    let Ok(mut ready) = ready else { return Ok((None, faults)) };
    changes_edition::merge("since", &mut ready, &mut faults)?;
    let is_same =
        |merged: &&Merged| merged.language.as_str() == origin.language && merged.edition.as_str() == origin.edition;
    let merged = ready.merged.iter().find(is_same);
    let pdf = merged.and_then(|merged| set::set_one(&ready, merged, &mut faults));
    Ok((pdf, faults))
}

/// Checks that the built-in templates and fonts are those that the source used, if it carries none.
///
/// # Errors
/// If they are not.
pub fn has_same_look(source: &Source, origin: &Origin) -> Result<(), Failure> {
    let inside = [
        ("templates", source.templates.is_none(), &origin.templates, builtin::templates as fn() -> Tree),
        ("fonts", source.fonts.is_none(), &origin.fonts, builtin::fonts),
    ];
    for (what, is_inside, digest, tree) in inside {
        if is_inside && digest::of_tree(&tree()) != *digest {
            return Err(Failure::unverifiable(format!(
                "it was made with other built-in {what} (by raportti {}; this is {})",
                origin.tool,
                Tool::this().version
            )));
        }
    }
    Ok(())
}

/// Builds the files of a release from the source in its folder and the records of its manifest. Missing fonts come from the
/// project.
///
/// # Errors
/// If the source or the earlier report cannot be read, or a font is missing.
pub fn release(found: &Tree, recorded: &Recorded, project: Option<&Path>) -> Result<Reproduced<Tree>, Failure> {
    let files = found.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(SOURCE)?.to_owned(), bytes.clone())));
    let mut source = Source::from_files(files.collect()).map_err(Failure::unverifiable)?;
    kept_fonts::add(project, &mut source, &recorded.kept_fonts(found))?;
    let earlier = (!source.since.is_empty()).then(|| {
        let earlier = Earlier::of(source.since.clone());
        earlier.ok_or_else(|| Failure::unverifiable("the earlier report in it cannot be read"))
    });
    let earlier = earlier.transpose()?;
    let Checked { mut faults, ready } = check(&Inputs::of_source(source), true);
    let Ok(mut ready) = ready else { return Ok((None, faults)) };
    if let Some(earlier) = &earlier {
        changes_edition::merge(&earlier.version, &mut ready, &mut faults)?;
    }
    let (tool, commit) = (recorded.tool.clone(), recorded.commit.clone());
    let circumstances = Circumstances { tool, commit, earlier: earlier.as_ref() };
    let files = release::make(&ready, circumstances, &mut faults, &());
    Ok((files, faults))
}
