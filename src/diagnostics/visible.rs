//! The visible form of characters that a terminal would obey, or that would change what a reader sees around them.
//!
//! Text from a report, a PDF or a library may hold escape sequences, direction controls (Unicode Standard Annex 9, "Trojan
//! Source") or line breaks that imitate the program's own lines. They are shown as `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is shown by its number: controls of ISO 6429 (C0, C1, delete), direction controls, line and paragraph
/// separators, byte order marks, annotation marks, and tag characters, which no reader sees.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Text as a part of one line: line breaks are shown by their numbers, too. Tabs stay.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |character, _| character == '\t', braced)
}

/// Text of several lines: their ends (line feeds, with or without a carriage return) stay, and so do tabs.
pub fn text(text: &str) -> Cow<'_, str> {
    escaped(text, stays_in_text, braced)
}

/// JSON in which every hidden character inside a string is escaped as JSON escapes (RFC 8259, section 7). Outside of strings
/// JSON has none but line feeds, which stay.
pub fn json(json: &str) -> Cow<'_, str> {
    escaped(json, stays_in_text, |out, character| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").expect("a string can be written to");
        }
    })
}

/// The visible form of a character, such as `\u{1b}`.
pub fn braced(out: &mut String, character: char) {
    write!(out, "\\u{{{:x}}}", u32::from(character)).expect("a string can be written to");
}

/// Whether a character of a text of several lines stays as it is, by what follows it.
pub fn stays_in_text(character: char, rest: &str) -> bool {
    matches!(character, '\n' | '\t') || (character == '\r' && rest.starts_with('\n'))
}

/// Replaces hidden characters, other than those that stay (by the character and the text after it).
fn escaped(text: &str, stays: fn(char, &str) -> bool, write: fn(&mut String, char)) -> Cow<'_, str> {
    let is_shown =
        |(at, character): (usize, char)| is_hidden(character) && !stays(character, &text[at + character.len_utf8()..]);
    if !text.char_indices().any(is_shown) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if is_shown((at, character)) {
            write(&mut out, character);
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}
