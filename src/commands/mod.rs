//! What comes in: parsed arguments. What goes out: the work of one command and how it ended. One file per command.
//! This room only puts stages together; what a stage does is in the stage.

mod asked;
mod build;
mod carried;
mod check;
mod compare;
mod doctor;
mod expand;
pub mod explain;
mod extract;
mod failure;
mod init;
mod limits;
mod made;
pub mod pipeline;
mod broken;
mod foreseen;
mod printer;
mod progress;
mod review;
mod release;
mod revision;
mod schema;
mod shell;
pub mod since;
pub mod stopped;
pub mod terminal;
mod trace;
mod travelling;
mod turns;
mod typesetting;
mod verify;
mod watch;
mod worlds;

use std::process::ExitCode;

use crate::cli::{Arguments, Command};

pub use failure::Failure;

/// How a command ended when it could work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Fine,
    /// The report has faults. Exit code 1.
    Faults,
    /// There are differences, where none should be or where the user asked for them to be told this way. Exit code 1.
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

/// Runs one command.
///
/// # Errors
/// When the tool cannot work: nothing is said about the report then. Also when what was said is lost.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let outcome = dispatch(arguments)?;
    // Who asked for an answer and got half of it must not believe that it is whole.
    terminal::lost().map_or(Ok(outcome), |error| Err(Failure::Output(error)))
}

fn dispatch(arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.command {
        Command::Build(options) => build::run(&arguments.global, options),
        Command::Watch(options) => watch::run(&arguments.global, options),
        Command::Check(options) => check::run(&arguments.global, options),
        Command::Expand(options) => expand::run(&arguments.global, options),
        Command::Review(options) => review::run(&arguments.global, options),
        Command::Trace(options) => trace::run(&arguments.global, options),
        Command::Explain(options) => explain::run(&arguments.global, options),
        Command::Schema(options) => schema::run(&arguments.global, options),
        Command::Doctor(options) => doctor::run(&arguments.global, options),
        Command::Init(options) => init::run(&arguments.global, options),
        Command::Release(options) => release::run(&arguments.global, options),
        Command::Verify(options) => verify::run(&arguments.global, options),
        Command::Extract(options) => extract::run(&arguments.global, options),
        Command::Compare(options) => compare::run(&arguments.global, options),
        Command::Completions(options) => shell::completions(options),
        Command::Man(options) => shell::manual(&arguments.global, options),
    }
}
