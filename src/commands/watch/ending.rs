//! Ends `watch` on request, but never while files are being written.

use std::sync::Mutex;

use clap::ColorChoice;

use crate::build::Failure;
use crate::console::{printer, terminal};
use crate::typeset::thread;

/// Held while files are written and renamed, so that the program does not end in between.
pub static WRITING: Mutex<()> = Mutex::new(());

/// Ends the program after files that are being written.
pub fn end(code: i32) -> ! {
    let _writing = WRITING.lock();
    printer::stop();
    std::process::exit(code)
}

/// Ends the program because the work passed a limit.
pub fn end_on_excess(excess: &Failure) -> ! {
    terminal::print_failure(excess, ColorChoice::Auto);
    end(2)
}

/// Makes Ctrl-C and the signals to terminate end the program, but not while files are being written.
pub fn end_cleanly() -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]);
        let mut signals = signals.map_err(|error| Failure::new(error.to_string()))?;
        thread::spawn_free(move || {
            if signals.forever().next().is_some() {
                end(0);
            }
        });
    }
    #[cfg(not(unix))]
    ctrlc::set_handler(|| end(0)).map_err(|error| Failure::new(error.to_string()))?;
    Ok(())
}
