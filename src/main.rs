//! The program: arguments to one command to an exit code.

use std::process::ExitCode;

use raportti::cli::Arguments;
use raportti::commands;
use raportti::console::terminal;

/// Typst makes and drops many small values in several threads, which this allocator does faster than that of most systems.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    terminal::show_panics();
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return terminal::print_usage(&error),
    };
    match commands::run(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal::print_failure(&failure, arguments.global.color);
            // The report itself may be fine: the tool could not work.
            ExitCode::from(2)
        }
    }
}
