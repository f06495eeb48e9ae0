//! The whole command line, and nothing else: help, manual pages and completions come from these definitions.

use std::path::PathBuf;

use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand};

use crate::data::model::Edition;
use crate::diagnostics::print::Format;

const AFTER_HELP: &str = "\
Exit codes:
  0  fine
  1  the report has faults; they are printed with their places, and no earlier output was touched
  2  the tool could not work: a wrong option, a folder that cannot be read or written

Examples:
  raportti init my-report      start a report
  raportti build               make every PDF of the report in this folder, or of one above it
  raportti build --lang sv     make the Swedish one
  raportti check               look for faults without making anything";

/// Compiles findings and recommendations into a print-ready, accessible PDF.
///
/// A report is a folder with `report/` (facts in TOML, prose in Markdown), and, if it has a look of its own, `templates/`
/// (Typst) and `fonts/`. Without these two the built-in ones are used.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
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
    /// Look for faults in data, prose and templates, in every language, without setting pages
    Check(Check),
    /// Write the generated Typst project, which stock `typst compile` sets to the same pages
    Expand(Expand),
    /// Start a report: a small complete one, with templates and fonts to change
    Init(Init),
}

#[derive(Debug, Args)]
pub struct Build {
    /// Only these languages, such as `fi` or `fi,sv` [default: all of the report]
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// Only these editions [default: those of the report]
    #[arg(long, value_name = "EDITION", value_delimiter = ',', value_parser = edition)]
    pub edition: Vec<Edition>,
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
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Treat warnings as errors
    #[arg(long)]
    pub deny_warnings: bool,
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
    #[arg(long, value_name = "EDITION", default_value = "screen", value_parser = edition)]
    pub edition: Edition,
}

#[derive(Debug, Args)]
pub struct Init {
    /// The folder to start in, new or empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

fn edition(word: &str) -> Result<Edition, String> {
    Edition::from_word(word).ok_or_else(|| format!("the editions are {}", Edition::WORDS.join(", ")))
}
