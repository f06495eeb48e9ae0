//! The program: arguments to one command to an exit code.

use std::process::ExitCode;

use clap::Parser;

use raportti::cli::Arguments;
use raportti::commands;

fn main() -> ExitCode {
    match commands::run(&Arguments::parse()) {
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
