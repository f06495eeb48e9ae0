//! The whole command line, and nothing else: help, manual pages and completions come from these definitions.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ContextValue;
use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::data::model::Edition;
use crate::diagnostics::code::Code;
use crate::diagnostics::nearest;
use crate::diagnostics::print::Format;
use crate::diagnostics::visible;

const AFTER_HELP: &str = "\
Exit codes:
  0  fine
  1  the report has faults, or what was verified differs; no earlier output was touched
  2  the tool could not work: a wrong option, a folder that cannot be read or written

Examples:
  raportti init my-report      start a report
  raportti build               make every PDF of the report in this folder, or of one above it
  raportti build --lang sv     make the Swedish one
  raportti watch --serve       make them again after each change, and look at them in a browser
  raportti check               look for faults without making anything";

/// Compiles findings and recommendations into a print-ready, accessible PDF.
///
/// A report is a folder with `report/` (facts in TOML, prose in Markdown), and, if it has a look of its own, `templates/`
/// (Typst) and `fonts/`. Without these two the built-in ones are used.
#[derive(Debug, Parser)]
#[command(version, bin_name = "raportti", after_help = AFTER_HELP, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// The arguments that a user typed, the name of the program first.
    ///
    /// # Errors
    /// What to print instead: help, the version, or what is wrong. The values that it quotes are made visible.
    pub fn read(typed: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(typed).map_err(|mut error| {
            let shown = |value: &ContextValue| match value {
                ContextValue::String(text) => Some(ContextValue::String(visible::line(text).into_owned())),
                ContextValue::Strings(texts) => {
                    Some(ContextValue::Strings(texts.iter().map(|text| visible::line(text).into_owned()).collect()))
                }
                _ => None,
            };
            let shown: Vec<_> = error.context().filter_map(|(kind, value)| Some((kind, shown(value)?))).collect();
            for (kind, value) in shown {
                error.insert(kind, value);
            }
            error
        })
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The project's folder [default: the nearest folder upwards with `report/report.toml`]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// How faults are printed
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub format: Format,
    /// When to use colour; `NO_COLOR` is heeded
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// Print faults only
    #[arg(long, short, global = true, action = ArgAction::SetTrue)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the report, merge it into the templates, and set every language and edition as PDF
    Build(Build),
    /// Set the report again after each change, and show it in a browser
    Watch(Watch),
    /// Look for faults in data, prose and templates, in every language, without setting pages
    Check(Check),
    /// Record that links and translations were read and hold, so that `check` tells when their ground changes
    Review(Review),
    /// Show what an item stands on and what stands on it, from the sources to the actions, or the whole matrix
    Trace(Trace),
    /// Write the generated Typst project, which stock `typst compile` sets to the same pages
    Expand(Expand),
    /// Tell what a fault is, why it matters, and how to mend it
    Explain(Explain),
    /// Write JSON Schemas of the report's files, with the project's own ids, for editors of TOML
    Schema(Schema),
    /// List what a build depends on (program, fonts, profile of the press) and what each edition promises
    Doctor(Doctor),
    /// Start a report: a small complete one, with templates and fonts to change
    Init(Init),
    /// Make everything that is published of one version, as one folder: PDFs, data, source, news text, checksums
    Release(Release),
    /// Check that a PDF, or the folder of a release, is what its own source gives
    Verify(Verify),
    /// Give back the report that a PDF was made from, ready to be built again
    Extract(Extract),
    /// Tell what changed since an earlier version, by id: added, withdrawn, reworded, moved
    Compare(Compare),
}

/// What `--deny` makes an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

