//! Sets a published source again.

use std::path::Path;

use crate::diagnostics::Faults;
use crate::files::{Origin, Source, Tree, builtin, digest};
use crate::publish::release::{Recorded, SOURCE, Tool};
use crate::typeset::Pdf;

use super::release::{self, Circumstances, earlier::Earlier};
use super::{Checked, Failure, Inputs, changes_edition, check, kept_fonts, set};

/// The outcome, with the faults that were found; `None` when there is an error among them.
pub type Reproduced<T> = (Option<T>, Faults);

/// The PDF that a source gives which a PDF carries. Fonts that stay at home were added to it.
///
/// # Errors
/// When the report that it is compared with has a fault.
pub fn document(source: Source, origin: &Origin) -> Result<Reproduced<Pdf>, Failure> {
    let Checked { mut faults, ready } = check(&Inputs::of_source(source), false);
    let Ok(mut ready) = ready else { return Ok((None, faults)) };
    changes_edition::merge("since", &mut ready, &mut faults)?;
    let is_meant = |(language, edition): (&str, &str)| language == origin.language && edition == origin.edition;
    let merged = ready.merged.iter().find(|merged| is_meant((merged.language.as_str(), merged.edition.as_str())));
    let pdf = merged.and_then(|merged| set::set_one(&ready, merged, &mut faults));
    Ok((pdf, faults))
}

/// Checks that templates and fonts that a source does not carry are those of this program.
///
/// # Errors
/// When they are not.
pub fn has_same_look(source: &Source, origin: &Origin) -> Result<(), Failure> {
    let inside = [
        ("templates", source.templates.is_none(), &origin.templates, builtin::templates as fn() -> Tree),
        ("fonts", source.fonts.is_none(), &origin.fonts, builtin::fonts),
    ];
    for (what, is_inside, digest, tree) in inside {
        if is_inside && digest::of_tree(&tree()) != *digest {
            return Err(Failure::unverifiable(format!(
                "it was made with other {what} than this program has (raportti {}, and this is {})",
                origin.tool,
                Tool::this().version
            )));
        }
    }
    Ok(())
}

/// The files of the release that the source in its folder gives, with what the manifest says of how it was made. Fonts that stay at
/// home come from the project.
///
/// # Errors
/// When the source or what it is compared with cannot be read, or a font is not there.
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
