//! The source inside a screen edition, from which the PDF can be built again.

use crate::diagnostics::{Code, Diagnostic};
use crate::files::{Origin, Source, archive};
use crate::model::Edition;
use crate::typeset::pdf;

use super::{Merged, Ready, payload::Packed};

/// The packed source of one language and edition; `None` if the report says that no PDF carries it, and for an
/// extract. Fails if its files cannot be packed.
pub fn source(ready: &Ready, merged: &Merged) -> Result<Option<pdf::Source>, Vec<Diagnostic>> {
    let (report, payload) = (ready.graph.report(), ready.inputs.payload());
    if !payload.embeds || merged.extract.is_some() {
        return Ok(None);
    }
    let Packed { source, templates_digest, fonts_digest } = payload.packed();
    let origin = Origin {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        id: report.id().value.clone(),
        version: report.version().value.clone(),
        language: merged.language.to_string(),
        edition: merged.edition.as_str().to_owned(),
        templates: templates_digest.clone(),
        fonts: fonts_digest.clone(),
        kept_fonts: payload.kept_fonts.clone(),
    };
    let since = ready.inputs.since.as_deref().filter(|_| merged.edition == Edition::Changes);
    let tree = match since {
        None => source.carried(&origin),
        Some(since) => Source { since: since.report.clone(), ..source.clone() }.carried(&origin),
    };
    let archive = archive::pack(&tree).map_err(|fault| {
        let message = format!("the report cannot be packed into its PDF: {fault}");
        let hint = "rename the file, or take it out of the project";
        vec![Diagnostic::without_place(Code::UnportableName, message).with_hint(hint)]
    })?;
    let name = format!("{}-{}-source.zip", origin.id, origin.version);
    Ok(Some(pdf::Source { name, description: merged.source_label.clone(), date: report.date().ymd(), archive }))
}
