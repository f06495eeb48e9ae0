//! The options of `comments`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::edits::comments;

use super::options::Limits;

#[derive(Debug, Args)]
pub struct Comments {
    /// PDFs of the report that people marked
    #[arg(value_name = "FILE.pdf", required = true)]
    pub files: Vec<PathBuf>,
    /// For a PDF that does not carry its source, such as a print edition: the version that was marked, by a folder, a release, a
    /// PDF or a git revision
    #[arg(long, value_name = "OLD")]
    pub from: Option<String>,
    /// The format of the list [default: text]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<CommentsForm>,
    /// Write the list to this file [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Save what is new in `report/comments/NAME.toml`, where editors answer it [default name: comments]
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = comments::USUAL)]
    pub save: Option<String>,
    #[command(flatten)]
    pub limits: Limits,
}

/// Formats of a list of comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CommentsForm {
    /// For people at a terminal
    #[default]
    Text,
    /// One array for programs; docs/people.md describes it
    Json,
    /// A table in Markdown
    Markdown,
    /// A table for a spreadsheet
    Csv,
    /// A workbook; needs `--out`
    Xlsx,
}
