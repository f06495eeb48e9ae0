//! What a verification says of the program that made a file.

use crate::publish::release::Tool;

/// How much of the name of a build is shown, in characters.
pub const SHOWN: usize = 12;

/// Said before a difference could be put on the file.
pub fn other_program(made_by: &str) -> String {
    let own = Tool::this();
    let own = format!("raportti {}, build {}", own.version, &own.build[..SHOWN]);
    format!("it was made by {made_by}, and this is {own}: a difference may come from that")
}
