//! Proves what each command does and prints, as the people who type it expect.

pub mod release;
pub mod watch;

mod command_line;
mod committed;
mod compare;
mod expand;
mod permanence;
mod preview;
mod review;
mod surprises;
mod up_to_date;
