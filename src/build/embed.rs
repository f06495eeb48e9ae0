//! The source inside a screen edition, from which the PDF can be built again.

use crate::diagnostics::{Code, Diagnostic};
use crate::files::{Origin, Source, archive};
use crate::model::Edition;
use crate::typeset::pdf;

use super::{Inputs, Merged, Ready, payload::Packed};

/// What is known of the embedded source before the files are packed.
pub struct Embedding {
    /// Without the hashes of templates and fonts.
    origin: Origin,
    edition: Edition,
    date: (u16, u8, u8),
    description: String,
}

impl Embedding {
    pub fn of(ready: &Ready, merged: &Merged) -> Self {
        let report = ready.graph.report();
        let origin = Origin {
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            id: report.id().value.clone(),
            version: report.version().value.clone(),
            language: merged.language.to_string(),
            edition: merged.edition.as_str().to_owned(),
            ..Origin::default()
        };
        let (date, description) = (report.date().ymd(), merged.source_label.clone());
        Self { origin, edition: merged.edition, date, description }
    }

    /// The packed source; `None` if the report says that no PDF carries it. An error if the files cannot be packed.
    pub fn source(&self, inputs: &Inputs) -> Result<Option<pdf::Source>, Vec<Diagnostic>> {
        let payload = inputs.payload();
        if !payload.embeds {
            return Ok(None);
        }
        let Packed { source, templates_digest, fonts_digest } = payload.packed();
        let origin = Origin {
            templates: templates_digest.clone(),
            fonts: fonts_digest.clone(),
            kept_fonts: payload.kept_fonts.clone(),
            ..self.origin.clone()
        };
        let since = inputs.since.as_deref().filter(|_| self.edition == Edition::Changes);
        let tree = match since {
            None => source.carried(&origin),
            Some(since) => Source { since: since.report.clone(), ..source.clone() }.carried(&origin),
        };
        let archive = archive::pack(&tree).map_err(|fault| {
            let message = format!("the report cannot travel inside its PDF: {fault}");
            vec![
                Diagnostic::without_place(Code::UnportableName, message)
                    .with_hint("rename the file, or take it out of the project"),
            ]
        })?;
        Ok(Some(pdf::Source {
            name: format!("{}-{}-source.zip", origin.id, origin.version),
            description: self.description.clone(),
            date: self.date,
            archive,
        }))
    }
}
