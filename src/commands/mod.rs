//! What comes in: parsed arguments. What goes out: the work of one command, and its outcome. One file for each command.
//! This room only combines stages. No command uses another.

mod build;
mod check;
mod comments;
mod compare;
mod doctor;
mod expand;
mod explain;
mod export;
mod extract;
mod import;
mod init;
mod list;
mod look;
mod new;
mod next;
mod release;
mod rename;
mod review;
mod schema;
mod shell;
mod sources;
mod stats;
mod trace;
mod verify;
pub mod watch;
mod withdraw;

use crate::build::Failure;
use crate::cli::{Arguments, Command};
use crate::console::{Ended, Outcome, Stop, json_lines, terminal};
use crate::typeset::thread;

/// Runs one command, and prints the faults that stopped it. Fails if the command cannot do its work, or its output cannot be written.
pub fn run(Arguments { global, command }: &Arguments) -> Result<Outcome, Failure> {
    thread::start_pool().map_err(|error| {
        Failure::new(format!("the system cannot start a thread: {error}"))
            .with_hint("`ulimit -a` shows the limits of a program here")
    })?;
    let ended: Ended = match command {
        Command::Build(options) => build::run(global, options),
        Command::Watch(options) => watch::run(global, options),
        Command::Check(options) => check::run(global, options),
        Command::Comments(options) => comments::run(global, options),
        Command::Expand(options) => expand::run(global, options),
        Command::Review(options) => review::run(global, options),
        Command::Trace(options) => trace::run(global, options),
        Command::List(options) => list::run(global, options),
        Command::New(options) => new::run(global, options),
        Command::Rename(options) => rename::run(global, options),
        Command::Withdraw(options) => withdraw::run(global, options),
        Command::Next(options) => next::run(global, options),
        Command::Sources(options) => sources::run(global, options),
        Command::Export(options) => export::run(global, options),
        Command::Import(options) => import::run(global, options),
        Command::Stats(options) => stats::run(global, options),
        Command::Explain { words } => explain::run(global, words),
        Command::Schema { out } => schema::run(global, out.as_deref()),
        Command::Doctor => doctor::run(global),
        Command::Init(options) => init::run(global, options),
        Command::Look(options) => look::run(global, options),
        Command::Release(options) => release::run(global, options),
        Command::Verify(options) => verify::run(global, options),
        Command::Extract(options) => extract::run(global, options),
        Command::Compare(options) => compare::run(global, options),
        Command::Completions { shell } => shell::completions(global, *shell),
        Command::Man { folder } => shell::manual(global, folder),
    };
    let outcome = match ended {
        Ok(outcome) => outcome,
        Err(Stop::Failure(failure)) => return Err(failure),
        Err(Stop::Faults(faults)) => {
            terminal::print_faults(&faults, global);
            json_lines::summary(global, &faults.diagnostics, 0);
            Outcome::Faulty
        }
    };
    terminal::check_output_written()?;
    Ok(outcome)
}
