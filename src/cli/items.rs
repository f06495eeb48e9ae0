//! The arguments of the commands about single items.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
pub struct List {
    /// The kind, such as `finding`, or one of the report's own
    #[arg(value_name = "KIND")]
    pub kind: String,
    /// Only items for which this is true, such as `'severity == "high" and not owner'`: an expression of minijinja over the fields of the
    /// item and the ways back to it
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,
    /// Sort by these fields, such as `priority,-due`; `-` turns the order around [default: the order of the report]
    #[arg(long, value_name = "FIELD", value_delimiter = ',', allow_hyphen_values = true)]
    pub sort: Vec<String>,
    /// Show these fields, such as `themes,evidence.source` [default: the words that cards show beside the text]
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// The format of the result [default: table]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<ListForm>,
}

/// Formats of a list of items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ListForm {
    /// For people at a terminal
    #[default]
    Table,
    /// For a spreadsheet
    Csv,
    /// All fields and places, for programs
    Json,
}

#[derive(Debug, Args)]
pub struct New {
    /// The kind, such as `finding`, or one of the report's own
    #[arg(value_name = "KIND")]
    pub kind: String,
    /// Its title, in the source language
    #[arg(value_name = "TITLE")]
    pub title: Option<String>,
    /// Its id [default: the next free one]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// What it links to, such as `theme=T1`; or, for an action, what it belongs to: `recommendation=S1`
    #[arg(long = "in", value_name = "FIELD=ID")]
    pub links: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Rename {
    /// The id that it has
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The id that it gets
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Rename also an id that a tagged version or a release has, and enter it into `withdrawn.toml`
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Withdraw {
    /// The item
    #[arg(value_name = "ID")]
    pub id: String,
    /// Why, in the source language
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The ids that replace it, such as `H12` or `H12,H13`
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub replaced_by: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Stats {
    /// The format of the result [default: text]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<StatsForm>,
}

/// Formats of the numbers of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum StatsForm {
    /// For people at a terminal
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Subcommand)]
pub enum SourcesCommand {
    /// Take references from a file of BibLaTeX, CSL-JSON, RIS or hayagriva's YAML: one file a source
    Import(ImportSources),
    /// Give the sources to a reference manager
    Export(ExportSources),
}

#[derive(Debug, Args)]
pub struct ImportSources {
    /// The file, such as `library.bib`, `library.json`, `library.ris` or `library.yaml`
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Show what would be written
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ExportSources {
    /// The format of the file [default: bib]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<SourcesForm>,
    /// Where it goes [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Formats of references.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum SourcesForm {
    /// BibLaTeX
    #[default]
    Bib,
    /// CSL-JSON, for Zotero and Pandoc
    CslJson,
}

#[derive(Debug, Args)]
pub struct Next {
    /// Its version [default: the next one with new content, such as 1.2.0 after 1.1.3]
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Its day, such as 2027-01-31 [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Ask for no states
    #[arg(long)]
    pub no_follow_up: bool,
}
