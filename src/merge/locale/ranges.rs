//! What stays on one line although Typst would break it behind a dash or a hyphen: ranges of numbers, dates and periods, and what is joined
//! to a single letter or digit. A range that is wider than its column breaks there, behind its dash.

use std::ops::Range;

use crate::model::languages::orthography::{PartsOfYear, Periods};

use super::Locale;
use super::spaces::{CLOSING, OPENING, Space, With, is_address, words};

/// The letters of the longest word that is kept, with what opens and closes around it.
const LONGEST_WORD: usize = 30;
/// The same of a word with a hyphen behind its first letter, as in `e-book`: a longer one would leave its line too short.
const LONGEST_JOINED: usize = 16;
/// The same of a range of several words: two dates in the longest words.
const LONGEST_PERIOD: usize = 64;
/// The same of one full date.
const LONGEST_DATE: usize = 30;
/// The letters of the longest end of a range that has no digit: a day of the week, a Roman number, a unit.
const LONGEST_MARK: usize = 4;

/// What is kept in a text of any language.
pub fn of_any_language(text: &str) -> Vec<Space> {
    let mut found = Vec::new();
    for range in words(text) {
        in_word(&text[range.clone()], range.start, &|_| false, &mut found);
    }
    found
}

fn in_word(word: &str, start: usize, is_month: &dyn Fn(&str) -> bool, found: &mut Vec<Space>) {
    if !word.contains(['–', '-', '/']) || is_address(word) {
        return;
    }
    let parts = parts(word);
    let mut joints = parts.windows(2).map(|pair| joint(&word[pair[0].clone()], &word[pair[1].clone()], is_month));
    let mut from = 0;
    while from < parts.len() {
        let kept: Vec<Joint> = joints.by_ref().map_while(|joint| joint).collect();
        let range = parts[from].start..parts[from + kept.len()].end;
        let longest = if kept.contains(&Joint::FirstLetter) { LONGEST_JOINED } else { LONGEST_WORD };
        if !kept.is_empty() && word[range.clone()].chars().count() <= longest {
            found.push(Space { range: start + range.start..start + range.end, with: With::Whole });
        }
        from += kept.len() + 1;
    }
}

/// Why a line does not break between two parts of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Joint {
    Range,
    FirstLetter,
    LastLetter,
}

fn joint(left: &str, right: &str, is_month: &dyn Fn(&str) -> bool) -> Option<Joint> {
    let (from, to) = (core(left), core(right));
    if left.ends_with('–') {
        let is_range = is_end(from) && is_end(to) || is_month(from) && is_month(to);
        return is_range.then_some(Joint::Range);
    }
    // What a hyphen follows is no last letter: `t` in `parlera-t-il` belongs to what follows it.
    if is_single(to) && !right.ends_with(['-', '/']) {
        Some(Joint::LastLetter)
    } else {
        is_single(from).then_some(Joint::FirstLetter)
    }
}

/// The parts of a word between the places where Typst lets a line break: behind a dash, and behind a hyphen or a slash that no digit follows.
fn parts(word: &str) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = Vec::new();
    let mut is_begun = false;
    for (at, sign) in word.char_indices() {
        let end = at + sign.len_utf8();
        let next = word[end..].chars().next();
        let is_place = match sign {
            '–' => true,
            '-' | '/' => is_begun && !next.is_some_and(|next| next.is_ascii_digit()),
            _ => false,
        };
        is_begun |= sign.is_alphanumeric();
        if is_place && next.is_some_and(|next| !CLOSING.contains(&next) && !"–-/".contains(next)) {
            ends.push(end);
        }
    }
    ends.push(word.len());
    let starts = [0].into_iter().chain(ends.iter().copied());
    starts.zip(&ends).map(|(from, to)| from..*to).collect()
}

/// A part of a word, without the signs around it.
fn core(part: &str) -> &str {
    part.trim_matches(|c: char| OPENING.contains(&c) || CLOSING.contains(&c) || "–-/%‰€$£¥°§−+±~≈<>≤≥".contains(c))
}

/// Whether it can be the end of a range: it has a digit or few letters.
fn is_end(core: &str) -> bool {
    core.contains(|c: char| c.is_ascii_digit()) || core.chars().count() <= LONGEST_MARK
}

fn is_single(core: &str) -> bool {
    let mut letters = core.chars();
    letters.next().is_some_and(char::is_alphanumeric) && letters.next().is_none()
}

/// What a word can be in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    /// `2027`
    Year,
    /// `12.5.2027`
    Date,
    /// `12`, `12.`, `1st`
    Day,
    /// `May`
    Month,
    /// `quarter`, or `Q4`, which has its number in itself.
    Part,
}

impl Locale {
    /// Finds what is kept in a word, which begins at a byte of the text.
    pub(super) fn kept_in_word(&self, word: &str, start: usize, found: &mut Vec<Space>) {
        in_word(word, start, &|part| self.names_month(part), found);
    }

    /// The months of a range: `tammi–kesäkuu`, `March–May`.
    fn names_month(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let word = word.trim_end_matches('.');
        let is_like = |month: &String| {
            let alike = month.chars().zip(word.chars()).take_while(|(a, b)| a == b);
            let common: usize = alike.map(|(a, _)| a.len_utf8()).sum();
            // As far as it is shortened, or up to its ending.
            common >= 3 && (common == word.len() || word.len().max(month.len()) <= common + 3)
        };
        self.names_of_months().iter().any(is_like)
    }

