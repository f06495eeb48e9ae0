//! The report and its items as templates see them.

use icu::locale::subtags::Language;

use crate::merge::citations::{CitationView, ListedView};
use crate::merge::emit::{Emit, Emitter, Keyed};
use crate::merge::labels::Label;

use super::view;
use super::{Amount, DateView, Name, Picture, ProseText, QuantityView, Words};

view! {
    /// What every template gets as `report`, without the items and what depends on the edition.
    pub struct ReportView {
        pub format: i64,
        pub language: String,
        pub region: String,
        pub source_language: String,
        /// What is other than in an earlier release; none in other editions than `changes`.
        pub changes: Option<ChangesView>,
        /// The names of its parts, in their order.
        pub parts: Vec<String>,
        pub id: Name,
        pub version: Name,
        pub status: String,
        pub date: DateView,
        pub title: Words,
        pub subtitle: Option<Words>,
        pub publisher: Words,
        pub authors: Vec<Words>,
        pub author_names: Vec<Name>,
        pub keywords: Vec<Words>,
        pub keyword_names: Vec<Name>,
        pub r#abstract: ProseText,
        pub commissioner: Option<Words>,
        pub funder: Option<Words>,
        pub area: Option<Words>,
        pub timeframe: Option<Words>,
        pub series: Option<Words>,
        pub isbn: Option<Name>,
        pub issn: Option<Name>,
        pub urn: Option<Name>,
        pub doi: Option<Name>,
        pub licence: Words,
        pub notice: ProseText,
        pub labels: Keyed<Label>,
        pub descriptions: Vec<Sheet>,
        pub bibliography: String,
    }

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

    /// The description sheet of one language.
    pub struct DescriptionView {
        pub language: String,
        pub region: String,
        pub labels: Keyed<Label>,
        pub date: DateView,
        pub title: Words,
        pub subtitle: Option<Words>,
        pub publisher: Words,
        pub authors: Vec<Words>,
        pub keywords: Vec<Words>,
        pub r#abstract: ProseText,
        pub commissioner: Option<Words>,
        pub funder: Option<Words>,
        pub area: Option<Words>,
        pub timeframe: Option<Words>,
        pub series: Option<Words>,
        pub licence: Words,
    }

    /// What the news text of a release says besides what the report says itself.
    pub struct AnnouncementView {
        pub address: Option<Name>,
        /// The ids of the themes whose findings are told.
        pub themes: Vec<String>,
        pub lead: Option<ProseText>,
        pub thanks: Option<ProseText>,
    }

    pub struct ThemeView {
        pub id: String,
        pub title: Words,
        pub findings: Vec<String>,
    }

    pub struct QuestionView {
        pub id: String,
        pub text: Words,
        pub criterion: Option<Words>,
        pub method: Option<Words>,
        pub findings: Vec<String>,
    }

    pub struct TermView {
        pub key: String,
        pub term: Words,
        pub expansion: Words,
        pub explanation: Option<Words>,
    }

    /// What an earlier version had.
    pub struct WithdrawnView {
        pub id: String,
        pub kind: String,
        /// The first version without it.
        pub version: Name,
        pub title: Words,
        pub reason: Words,
        pub replaced_by: Vec<String>,
    }

    pub struct SourceView {
        pub id: String,
        pub kind: String,
        pub title: Name,
        pub authors: Vec<Name>,
        pub publisher: Option<Name>,
        pub date: Option<DateView>,
        pub year: Option<u16>,
        pub undated: bool,
        pub url: Option<Name>,
        pub accessed: Option<DateView>,
        pub n: Option<String>,
        pub reliability: Option<String>,
        pub limitations: Option<Words>,
        pub language: String,
        pub number: Option<Name>,
        pub isbn: Option<Name>,
        pub doi: Option<Name>,
        pub location: Option<Name>,
        /// Findings, figures and recommendations that stand on the source.
        pub used_by: Vec<String>,
        /// Whether a chapter cites it.
        pub in_chapters: bool,
        /// How it is named in a sentence: `Smith (2020)`.
        #[serde(skip)]
        pub named: CitationView,
        /// How it is cited beside what it proves: `(Smith 2020)`.
        #[serde(skip)]
        pub cited: CitationView,
        /// What the list of sources says of it.
        #[serde(skip)]
        pub entry: ListedView,
        /// What stands before it in the list, such as its number; none in most styles.
        #[serde(skip)]
        pub label: ListedView,
    }

    pub struct FindingView {
        pub id: String,
        pub title: Words,
        pub condition: ProseText,
        pub criteria: Option<ProseText>,
        pub cause: Option<ProseText>,
        pub effect: Option<ProseText>,
        pub evidence: Vec<EvidenceView>,
        pub question: Option<String>,
        pub theme: Option<String>,
        pub confidence: Option<String>,
        pub scope: Option<Words>,
        pub figures: Vec<String>,
        pub conclusions: Vec<String>,
        pub recommendations: Vec<String>,
    }

    pub struct EvidenceView {
        pub source: String,
        pub locator: Option<Words>,
        pub note: Option<Words>,
        /// The source by name, with the locator.
        #[serde(skip)]
        pub cited: CitationView,
    }

    pub struct ConclusionView {
        pub id: String,
        pub title: Words,
        pub text: ProseText,
        pub findings: Vec<String>,
        pub recommendations: Vec<String>,
    }

    pub struct RecommendationView {
        pub id: String,
        pub title: Words,
        pub text: ProseText,
        pub package: String,
        pub conclusions: Vec<String>,
        /// Through the conclusions.
        pub findings: Vec<String>,
        pub addressees: Vec<String>,
        pub priority: String,
        pub standing: Option<String>,
        pub rationale: Option<ProseText>,
        pub limitations: Option<ProseText>,
        pub response: Option<ResponseView>,
        pub actions: Vec<ActionView>,
        pub indicators: Vec<IndicatorView>,
        pub follow_up: Vec<FollowUpView>,
    }

    pub struct ResponseView {
        pub position: String,
        pub reason: Option<Words>,
        pub date: Option<DateView>,
    }

    pub struct ActionView {
        pub id: String,
        pub text: Words,
        pub responsible: Vec<String>,
        pub partners: Vec<String>,
        pub start: DateView,
        pub end: DateView,
        pub cost: Option<CostView>,
        pub risks: Vec<RiskView>,
    }

    pub struct CostView {
        /// In euros, as the language writes numbers.
        pub eur: String,
        pub basis: Words,
    }

    pub struct RiskView {
        pub text: Words,
        pub likelihood: String,
        pub impact: String,
        pub mitigation: Option<Words>,
    }

    pub struct IndicatorView {
        pub name: Words,
        pub unit: Words,
        pub target: QuantityView,
        pub target_year: u16,
        pub baseline: Option<QuantityView>,
        pub baseline_year: Option<u16>,
        pub source: Option<String>,
        /// The source as a citation.
        #[serde(skip)]
        pub cited: Option<CitationView>,
    }

    pub struct FollowUpView {
        pub date: DateView,
        pub status: String,
        pub note: Option<Words>,
        pub evidence: Vec<String>,
        /// Its sources as one citation.
        #[serde(skip)]
        pub cited: Option<CitationView>,
    }

    pub struct PackageView {
        pub id: String,
        pub title: Words,
        pub order: i64,
        pub goal: ProseText,
        pub recommendations: Vec<String>,
    }

    pub struct ActorView {
        pub id: String,
        pub name: Words,
        pub kind: String,
        pub url: Option<Name>,
        pub recommendations: Vec<String>,
        pub actions: Vec<String>,
    }

    pub struct FigureView {
        pub id: String,
        pub kind: String,
        pub title: Words,
        pub alt: Name,
        pub sources: Vec<String>,
        /// The sources by name.
        #[serde(skip)]
        pub cited: Vec<CitationView>,
        pub unit: Option<Words>,
        pub note: Option<Words>,
        pub series: Vec<Words>,
        pub columns: Vec<Words>,
        /// The path of an image in the Typst project.
        pub file: Option<String>,
        /// The image, for Typst alone: a function from further arguments of `image` to the image.
        #[serde(skip)]
        pub picture: Option<Picture>,
        /// The width of an image, in percent of the text column.
        pub width: Option<f64>,
        pub rows: Vec<RowView>,
    }

    pub struct RowView {
        pub label: Words,
        pub values: Vec<Amount>,
        /// The values as the language writes numbers.
        pub value_labels: Vec<String>,
        pub cells: Vec<Words>,
        pub start: Option<DateView>,
        pub end: Option<DateView>,
        pub note: Option<Words>,
        pub emphasis: bool,
    }
}

