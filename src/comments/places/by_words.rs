//! Finds words of a page in the files of a version of the report, when nobody can tell how the page was set: by the words before and after, and
//! where these leave it open, by the tags.

use std::collections::HashMap;
use std::ops::Range;

use crate::comments::printed::tags::{Tag, plain};
use crate::typeset::page_text::PageText;

use super::hits::{self, Hit};
use super::matched::Matched;
use super::sections::{self, SURE, Section};
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

/// Places of which one has at most so much more for it than another are as good as each other: then the tags decide.
const CLOSE: usize = 3;

/// The words of a version of the report in one language, in their order.
pub struct Words<'a> {
    words: Vec<Word<'a>>,
    /// Where each word stands.
    places: HashMap<&'a str, Vec<usize>>,
    /// Only if a page has tags.
    sections: Vec<Section>,
}

struct Word<'a> {
    stated: Stated<'a>,
    /// In the text of the field.
    range: Range<usize>,
    section: usize,
}

/// Where marked words were found.
pub struct Found<'a> {
    pub stated: Stated<'a>,
    /// In the text of the field.
    pub range: Range<usize>,
    /// By words, by tags where the words alone leave open which place it is, or near words around them.
    pub matched: Matched,
}

/// A place of the report where the words of a page may stand.
#[derive(Clone, Copy)]
struct Candidate {
    /// From the number of a word on the page to that of the word there.
    shift: usize,
    /// What words say for it.
    total: usize,
    exact: usize,
    /// What tags say for it.
    likeness: usize,
}

impl<'a> Words<'a> {
    /// `language` is that of the pages, if they say. `tagged`: whether the pages have tags.
    pub fn of(version: &Version<'a>, language: Option<&str>, tagged: bool) -> Self {
        let mut words = Self { words: Vec::new(), places: HashMap::new(), sections: Vec::new() };
        for stated in version.texts() {
            let own = stated.fact.and_then(|fact| fact.language);
            if own.zip(language).is_some_and(|(own, wanted)| own.as_str() != wanted) {
                continue;
            }
            let first = words.sections.len();
            let (begins, sections): (Vec<usize>, Vec<Section>) = match tagged {
                true => sections::of(version, stated).into_iter().unzip(),
                false => (Vec::new(), Vec::new()),
            };
            words.sections.extend(sections);
            for (at, word) in split(version.written(stated)) {
                words.places.entry(word).or_default().push(words.words.len());
                let section = first + begins.partition_point(|begin| *begin <= at).saturating_sub(1);
                words.words.push(Word { stated, range: at..at + word.len(), section });
            }
        }
        words
    }

