//! Looks for characters that no font can show: Typst sets an empty box for them and says nothing.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use typst::layout::{FrameItem, Transform};
use typst::syntax::Span;
use typst::text::Glyph;
use typst_layout::Page;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;
use crate::merge::generated::{Generated, GeneratedFiles};
use crate::typeset::fonts::{self, FontStore};
use crate::typeset::frames;
use crate::typeset::relocate::Relocator;

/// Written characters that no font of the store has, each at its place, without those that are refused anyway. Needs no pages, so that
/// `check` reports them, too.
pub fn uncovered(
    generated: &GeneratedFiles,
    store: &FontStore,
    is_refused: impl Fn(char, Place) -> bool + Sync,
) -> Vec<Diagnostic> {
    // A report has few characters beyond ASCII, each of them many times.
    let in_file = |covered: &mut HashMap<char, bool>, file: &Generated| -> Vec<Diagnostic> {
        let unusual = file.text.char_indices().filter(|(_, c)| !(' '..='~').contains(c) && *c != '\n');
        let without = unusual.filter(|(_, c)| !*covered.entry(*c).or_insert_with(|| fonts::covers(store, *c)));
        let places = without.filter_map(|(at, c)| Some((c, file.map.find(&(at..at + c.len_utf8()))?)));
        let places = places.filter(|(character, place)| !is_refused(*character, *place));
        places.map(|(character, place)| missing_glyph(character, place, store)).collect()
    };
    let files: Vec<&Generated> = generated.values().collect();
    let found = files.into_par_iter().map_init(HashMap::new, in_file);
    found.flatten_iter().collect()
}

/// The characters of drawings that no font of the store has; a drawing is its name, the place of the name and its characters. Needs no pages.
pub fn uncovered_in_drawings<'a>(
    drawings: impl IntoIterator<Item = (&'a str, Place, BTreeSet<char>)>,
    store: &FontStore,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, place, characters) in drawings {
        let shown = characters.into_iter().filter(|character| !character.is_control());
        for character in shown.filter(|character| !fonts::covers(store, *character)) {
            let message = format!("{}, which stands in the drawing `{name}`", message(character));
            let hint = "turn the words of the drawing into paths, or add a font that has it to `fonts/` and name its family in \
                        the templates";
            found.push(Diagnostic::new(Code::MissingGlyph, place, message).with_hint(hint));
        }
    }
    found
}

/// Characters that were set without a glyph, wherever they come from, each with its span.
pub fn missing(page: &Page) -> Vec<(char, Span)> {
    let mut found = Vec::new();
    frames::visit(&page.frame, Transform::identity(), &mut |item, _| {
        let FrameItem::Text(text) = item else { return };
        let missing = text.glyphs.iter().filter(|glyph| glyph.id == 0);
        let character = |glyph: &Glyph| text.text.get(glyph.range())?.chars().next();
        found.extend(missing.filter_map(|glyph| Some((character(glyph)?, glyph.span.0))));
    });
    found
}

/// The complaint about a character without a glyph.
pub fn diagnostic((character, span): (char, Span), relocator: &mut Relocator) -> Diagnostic {
    match relocator.place_of(span, None) {
        Some(place) => missing_glyph(character, place, relocator.world.fonts()),
        None => Diagnostic::nowhere(Code::MissingGlyph, message(character)),
    }
}

fn message(character: char) -> String {
    let code = u32::from(character);
    if character.is_control() {
        format!("no font can show the control character U+{code:04X}")
    } else {
        format!("no font has the character `{character}` (U+{code:04X})")
    }
}

fn missing_glyph(character: char, place: Place, store: &FontStore) -> Diagnostic {
    let tried = fonts::families(store).join(", ");
    let hint = format!(
        "the fonts are {tried}; write it otherwise, or add a font that has it to `fonts/` and name its family in the templates"
    );
    Diagnostic::new(Code::MissingGlyph, place, message(character)).with_hint(hint)
}
