//! String literals of generated files. Each escape in them is two bytes long and means one byte (`merge/emit`).

use std::ops::Range;

use crate::merge::strings::push_string;

/// Text as it is written between the quotes of a literal.
pub fn inside(text: &str) -> String {
    let mut literal = String::new();
    push_string(&mut literal, text);
    literal[1..literal.len() - 1].to_owned()
}

/// The characters of the text in a literal: the bytes of each in the text, and between the quotes.
pub fn characters(literal: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut characters = literal.char_indices();
    let mut decoded = 0;
    std::iter::from_fn(move || {
        let (start, character) = characters.next()?;
        let is_escape = character == '\\' && characters.next().is_some();
        let written = start..characters.offset();
        let begin = decoded;
        decoded += if is_escape { 1 } else { written.len() };
        Some((begin..decoded, written))
    })
}
