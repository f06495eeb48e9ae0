//! How a command ended, as the shell sees it.

use std::process::ExitCode;

use crate::build::Failure;
use crate::diagnostics::Faults;

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Fine,
    /// The report has faults. Exit code 1.
    Faults,
    /// There are differences where none should be, or where the user asked for this exit code. Exit code 1.
    Differences,
    /// The tool could not work, and a process that it started has said why. Exit code 2.
    Failed,
}

/// What stopped a command. It is printed when the command has ended.
#[derive(Debug)]
pub enum Stop {
    /// The report has errors. Exit code 1.
    Faults(Faults),
    /// The tool could not work. Exit code 2.
    Failure(Failure),
}

/// How a command ended, or what stopped it.
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
