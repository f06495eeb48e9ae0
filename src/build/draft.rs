//! A report as it is being written: it may have faults, and its ids are known all the same.

use icu::locale::subtags::Language;

use crate::diagnostics::{Faults, Files};
use crate::merge::{Wording, labels};
use crate::model::{Model, load};

use super::Inputs;

/// What the files of a report say, before anything is linked.
pub struct Draft {
    pub model: Model,
    pub files: Files,
}

impl Draft {
    /// Fails with the faults of `report.toml` if not even the report's languages can be read.
    pub fn of(inputs: &Inputs) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        match load::load(&inputs.report, &mut faults.files, &mut faults.diagnostics) {
            Some(model) => Ok(Self { model, files: faults.files }),
            None => Err(faults),
        }
    }

    /// The words of each language of the report whose file can be read.
    pub fn wordings(&self, inputs: &Inputs) -> Vec<Wording> {
        let source = self.model.languages.first().copied().unwrap_or(labels::SPARE);
        let wording = |language: &Language| {
            let wording = labels::read(&inputs.templates, *language, None, &mut Files::default(), &mut Vec::new())?;
            Some(wording.of_report(self.model.declarations, source))
        };
        self.model.languages.iter().filter_map(wording).collect()
    }
}
