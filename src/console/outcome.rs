//! How a command ended, and its exit code.

use std::process::ExitCode;

use crate::build::Failure;
use crate::diagnostics::Faults;

/// The outcome of a command that could do its work, with the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Fine = 0,
    /// The report has faults, or `verify` or `compare --exit-code` found differences.
    Faulty = 1,
    /// A child process failed and has printed why.
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

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

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
