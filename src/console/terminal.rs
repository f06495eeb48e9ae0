//! Prints for the user: faults on standard error, results on standard output.

use std::backtrace::BacktraceStatus;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ColorChoice;
use clap::error::ErrorKind;

use crate::build::Failure;
use crate::build::watchdog::{Watchdog, WorkLimits};
use crate::cli::{self, Global};
use crate::diagnostics::print::shown::{Shown, Stream, Style};
use crate::diagnostics::print::{self, Format};
use crate::diagnostics::{Diagnostic, Faults, Severity, many};

pub use super::printer::put;
use super::{Outcome, printer};

/// Prints faults and, in the human format, how many there are.
pub fn print_faults(Faults { files, diagnostics }: &Faults, global: &Global) {
    let coloured = shows_colours(global.color, Stream::Error);
    let mut printed = print::print(diagnostics, files, global.format, coloured);
    if !diagnostics.is_empty() && global.format == Format::Human {
        printed += Shown::line(&count(diagnostics)).ended();
    }
    put(if global.format.is_for_programs() { Stream::Output } else { Stream::Error }, &printed);
}

/// Prints a line of the result, except with `--quiet` or in formats for programs.
pub fn print_line(global: &Global, line: &str) {
    if !global.quiet && !global.format.is_for_programs() {
        put(Stream::Output, &Shown::line(line).ended());
    }
}

/// Prints lines of the result as [`print_line`] does, but at once: thousands, one by one, take a while.
pub fn print_lines(global: &Global, lines: impl IntoIterator<Item = String>) {
    if !global.quiet && !global.format.is_for_programs() {
        let mut shown = Shown::default();
        lines.into_iter().for_each(|line| shown += Shown::line(&line).ended());
        put(Stream::Output, &shown);
    }
}

/// Prints an empty line and then the line.
pub fn print_paragraph(global: &Global, line: &str) {
    print_line(global, "");
    print_line(global, line);
}

/// Prints a note on standard error, except in formats for programs.
pub fn note(global: &Global, line: &str) {
    if !global.format.is_for_programs() {
        put(Stream::Error, &Shown::line(&format!("note: {line}")).ended());
    }
}

/// Prints notes, one for each line.
pub fn notes(global: &Global, lines: &[String]) {
    lines.iter().for_each(|line| note(global, line));
}

/// Prints why the command failed, and what to do about it.
pub fn print_failure(failure: &Failure, color: ColorChoice) {
    let mut printed = error(&failure.to_string(), color).ended();
    for hint in &failure.hints {
        printed += Shown::line(&format!("  hint: {hint}")).ended();
    }
    put(Stream::Error, &printed);
}

/// Prints clap's answer: help, the version, or what is wrong with the arguments, which it quotes.
pub fn print_usage(error: &clap::Error) -> Outcome {
    let stream = if error.use_stderr() { Stream::Error } else { Stream::Output };
    let coloured = shows_colours(ColorChoice::Auto, stream);
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        put(stream, &Shown::help(&error.render(), coloured));
    } else {
        let message = error.render().to_string();
        let shown = match message.strip_prefix("error: ") {
            Some(rest) if coloured => Shown::styled(Style::Error, "error") + ": " + Shown::text(rest),
            _ => Shown::text(&message),
        };
        put(stream, &shown);
    }
    // Help and version are results, too: losing them is an error.
    if error.use_stderr() || check_output_written().is_err() { Outcome::Failed } else { Outcome::Fine }
}

/// Prints panics as one escaped line on standard error: they are bugs, and may quote anything.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let reason = panic.payload_as_str().unwrap_or("no reason is given");
        let line = format!("this is a bug in raportti, please report it: {reason}{at}");
        let trace = std::backtrace::Backtrace::capture();
        let mut shown = error(&line, ColorChoice::Auto).ended();
        if trace.status() == BacktraceStatus::Captured {
            shown += Shown::text(&trace.to_string());
        }
        put(Stream::Error, &shown);
    }));
}

/// `error: ` and the message, on one line.
fn error(message: &str, color: ColorChoice) -> Shown {
    let mark = if shows_colours(color, Stream::Error) { Shown::styled } else { |_, word: &str| Shown::line(word) };
    mark(Style::Error, "error") + ": " + message
}

/// `2 errors and 1 warning in 3 files`.
fn count(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let kinds = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
    let counted: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| many(*n, what)).collect();
    let places = diagnostics.iter().filter_map(|diagnostic| diagnostic.place);
    let files: BTreeSet<_> = places.map(|place| place.file).collect();
    format!("{} in {}", counted.join(" and "), many(files.len().max(1), "file"))
}

/// Whether a stream gets colours.
pub fn shows_colours(choice: ColorChoice, stream: Stream) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.shows_colours(),
    }
}

/// The format of a result: text, unless the user names another one with `--as`. Fails as [`require_text_format`].
pub fn form<F: Default>(global: &Global, command: &str, named: Option<F>) -> Result<F, Failure> {
    named.map_or_else(|| require_text_format(global, command, Some("--as json")).map(|()| F::default()), Ok)
}

/// Fails if a command which prints text is asked for a `--format` for programs. `instead` is the option that prints the result for
/// programs, if there is one.
pub fn require_text_format(global: &Global, command: &str, instead: Option<&str>) -> Result<(), Failure> {
    if !global.format.is_for_programs() {
        return Ok(());
    }
    let write =
        |form| format!("write `raportti {command} {form}`: `--format` is the format of faults, `--as` of results");
    let without = "leave `--format` out: it is the format of faults, and this command prints text";
    let hint = instead.map_or_else(|| without.to_owned(), write);
    Err(Failure::new(format!("`{command}` does not support this `--format`")).with_hint(hint))
}

/// An error if a part of the output is lost: half a result must not look like a whole one.
pub fn check_output_written() -> Result<(), Failure> {
    let hint = "check where the output goes, and the free space there";
    let lost = |error| Err(Failure::new(format!("cannot write the output: {error}")).with_hint(hint));
    printer::take_error().map_or(Ok(()), lost)
}

/// The folder relative to the current one, if it is inside, as a user would type it.
pub fn shorten(folder: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    folder.strip_prefix(here).unwrap_or(folder).to_owned()
}

/// Ends this process with exit code 2 when its work passes a limit.
pub fn limit_work(limits: &cli::Limits) -> Watchdog {
    Watchdog::start(WorkLimits::own(limits.time_limit, limits.memory_limit), |excess| {
        print_failure(excess, ColorChoice::Auto);
        std::process::exit(2)
    })
}
