//! Messages for both files and folders.

use crate::build::{Failure, reproduce::Reproduced};
use crate::cli::Global;
use crate::console::terminal;
use crate::diagnostics::Faults;
use crate::publish::release::Tool;

/// Printed characters of a build's hash.
pub const HASH_LENGTH: usize = 12;

/// Prints which other program made a file, which may explain a difference.
pub fn note_other_program(global: &Global, made_by: &str) {
    let own = Tool::this();
    let own = format!("raportti {}, build {}", own.version, &own.build[..HASH_LENGTH]);
    terminal::note(global, &format!("it was made by {made_by}; this is {own}, which may explain differences"));
}

/// The result of a new build, or an error if there is none. Prints its faults.
pub fn made<T>(global: &Global, (made, faults): Reproduced<T>, nothing: &str) -> Result<T, Failure> {
    print_errors(global, &faults);
    made.ok_or_else(|| Failure::unverifiable(nothing))
}

/// Prints faults if one of them is an error.
pub fn print_errors(global: &Global, faults: &Faults) {
    if faults.any_error() {
        terminal::print_faults(faults, global);
    }
}
