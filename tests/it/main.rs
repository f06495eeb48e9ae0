//! The one test binary. Each module is a kind of proof; the cases themselves are files.

mod project;

mod cases;
mod command_line;
mod expand;
mod house;
mod look;
mod pdf;
mod reports;
