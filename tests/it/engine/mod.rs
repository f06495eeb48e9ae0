//! Proves the parts that schedule, limit and report work, by themselves: no project, and no run of the program.

mod editor;
mod file_events;
mod known_faults;
mod plan;
mod printer;
mod queue;
mod work;
