//! Proves the parts that schedule, limit and report work. These tests do not run the program.

mod editor;
mod file_events;
mod known_faults;
mod plan;
mod printer;
mod set;
mod work;
