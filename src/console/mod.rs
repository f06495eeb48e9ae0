//! What comes in: faults, results and progress. What goes out: lines on standard output and standard error, in the format that
//! the user chose, and the exit code.
//! This room must not know how anything is made. No other room writes to these streams.

pub mod printer;
pub mod terminal;
pub mod json_lines;
pub mod known_faults;
mod progress;
mod outcome;

pub use outcome::{Ended, Outcome, Stop};
pub use progress::{Progress, report_while};
