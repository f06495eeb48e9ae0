//! The only test binary. Most tests use the program from outside: they make a project in a temporary folder, run the program, and
//! check what it printed and wrote. Each folder is one kind of proof, each file in it one subject.
#![expect(clippy::disallowed_methods, reason = "tests set up and look at files themselves")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod readers;
mod faults;
mod pages;
mod files;
mod commands;
mod engine;
mod comments;
mod outside;
mod interrupted;

mod declarations;
mod every;
mod house;
mod values;
