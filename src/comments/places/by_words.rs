//! Finds words of a page in the files of a version of the report, when nobody can tell how the page was set: by the words before and after.

use std::collections::HashMap;
use std::ops::Range;

use crate::typeset::page_text::PageText;

use super::hits::{self, Hit};
use super::statements::{Stated, Version};

/// So many words before and after the marked ones say where they stand.
const AROUND: usize = 10;
/// Of more marked words only the first count.
const MOST_MARKED: usize = 60;
/// A word that stands more often says nothing.
const MOST_OFTEN: usize = 2_000;
/// How far apart words may be in the file and on the page, since a reference is printed with other words than it is written.
const SLACK: usize = 3;
/// So much a marked word counts, against one around it.
const MARKED: usize = 3;

/// The words of a version of the report in one language, in their order.
pub struct Words<'a> {
    words: Vec<Word<'a>>,
    /// Where each word stands.
    places: HashMap<&'a str, Vec<usize>>,
}

struct Word<'a> {
    stated: Stated<'a>,
    /// In the text of the field.
    range: Range<usize>,
}

impl<'a> Words<'a> {
    /// `language` is that of the pages, if they say.
    pub fn of(version: &Version<'a>, language: Option<&str>) -> Self {
        let mut words = Self { words: Vec::new(), places: HashMap::new() };
        for stated in version.texts() {
            let own = stated.fact.and_then(|fact| fact.language);
            if own.zip(language).is_some_and(|(own, wanted)| own.as_str() != wanted) {
                continue;
            }
            let text = version.written(stated);
            for (at, word) in split(text) {
                words.places.entry(word).or_default().push(words.words.len());
                words.words.push(Word { stated, range: at..at + word.len() });
            }
        }
        words
    }

    /// The field that marked words stand in, with the range of them in its text, and whether the words themselves were found: if not, it is
    /// the place of the words next to them.
    pub fn find(&self, page: &PageText, marked: &[Hit]) -> Option<(Stated<'a>, Range<usize>, bool)> {
        let (all, own) = around(page, marked)?;
        let on_page = own.start.saturating_sub(AROUND)..(own.end.min(own.start + MOST_MARKED) + AROUND).min(all.len());
        let mut votes: HashMap<usize, usize> = HashMap::new();
        for at in on_page.clone() {
            let places = self.places.get(all[at].as_str()).map(Vec::as_slice).unwrap_or_default();
            let weight = if own.contains(&at) { MARKED } else { 1 };
            for place in places.iter().filter(|_| places.len() <= MOST_OFTEN) {
                *votes.entry(place + all.len() - at).or_default() += weight;
            }
        }
        let total = |shift: usize| -> usize {
            (shift.saturating_sub(SLACK)..=shift + SLACK).filter_map(|near| votes.get(&near)).sum()
        };
        // Of places with as many votes the first counts: a heading stands before those that repeat it.
        let shift = votes.keys().copied().max_by_key(|shift| (total(*shift), votes[shift], usize::MAX - shift))?;
        if total(shift) < 2 * MARKED {
            return None;
        }
        let same = |at: usize| {
            let places = self.places.get(all[at].as_str())?;
            places
                .iter()
                .copied()
                .filter(|place| (place + all.len() - at).abs_diff(shift) <= SLACK)
                .min_by_key(|place| (place + all.len() - at).abs_diff(shift))
        };
        let found: Vec<usize> = own.clone().filter_map(same).collect();
        if let Some(first) = found.first() {
            let stated = self.words[*first].stated;
            let inside = found.iter().map(|word| &self.words[*word]).filter(|word| word.stated == stated);
            let (start, end) =
                inside.fold((usize::MAX, 0), |(start, end), it| (start.min(it.range.start), end.max(it.range.end)));
            return Some((stated, start..end, found.len() * 2 >= own.len()));
        }
        let nearest = on_page.filter(|at| same(*at).is_some()).min_by_key(|at| at.abs_diff(own.start))?;
        let word = &self.words[same(nearest)?];
        Some((word.stated, word.range.clone(), false))
    }
}

/// The words of a page in reading order, and which of them are marked.
fn around(page: &PageText, marked: &[Hit]) -> Option<(Vec<String>, Range<usize>)> {
    let (mut all, mut own): (Vec<String>, Option<Range<usize>>) = (Vec::new(), None);
    let mut is_broken = false;
    for (number, line) in page.lines.iter().enumerate().filter(|(_, line)| !line.is_ground) {
        let hit = marked.iter().find(|hit| hit.line == number);
        for word in hits::words(line) {
            let shown: String = line.glyphs[word.clone()].iter().map(|glyph| glyph.text.as_str()).collect();
            let goes_on = std::mem::replace(&mut is_broken, shown.ends_with('\u{ad}'));
            let shown = shown.trim_end_matches('\u{ad}');
            match all.last_mut().filter(|_| goes_on) {
                Some(last) => *last = format!("{last}{shown}"),
                None => all.push(shown.to_owned()),
            }
            if hit.is_some_and(|hit| word.clone().any(|glyph| hit.glyphs.contains(&glyph))) {
                let at = all.len() - 1;
                own = Some(own.map_or(at..at + 1, |own| own.start..at + 1));
            }
        }
    }
    all.iter_mut().for_each(|word| *word = trimmed(word).to_owned());
    own.map(|own| (all, own))
}

/// The words of a written text, without the signs around them, and where each begins.
fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split_whitespace().map(trimmed).filter(|word| !word.is_empty());
    words.map(move |word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
