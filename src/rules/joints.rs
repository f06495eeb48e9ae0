//! The compounds of a report, at whose joints lines break.

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Diagnostic, Files};
use crate::model::{Item, Typed, typed::Term};

/// What marks a joint.
const JOINT: char = '|';

/// The compounds that the terms list in a language, each with its marks.
pub fn compounds(terms: &[Item], language: Language) -> impl Iterator<Item = &str> {
    let lists = terms.iter().flat_map(|term| Term::of(term).joints().unwrap_or_default());
    let own = lists.filter(move |(known, _)| *known == language);
    own.flat_map(|(_, list)| list.value.split_whitespace()).filter(|compound| is_sound(compound))
}

/// Errors about words that are no compounds with marks.
pub fn check(terms: &[Item], files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let lists = terms.iter().flat_map(|term| Term::of(term).joints().unwrap_or_default());
    for (_, list) in lists {
        let map = list.map(files.get(list.place.file));
        let mut at = 0;
        for word in list.value.split_whitespace() {
            let start = at + list.value[at..].find(word).expect("the words of a text are in it");
            at = start + word.len();
            if !is_sound(word) {
                let message = format!("`{word}` is no compound with its joints");
                let hint = "write its letters with a line at each joint, such as `innovaatio|eko|systeemi`; several words are divided by spaces";
                let place = map.find(&(start..at)).unwrap_or(list.place);
                diagnostics.push(Diagnostic::new(Code::MalformedValue, place, message).with_hint(hint));
            }
        }
    }
}

/// Whether a word has a joint between runs of letters.
fn is_sound(word: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
    word.contains(JOINT) && word.split(JOINT).all(is_part)
}
