//! The program: arguments to one command to an exit code.

use std::process::ExitCode;

use raportti::cli::Arguments;
use raportti::commands;
use raportti::console::{Outcome, terminal};
use raportti::typeset::thread;

/// Typst makes and drops many small values in several threads, which this allocator does faster than that of most systems.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    terminal::show_panics();
    #[cfg(unix)]
    survive_file_limits();
    // Every system gives the main thread another stack, and users can change it. A panic has been printed.
    let outcome = thread::run(|| Some(run())).unwrap_or(Outcome::Failed);
    ExitCode::from(outcome as u8)
}

fn run() -> Outcome {
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return terminal::print_usage(&error),
    };
    commands::run(&arguments).unwrap_or_else(|failure| {
        terminal::print_failure(&failure, arguments.global.color);
        Outcome::Failed
    })
}

/// A limit on the size of files (`ulimit -f`) fails the write that passes it, as a full disk does, and does not end the program between a
/// hidden file and its name.
#[cfg(unix)]
fn survive_file_limits() {
    // Where the signal cannot be taken, it ends the program as before.
    let _taken = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}
