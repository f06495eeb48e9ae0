//! What comes in: faults, results and progress. What goes out: lines on standard output and standard error, in the form that the user
//! asked for, and the exit code.
//! This room must not know how anything is made, and nobody else writes to these streams.

pub mod stream;
pub mod printer;
pub mod terminal;
pub mod json_lines;
mod progress;
pub mod heartbeat;
mod outcome;

pub use outcome::{Ended, Outcome, Stop};
pub use progress::Progress;
