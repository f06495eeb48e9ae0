//! The arguments of `raportti look`.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Look {
    #[command(subcommand)]
    pub what: Option<LookCommand>,
    /// List every file that the program has, too, with what it defines
    #[arg(long)]
    pub all: bool,
    /// The format of the result [default: text]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<LookForm>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LookForm {
    /// For people at a terminal
    #[default]
    Text,
    /// For programs; docs/templates.md describes it
    Json,
}

#[derive(Debug, Subcommand)]
pub enum LookCommand {
    /// Copy templates of the program into `templates/`, to change them
    Take(Take),
    /// Show what the program changed in the templates that were taken from it
    Diff(Diff),
    /// Reduce a `templates/` with everything to what differs from the program, and `fonts/` likewise
    Adopt(Adopt),
}

#[derive(Debug, Args)]
pub struct Take {
    /// The files, such as `components/finding.typ`, or `labels/fi.toml` for words
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    /// Put the changes that the program made since into files that were taken earlier
    #[arg(long, conflicts_with = "keep")]
    pub merge: bool,
    /// Leave files as they are, and remember that they now stand for the program's present ones
    #[arg(long)]
    pub keep: bool,
}

#[derive(Debug, Args)]
pub struct Diff {
    /// Only these files [default: all that were taken]
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Show the project's own changes instead
    #[arg(long)]
    pub mine: bool,
    /// The format of the result [default: text]
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub form: Option<LookForm>,
}

#[derive(Debug, Args)]
pub struct Adopt {
    /// Say what would be done, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}
