//! What comes in: parsed arguments. What goes out: the work of one command and how it ended. One file for each command.
//! This room only puts stages together; what a stage does is in the stage. No command knows another.

mod build;
mod check;
mod compare;
mod doctor;
mod expand;
pub mod explain;
mod extract;
mod init;
mod release;
mod review;
mod schema;
mod shell;
mod trace;
mod verify;
mod watch;

use crate::build::failure::Failure;
use crate::cli::{Arguments, Command};
use crate::console::outcome::Outcome;
use crate::console::terminal;

/// Runs one command.
///
/// # Errors
/// When the tool cannot work: nothing is said about the report then. Also when what was said is lost.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let outcome = dispatch(arguments)?;
    terminal::is_whole()?;
    Ok(outcome)
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
