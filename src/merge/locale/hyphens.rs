//! Words that Typst would divide wrongly: where a line may break in them, and where not.

use std::ops::Range;

use crate::model::languages::{
    british,
    exceptions::{Exception, KEY},
};

use super::{
    Locale, addresses,
    spaces::{Setting, Space, With, is_address},
};

/// Shorter words with an apostrophe are not divided.
const SHORTEST_ELIDED: usize = 9;
/// How many letters an acronym has. Typst divides no shorter one, and more capitals are a word that is set in capitals.
const ACRONYM: Range<usize> = 4..7;
/// Languages in which Typst repeats a hyphen that ends a line at the beginning of the next one: `biało-`, `-czerwony`.
const REPEATING: [&str; 7] = ["cs", "dsb", "es", "hr", "pl", "pt", "sk"];
/// The arguments that tag a text as one of no language (ISO 639: `zxx`), which has no such hyphens.
pub const NO_LANGUAGE: &str = "lang: \"zxx\", region: none, ";

impl Setting {
    /// A compound of fewer letters gets no soft hyphen at its joints: Typst breaks there as readily as at a space.
    fn shortest_compound(self) -> usize {
        match self {
            Self::Paragraph => 13,
            Self::Line => 21,
        }
    }

    /// The letters of the longest part of a word that can stay whole, for the same reason.
    fn longest_part(self) -> usize {
        self.shortest_compound() - 2
    }
}

impl Locale {
    /// Finds where words are divided otherwise than Typst would divide them. `word` begins at a byte of the text.
    pub(super) fn divided(&self, word: &str, start: usize, setting: Setting, found: &mut Vec<Space>) {
        let rules = &self.orthography.hyphens;
        if is_address(word) {
            return self.divided_address(word, start, found);
        }
        if word.chars().filter(|c| c.is_uppercase()).count() >= ACRONYM.start {
            let acronyms =
                parts(word).filter(|(_, part)| is_acronym(part)).map(|(at, part)| start + at..start + at + part.len());
            found.extend(acronyms.map(|range| Space { range, with: With::Unbroken }));
        }
        if word.len() < KEY {
            return;
        }
        if rules.elided && word.contains('’') {
            return self.elided(word, start, found);
        }
        let is_whole = rules.whole && word.trim_matches('-').contains('-');
        let british = rules.british_in(&self.region);
        let exceptions = british.map_or(&rules.exceptions, |british| &british.exceptions);
        let is_plain = !is_whole && !rules.single && rules.never_before.is_empty() && british.is_none();
        if is_plain && self.compounds.is_empty() && exceptions.is_empty() {
            return;
        }
        for (at, part) in parts(word).filter(|(_, part)| part.len() >= KEY && !is_acronym(part)) {
            let small = part.to_lowercase();
            let known = self.compounds.find(&small).or_else(|| exceptions.find(&small));
            let known = known.filter(|_| small.len() == part.len());
            let start = start + at;
            if known.is_none() && british.is_some() {
                // Typst divides no word with an apostrophe.
                if small.len() == part.len() && !word[at + part.len()..].starts_with(['’', '\'']) {
                    self.divided_by_british(part, &small, start, setting, found);
                }
            } else if known.is_some() || is_whole || rules.single || part.contains(|c| rules.never_before.contains(c)) {
                let of_region = british.map(|_| british::places(&small));
                self.divided_by_rules(part, start, (known, of_region.as_deref()), (is_whole, setting), found);
            }
        }
    }

    fn divided_address(&self, word: &str, start: usize, found: &mut Vec<Space>) {
        let pieces = addresses::pieces(word);
        if pieces.is_empty() && self.doubles_hyphens_of(word) {
            found.push(Space { range: start..start + word.len(), with: With::NoLanguage });
        }
        let moved = |range: Range<usize>| start + range.start..start + range.end;
        found.extend(pieces.into_iter().map(|piece| Space { range: moved(piece.range), ..piece }));
    }

    /// Divides a part of a word as the list and the rules of the language say. `of_region` are the places that may follow a listed beginning.
    fn divided_by_rules(
        &self,
        part: &str,
        start: usize,
        (known, of_region): (Option<&Exception>, Option<&[usize]>),
        (is_whole, setting): (bool, Setting),
        found: &mut Vec<Space>,
    ) {
        let usual = self.places(part);
        let is_right = |place: &usize| of_region.is_none_or(|places| places.contains(place));
        // Typst divides no word with a soft hyphen by itself, so that such a word needs all of its places.
        if let Some(known) = known.filter(|known| !is_whole && known.adds_to(&usual)) {
            if !known.is_compound || part.chars().count() >= setting.shortest_compound() {
                let usual: Vec<usize> = usual.into_iter().filter(is_right).collect();
                return self.set_places(part, &known.places_in(part, &usual), start, found);
            }
            let has_joint = usual.iter().any(|place| known.places.contains(place));
            if setting == Setting::Line && !has_joint {
                return;
            }
        }
        let governed = known.map_or(0, |known| known.governed(part));
        let listed = |place: usize| known.is_some_and(|known| known.places.contains(&place));
        for (index, place) in usual.iter().copied().enumerate() {
            let before = index.checked_sub(1).map_or(0, |index| usual[index]);
            let stays = match place < governed {
                true => listed(place),
                false => is_right(&place) && self.is_place(&part[before..place], &part[place..]),
            };
            if is_whole || !stays {
                found.push(unbroken(part, place, start));
            }
        }
    }

