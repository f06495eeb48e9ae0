//! What a file of the report most likely is, by a name that has a slip.

use crate::diagnostics::nearest;
use crate::files::names;
use crate::model::{Declarations, id_fault};

/// The id that a file of this name most likely stands for.
pub fn id_of(name: &str) -> Option<&str> {
    name.split(['-', '.']).next().filter(|id| id_fault(id).is_none())
}

/// Whether a file is that of an item or a chapter, but for a slip in its ending.
pub fn is_text(name: &str) -> bool {
    names::meant_ending(name, &["toml", "md"]).is_some() || name.ends_with(".toml") || name.ends_with(".md")
}

/// Whether a file is that of an item, but for a slip in its ending.
pub fn is_nearly_item(name: &str) -> bool {
    names::meant_ending(name, &["toml"]).is_some()
}

/// The file of which there is one that a mistyped name most likely means: `Questions.toml`, `question.toml`, `questions.toml.txt`.
pub fn whole_file(name: &str, declarations: &'static Declarations) -> Option<&'static str> {
    let meant = names::meant_ending(name, &["toml"]);
    nearest::nearest(meant.as_deref().unwrap_or(name), declarations.files())
}