    /// The field that marked words stand in, with the range of them in its text. `tag` is that of the words.
    pub fn find(&self, page: &PageText, marked: &[Hit], tag: Option<Tag>) -> Option<Found<'a>> {
        let (all, own) = around(page, marked)?;
        let on_page = own.start.saturating_sub(AROUND)..(own.end.min(own.start + MOST_MARKED) + AROUND).min(all.len());
        let (chosen, by_tags) = self.choose(&all, &own, on_page.clone(), tag)?;
        let same = |at: usize| {
            let places = self.places.get(all[at].as_str())?;
            places
                .iter()
                .copied()
                .filter(|place| (place + all.len() - at).abs_diff(chosen) <= SLACK)
                .min_by_key(|place| (place + all.len() - at).abs_diff(chosen))
        };
        let found: Vec<usize> = own.clone().filter_map(same).collect();
        if let Some(first) = found.first() {
            let stated = self.words[*first].stated;
            let inside = found.iter().map(|word| &self.words[*word]).filter(|word| word.stated == stated);
            let (start, end) =
                inside.fold((usize::MAX, 0), |(start, end), it| (start.min(it.range.start), end.max(it.range.end)));
            let matched = match found.len() * 2 >= own.len() {
                true if by_tags => Matched::Tags,
                true => Matched::Words,
                false => Matched::Near,
            };
            return Some(Found { stated, range: start..end, matched });
        }
        let nearest = on_page.filter(|at| same(*at).is_some()).min_by_key(|at| at.abs_diff(own.start))?;
        let word = &self.words[same(nearest)?];
        Some(Found { stated: word.stated, range: word.range.clone(), matched: Matched::Near })
    }

    /// The item that a tag is of, whose own words are in no text.
    pub fn item(&self, tag: Tag) -> Option<Stated<'a>> {
        let likeness: Vec<usize> = self.sections.iter().map(|section| section.likeness(tag)).collect();
        let of = |word: &&Word<'a>| likeness.get(word.section).copied().filter(|it| *it >= SURE);
        // Of sections that are as like the first counts.
        let best = self.words.iter().filter_map(|word| of(&word)).max()?;
        let word = self.words.iter().find(|word| of(word) == Some(best))?;
        Some(Stated { fact: None, ..word.stated })
    }

    /// The best place for the words of a page, and whether tags chose it.
    fn choose(
        &self,
        all: &[String],
        own: &Range<usize>,
        on_page: Range<usize>,
        tag: Option<Tag>,
    ) -> Option<(usize, bool)> {
        let candidates = self.candidates(all, own, on_page, tag);
        let most = candidates.iter().map(|it| it.total).max()?;
        let is_close = |it: &&Candidate| tag.is_some() && it.total + CLOSE >= most && it.total >= MARKED;
        let close: Vec<&Candidate> = candidates.iter().filter(is_close).collect();
        let likest = close.iter().map(|it| it.likeness).max().unwrap_or_default();
        // Of places with as much for them the first counts: a heading stands before those that repeat it.
        let rank = |it: &Candidate| (it.total, it.exact, usize::MAX - it.shift);
        if likest < SURE {
            let best = candidates.iter().max_by_key(|it| rank(it))?;
            return (most >= 2 * MARKED).then_some((best.shift, false));
        }
        let like: Vec<&Candidate> = close.iter().copied().filter(|it| it.likeness == likest).collect();
        let best = like.iter().max_by_key(|it| rank(it))?;
        // The same words several times under one heading: there are as many before them in the text as on the pages.
        let equal: Vec<&&Candidate> =
            like.iter().filter(|it| (it.total, it.exact) == (best.total, best.exact)).collect();
        let words: String = all[own.clone()].iter().map(|word| plain(word)).collect();
        let before = tag.filter(|_| equal.len() > 1).map_or(0, |tag| tag.before_with(&words));
        let chosen = equal[before.min(equal.len() - 1)];
        let is_open = most < 2 * MARKED || close.iter().any(|it| it.shift != chosen.shift && it.total >= chosen.total);
        Some((chosen.shift, is_open))
    }

    /// Every place where words of a page stand, in the order of the report. Of places side by side the best one.
    fn candidates(
        &self,
        all: &[String],
        own: &Range<usize>,
        on_page: Range<usize>,
        tag: Option<Tag>,
    ) -> Vec<Candidate> {
        let mut votes: HashMap<usize, usize> = HashMap::new();
        for at in on_page {
            let places = self.places.get(all[at].as_str()).map(Vec::as_slice).unwrap_or_default();
            let weight = if own.contains(&at) { MARKED } else { 1 };
            for place in places.iter().filter(|_| places.len() <= MOST_OFTEN) {
                *votes.entry(place + all.len() - at).or_default() += weight;
            }
        }
        let mut shifts: Vec<usize> = votes.keys().copied().collect();
        shifts.sort_unstable();
        let mut known: HashMap<usize, usize> = HashMap::new();
        let mut candidates: Vec<Candidate> = Vec::new();
        for shift in shifts {
            let near = shift.saturating_sub(SLACK)..=shift + SLACK;
            let total = near.filter_map(|near| votes.get(&near)).sum();
            let word = self.words.get((shift + own.start).saturating_sub(all.len()));
            let section = word.and_then(|word| Some((word.section, self.sections.get(word.section)?)));
            let likeness = section
                .zip(tag)
                .map_or(0, |((number, section), tag)| *known.entry(number).or_insert_with(|| section.likeness(tag)));
            let next = Candidate { shift, total, exact: votes[&shift], likeness };
            match candidates.last_mut().filter(|last| last.shift + SLACK >= shift && last.likeness == likeness) {
                Some(last) if (last.total, last.exact) < (next.total, next.exact) => *last = next,
                Some(_) => {}
                None => candidates.push(next),
            }
        }
        candidates
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
