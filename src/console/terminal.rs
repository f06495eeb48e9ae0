//! Prints for the user: faults on standard error, results on standard output.

use std::backtrace::BacktraceStatus;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ColorChoice;
use clap::error::ErrorKind;

use crate::build::Failure;
use crate::build::watchdog::{Excess, Watchdog, WorkLimits};
use crate::cli::{self, Global};
use crate::diagnostics::print::shown::{Shown, Stream, Style};
use crate::diagnostics::print::{self, Format};
use crate::diagnostics::{Diagnostic, Faults, Severity, many};

pub use super::printer::put;
use super::stream;

/// Prints faults, and in the human format how many there are.
pub fn print_faults(Faults { files, diagnostics }: &Faults, global: &Global) {
    let coloured = shows_colours(global.color, Stream::Error);
    let mut printed = print::print(diagnostics, files, global.format, coloured);
    if !diagnostics.is_empty() && global.format == Format::Human {
        printed += Shown::line(&count(diagnostics)).ended();
    }
    put(if global.format.is_for_programs() { Stream::Output } else { Stream::Error }, &printed);
}

/// Prints a line of the result, unless the user wants quiet or a program reads the lines.
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

/// Prints a line about the tool itself on standard error, unless a program reads the lines.
pub fn note(global: &Global, line: &str) {
    if !global.format.is_for_programs() {
        put(Stream::Error, &Shown::line(&format!("note: {line}")).ended());
    }
}

/// Prints why the tool could not work, and what to do about it.
pub fn print_failure(failure: &Failure, color: ColorChoice) {
    let mut printed = error(&failure.to_string(), color).ended();
    for hint in &failure.hints {
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
    ExitCode::from(if error.use_stderr() || is_whole().is_err() { 2 } else { 0 })
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

/// Whether a stream gets colours.
pub fn shows_colours(choice: ColorChoice, stream: Stream) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.shows_colours(),
    }
}

/// Refuses to answer in words where a program reads standard output. `instead` is how the answer is asked for in a form for
/// programs, where there is one.
///
/// # Errors
/// When `--format` says that a program reads.
pub fn answers_in_words(global: &Global, command: &'static str, instead: Option<&'static str>) -> Result<(), Failure> {
    if !global.format.is_for_programs() {
        return Ok(());
    }
    let failure = Failure::new(format!("the answer of `{command}` has no form that `--format` names"));
    Err(failure.with_hint(match instead {
        Some(form) => {
            format!("write `raportti {command} {form}`: `--format` is the form of faults, `--as` that of an answer")
        }
        None => "leave `--format` out: it is the form of faults, and this answer is text".to_owned(),
    }))
}

/// Whether all that was printed up to now came out: who asked for an answer and got half of it must not believe that it is whole.
///
/// # Errors
/// Why a part of it is lost.
pub fn is_whole() -> Result<(), Failure> {
    let hint = "check where the output goes, and the free space there";
    let lost = |error| Err(Failure::new(format!("cannot write the output: {error}")).with_hint(hint));
    stream::lost().map_or(Ok(()), lost)
}

/// The folder relative to the current one where it lies in that, which is how a user would type it.
pub fn shorten(folder: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|here| folder.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| folder.to_owned())
}

/// Bounds the work of this process from now on: one that passes a limit ends it with exit code 2.
pub fn bound_work(limits: &cli::Limits) -> Watchdog {
    Watchdog::start(WorkLimits::own(limits.time_limit, limits.memory_limit), |excess| {
        print_excess(excess);
        std::process::exit(2)
    })
}

/// Prints which limit was passed.
pub fn print_excess(excess: Excess) {
    print_failure(&excess.into(), ColorChoice::Auto);
}
