//! How watching ends: when the user asks for it, and never between a hidden file and its name.

use std::sync::Mutex;

use crate::build::{Failure, watchdog::Excess};
use crate::console::{printer, terminal};
use crate::typeset::thread;

/// Held while files are written, so that the program never ends between a hidden file and its name.
pub static WRITING: Mutex<()> = Mutex::new(());

/// Ends the program, but not in the middle of writing.
pub fn end(code: i32) -> ! {
    let _writing = WRITING.lock();
    printer::stop();
    std::process::exit(code)
}

/// Ends the program when the work has passed a limit.
pub fn end_for(excess: Excess) -> ! {
    terminal::print_excess(excess);
    end(2)
}

/// Lets Ctrl-C and a request to terminate end the program at once, but not in the middle of writing.
///
/// # Errors
/// When the system gives no signals.
pub fn end_cleanly() -> Result<(), Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let mut signals =
            signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|error| fail(&error))?;
        thread::spawn_free(move || {
            if signals.forever().next().is_some() {
                end(0);
            }
        });
    }
    #[cfg(not(unix))]
    ctrlc::set_handler(|| end(0)).map_err(|error| fail(&error))?;
    Ok(())
}