/// A description sheet: the templates set it in its own language, so that language is the one around its texts.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Sheet {
    #[serde(skip)]
    pub language: Language,
    #[serde(flatten)]
    pub description: DescriptionView,
}

impl Emit for Sheet {
    fn emit(&self, emitter: &mut Emitter) {
        let around = std::mem::replace(&mut emitter.emission.language, self.language);
        self.description.emit(emitter);
        emitter.emission.language = around;
    }
}

/// What is other than in an earlier release, as `templates/changes.md.j2` sees it too.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ChangesView(pub serde_json::Value);

impl Emit for ChangesView {
    fn emit(&self, emitter: &mut Emitter) {
        self.0.emit(emitter);
    }
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
}

/// The report of one edition. To minijinja it is one; in Typst the edition is a module of its own, so that the source of the
/// rest, and with it Typst's number of each place there, is the same in print as for a screen.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ReportOfEdition {
    #[serde(flatten)]
    pub common: ReportView,
    #[serde(flatten)]
    pub edition: EditionView,
}

/// Everything that templates see of one edition in one language.
#[derive(Debug, Clone, serde::Serialize)]
pub struct View {
    pub report: ReportOfEdition,
    pub parts: Vec<super::PartView>,
    /// The files that the screen edition carries.
    pub attachments: Vec<super::AttachmentView>,
    pub announcement: super::AnnouncementView,
    pub themes: Keyed<ThemeView>,
    pub questions: Keyed<QuestionView>,
    pub terms: Vec<TermView>,
    pub sources: Keyed<SourceView>,
    pub findings: Keyed<FindingView>,
    pub conclusions: Keyed<ConclusionView>,
    pub recommendations: Keyed<RecommendationView>,
    pub packages: Keyed<PackageView>,
    pub actors: Keyed<ActorView>,
    pub figures: Keyed<FigureView>,
    pub withdrawn: Keyed<WithdrawnView>,
}
