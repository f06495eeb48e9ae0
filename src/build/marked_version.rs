//! The version of the report that a PDF shows which people marked: its pages, set again without a PDF, and what it says.

use std::sync::Arc;

use crate::diagnostics::{Faults, Files};
use crate::files::{Origin, Source};
use crate::graph::withdrawn::Withdrawals;
use crate::meaning::Meaning;
use crate::model::Edition;
use crate::typeset::Proof;

use super::version::Loaded;
use super::{Checked, Failure, Inputs, Merged, Ready, changes_edition, check, set};

/// The version that the edition `changes` compares another one with.
pub struct VersionBefore {
    pub number: String,
    pub meaning: Meaning,
    pub withdrawn: Withdrawals,
    loaded: Arc<Loaded>,
}

impl VersionBefore {
    fn of(loaded: Arc<Loaded>) -> Option<Self> {
        let (meaning, model) = (loaded.meaning()?, loaded.model.as_ref()?);
        let (number, withdrawn) = (loaded.number()?.to_owned(), Withdrawals::of(model));
        Some(Self { number, meaning, withdrawn, loaded })
    }

    /// Its files, as their places have them.
    pub fn files(&self) -> &Files {
        &self.loaded.faults.files
    }
}

pub struct MarkedVersion {
    /// The id of the report.
    pub id: String,
    pub number: String,
    pub meaning: Meaning,
    pub withdrawn: Withdrawals,
    faults: Faults,
    /// `None` if it cannot be set by this program.
    ready: Option<Ready>,
}

impl MarkedVersion {
    /// Reads a version. Fails if nothing of it can be read; one with faults can be read, but not set.
    pub fn of(name: &str, source: Source) -> Result<Self, Failure> {
        let Checked { mut faults, ready } = check(&Inputs::of_source(source.clone()), false);
        let Some(mut ready) = ready else { return Self::unset(name, source) };
        // Without the earlier release there are the other editions.
        let _merged = changes_edition::merge("since", &mut ready, &mut faults);
        let report = ready.graph.report();
        Ok(Self {
            id: report.id().value.clone(),
            number: report.version().value.clone(),
            meaning: Meaning::of(&ready.graph, &faults.files, &ready.inputs.report),
            withdrawn: Withdrawals::of(&ready.graph.model),
            faults,
            ready: Some(ready),
        })
    }

    /// A version of which only the words can be read.
    fn unset(name: &str, source: Source) -> Result<Self, Failure> {
        let loaded = Loaded::of(source.report);
        let unreadable = || Failure::unreadable_version(name);
        let (model, meaning) = loaded.model.as_ref().zip(loaded.meaning()).ok_or_else(unreadable)?;
        let report = model.report().ok_or_else(unreadable)?;
        Ok(Self {
            id: report.id().value.clone(),
            number: report.version().value.clone(),
            meaning,
            withdrawn: Withdrawals::of(model),
            faults: loaded.faults.clone(),
            ready: None,
        })
    }

    /// Its files, as their places have them.
    pub fn files(&self) -> &Files {
        &self.faults.files
    }

    /// The version that it is compared with, if it carries one.
    pub fn before(&self) -> Option<VersionBefore> {
        VersionBefore::of(self.ready.as_ref()?.inputs.since.clone()?)
    }

    /// The pages of the language and edition that a PDF names.
    pub fn pages_of(&mut self, origin: &Origin) -> Option<Proof> {
        self.pages(|merged| merged.language.as_str() == origin.language && merged.edition.as_str() == origin.edition)
    }

    /// The pages of a PDF that does not name them: of its language, if it says that, for a screen or a press.
    pub fn pages_like(&mut self, language: Option<&str>, is_for_press: bool) -> Option<Proof> {
        self.pages(|merged| {
            language.is_none_or(|language| merged.language.as_str() == language)
                && (merged.edition == Edition::Print) == is_for_press
        })
    }

    fn pages(&mut self, is_wanted: impl Fn(&Merged) -> bool) -> Option<Proof> {
        let ready = self.ready.as_ref()?;
        let merged = ready.merged.iter().find(|merged| is_wanted(merged))?;
        set::pages(ready, merged, &mut self.faults)
    }
}
