//! A report that was checked and merged: what setting its pages needs.

use std::sync::Arc;

use icu::locale::subtags::Language;

use crate::graph::Graph;
use crate::meaning::review::Review;
use crate::merge::labels::{self, Wording};
use crate::merge::project::GeneratedFiles;
use crate::model::choice::Edition;
use crate::rules::limits::Limits;
use crate::rules::press::Press;
use crate::typeset::fonts::FontStore;
use crate::typeset::world::Written;

/// What tells one merged project from the others.
pub type Key = (Language, Edition);

/// One language and edition, merged.
pub struct Merged {
    pub language: Language,
    /// The region in capital letters, such as `FI`.
    pub region: String,
    pub edition: Edition,
    pub limits: Limits,
    pub generated: Arc<GeneratedFiles>,
    /// What the source inside the PDF is called, in its language.
    pub source_label: String,
}

impl Merged {
    pub fn new(wording: &Wording, edition: Edition, limits: Limits, generated: GeneratedFiles) -> Self {
        Self {
            language: wording.locale.language,
            region: wording.locale.region.clone(),
            edition,
            limits,
            generated: Arc::new(generated),
            source_label: labels::source(wording),
        }
    }

    pub fn key(&self) -> Key {
        (self.language, self.edition)
    }

    /// What tells it from the others in words, such as `sv` and `sv-print`.
    pub fn name(&self) -> String {
        match self.edition {
            Edition::Screen => self.language.to_string(),
            Edition::Print | Edition::Changes => format!("{}-{}", self.language, self.edition.as_str()),
        }
    }
}

/// A report without errors, ready to be set.
pub struct Ready {
    pub graph: Graph,
    pub press: Press,
    /// What Typst may ask for besides generated files.
    pub written: Written,
    pub fonts: Arc<FontStore>,
    /// The words of the report's languages.
    pub wordings: Vec<Wording>,
    /// What the pages of a screen are measured against.
    pub screen: Limits,
    pub merged: Vec<Merged>,
    /// How its links and translations stand.
    pub review: Review,
}

impl Ready {
    /// The name of the PDF of one of its merged projects, such as `report-sv-print.pdf`.
    pub fn file_name(&self, merged: &Merged) -> String {
        format!("{}-{}.pdf", self.graph.report().id().value, merged.name())
    }
}
