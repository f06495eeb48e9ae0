//! The arguments of each command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::Edition;

use super::Chosen;

/// Diagnostics that `--deny` turns into errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

/// What a new report is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Starter {
    /// Findings, conclusions, recommendations, packages
    Evaluation,
    /// Criteria, condition, cause, effect, recommendation, response
    Audit,
    /// Vulnerabilities with CVSS, assets, reproduction, retest
    Security,
}

impl Starter {
    pub fn name(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluation",
            Self::Audit => "audit",
            Self::Security => "security",
        }
    }
}

#[derive(Debug, Args)]
pub struct Init {
    /// The folder to start in: new, empty, or a fresh repository
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What the report is like
    #[arg(long, value_name = "STARTER", value_enum, default_value = "evaluation")]
    pub starter: Starter,
    /// The languages of the report: `da`, `de`, `en`, `es`, `et`, `fi`, `fr`, `it`, `nb`, `nl`, `pl`, `sv`; the first is the one that
    /// you write in
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',', default_value = "fi,en")]
    pub lang: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Build {
    /// The project's folder, as `--project`
    #[arg(value_name = "DIR", conflicts_with = "project")]
    pub folder: Option<PathBuf>,
    /// Only these languages, such as `fi` or `fi,sv` [default: all of the report]
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Only these editions: `screen`, `print`, or `changes`, which needs `--since` [default: those of the report]
    #[arg(long, value_name = "EDITION", value_delimiter = ',', value_parser = edition)]
    pub edition: Vec<Edition>,
    /// The earlier release that the edition `changes` is marked against
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Where the PDFs go [default: `build/` of the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub chosen: Chosen,
    /// Open the first PDF when all are built
    #[arg(long)]
    pub open: bool,
    /// Build every PDF, also those that are up to date
    #[arg(long)]
    pub force: bool,
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    /// Name nobody who commented, on no page and in no data or source
    #[arg(long)]
    pub anonymous: bool,
    #[command(flatten)]
    pub limits: Limits,
    /// Write a trace of where the time went, for a trace viewer such as Chromium's or Perfetto
    #[arg(long, value_name = "FILE", conflicts_with_all = ["addressee", "only", "condition"])]
    pub timings: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Watch {
    /// The project's folder, as `--project`
    #[arg(value_name = "DIR", conflicts_with = "project")]
    pub folder: Option<PathBuf>,
    /// Only these languages, such as `fi` or `fi,sv` [default: all of the report]
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Only these editions [default: those of the report]
    #[arg(long, value_name = "EDITION", value_delimiter = ',', value_parser = edition_of_report)]
    pub edition: Vec<Edition>,
    /// Where the PDFs go [default: `build/` of the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Show the pages in a browser on this machine; the address is printed
    #[arg(long)]
    pub serve: bool,
    /// The port of the preview [default: a free one]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Open the preview in the browser; implies `--serve`, as do `--port` and `--editor`
    #[arg(long)]
    pub open: bool,
    /// How the preview opens a file: a command or an address with `{file}`, `{line}` and `{column}`, such as
    /// `vscode://file{file}:{line}:{column}` [default: `$VISUAL`, if it opens a window of its own]
    #[arg(long, value_name = "HOW")]
    pub editor: Option<String>,
    /// Read the files at intervals, for systems that do not report changes
    #[arg(long)]
    pub poll: bool,
    #[command(flatten)]
    pub limits: Limits,
    /// Write a trace of where the time of the last round went, for a trace viewer such as Chromium's or Perfetto
    #[arg(long, value_name = "FILE")]
    pub timings: Option<PathBuf>,
}

impl Watch {
    /// Whether an option asks for the preview.
    pub fn serves(&self) -> bool {
        self.serve || self.open || self.port.is_some() || self.editor.is_some()
    }
}

#[derive(Debug, Args)]
pub struct Check {
    /// The project's folder, as `--project`
    #[arg(value_name = "DIR", conflicts_with = "project")]
    pub folder: Option<PathBuf>,
    /// An earlier version whose ids must not be lost: a git revision, a folder, a release or its PDF
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Report what people marked in this PDF, too, at its places in the report; may be given several times
    #[arg(long, value_name = "FILE.pdf")]
    pub comments: Vec<PathBuf>,
    /// With `--comments`, for a PDF that does not carry its source: the version that was marked
    #[arg(long, value_name = "OLD", requires = "comments")]
    pub from: Option<String>,
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Args)]
pub struct Review {
    /// What was reviewed: ids, with their links in both directions and their translations; single links, such as `C1:F1`;
    /// or, for translations, `report.toml`, `chapters/NAME` and `terms.toml/TERM` [default: record nothing, show what is
    /// open]
    #[arg(value_name = "ID")]
    pub what: Vec<String>,
    /// Record everything
    #[arg(long, conflicts_with = "what")]
    pub all: bool,
    /// Only links, no translations
    #[arg(long, conflicts_with = "lang")]
    pub links: bool,
    /// Only translations into these languages, no links
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Resolve the conflicts that git left in `review.lock`; nothing else is recorded
    #[arg(long, conflicts_with_all = ["what", "all", "links", "lang"])]
    pub merge: bool,
    /// Print what would be recorded, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The format of the list
    #[arg(long = "as", value_name = "FORM", value_enum, conflicts_with_all = ["what", "all", "merge"])]
    pub form: Option<ReviewForm>,
}

/// Formats of the list of open reviews.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ReviewForm {
    /// For people at a terminal
    #[default]
    Text,
    /// For programs; docs/review.md describes it
    Json,
}

