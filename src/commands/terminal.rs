//! What the user sees: faults on standard error, results on standard output.

use std::io::IsTerminal;

use clap::ColorChoice;

use crate::cli::Global;
use crate::diagnostics::diagnostic::{Diagnostic, Severity};
use crate::diagnostics::files::Files;
use crate::diagnostics::print::{self, Format};

/// Prints faults, and in the human format how many there are.
pub fn print_faults(diagnostics: &[Diagnostic], files: &Files, global: &Global) {
    let printed = print::print(diagnostics, files, global.format, colour(global.color));
    if global.format.is_for_programs() {
        print!("{printed}");
    } else {
        eprint!("{printed}");
    }
    if !diagnostics.is_empty() && global.format == Format::Human {
        eprintln!("{}", count(diagnostics));
    }
}

/// Whether results may be told: not when the user wants quiet, nor between lines that a program reads.
pub fn tells(global: &Global) -> bool {
    !global.quiet && !global.format.is_for_programs()
}

/// `2 errors and 1 warning in 3 files`.
fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let kinds = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
    let counted: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| many(*n, what)).collect();
    let mut files: Vec<_> =
        diagnostics.iter().filter_map(|diagnostic| diagnostic.place).map(|place| place.file).collect();
    files.sort_unstable();
    files.dedup();
    format!("{} in {}", counted.join(" and "), many(files.len().max(1), "file"))
}

/// `1 page`, `2 pages`.
pub fn many(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn colour(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            std::io::stderr().is_terminal()
                && anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
        }
    }
}
