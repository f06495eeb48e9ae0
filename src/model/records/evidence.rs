//! What is known: sources, findings that stand on them, conclusions, and figures.

use icu::locale::subtags::Language;

use crate::model::author::Author;
use crate::model::choice::FigureData;
use crate::model::record::{record, vocabulary};
use crate::model::scalar::{Date, Link, Number, OneOrMany, Placed};
use crate::model::text::{Plain, Prose, Text};

use super::{Allow, Question, Theme};

record! {
    /// What findings stand on: a document, a statistic, a statute, an interview.
    pub struct Source {
        /// What kind of source it is.
        pub kind: SourceKind,
        /// In the source's own language.
        pub title: Text,
        /// Who wrote it: `Surname, Given`, `{ family = …, given = … }` or `{ institution = … }`.
        pub author: OneOrMany<Author>,
        /// Who published it.
        pub publisher: Option<Text>,
        /// The day of the source.
        pub date: Option<Date>,
        /// The year of the source, when the day is not known.
        pub year: Option<u16>,
        /// Says that the source itself carries no date.
        pub undated: Option<bool>,
        /// Where it is on the web.
        pub url: Option<Text>,
        /// The day on which it was read there.
        pub accessed: Option<Date>,
        /// How many were asked, visited or counted.
        pub n: Option<i64>,
        /// How far it may be trusted.
        pub reliability: Option<Degree>,
        /// What to keep in mind when reading it.
        pub limitations: Option<Plain>,
        /// The language of the source; the report's own when missing.
        pub language: Option<Language>,
        /// The number in its series.
        pub number: Option<Text>,
        /// Its ISBN.
        pub isbn: Option<Text>,
        /// Its DOI.
        pub doi: Option<Text>,
        /// Where it appeared or took place.
        pub location: Option<Text>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    /// What kind a source is.
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
        /// What was found, in one sentence.
        pub title: Plain,
        /// What is the case. Cite the evidence where the text uses it.
        pub condition: Prose,
        /// The sources that show it.
        pub evidence: Vec<Evidence>,
        /// What it is measured against.
        pub criteria: Option<Prose>,
        /// Why it is so, if a source says so.
        pub cause: Option<Prose>,
        /// What follows from it, if a source says so.
        pub effect: Option<Prose>,
        /// The question that it helps to answer.
        pub question: Option<Link<Question>>,
        /// The theme that it belongs to.
        pub theme: Option<Link<Theme>>,
        /// How sure the finding is.
        pub confidence: Option<Degree>,
        /// What it holds for.
        pub scope: Option<Plain>,
        /// Figures that stand in the finding.
        pub figures: Vec<Link<Figure>>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

record! {
    /// A source that shows a finding.
    pub struct Evidence {
        /// The source.
        pub source: Link<Source>,
        /// Where in the source, such as `s. 4`.
        pub locator: Option<Plain>,
        /// What the source shows.
        pub note: Option<Plain>,
    }
}

record! {
    /// What the findings mean together.
    pub struct Conclusion {
        /// What the findings mean, in one sentence.
        pub title: Plain,
        /// The interpretation.
        pub text: Prose,
        /// The findings that it rests on.
        pub findings: Vec<Link<Finding>>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

record! {
    /// A chart, a picture or a table.
    pub struct Figure {
        /// How it is drawn.
        pub kind: FigureKind,
        /// What it shows.
        pub title: Plain,
        /// The message of the figure, for those who do not see it.
        pub alt: Plain,
        /// Where its data comes from.
        pub source: OneOrMany<Link<Source>>,
        /// The unit of the values.
        pub unit: Option<Plain>,
        /// What stands below the figure.
        pub note: Option<Plain>,
        /// Names of the values of a row, when a row has several.
        pub series: Vec<Plain>,
        /// Headings of a table; the first heads the row headers.
        pub columns: Vec<Plain>,
        /// An image, relative to `report/`.
        pub file: Option<Text>,
        /// The image in the print edition when it is another one, such as a photograph in CMYK; relative to `report/`.
        pub print_file: Option<Text>,
        /// The width of an image, in percent of the text column; 100 when missing.
        pub width: Option<Placed<Number>>,
        /// The rows, or the name of a CSV file beside this one.
        pub data: Option<FigureData>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    /// How a figure is drawn.
    pub enum FigureKind {
        Bar = "bar", Column = "column", Line = "line", Timeline = "timeline", MapOfLinks = "map-of-links",
        Image = "image", Table = "table",
    }
}

record! {
    /// A row of a figure's data.
    pub struct Row {
        /// The name of the row.
        pub label: Plain,
        /// The value, or one for each series.
        pub value: OneOrMany<Number>,
        /// The cells of a table after the first.
        pub text: Vec<Plain>,
        /// When it began, in a timeline.
        pub start: Option<Date>,
        /// When it ended, in a timeline.
        pub end: Option<Date>,
        /// A remark.
        pub note: Option<Plain>,
        /// Whether the row stands out.
        pub emphasis: Option<bool>,
    }
}
