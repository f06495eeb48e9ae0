//! The view as a whole: the report and its items as templates see them.

use icu::locale::subtags::Language;

use crate::merge::emit::{Emit, Emitter, Keyed};

use crate::model::declared::Declarations;

use super::view;
use super::{Dict, Name, ProseText};

view! {
    /// What of the report depends on the edition.
    pub struct EditionView {
        pub edition: String,
        /// What the pages of the print edition need to know of the press; none in other editions.
        pub print: Option<PrintView>,
    }

    /// The geometry of printed pages, in mm.
    pub struct PrintView {
        /// How far colour reaches over the trim.
        pub bleed: f64,
        /// By how much inner margins are wider than outer ones.
        pub binding: f64,
    }

    /// What the news text of a release says besides what the report says itself.
    pub struct AnnouncementView {
        pub address: Option<Name>,
        /// The ids of the themes whose findings are told.
        pub themes: Vec<String>,
        pub lead: Option<ProseText>,
        pub thanks: Option<ProseText>,
    }
}

/// A description sheet: the templates set it in its own language, so that language is the one around its texts.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Sheet {
    #[serde(skip)]
    pub language: Language,
    #[serde(flatten)]
    pub description: Dict,
}

impl Emit for Sheet {
    fn emit(&self, emitter: &mut Emitter) {
        let around = std::mem::replace(&mut emitter.emission.language, self.language);
        self.description.emit(emitter);
        emitter.emission.language = around;
    }
}

/// What has changed since an earlier release, as `templates/changes.md.j2` sees it too.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ChangesView(pub serde_json::Value);

impl Emit for ChangesView {
    fn emit(&self, emitter: &mut Emitter) {
        self.0.emit(emitter);
    }
}

/// The report of one edition. To minijinja it is one; in Typst the edition is a module of its own, so that the source of the
/// rest, and with it Typst's number of each place there, is the same in print as for a screen.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ReportOfEdition {
    /// What every template gets as `report`, without the items and what depends on the edition.
    #[serde(flatten)]
    pub common: Dict,
    #[serde(flatten)]
    pub edition: EditionView,
}

/// Everything that templates see of one edition in one language.
#[derive(Debug, Clone, serde::Serialize)]
pub struct View {
    /// What its items are declared by.
    #[serde(skip)]
    pub declarations: &'static Declarations,
    pub report: ReportOfEdition,
    pub parts: Vec<super::PartView>,
    /// The files that the screen edition carries.
    pub attachments: Vec<super::AttachmentView>,
    pub announcement: super::AnnouncementView,
    pub themes: Keyed<Dict>,
    pub questions: Keyed<Dict>,
    pub terms: Vec<Dict>,
    pub sources: Keyed<Dict>,
    pub findings: Keyed<Dict>,
    pub conclusions: Keyed<Dict>,
    pub recommendations: Keyed<Dict>,
    pub packages: Keyed<Dict>,
    pub actors: Keyed<Dict>,
    pub figures: Keyed<Dict>,
    pub withdrawn: Keyed<Dict>,
}

impl View {
    /// What minijinja knows: the fields of the view.
    pub const NAMES: [&'static str; 15] = [
        "report",
        "parts",
        "attachments",
        "announcement",
        "themes",
        "questions",
        "terms",
        "sources",
        "findings",
        "conclusions",
        "recommendations",
        "packages",
        "actors",
        "figures",
        "withdrawn",
    ];

    /// The items of a collection that has ids, by what declarations call it.
    pub fn collection(&self, name: &str) -> &Keyed<Dict> {
        match name {
            "themes" => &self.themes,
            "questions" => &self.questions,
            "sources" => &self.sources,
            "findings" => &self.findings,
            "conclusions" => &self.conclusions,
            "recommendations" => &self.recommendations,
            "packages" => &self.packages,
            "actors" => &self.actors,
            "figures" => &self.figures,
            "withdrawn" => &self.withdrawn,
            _ => const { &Keyed(Vec::new()) },
        }
    }
}
