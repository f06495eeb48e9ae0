//! A checked and merged report, ready to be set.

use std::sync::Arc;

use icu::locale::subtags::Language;

use crate::graph::Graph;
use crate::meaning::review::Review;
use crate::merge::{Brand, GeneratedFiles, Wording, labels};
use crate::model::{Edition, typed::Report};
use crate::rules::{Limits, Press, policy::Policy};
use crate::typeset::{ReportWorld, world::Written};

use super::Inputs;

/// Identifies one language and edition of a report.
pub type Key = (Language, Edition);

/// One language and edition, merged.
pub struct Merged {
    pub language: Language,
    /// The region in capital letters, such as `FI`.
    pub region: String,
    pub edition: Edition,
    pub limits: Limits,
    pub generated: Arc<GeneratedFiles>,
    /// The name of the source inside the PDF, in its language.
    pub source_label: String,
    /// The name of its PDF, such as `report-sv-print.pdf`.
    pub file_name: String,
    /// What it is an extract of; `None` for the whole report.
    pub extract: Option<Arc<ExtractOf>>,
}

/// What makes a PDF an extract.
pub struct ExtractOf {
    /// Its part of the name of the file.
    pub name: String,
    /// Its record, as JSON.
    pub record: String,
}

impl Merged {
    pub fn new(report: Report, wording: &Wording, edition: Edition, limits: Limits, generated: GeneratedFiles) -> Self {
        let language = wording.locale.language;
        Self {
            language,
            region: wording.locale.region.clone(),
            edition,
            limits,
            generated: Arc::new(generated),
            source_label: labels::source(wording),
            file_name: format!("{}-{}.pdf", report.id().value, name(language, edition)),
            extract: None,
        }
    }

    pub fn key(&self) -> Key {
        (self.language, self.edition)
    }

    /// Language and edition, such as `sv` or `sv-print`; of an extract what it is of, too, as in `A1-sv`.
    pub fn name(&self) -> String {
        let name = name(self.language, self.edition);
        self.extract.as_ref().map_or(name.clone(), |extract| format!("{}-{name}", extract.name))
    }
}

/// Language and edition as names of files have them.
pub(super) fn name(language: Language, edition: Edition) -> String {
    match edition {
        Edition::Screen => language.to_string(),
        Edition::Print | Edition::Cover | Edition::Changes => format!("{language}-{}", edition.as_str()),
    }
}

/// A report without errors, ready to be set.
pub struct Ready {
    /// The files that it was read from.
    pub inputs: Inputs,
    /// The levels of faults, including those found on pages.
    pub policy: Policy,
    pub graph: Graph,
    pub press: Press,
    pub brand: Brand,
    /// The labels of the report's languages.
    pub wordings: Vec<Wording>,
    /// The limits for pages of the screen edition.
    pub screen: Limits,
    pub merged: Vec<Merged>,
    /// The review state of its links and translations.
    pub review: Review,
}

impl Ready {
    /// Typst's view of one language and edition.
    pub fn world(&self, merged: &Merged) -> ReportWorld {
        let written = self.inputs.written();
        // The report itself need not use the templates that only extracts have.
        let written = match merged.extract {
            Some(_) => Written { templates: self.inputs.templates.all().clone(), ..written },
            None => written,
        };
        ReportWorld::new(written, self.inputs.font_store().clone(), &merged.generated)
    }
}
