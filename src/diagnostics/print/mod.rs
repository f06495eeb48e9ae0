//! Complaints as text: for people on a terminal, and for the programs that read over their shoulder.

pub mod shown;
mod excerpts;
mod folded;
mod github;
mod human;
mod json;
mod region;
mod sarif;
mod short;

use super::{Diagnostic, Files};

pub use shown::{Shown, Stream};

/// How complaints are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: with the written lines, underlined, and hints
    Human,
    /// For editors: one line each, `file:line:column: severity[code]: message`
    Short,
    /// For programs: one JSON object a line
    Json,
    /// For code scanning: one SARIF 2.1.0 document
    Sarif,
    /// For GitHub Actions: workflow commands that become annotations
    Github,
}

impl Format {
    /// Whether a program reads it, so that nothing else may be printed between.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Format::Json | Format::Sarif | Format::Github)
    }
}

/// All complaints as text, in order, their long words cut. For people those that are the same but for their places in a file are
/// one, and alike ones are folded in the human format. With `colour`, ANSI escapes are inside.
pub fn print(diagnostics: &[Diagnostic], files: &Files, format: Format, colour: bool) -> Shown {
    let bounded: Vec<Diagnostic> = diagnostics.iter().map(folded::bounded).collect();
    let diagnostics = &if format.is_for_programs() { bounded } else { folded::fold(bounded, files) };
    let each = |line: fn(&Diagnostic, &Files) -> String, shown: fn(&str) -> Shown| {
        diagnostics.iter().fold(Shown::default(), |all, diagnostic| all + shown(&line(diagnostic, files)).ended())
    };
    match format {
        Format::Human => human::print(diagnostics, files, colour),
        Format::Short => each(short::line, Shown::line),
        Format::Json => each(json::line, Shown::json),
        Format::Github => each(github::line, Shown::line),
        Format::Sarif => Shown::json(&sarif::document(diagnostics, files)),
    }
}