    /// Takes away the places that only American English has. A word that would be left with a long part gets the British ones.
    fn divided_by_british(&self, word: &str, small: &str, start: usize, setting: Setting, found: &mut Vec<Space>) {
        let usual = self.places(word);
        if usual.is_empty() {
            return;
        }
        let british = british::places(small);
        let (shared, foreign): (Vec<usize>, Vec<usize>) = usual.iter().partition(|place| british.contains(place));
        let ends = || shared.iter().copied().chain([word.len()]);
        let parts = ends().scan(0, |from, to| Some(std::mem::replace(from, to)..to));
        let is_long = |part: &Range<usize>| part.len() > setting.longest_part();
        if parts.filter(is_long).any(|part| british.iter().any(|place| part.start < *place && *place < part.end)) {
            return self.set_places(word, &british, start, found);
        }
        if shared.is_empty() {
            // One text is quicker to set than several.
            return found.push(Space { range: start..start + word.len(), with: With::Unbroken });
        }
        for places in foreign.chunk_by(|a, b| !shared.iter().any(|place| a < place && place < b)) {
            let last = unbroken(word, places[places.len() - 1], start);
            found.push(Space { range: start + places[0]..last.range.end, with: With::Unbroken });
        }
    }

    /// Whether a word is an address in which a hyphen would stand twice where a line breaks behind it, so that it leads nowhere.
    pub fn doubles_hyphens_of(&self, word: &str) -> bool {
        word.contains('-') && is_address(word) && REPEATING.contains(&self.language.as_str())
    }

    /// Whether the language divides a word between a syllable and the rest.
    fn is_place(&self, syllable: &str, rest: &str) -> bool {
        let rules = &self.orthography.hyphens;
        let (last, first) = (syllable.chars().next_back(), rest.chars().next());
        let has = |letters: &str, letter: Option<char>| letter.is_some_and(|letter| letters.contains(letter));
        let is_single = rules.single && syllable.chars().count() == 1;
        let is_between = has(&rules.never_between, last) && has(&rules.never_between, first);
        !is_single && !is_between && !has(&rules.never_before, first)
    }

    /// Finds where a word with an apostrophe is divided: not beside that, and not after a single letter behind it.
    fn elided(&self, word: &str, start: usize, found: &mut Vec<Space>) {
        let letters = word.trim_matches(|c: char| !c.is_alphabetic());
        let at = word.find(letters).unwrap_or_default();
        if letters.chars().count() < SHORTEST_ELIDED || !letters.chars().all(|c| c.is_alphabetic() || c == '’') {
            return;
        }
        let is_place = |place: &usize| {
            let (before, after) = letters.split_at(*place);
            let last = before.rsplit('’').next().unwrap_or_default().chars().count();
            !after.starts_with('’') && last != 0 && (last > 1 || !before.contains('’'))
        };
        let places: Vec<usize> = self.places(letters).into_iter().filter(is_place).collect();
        self.set_places(letters, &places, start + at, found);
    }

    /// Lets a word break at these places alone, by soft hyphens.
    fn set_places(&self, word: &str, places: &[usize], start: usize, found: &mut Vec<Space>) {
        found.extend(places.iter().map(|place| soft_hyphen(start + place)));
        let Some(last) = places.last() else { return };
        // Typst takes what follows the last one for a word.
        let rest = &word[*last..];
        found.extend(self.places(rest).into_iter().map(|place| unbroken(rest, place, start + last)));
    }

    /// Where Typst divides a word.
    fn places(&self, word: &str) -> Vec<usize> {
        let code = self.language.as_str().as_bytes().try_into().ok();
        let Some(language) = code.and_then(hypher::Lang::from_iso) else { return Vec::new() };
        let mut at = 0;
        let ends = hypher::hyphenate(word, language).map(|syllable| {
            at += syllable.len();
            at
        });
        let mut ends: Vec<usize> = ends.collect();
        ends.pop();
        ends
    }
}

/// Keeps the letter at a place of a word, which begins at a byte of the text, with the letter before it.
fn unbroken(word: &str, place: usize, start: usize) -> Space {
    let length = word[place..].chars().next().map_or(0, char::len_utf8);
    Space { range: start + place..start + place + length, with: With::Unbroken }
}

fn soft_hyphen(at: usize) -> Space {
    Space { range: at..at, with: With::Put('\u{ad}') }
}

/// Whether a part of a word is read letter by letter, such as `AKKE` in `AKKE-määräraha`. No language divides it.
fn is_acronym(part: &str) -> bool {
    ACRONYM.contains(&part.chars().count()) && part.chars().all(char::is_uppercase)
}

/// The runs of letters in a word, each with its first byte.
fn parts(word: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let parts = word.split_inclusive(|c: char| !c.is_alphabetic()).map(move |part| {
        at += part.len();
        (at - part.len(), part.trim_end_matches(|c: char| !c.is_alphabetic()))
    });
    // Typst takes letters with digits for one word, which it does not divide.
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_numeric() || c == '_');
    parts.filter(move |(at, part)| {
        let (before, after) = (word[..*at].chars().next_back(), word[at + part.len()..].chars().next());
        !part.is_empty() && !joins(before) && !joins(after)
    })
}
