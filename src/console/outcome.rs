//! How a command ended when it could work, as the shell sees it.

use std::process::ExitCode;

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

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => ExitCode::from(0),
            Outcome::Faults | Outcome::Differences => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
        }
    }
}
