//! What the user sees: faults on standard error, results on standard output.

use std::backtrace::BacktraceStatus;
use std::io;
use std::process::ExitCode;
use std::sync::Mutex;

use clap::ColorChoice;
use clap::error::ErrorKind;

use crate::cli::Global;
use crate::diagnostics::diagnostic::{Diagnostic, Severity};
use crate::diagnostics::files::Files;
use crate::diagnostics::print::shown::{Shown, Stream, Style};
use crate::diagnostics::print::{self, Format};

use super::{Failure, printer};

/// Prints faults, and in the human format how many there are.
pub fn print_faults(diagnostics: &[Diagnostic], files: &Files, global: &Global) {
    let coloured = shows_colours(global.color, Stream::Error);
    let mut printed = print::print(diagnostics, files, global.format, coloured);
    if !diagnostics.is_empty() && global.format == Format::Human {
        printed += Shown::line(&count(diagnostics)).ended();
    }
    put(if global.format.is_for_programs() { Stream::Output } else { Stream::Error }, &printed);
}

/// A number of bytes in units of a thousand (SI), with one decimal below ten: `812 B`, `3.2 KB`, `32 KB`, `1.4 MB`.
pub fn size(bytes: usize) -> String {
    let units = [(1e3, "KB"), (1e6, "MB"), (1e9, "GB")];
    // What would be written as 1000 of a unit is one of the next.
    let fits = |(unit, _): &(f64, _)| (bytes as f64) < unit * 999.5;
    let (unit, name) = units.into_iter().find(fits).unwrap_or(units[2]);
    let number = bytes as f64 / unit;
    match bytes {
        0..1000 => format!("{bytes} B"),
        _ if number < 9.95 => format!("{number:.1} {name}"),
        _ => format!("{number:.0} {name}"),
    }
}

/// Tells a result, a line, unless the user wants quiet or a program reads the lines.
pub fn tell(global: &Global, line: &str) {
    if !global.quiet && !global.format.is_for_programs() {
        put(Stream::Output, &Shown::line(line).ended());
    }
}

/// The same, with an empty line before it.
pub fn tell_apart(global: &Global, line: &str) {
    tell(global, "");
    tell(global, line);
}

/// Tells about the tool itself, a line on standard error.
pub fn note(global: &Global, line: &str) {
    if !global.format.is_for_programs() {
        put(Stream::Error, &Shown::line(&format!("note: {line}")).ended());
    }
}

/// Says why the tool could not work, and what to do about it.
pub fn print_failure(failure: &Failure, color: ColorChoice) {
    let mut printed = error(&failure.to_string(), color).ended();
    for hint in failure.hints() {
        printed += Shown::line(&format!("  hint: {hint}")).ended();
    }
    put(Stream::Error, &printed);
}

/// Prints what clap answers instead of arguments: help, the version, or what is wrong with the arguments that were typed,
/// which it quotes.
pub fn print_usage(error: &clap::Error) -> ExitCode {
    let stream = if error.use_stderr() { Stream::Error } else { Stream::Output };
    let coloured = shows_colours(ColorChoice::Auto, stream);
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        put(stream, &Shown::help(&error.render(), coloured));
    } else {
        let said = error.render().to_string();
        let shown = match said.strip_prefix("error: ") {
            Some(rest) if coloured => Shown::styled(Style::Error, "error") + ": " + Shown::text(rest),
            _ => Shown::text(&said),
        };
        put(stream, &shown);
    }
    // Help and the version are answers, too, and must not be lost in silence.
    ExitCode::from(if error.use_stderr() || lost().is_some() { 2 } else { 0 })
}

/// Has panics, which are bugs and may quote anything, say so on one line of standard error.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let said = panic.payload_as_str().unwrap_or("no reason is given");
        let line = format!("this is a bug in raportti, please report it: {said}{at}");
        let trace = std::backtrace::Backtrace::capture();
        let mut shown = error(&line, ColorChoice::Auto).ended();
        if trace.status() == BacktraceStatus::Captured {
            shown += Shown::text(&trace.to_string());
        }
        put(Stream::Error, &shown);
    }));
}

/// `error: ` and what is wrong, on one line.
pub fn error(said: &str, color: ColorChoice) -> Shown {
    let word = "error";
    let word = if shows_colours(color, Stream::Error) { Shown::styled(Style::Error, word) } else { Shown::line(word) };
    word + ": " + said
}

/// Why a part of the output is lost, if any is.
static LOST: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes to a stream: at once, or in the order of the `printer` while it runs.
pub fn put(stream: Stream, shown: &Shown) {
    if !printer::takes(stream, shown) {
        write(stream, shown);
    }
}

/// Writes to a stream at once. A reader that has heard enough, such as `head`, closes it, which is no fault. Whatever else goes
/// wrong is remembered for [`lost`]: the command goes on, since what it does besides is worth doing.
pub fn write(stream: Stream, shown: &Shown) {
    if let Err(error) = stream.write(shown)
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        LOST.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
    }
}

/// Takes the first reason why output was lost.
pub fn lost() -> Option<io::Error> {
    LOST.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
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

/// Whether a stream gets colours.
pub fn shows_colours(choice: ColorChoice, stream: Stream) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.shows_colours(),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    /// A PDF of 32 KB was told as `0.0 MB`.
    #[test]
    fn sizes_have_the_unit_that_fits() {
        let written = [0, 999, 1_000, 9_949, 32_000, 999_499, 999_500, 1_440_000, 54_000_000, 2_000_000_000].map(size);
        let expected = ["0 B", "999 B", "1.0 KB", "9.9 KB", "32 KB", "999 KB", "1.0 MB", "1.4 MB", "54 MB", "2.0 GB"];
        assert_eq!(written, expected);
    }
}
