//! How a command ended, and its exit code.

use std::process::ExitCode;

use crate::build::Failure;
use crate::diagnostics::Faults;

/// The outcome of a command that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Fine,
    /// The report has faults. Exit code 1.
    Faults,
    /// `verify` found differences, or `compare --exit-code` did. Exit code 1.
    Differences,
    /// A child process failed and has printed why. Exit code 2.
    Failed,
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
        match outcome {
            Outcome::Fine => ExitCode::from(0),
            Outcome::Faults | Outcome::Differences => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
        }
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
