//! How a command ended, and its exit code.

use crate::build::Failure;
use crate::diagnostics::Faults;

/// The outcome of a command, with the exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Fine = 0,
    /// The report has faults, or `verify` or `compare --exit-code` found differences.
    Faulty = 1,
    /// The command, or its child process, could not do its work, and has printed why. The report may be fine.
    Failed = 2,
}

/// What stopped a command; printed when the command has ended.
#[derive(Debug)]
pub enum Stop {
    /// The report has errors. Exit code 1.
    Faults(Faults),
    /// The command could not do its work. Exit code 2.
    Failure(Failure),
}

/// The outcome of a command, or what stopped it.
pub type Ended = Result<Outcome, Stop>;

impl From<Faults> for Stop {
    fn from(faults: Faults) -> Self {
        Stop::Faults(faults)
    }
}

impl<E: Into<Failure>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Failure(error.into())
    }
}
