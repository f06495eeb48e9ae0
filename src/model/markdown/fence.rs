//! The languages of code that the opening of a block can name.

use crate::diagnostics::nearest;

/// The names of the languages that Typst colours code for, in lower case and in order, without the names of single files.
pub const LANGUAGES: &str = include_str!("languages.txt");

pub fn is_language(words: &str) -> bool {
    let words = words.to_lowercase();
    LANGUAGES.lines().any(|known| known == words)
}

/// What to do about words that name no language.
pub fn hint(words: &str) -> String {
    match nearest::nearest(words.trim(), LANGUAGES.lines()) {
        Some(near) => format!("did you mean `{near}`? `text` stands for code in no language"),
        None => "put words on a line of their own; `text` stands for code in no language".to_owned(),
    }
}
