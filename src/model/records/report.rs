//! The report as a whole, its questions and terms.

use icu::locale::subtags::Language;

use crate::files::form;
use crate::model::choice::{Levels, Rule, Standing};
use crate::model::record::{record, vocabulary};
use crate::model::scalar::{Date, Id, Number, Placed};
use crate::model::text::{Plain, Prose, Text, Translations};

use super::{Announcement, Preflight, SizeLimits};

record! {
    /// `report.toml`: what the report is, and in which order its parts stand.
    pub struct ReportFile {
        /// Permanent; names the PDF files. Small letters, digits and hyphens.
        pub id: Text,
        /// Three numbers, such as `1.0.0`.
        pub version: Text,
        /// The day of the edition; no source is newer.
        pub date: Date,
        /// A draft carries a visible mark on every page.
        pub status: ReportStatus,
        /// The first is the language that the report is written in.
        pub languages: Vec<Language>,
        /// The title of the report.
        pub title: Plain,
        /// The subtitle.
        pub subtitle: Option<Plain>,
        /// Who publishes this edition.
        pub publisher: Plain,
        /// Who wrote this edition.
        pub authors: Vec<Plain>,
        /// Words that a library finds the report by.
        pub keywords: Vec<Plain>,
        /// What the report says, in 120 to 180 words; it stands on the description sheet.
        pub r#abstract: Prose,
        /// Who commissioned the work.
        pub commissioner: Option<Plain>,
        /// Who paid for the work.
        pub funder: Option<Plain>,
        /// The area that the report is about.
        pub area: Option<Plain>,
        /// The time that the report is about.
        pub timeframe: Option<Plain>,
        /// The series that the report appears in, with its number.
        pub series: Option<Plain>,
        /// The ISBN of the PDF.
        pub isbn: Option<Text>,
        /// The ISSN of the series as PDF.
        pub issn: Option<Text>,
        /// The permanent address, such as `URN:ISBN:…`.
        pub urn: Option<Text>,
        /// The DOI.
        pub doi: Option<Text>,
        /// The licence of the text and the figures.
        pub licence: Plain,
        /// How this edition was made.
        pub notice: Prose,
        /// The parts in the order in which they are set.
        pub parts: Vec<Text>,
        /// The editions that are made; `screen` when missing.
        pub editions: Option<Vec<Standing>>,
        /// What the print edition is printed with.
        pub print: Option<Print>,
        /// What leaves the house inside a PDF.
        pub bundle: Option<Bundle>,
        /// The limits that set pages keep.
        pub preflight: Option<Preflight>,
        /// How large files may be.
        pub limits: Option<SizeLimits>,
        /// The themes that findings are grouped by, in their order.
        pub theme: Vec<Theme>,
        /// What the news text of a release says.
        pub announcement: Option<Announcement>,
        /// What each rule does: `error`, `warning` or `off`.
        pub rules: Option<Levels>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

impl ReportFile {
    /// The editions that the report asks for.
    pub fn editions(&self) -> Vec<Edition> {
        let asked = self.editions.iter().flatten().map(|standing| standing.0).collect::<Vec<_>>();
        if asked.is_empty() { vec![Edition::Screen] } else { asked }
    }
}

/// The three numbers of a version, in the order in which versions compare; `None` when it is none.
pub fn version_numbers(version: &str) -> Option<[u32; 3]> {
    if !form::is_version(version) {
        return None;
    }
    let numbers: Option<Vec<u32>> = version.split('.').map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
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
        /// For a print shop: PDF/X-4.
        Print = "print",
        /// For reviewers: the screen edition with marks at what is other than in an earlier release. It needs that release,
        /// so a report cannot ask for it; see [`Standing`].
        Changes = "changes",
    }
}

record! {
    /// What was agreed with the print shop. Each key has a usual value.
    pub struct Print {
        /// How far colour reaches over the edge where the paper is cut, in mm; 3 when missing.
        pub bleed: Option<Placed<Number>>,
        /// How much wider the inner margin is than the outer one, in mm; 6 when missing.
        pub binding: Option<Placed<Number>>,
        /// Whether crop marks stand outside the bleed; they do when missing.
        pub marks: Option<bool>,
        /// How many pages a folded sheet has: empty pages at the end fill the last one.
        pub signature: Option<Placed<u16>>,
        /// What happens to images in RGB; they are converted when missing.
        pub images: Option<RgbImages>,
        /// The ICC profile of the press, relative to `report/`; FOGRA39L coated when missing.
        pub icc: Option<Text>,
        /// The printing condition that the profile describes, such as `FOGRA51`.
        pub condition: Option<Text>,
    }
}

vocabulary! {
    /// What happens to an image in RGB or grey when the report is printed.
    pub enum RgbImages {
        /// Its pixels are converted to the inks of the profile.
        Convert = "convert",
        /// It stops the build.
        Refuse = "refuse",
    }
}

record! {
    /// What leaves the house inside a PDF.
    pub struct Bundle {
        /// Whether a screen edition carries everything that it was made from; `all` when missing.
        pub embed: Option<Embed>,
        /// Files of `report/` that stay at home, relative to it: `*` and `?` stand for letters of a name, `**` for folders.
        pub leave_out: Vec<Text>,
    }
}

vocabulary! {
    /// How much of its source a screen edition carries.
    pub enum Embed {
        /// The report, and whatever of the look is the project's own.
        All = "all",
        /// Nothing.
        None = "none",
    }
}

record! {
    /// A theme that findings are grouped by.
    pub struct Theme {
        /// The id that findings name.
        pub id: Id,
        /// The heading over the findings of the theme.
        pub title: Plain,
    }
}

record! {
    /// `questions.toml`.
    pub struct QuestionsFile {
        /// The questions in their order.
        pub question: Vec<Question>,
    }
}

record! {
    /// A question that the evaluation answers.
    pub struct Question {
        /// The id that findings name.
        pub id: Id,
        /// The question.
        pub text: Plain,
        /// By what the answer is judged.
        pub criterion: Option<Plain>,
        /// How the answer was sought.
        pub method: Option<Plain>,
    }
}

record! {
    /// A term or an abbreviation; its key in `terms.toml` is the term itself unless `term` says otherwise.
    pub struct Term {
        /// The term in languages where it is not its key.
        pub term: Option<Translations>,
        /// What the abbreviation stands for.
        pub expansion: Plain,
        /// What the term means.
        pub explanation: Option<Plain>,
    }
}

record! {
    /// Lets one file break one rule.
    pub struct Allow {
        /// The code of the rule.
        pub rule: Rule,
        /// The chapter that may break it, by its name, in every language; only in `report.toml`.
        pub chapter: Option<Text>,
        /// Why it may.
        pub reason: Text,
    }
}
