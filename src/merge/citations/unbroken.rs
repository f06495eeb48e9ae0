//! What stays on one line in a citation: each source with its place, or the names in it. Readers cannot tell half a name, or a year alone,
//! from the text around it.

use std::ops::Range;

use hayagriva::citationberg::VerticalAlign;
use hayagriva::{ElemChild, ElemChildren};

use crate::merge::Generated;
use crate::merge::locale::spaces::{self, CLOSING, OPENING, Space, With};

/// The letters of the longest citation of a source that stays whole: about as many as a line of running text has room for, less what stands
/// around it in a list.
const LONGEST_CITATION: usize = 60;
/// The letters of the longest name in a longer one, such as that of a person or of a part of a ministry.
const LONGEST_NAME: usize = 32;
/// Such short words stand between names: “and”, “och”, “&”.
const LONGEST_CONNECTOR: usize = 3;

/// Whether the citation of a source stays whole. `words` are what the style writes, and `more` counts the letters before and behind them.
pub fn stays_whole(words: &str, more: usize) -> bool {
    let letters = words.chars().count();
    // A number has no place where a line could break.
    let is_number = letters <= 3 && more == 0 && !words.contains(char::is_whitespace);
    !is_number && letters + more <= LONGEST_CITATION
}

/// The letters that generated content prints: those of its literals.
pub fn letters_of(content: &Generated) -> usize {
    let (mut count, mut is_inside, mut is_escape) = (0, false, false);
    for character in content.text.chars() {
        match character {
            '"' if !is_escape => is_inside = !is_inside,
            '\\' if !is_escape => {
                is_escape = true;
                continue;
            }
            _ => count += usize::from(is_inside),
        }
        is_escape = false;
    }
    count
}

/// Whether a source is cited by a raised number, which stands directly behind a word.
pub fn is_raised(children: &ElemChildren) -> bool {
    match children.0.first() {
        Some(ElemChild::Text(words)) => words.formatting.vertical_align == VerticalAlign::Sup,
        Some(ElemChild::Elem(elem)) => is_raised(&elem.children),
        _ => false,
    }
}

/// How much of a text between sources belongs to the source before it, and where what belongs to the next one begins: the bracket that
/// opens before a source, and what follows it without a space.
pub fn edges(text: &str, (behind, before): (bool, bool)) -> Range<usize> {
    let belongs = |c: char| !c.is_whitespace() && !c.is_alphanumeric() && !OPENING.contains(&c) || CLOSING.contains(&c);
    let start = if behind { text.len() - text.trim_start_matches(belongs).len() } else { 0 };
    let end = if before { text.trim_end_matches(OPENING).len() } else { text.len() };
    start..end.max(start)
}

/// Keeps each name of a source on one line, and the year with the last word of the last one.
pub fn keep_names(words: &str, found: &mut Vec<Space>) {
    let all: Vec<Range<usize>> = spaces::words(words).collect();
    let word = |at: usize| &words[all[at].clone()];
    let Some(year) = year(words, &all) else { return };
    let mut from = 0;
    for at in 0..=year {
        // In “Opetus- ja kulttuuriministeriö” the short word stands inside of a name.
        let ends = at == year
            || at + 1 < year && word(at).ends_with([',', ';'])
            || is_connector(word(at + 1)) && !word(at).ends_with('-');
        if !ends {
            continue;
        }
        keep(words, all[from].start..all[at].end, found);
        if at == year && at > from + 1 {
            keep(words, all[at - 1].start..all[at].end, found);
        }
        from = at + 1;
    }
}

/// Keeps the year of an entry in the list with the word before it, which is mostly a name.
pub fn keep_year(words: &str, found: &mut Vec<Space>) {
    let all: Vec<Range<usize>> = spaces::words(words).collect();
    if let Some(year) = year(words, &all).filter(|year| *year > 0) {
        keep(words, all[year - 1].start..all[year].end, found);
    }
}

/// Which word is the year, or stands for it.
fn year(words: &str, all: &[Range<usize>]) -> Option<usize> {
    let has_digit = |word: &Range<usize>| words[word.clone()].contains(|c: char| c.is_ascii_digit());
    all.iter().rposition(has_digit).or(all.len().checked_sub(1))
}

/// Keeps a part of some words on one line, unless it is long or has no space.
fn keep(words: &str, part: Range<usize>, found: &mut Vec<Space>) {
    let is_crossed = |space: &Space| {
        let is_within = part.start <= space.range.start && space.range.end <= part.end;
        !is_within && space.range.start < part.end && part.start < space.range.end
    };
    let own = &words[part.clone()];
    let is_kept =
        own.contains(char::is_whitespace) && own.chars().count() <= LONGEST_NAME && !found.iter().any(is_crossed);
    if is_kept {
        let at = found.partition_point(|space| space.range.start < part.start);
        found.insert(at, Space { range: part, with: With::Fitting });
    }
}

/// Whether a line may break before a word between two names. What belongs to the name behind it, such as “van”, is no such word.
fn is_connector(word: &str) -> bool {
    let is_short = word.chars().count() <= LONGEST_CONNECTOR && word.chars().all(char::is_lowercase);
    word == "&" || is_short && !spaces::PARTICLES.contains(&word)
}
