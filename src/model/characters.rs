//! Characters that no text may hold: those that turn the direction of writing, and those that no page can show.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, FileKey, Place, SourceMap, map};
use crate::model::decode::Written;

/// The faults of a text, whose characters `map` finds in their file. The same character is named once, with a count.
pub fn faults(text: &str, map: impl FnOnce() -> SourceMap) -> Vec<Diagnostic> {
    if !is_doubtful(text) {
        return Vec::new();
    }
    let mut found: Vec<(char, Range<usize>, usize)> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| fault(*character).is_some()) {
        match found.iter_mut().find(|(known, ..)| *known == character) {
            Some((_, _, count)) => *count += 1,
            None => found.push((character, at..at + character.len_utf8(), 1)),
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let map = map();
    let told =
        found.into_iter().filter_map(|(character, range, count)| Some(told(character, map.find(&range)?, count)));
    told.collect()
}

/// Checks every string of a TOML file, escapes included. Comments stand on no page.
pub fn check_file(table: &DeTable, file: FileKey, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    if !is_doubtful(text) && !text.contains('\\') {
        return;
    }
    let mut open: Vec<&Written> = table.values().collect();
    while let Some(value) = open.pop() {
        match value.get_ref() {
            DeValue::String(string) => {
                diagnostics.extend(faults(string, || map::toml_string(file, text, value.span(), string)));
            }
            DeValue::Array(values) => open.extend(values.iter()),
            DeValue::Table(table) => open.extend(table.values()),
            _ => {}
        }
    }
}

/// Whether a text may have such a character, by its bytes alone: nearly all texts have none.
fn is_doubtful(text: &str) -> bool {
    let control = |byte: u8| (byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7f;
    // The first bytes of U+0080…, U+061C, U+2000…, U+F000… and U+E0000… in UTF-8.
    text.bytes().any(|byte| control(byte) || matches!(byte, 0xc2 | 0xd8 | 0xe2 | 0xef | 0xf3))
}

/// Whether a text of the report that is written as `written` was refused for this character: raw, or as an escape of TOML.
pub fn is_refused(character: char, written: &str) -> bool {
    fault(character).is_some() && (written.contains(character) || written.starts_with('\\'))
}

/// Whether no text of a report may have a character: it turns the direction of writing, is invisible, or is no character of a text.
pub fn is_unfit(character: char) -> bool {
    fault(character).is_some()
}

/// What is wrong with a character, if anything is: what it does, and what to do about it.
fn fault(character: char) -> Option<(Code, &'static str, &'static str)> {
    const TURNS: &str = "delete it; a text in two directions of writing that needs it allows `direction-control`";
    const DELETE: &str = "delete it; it may have come along with copied text";
    const BREAK: &str = "write a line break as `\\` at the end of a line, or begin a new paragraph";
    Some(match character {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => (
            Code::DirectionControl,
            "turns the direction of the words around it, which pages then show otherwise",
            TURNS,
        ),
        '\u{85}' | '\u{2028}' | '\u{2029}' => {
            (Code::ControlCharacter, "breaks the line in a way that no page shows", BREAK)
        }
        '\t' | '\n' | '\r' => return None,
        '\u{feff}' => (Code::ControlCharacter, "is a byte order mark in the middle of the text", DELETE),
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => {
            (Code::ControlCharacter, "is invisible, so that readers and programs see other words", DELETE)
        }
        control if control.is_control() => {
            (Code::ControlCharacter, "is a control character, which no page shows", DELETE)
        }
        _ => return None,
    })
}

fn told(character: char, place: Place, count: usize) -> Diagnostic {
    let (code, does, hint) = fault(character).expect("only faults are told");
    let more = if count > 1 { format!(" ({count} times in this text)") } else { String::new() };
    Diagnostic::new(code, place, format!("U+{:04X} {does}{more}", u32::from(character))).with_hint(hint)
}
