//! Proves what each command does and prints.

mod command_line;
mod committed;
mod compare;
mod differences;
mod expand;
mod extracts;
mod handed_round;
mod items;
mod look;
mod next;
mod permanence;
mod preview;
mod release;
mod review;
mod saved_comments;
mod sources;
mod sheets;
mod starters;
mod surprises;
mod up_to_date;
mod watch;
