//! The program: arguments to one command to an exit code.

use std::process::ExitCode;

use clap::{ColorChoice, Parser};

use raportti::cli::Arguments;
use raportti::commands;

/// Typst makes and drops many small values in several threads, which this allocator does faster than that of most systems.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // `--color` holds for every line, also for those about the tool itself.
    match arguments.global.color {
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        ColorChoice::Auto => {}
    }
    match commands::run(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            anstream::eprintln!("\u{1b}[1;31merror\u{1b}[0m: {failure}");
            for hint in failure.hints() {
                anstream::eprintln!("  hint: {hint}");
            }
            // The report itself may be fine: the tool could not work.
            ExitCode::from(2)
        }
    }
}