    /// The ranges of periods with spaces around their dash, such as `6 March 2026 – 12 May 2027`, as bytes of the text.
    pub(super) fn spaced_ranges(&self, text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
        if !text.contains(" –") && !text.contains("\u{a0}–") {
            return Vec::new();
        }
        let word = |range: &Range<usize>| &text[range.clone()];
        let dashes = words.iter().enumerate().filter(|(_, range)| word(range) == "–").map(|(at, _)| at);
        let ranges = dashes.filter_map(|dash| {
            let before = self.length_of_period(words[..dash].iter().rev().map(word));
            let after = self.length_of_period(words[dash + 1..].iter().map(word));
            let range = words[dash - before?].start..words[dash + after?].end;
            (text[range.clone()].chars().count() <= LONGEST_PERIOD).then_some(range)
        });
        ranges.collect()
    }

    /// The full dates of a text in words, such as `6 March 2026`, as bytes of the text.
    pub(super) fn whole_dates(&self, text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
        let word = |at: usize| &text[words[at].clone()];
        let is_year = |core: &str| core.len() == 4 && core.bytes().all(|byte| byte.is_ascii_digit());
        let years = (0..words.len()).filter(|at| is_year(core(word(*at))));
        let dates = years.filter_map(|year| {
            let first = year.checked_sub(self.words_before_year(|back| year.checked_sub(back).map(word))?)?;
            let range = words[first].start..words[year].end;
            (text[range.clone()].chars().count() <= LONGEST_DATE).then_some(range)
        });
        dates.collect()
    }

    /// How many words of a full date stand before its year: its day and its month. `before` is the word that stands so far before the year.
    fn words_before_year<'w>(&self, before: impl Fn(usize) -> Option<&'w str>) -> Option<usize> {
        let is = |back: usize, piece: Piece| {
            let word = before(back)?;
            // A sentence ends behind the month, or a bracket closes behind it.
            let is_open = piece == Piece::Day || !word.ends_with(|c: char| CLOSING.contains(&c) && c != '.');
            (is_open && self.piece(core(word)) == Some(piece)).then_some(())
        };
        if let Some(of) = &self.orthography.dates.of {
            let is_of = |back: usize| before(back).filter(|word| word == of);
            is_of(1).and(is(2, Piece::Month)).and(is_of(3)).and(is(4, Piece::Day))?;
            return Some(4);
        }
        let usual = is(1, Piece::Month).and(is(2, Piece::Day)).map(|()| 2);
        usual.or_else(|| {
            let is_first = self.orthography.dates.month_first;
            is_first.then(|| is(1, Piece::Day).and(is(2, Piece::Month)).map(|()| 2)).flatten()
        })
    }

    /// How many words are a period, from its end at a dash on. `None` if none are.
    fn length_of_period<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<usize> {
        let (mut pieces, mut length) = (Vec::new(), None);
        for (count, word) in (1..).zip(words) {
            // `6 de marzo de 2026`
            if count > 1 && self.orthography.dates.of.as_deref() == Some(word) {
                continue;
            }
            let Some(piece) = self.piece(core(word)).filter(|piece| !pieces.contains(piece)) else { break };
            // A date in digits has all that it needs.
            if pieces.contains(&Piece::Date) || piece == Piece::Date && !pieces.is_empty() {
                break;
            }
            pieces.push(piece);
            length = Some(count);
        }
        length.filter(|_| pieces.iter().any(|piece| *piece != Piece::Day))
    }

    fn piece(&self, core: &str) -> Option<Piece> {
        let digits = core.bytes().filter(u8::is_ascii_digit).count();
        let is_plain = digits == core.len();
        let is_date = || core.split(['.', '/', '-']).filter(|part| !part.is_empty()).count() > 1;
        let is_numeric = core.chars().all(|c| c.is_ascii_digit() || "./-".contains(c));
        match core {
            "" => None,
            _ if is_plain && digits == 4 => Some(Piece::Year),
            _ if is_numeric && digits > 2 && is_date() => Some(Piece::Date),
            _ if self.is_part_of_year(core) => Some(Piece::Part),
            _ if self.is_day(core) => Some(Piece::Day),
            _ => self.is_month(core).then_some(Piece::Month),
        }
    }

    /// Whether a word is the last one of the name of a quarter or a half-year, such as `Q4` or `quarter`.
    fn is_part_of_year(&self, word: &str) -> bool {
        let names = |PartsOfYear { halves, quarters }: &PartsOfYear| {
            let last = |name: &String| name.rsplit([' ', '\u{a0}']).next().map(str::to_owned);
            halves.iter().chain(quarters).filter_map(last).collect::<Vec<_>>()
        };
        let is_known = |Periods { long, short, .. }: &Periods| {
            names(long).into_iter().chain(names(short)).any(|name| name.trim_end_matches('.') == word)
        };
        is_letter_of_year(word) || self.orthography.periods.as_ref().is_some_and(is_known)
    }
}

/// Whether a word is a quarter or a half-year as a letter and its number, which people write whatever the program does: `Q4`, `K4`, `T4`, `S2`.
fn is_letter_of_year(word: &str) -> bool {
    matches!(word.as_bytes(), [b'Q' | b'K' | b'T' | b'H' | b'S', b'1'..=b'4'])
}
