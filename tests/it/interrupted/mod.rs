//! Proves that files stay whole when a command is killed, or when somebody writes while it reads.

mod kills;
mod leftovers;
mod races;
