//! `raportti verify`: whether a PDF, or the folder of a release, is what its own source gives.
//!
//! What was looked at is said line by line. Exit code 1 means that something differs, 2 that it could not be told.

mod document;
mod folder;

use crate::cli::{Global, Verify};

use super::release::making;
use super::{Failure, Outcome};

/// How much of the name of a build is shown, in characters.
const SHOWN: usize = 12;

pub fn run(global: &Global, options: &Verify) -> Result<Outcome, Failure> {
    if options.path.is_dir() { folder::verify(global, &options.path) } else { document::verify(global, &options.path) }
}

/// What is said before a difference could be put on the file.
fn other_program(made_by: &str) -> String {
    let own = making::this_program();
    let own = format!("raportti {}, build {}", own.version, &own.build[..SHOWN]);
    format!("it was made by {made_by}, and this is {own}: a difference may come from that")
}
