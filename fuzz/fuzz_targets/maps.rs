//! Any TOML string: each character of the value has a place inside the literal, on character boundaries, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use raportti::diagnostics::{files::Files, map};

fuzz_target!(|text: &str| {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return;
    }
    let mut files = Files::default();
    let file = files.add("a.toml", text);
    for value in table.get_ref().values() {
        let Some(string) = value.get_ref().as_str() else { continue };
        let literal = value.span();
        let map = map::toml_string(file, text, literal.clone(), string);
        let mut last = literal.start;
        for (at, character) in string.char_indices() {
            let place = map.find(&(at..at + character.len_utf8())).expect("every character has a place");
            let range = place.range();
            assert!(literal.start <= range.start && range.end <= literal.end, "outside of the literal");
            assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end), "inside of a character");
            assert!(last <= range.start, "out of order");
            last = range.start;
            let written = &text[range];
            assert!(
                written.starts_with('\\') || written == character.to_string() || written == "\r\n",
                "`{written}` is not `{character}`"
            );
        }
    }
});
