//! Messages that verifications of files and folders share.

use crate::build::{Failure, reproduce::Reproduced};
use crate::cli::Global;
use crate::console::terminal;
use crate::diagnostics::Faults;
use crate::publish::release::Tool;

/// How much of the name of a build is shown, in characters.
pub const SHOWN: usize = 12;

/// Says which other program made a file, before a difference could be put on the file.
pub fn note_other_program(global: &Global, made_by: &str) {
    let own = Tool::this();
    let own = format!("raportti {}, build {}", own.version, &own.build[..SHOWN]);
    terminal::note(global, &format!("it was made by {made_by}, and this is {own}: a difference may come from that"));
}

/// The result of setting a source again.
///
/// # Errors
/// When there is none; the faults are printed.
pub fn made<T>(global: &Global, (made, faults): Reproduced<T>, nothing: &str) -> Result<T, Failure> {
    print_errors(global, &faults);
    made.ok_or_else(|| Failure::unverifiable(nothing))
}

/// Prints faults, when one of them is an error.
pub fn print_errors(global: &Global, faults: &Faults) {
    if faults.any_error() {
        terminal::print_faults(faults, global);
    }
}
