//! What the user sees: faults on standard error, results on standard output.

use std::io::{IsTerminal, Write};

use clap::ColorChoice;

use crate::cli::Global;
use crate::diagnostics::diagnostic::{Diagnostic, Severity};
use crate::diagnostics::files::Files;
use crate::diagnostics::print::{self, Format};

/// Prints faults, and in the human format how many there are.
pub fn print_faults(diagnostics: &[Diagnostic], files: &Files, global: &Global) {
    let printed = print::print(diagnostics, files, global.format, colour(global.color));
    if global.format.is_for_programs() {
        put(&mut std::io::stdout(), &printed);
    } else {
        put(&mut std::io::stderr(), &printed);
    }
    if !diagnostics.is_empty() && global.format == Format::Human {
        put(&mut std::io::stderr(), &(count(diagnostics) + "\n"));
    }
}

/// Tells a result, a line, unless the user wants quiet or a program reads the lines.
pub fn tell(global: &Global, line: &str) {
    if !global.quiet && !global.format.is_for_programs() {
        put(&mut std::io::stdout(), &format!("{line}\n"));
    }
}

/// Tells about the tool itself, a line on standard error.
pub fn note(global: &Global, line: &str) {
    if !global.format.is_for_programs() {
        put(&mut std::io::stderr(), &format!("note: {line}\n"));
    }
}

/// Writes to a stream. A reader that has heard enough, such as `head`, closes it, which is no fault.
pub fn put(stream: &mut dyn Write, text: &str) {
    let _closed = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
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
