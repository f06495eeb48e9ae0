//! Escapes characters that would control a terminal or change how the text around them looks: text from a report, a PDF or a library
//! may hold escape sequences, direction controls (Unicode Standard Annex 9, "Trojan Source") or line breaks that imitate the
//! program's own lines. They are printed as `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is escaped: controls of ISO 6429 (C0, C1, delete), direction controls, line and paragraph separators,
/// byte order marks, annotation marks, and the invisible tag characters.
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

/// Escapes text for one line: line breaks, too, but not tabs.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |character, _| character == '\t', push_escape)
}

/// Escapes text of several lines; line feeds (with or without carriage return) and tabs stay.
pub fn text(text: &str) -> Cow<'_, str> {
    escaped(text, stays_in_text, push_escape)
}

/// Escapes hidden characters in the strings of a JSON text (RFC 8259, section 7), which elsewhere has none but line feeds.
pub fn json(json: &str) -> Cow<'_, str> {
    escaped(json, stays_in_text, |out, character| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}").expect("a string can be written to");
        }
    })
}

/// Appends the escape of a character, such as `\u{1b}`.
pub fn push_escape(out: &mut String, character: char) {
    write!(out, "\\u{{{:x}}}", u32::from(character)).expect("a string can be written to");
}

/// Whether a character of a text of several lines needs no escape, given the text after it.
pub fn stays_in_text(character: char, rest: &str) -> bool {
    matches!(character, '\n' | '\t') || (character == '\r' && rest.starts_with('\n'))
}

/// Replaces hidden characters, except those for which `stays` (given the character and the text after it) returns true.
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
