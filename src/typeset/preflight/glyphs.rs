//! Finds characters that no font can show: Typst sets an empty box for them, without a warning.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use typst::layout::FrameItem;
use typst::syntax::Span;
use typst::text::Glyph;
use typst_layout::Page;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::merge::{Generated, GeneratedFiles};
use crate::typeset::{FontStore, Relocator, fonts, frames};

/// Written characters that no font of the store has, at their places, without those that are refused anyway. Needs no pages.
pub fn uncovered(
    generated: &GeneratedFiles,
    store: &FontStore,
    is_refused: impl Fn(char, Place) -> bool + Sync,
) -> Vec<Diagnostic> {
    // A report has few characters beyond ASCII, each of them many times.
    let in_file = |covered: &mut HashMap<char, bool>, file: &Generated| -> Vec<Diagnostic> {
        let unusual = unusual(&file.text);
        let without = unusual.filter(|(_, c)| !*covered.entry(*c).or_insert_with(|| fonts::covers(store, *c)));
        let places = without.filter_map(|(at, c)| Some((c, file.map.find(&(at..at + c.len_utf8()))?)));
        let places = places.filter(|(character, place)| !is_refused(*character, *place));
        diagnostics(places, store)
    };
    let files: Vec<&Generated> = generated.values().collect();
    let found = files.into_par_iter().map_init(HashMap::new, in_file);
    found.flatten_iter().collect()
}

/// Those of some characters that no font of the store has.
pub fn without(characters: Vec<(char, Place)>, store: &FontStore) -> Vec<(char, Place)> {
    characters.into_iter().filter(|(character, _)| !fonts::covers(store, *character)).collect()
}

/// The faults of characters that no font of the store has; those of adjacent ones are one.
pub fn diagnostics(without: impl Iterator<Item = (char, Place)>, store: &FontStore) -> Vec<Diagnostic> {
    runs(without).iter().map(|(characters, place)| missing_glyph(characters, *place, store)).collect()
}

/// The characters of a text that are neither line breaks nor printable ASCII, each with its byte.
fn unusual(text: &str) -> impl Iterator<Item = (usize, char)> {
    let is_usual = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    let mut at = 0;
    std::iter::from_fn(move || {
        // Sixteen bytes are passed at once where all of them are usual.
        let rest = &text.as_bytes()[at..];
        let whole = rest
            .as_chunks::<16>()
            .0
            .iter()
            .take_while(|bytes| bytes.iter().fold(true, |all, byte| all & is_usual(*byte)));
        let passed = 16 * whole.count();
        at += passed + rest[passed..].iter().position(|byte| !is_usual(*byte))?;
        let character = text[at..].chars().next()?;
        let start = at;
        at += character.len_utf8();
        Some((start, character))
    })
}

/// The `characters` of a drawing that no font of the store has. `place` is where the drawing is named. Needs no pages.
pub fn uncovered_in_drawing(
    (name, place): (&str, Place),
    characters: &BTreeSet<char>,
    store: &FontStore,
) -> Vec<Diagnostic> {
    let shown = characters.iter().filter(|character| !character.is_control());
    let without = shown.filter(|character| !fonts::covers(store, **character));
    let fault = |character: &char| {
        let message = format!("{}, which stands in the drawing `{name}`", message(&character.to_string()));
        let hint = "turn the words of the drawing into paths, or add a font that has it to `fonts/` and name its family in \
                    the templates";
        Diagnostic::new(Code::MissingGlyph, place, message).with_hint(hint)
    };
    without.map(fault).collect()
}

/// Joins adjacent characters, such as those of a word in a script that no font has, so that they are reported once.
fn runs(characters: impl Iterator<Item = (char, Place)>) -> Vec<(String, Place)> {
    let mut runs: Vec<(String, Place)> = Vec::new();
    for (character, place) in characters {
        match runs.last_mut() {
            Some((run, last)) if last.file == place.file && last.range().end == place.range().start => {
                run.push(character);
                *last = Place::new(place.file, last.range().start..place.range().end);
            }
            _ => runs.push((character.to_string(), place)),
        }
    }
    runs
}

/// Characters that were set without a glyph, wherever they come from, each with its span.
pub fn missing(page: &Page) -> Vec<(char, Span)> {
    let mut found = Vec::new();
    frames::visit(&page.frame, &mut |item, _| {
        let FrameItem::Text(text) = item else { return };
        let missing = text.glyphs.iter().filter(|glyph| glyph.id == 0);
        let character = |glyph: &Glyph| text.text.get(glyph.range())?.chars().next();
        found.extend(missing.filter_map(|glyph| Some((character(glyph)?, glyph.span.0))));
    });
    found
}

/// The diagnostic about a character without a glyph.
pub fn diagnostic((character, span): (char, Span), relocator: &mut Relocator) -> Diagnostic {
    match relocator.place_of(span, None) {
        Some(place) => missing_glyph(&character.to_string(), place, relocator.world.fonts()),
        None => Diagnostic::without_place(Code::MissingGlyph, message(&character.to_string())),
    }
}

fn message(characters: &str) -> String {
    let codes: Vec<String> = characters.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    match (codes.as_slice(), characters.chars().all(char::is_control)) {
        ([code], true) => format!("no font can show the control character {code}"),
        ([code], false) => format!("no font has the character `{characters}` ({code})"),
        (codes, true) => format!("no font can show the control characters {}", codes.join(" ")),
        (_, false) => format!("no font has the characters `{characters}`"),
    }
}

fn missing_glyph(characters: &str, place: Place, store: &FontStore) -> Diagnostic {
    let tried = fonts::families(store).join(", ");
    let hint = format!(
        "the fonts are {tried}; write it otherwise, or add a font that has it to `fonts/` and name its family in the templates"
    );
    Diagnostic::new(Code::MissingGlyph, place, message(characters)).with_hint(hint)
}