#[derive(Debug, Args)]
pub struct Trace {
    /// The ids to trace [default: the whole report]
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// The format of the result [default: text]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<TraceForm>,
}

/// Formats of a trace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TraceForm {
    /// For people at a terminal
    #[default]
    Text,
    /// A table in Markdown
    Markdown,
    /// A table for a spreadsheet
    Csv,
    /// Items and links for programs
    Json,
    /// A graph for Graphviz
    Dot,
}

#[derive(Debug, Args)]
pub struct Expand {
    /// The folder to write, new or empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The language [default: the source language]
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// The edition
    #[arg(long, value_name = "EDITION", default_value = "screen", value_parser = edition_of_report)]
    pub edition: Edition,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Args)]
pub struct Release {
    /// Where the folders of releases go [default: `dist/` of the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// List changes since this version: a git revision such as `v1.0.0`, the folder of a release or of a project, or a PDF
    /// [default: the newest release beside this one]
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Name nobody who commented, on no page and in no data or source
    #[arg(long)]
    pub anonymous: bool,
    #[command(flatten)]
    pub limits: Limits,
}

/// Limits on the work that a report may cause.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// Stop after this many seconds of work [default: 3600, in `verify` 60 for each 100 pages]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub time_limit: Option<u64>,
    /// Stop when the work needs more than this many megabytes of memory [default: 16000, in `verify` 8000]
    #[arg(long, value_name = "MEGABYTES", value_parser = clap::value_parser!(u64).range(1..))]
    pub memory_limit: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A PDF, or the folder of a release
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// For a PDF without source, such as an extract: what to make it again from, such as the folder of its release or of a
    /// project, or a git revision
    #[arg(long, value_name = "SOURCE", visible_alias = "from")]
    pub source: Option<String>,
    /// Of a PDF that people marked: write the published file that it begins with
    #[arg(long, value_name = "FILE.pdf")]
    pub published: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    /// This is the child process; its parent enforces the limits
    #[arg(long, hide = true)]
    pub supervised: bool,
}

#[derive(Debug, Args)]
pub struct Extract {
    /// A PDF of the edition `screen`
    #[arg(value_name = "FILE.pdf")]
    pub file: PathBuf,
    /// List all files that it carries, also those beside the source, and write nothing
    #[arg(long)]
    pub list: bool,
    /// The folder to write, new or empty [default: the report's id and version]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// Formats of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people at a terminal
    #[default]
    Text,
    /// The text of `CHANGES.md` in a release
    Markdown,
    /// For programs; docs/compare.md describes it
    Json,
}

#[derive(Debug, Args)]
pub struct Compare {
    /// The earlier version: a git revision such as `v1.0.0` or `HEAD~3`, a folder with a report, the folder of a release, or
    /// a PDF of the edition `screen`. A path that exists wins; `rev:NAME` is always a revision
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The later version, named the same way [default: the project as it is on disk]
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// The format of the result [default: text]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<Form>,
    /// The language of `--as markdown` [default: the source language]
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// Exit with 1 if there are differences, as `git diff --exit-code` does
    #[arg(long)]
    pub exit_code: bool,
}

fn edition(word: &str) -> Result<Edition, String> {
    Edition::from_word(word).ok_or_else(|| format!("the editions are {}", Edition::WORDS.join(", ")))
}

/// An edition that needs no earlier release.
fn edition_of_report(word: &str) -> Result<Edition, String> {
    match edition(word)? {
        Edition::Changes => Err("it needs an earlier release, which only `build --since OLD` takes".to_owned()),
        edition => Ok(edition),
    }
}
