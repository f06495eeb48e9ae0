//! The one test binary. It knows the program mostly from outside: a project in a temporary folder, a run of the program, what it
//! printed and what it wrote. Each folder is one kind of proof, each file in it one subject.
#![expect(clippy::disallowed_methods, reason = "tests set up and look at files themselves")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod readers;
mod faults;
mod pages;
mod files;
mod commands;
mod outside;
mod interrupted;

mod declarations;
mod house;