#[derive(Debug, Args)]
pub struct Build {
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
    /// Open the first PDF when all are made
    #[arg(long)]
    pub open: bool,
    /// Make every PDF, also those that are up to date
    #[arg(long)]
    pub force: bool,
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    #[command(flatten)]
    pub limits: Limits,
    /// Write where the time went, for a viewer of traces such as that of Chromium or Perfetto
    #[arg(long, value_name = "FILE")]
    pub timings: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Watch {
    /// Only these languages, such as `fi` or `fi,sv` [default: all of the report]
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Only these editions [default: those of the report]
    #[arg(long, value_name = "EDITION", value_delimiter = ',', value_parser = standing)]
    pub edition: Vec<Edition>,
    /// Where the PDFs go [default: `build/` of the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Show the pages in a browser on this machine; the address is printed
    #[arg(long)]
    pub serve: bool,
    /// The port of the preview [default: a free one]
    #[arg(long, value_name = "PORT", requires = "serve")]
    pub port: Option<u16>,
    /// Open the preview in the browser
    #[arg(long, requires = "serve")]
    pub open: bool,
    /// What opens a file from the preview: a command or an address with `{file}`, `{line}` and `{column}`, such as
    /// `vscode://file{file}:{line}:{column}` [default: `$VISUAL`, where it has a window of its own]
    #[arg(long, value_name = "HOW", requires = "serve")]
    pub editor: Option<String>,
    /// Read the files every now and then, where the system does not tell of changes
    #[arg(long)]
    pub poll: bool,
    #[command(flatten)]
    pub limits: Limits,
    /// Write where the time of the last round went, for a viewer of traces such as that of Chromium or Perfetto
    #[arg(long, value_name = "FILE")]
    pub timings: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Check {
    /// An earlier version, of which no id may be lost: a git revision, a folder, a release or its PDF
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Args)]
pub struct Review {
    /// Ids, whose links in both directions and translations were read; single links, such as `J1:H1`; and for their
    /// translations `report.toml`, `chapters/NAME` and `terms.toml/TERM` [default: everything]
    #[arg(value_name = "ID")]
    pub what: Vec<String>,
    /// Only links, no translations
    #[arg(long, conflicts_with = "lang")]
    pub links: bool,
    /// Only translations into these languages, no links
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Finish a merge of `review.lock` that git has left with conflicts; nothing else is recorded
    #[arg(long, conflicts_with_all = ["what", "links", "lang"])]
    pub merge: bool,
    /// Tell what would be recorded, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Trace {
    /// The ids to follow [default: the whole report]
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// The form of the answer
    #[arg(long = "as", value_name = "FORM", value_enum, default_value = "text")]
    pub form: TraceForm,
}

/// The forms of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TraceForm {
    /// For people at a terminal
    Text,
    /// A table for a text
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
    #[arg(long, value_name = "EDITION", default_value = "screen", value_parser = standing)]
    pub edition: Edition,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The code, such as `dangling-link`, which is printed with each fault
    #[arg(value_name = "CODE", value_parser = code)]
    pub code: Code,
}

#[derive(Debug, Args)]
pub struct Schema {
    /// Where the schemas go [default: `.raportti/schemas/` of the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Doctor {}

#[derive(Debug, Args)]
pub struct Init {
    /// The folder to start in, new or empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct Release {
    /// Where the folders of releases are [default: `dist/` of the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What the changes are told since: a git revision such as `v1.0.0`, the folder of a release or of a project, or a PDF
    /// [default: the newest release beside this one]
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    #[command(flatten)]
    pub limits: Limits,
}

/// Bounds on the work that a report may ask for.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// End after so many seconds of work [default: 3600, in `verify` 60 for each 100 pages]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub time_limit: Option<u64>,
    /// End when the work takes more memory than so many megabytes [default: 16000, in `verify` 8000]
    #[arg(long, value_name = "MEGABYTES", value_parser = clap::value_parser!(u64).range(1..))]
    pub memory_limit: Option<u64>,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A PDF, or the folder of a release
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// For a PDF that carries no source: what to compare it with, such as the folder of its release or of a project, or a git
    /// revision
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    #[command(flatten)]
    pub limits: Limits,
    /// It is the child process, whose limits its parent watches
    #[arg(long, hide = true)]
    pub supervised: bool,
}

#[derive(Debug, Args)]
pub struct Extract {
    /// A PDF of the edition `screen`
    #[arg(value_name = "FILE.pdf")]
    pub file: PathBuf,
    /// List the files that it carries, and write nothing
    #[arg(long)]
    pub list: bool,
    /// The folder to write, new or empty [default: the report's id and version]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people at a terminal
    Text,
    /// `CHANGES.md`, as a release has it
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
    /// What is printed
    #[arg(long = "as", value_name = "FORM", value_enum, default_value = "text")]
    pub form: Form,
    /// The language of `--as markdown` [default: the source language]
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// Exit with 1 when there are differences, as `git diff --exit-code` does
    #[arg(long)]
    pub exit_code: bool,
}

fn code(name: &str) -> Result<Code, String> {
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let hint = || nearest::hint(name, &names).unwrap_or_else(|| "`docs/rules.md` lists them all".to_owned());
    Code::from_name(name).ok_or_else(|| format!("there is no such code; {}", hint()))
}

fn edition(word: &str) -> Result<Edition, String> {
    Edition::from_word(word).ok_or_else(|| format!("the editions are {}", Edition::WORDS.join(", ")))
}

/// An edition that is made of the report alone.
fn standing(word: &str) -> Result<Edition, String> {
    match edition(word)? {
        Edition::Changes => {
            Err("it is marked against an earlier release, which only `build --since OLD` takes".to_owned())
        }
        standing => Ok(standing),
    }
}
