//! What comes in: faults, results and progress. What goes out: lines on standard output and standard error, in the form that the user
//! asked for, and the exit code.
//! This room must not know how anything is made, and nobody else writes to these streams.

mod stream;
pub mod printer;
pub mod terminal;
pub mod json_lines;
pub mod progress;
pub mod heartbeat;
pub mod outcome;
