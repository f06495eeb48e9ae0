//! Proves that files stay whole if a command is killed, or if somebody writes while it reads.

mod kills;
mod leftovers;
mod many;
mod races;
