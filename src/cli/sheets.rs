//! The arguments of the commands about sheets: `export` and `import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Formats of sheets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum SheetForm {
    /// A workbook with a sheet for each kind, for people
    #[default]
    Xlsx,
    /// The rows of one kind
    Csv,
    /// A list of rows for each kind, for programs
    Json,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The format [default: xlsx]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<SheetForm>,
    /// Only these kinds, such as `recommendation,action,follow_up` [default: all that the report has items of]
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',')]
    pub kinds: Vec<String>,
    /// Only items that concern this one: those that link to it, such as the actions of an actor, with what stands in them
    #[arg(long = "for", value_name = "ID")]
    pub addressee: Option<String>,
    /// Only items of the first `--kind` for which this is true, with what stands in them, such as `'priority == "high"'`
    #[arg(long = "where", value_name = "CONDITION", requires = "kinds")]
    pub condition: Option<String>,
    /// The language of sheets, headings and words [default: the source language]
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// Where it goes [default: for xlsx a file in this folder, named after the report; otherwise standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// A workbook, CSV or JSON that `raportti export` wrote and somebody filled in
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take every difference from a file that does not say what was exported, so that nobody knows who changed what
    #[arg(long)]
    pub two_way: bool,
    /// The kind of the rows of a CSV file that does not say it
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
}
