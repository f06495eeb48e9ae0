//! Proves the parts that schedule, limit and report work, by themselves: without running the program.

mod editor;
mod file_events;
mod known_faults;
mod plan;
mod printer;
mod set;
mod work;
