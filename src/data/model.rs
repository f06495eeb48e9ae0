//! What editors write: one Rust type for each kind of file and table.

use icu::locale::subtags::Language;

use crate::diagnostics::files::Place;

use super::choice::{FigureData, Levels, Quantity, Rule};
use super::record::{record, vocabulary};
use super::scalar::{Date, Id, Link, Number, OneOrMany};
use super::text::{Plain, Prose, Text, Translations};

/// Something with an id: the start of its file name, or a key inside a file.
#[derive(Debug, Clone)]
pub struct Item<T> {
    pub id: String,
    /// Where the item is declared.
    pub place: Place,
    pub data: T,
}

record! {
    /// `report.toml`, without the keys that are read first (`languages`).
    pub struct ReportFile {
        pub id: Text,
        pub version: Text,
        /// The day of the edition; no source is newer.
        pub date: Date,
        pub status: ReportStatus,
        /// The first is the language that the report is written in.
        pub languages: Vec<Language>,
        pub title: Plain,
        pub subtitle: Option<Plain>,
        pub publisher: Plain,
        pub authors: Vec<Plain>,
        pub keywords: Vec<Plain>,
        pub r#abstract: Prose,
        pub commissioner: Option<Plain>,
        pub funder: Option<Plain>,
        pub area: Option<Plain>,
        pub timeframe: Option<Plain>,
        pub series: Option<Plain>,
        pub isbn: Option<Text>,
        pub issn: Option<Text>,
        pub urn: Option<Text>,
        pub doi: Option<Text>,
        pub licence: Plain,
        /// How this edition was made.
        pub notice: Prose,
        /// The parts in the order in which they are set.
        pub parts: Vec<Text>,
        pub editions: Option<Vec<Edition>>,
        pub theme: Vec<Theme>,
        pub rules: Option<Levels>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    /// How far the report has come.
    pub enum ReportStatus { Draft = "draft", Final = "final", }
}

vocabulary! {
    /// What a PDF is made for.
    pub enum Edition {
        /// For reading and archiving: PDF/UA-1 and PDF/A-3a.
        Screen = "screen",
    }
}

record! {
    /// A theme that findings are grouped by.
    pub struct Theme {
        pub id: Id,
        pub title: Plain,
    }
}

record! {
    pub struct Source {
        pub kind: SourceKind,
        /// In the source's own language.
        pub title: Text,
        pub author: OneOrMany<Text>,
        pub publisher: Option<Text>,
        pub date: Option<Date>,
        pub year: Option<u16>,
        /// Says that the source itself carries no date.
        pub undated: Option<bool>,
        pub url: Option<Text>,
        pub accessed: Option<Date>,
        /// How many were asked, visited or counted.
        pub n: Option<i64>,
        pub reliability: Option<Degree>,
        pub limitations: Option<Plain>,
        /// The language of the source; the report's own when missing.
        pub language: Option<Language>,
        /// The number in its series.
        pub number: Option<Text>,
        pub isbn: Option<Text>,
        pub doi: Option<Text>,
        pub location: Option<Text>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    pub enum SourceKind {
        Document = "document", Statistic = "statistic", Statute = "statute", Interview = "interview",
        Survey = "survey", Workshop = "workshop", Visit = "visit", Web = "web",
    }
}

vocabulary! {
    /// How sure, how likely, how grave.
    pub enum Degree { High = "high", Moderate = "moderate", Low = "low", }
}

record! {
    /// What is the case, with its evidence.
    pub struct Finding {
        pub title: Plain,
        pub condition: Prose,
        pub evidence: Vec<Evidence>,
        pub criteria: Option<Prose>,
        pub cause: Option<Prose>,
        pub effect: Option<Prose>,
        pub question: Option<Link<Question>>,
        pub theme: Option<Link<Theme>>,
        pub confidence: Option<Degree>,
        pub scope: Option<Plain>,
        pub figures: Vec<Link<Figure>>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

record! {
    pub struct Evidence {
        pub source: Link<Source>,
        pub locator: Option<Plain>,
        pub note: Option<Plain>,
    }
}

record! {
    /// What the findings mean together.
    pub struct Conclusion {
        pub title: Plain,
        pub text: Prose,
        pub findings: Vec<Link<Finding>>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

record! {
    pub struct Recommendation {
        pub title: Plain,
        pub text: Prose,
        pub package: Link<Package>,
        pub conclusions: Vec<Link<Conclusion>>,
        pub addressees: Vec<Link<Actor>>,
        pub priority: Priority,
        pub standing: Option<Standing>,
        pub rationale: Option<Prose>,
        pub limitations: Option<Prose>,
        pub response: Option<Response>,
        pub action: Vec<Action>,
        pub indicator: Vec<Indicator>,
        pub follow_up: Vec<FollowUp>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    pub enum Priority { High = "high", Medium = "medium", Low = "low", }
}

vocabulary! {
    pub enum Standing { Proposal = "proposal", Agreed = "agreed", }
}

record! {
    /// What the addressee answered.
    pub struct Response {
        pub position: Position,
        pub reason: Option<Plain>,
        pub date: Option<Date>,
    }
}

vocabulary! {
    pub enum Position { Accepted = "accepted", Partly = "partly", Rejected = "rejected", }
}

record! {
    pub struct Action {
        pub id: Id,
        pub text: Plain,
        pub responsible: Vec<Link<Actor>>,
        pub start: Date,
        pub end: Date,
        pub partners: Vec<Link<Actor>>,
        pub cost: Option<Cost>,
        pub risks: Vec<Risk>,
    }
}

record! {
    pub struct Cost {
        /// In whole euros.
        pub eur: i64,
        pub basis: Plain,
    }
}

record! {
    pub struct Risk {
        pub text: Plain,
        pub likelihood: Degree,
        pub impact: Degree,
        pub mitigation: Option<Plain>,
    }
}

record! {
    pub struct Indicator {
        pub name: Plain,
        pub unit: Plain,
        pub target: Quantity,
        pub target_year: u16,
        pub baseline: Option<Quantity>,
        pub baseline_year: Option<u16>,
        pub source: Option<Link<Source>>,
    }
}

record! {
    /// How far a recommendation had come on a day.
    pub struct FollowUp {
        pub date: Date,
        pub status: FollowUpStatus,
        pub note: Option<Plain>,
        pub evidence: Vec<Link<Source>>,
    }
}

vocabulary! {
    pub enum FollowUpStatus {
        Open = "open", InProgress = "in-progress", Implemented = "implemented",
        NotImplemented = "not-implemented", Withdrawn = "withdrawn",
    }
}

record! {
    /// A package of recommendations that belong together.
    pub struct Package {
        pub title: Plain,
        pub order: i64,
        pub goal: Prose,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

record! {
    /// Somebody who can act: an institution or a kind of institutions.
    pub struct Actor {
        pub name: Plain,
        pub kind: ActorKind,
        pub url: Option<Text>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    pub enum ActorKind {
        State = "state", Region = "region", Municipality = "municipality", Provider = "provider",
        HigherEducation = "higher-education", Research = "research", WorkingLife = "working-life",
        Association = "association", International = "international", Other = "other",
    }
}

record! {
    pub struct Figure {
        pub kind: FigureKind,
        pub title: Plain,
        /// The message of the figure, for those who do not see it.
        pub alt: Plain,
        pub source: OneOrMany<Link<Source>>,
        pub unit: Option<Plain>,
        pub note: Option<Plain>,
        /// Names of the values of a row, when a row has several.
        pub series: Vec<Plain>,
        /// Headings of a table; the first heads the row headers.
        pub columns: Vec<Plain>,
        /// An image, relative to `report/`.
        pub file: Option<Text>,
        pub data: Option<FigureData>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    pub enum FigureKind {
        Bar = "bar", Column = "column", Line = "line", Timeline = "timeline", MapOfLinks = "map-of-links",
        Image = "image", Table = "table",
    }
}

record! {
    /// A row of a figure's data.
    pub struct Row {
        pub label: Plain,
        pub value: OneOrMany<Number>,
        pub text: Vec<Plain>,
        pub start: Option<Date>,
        pub end: Option<Date>,
        pub note: Option<Plain>,
        pub emphasis: Option<bool>,
    }
}

record! {
    /// `questions.toml`.
    pub struct QuestionsFile {
        pub question: Vec<Question>,
    }
}

record! {
    /// A question that the evaluation answers.
    pub struct Question {
        pub id: Id,
        pub text: Plain,
        pub criterion: Option<Plain>,
        pub method: Option<Plain>,
    }
}

record! {
    /// A term or an abbreviation; its key in `terms.toml` is the term itself unless `term` says otherwise.
    pub struct Term {
        pub term: Option<Translations>,
        pub expansion: Plain,
        pub explanation: Option<Plain>,
    }
}

record! {
    /// Lets one file break one rule.
    pub struct Allow {
        pub rule: Rule,
        /// Why it may.
        pub reason: Text,
    }
}
