//! Diagnostics as text, for people and for programs.

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

/// Formats of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: with excerpts and hints
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
    /// Whether a program reads the output, so that nothing else may be printed in between.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Format::Json | Format::Sarif | Format::Github)
    }
}

/// Prints diagnostics in order, with long words cut. For people, equal diagnostics of a file are folded; the human format also
/// shortens similar ones. `colour` adds ANSI escapes.
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
