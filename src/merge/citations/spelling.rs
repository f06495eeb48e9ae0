//! What a language changes in the words of a citation: “and” before some words, the first of a month, and spaces.

use std::ops::Range;

use hayagriva::ElemChildren;

use crate::merge::locale::{Locale, spaces::With};

use super::words::each_text;

/// Stands behind the word for “and” that the style puts between names, and behind the day of a date. No data can have them, since they
/// are no characters for interchange.
pub const AND: &str = "\u{fdd0}";
pub const FIRST: &str = "\u{fdd1}";

/// A change of a text: these bytes, and what stands there.
type Change = (Range<usize>, String);

/// Spells a citation or an entry as its language does. `foreign` is a title in another language.
pub fn spell(children: &mut ElemChildren, locale: &Locale, foreign: Option<&str>) {
    rewrite(children, |line| marked(line, locale));
    rewrite(children, |line| {
        let title = foreign.and_then(|title| Some(line.find(title)?..line.find(title)? + title.len()));
        let is_own = |range: &Range<usize>| {
            title.as_ref().is_none_or(|title| range.end <= title.start || title.end <= range.start)
        };
        let spaces = locale.spaces(line).into_iter().filter(|space| is_own(&space.range));
        let spaces = spaces.filter_map(|space| {
            Some((
                space.range,
                match space.with {
                    With::Put(with) => with.to_string(),
                    With::Unbroken | With::Whole | With::Fitting | With::Raised | With::NoLanguage => return None,
                },
            ))
        });
        // A place to divide a word is not worth a character in an address.
        spaces.filter(|(_, with)| with != "\u{ad}").collect()
    });
}

/// Takes away the brackets of a year that the style has not printed, and the space before them: `L 1092/2022 ()`.
pub fn drop_empty_brackets(children: &mut ElemChildren) {
    rewrite(children, |line| {
        // Each by itself, since the space may be a text of its own.
        let pair = |at: usize| [at - 1..at, at..at + 2].map(|range| (range, String::new()));
        line.match_indices(" ()").flat_map(|(at, _)| pair(at + 1)).collect()
    });
}

/// The marks of a line, each with the word before it.
fn marked(line: &str, locale: &Locale) -> Vec<Change> {
    let marks = line.match_indices([AND, FIRST].map(|mark| mark.chars().next().unwrap_or_default()));
    let change = |(at, mark): (usize, &str)| {
        let start = line[..at]
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |last| last + line[last..].chars().next().map_or(0, char::len_utf8));
        let word = match (mark, &line[start..at]) {
            (FIRST, "1") => locale.first_day().unwrap_or("1"),
            (FIRST, day) => day,
            _ => locale.and_before(line[at + mark.len()..].trim_start()),
        };
        (start..at + mark.len(), word.to_owned())
    };
    marks.map(change).collect()
}

/// Changes the texts, which `changes` sees as one line.
fn rewrite(children: &mut ElemChildren, changes: impl Fn(&str) -> Vec<Change>) {
    let mut line = String::new();
    each_text(children, &mut |text| line.push_str(text));
    let mut changes = changes(&line).into_iter().peekable();
    let mut start = 0;
    each_text(children, &mut |text| {
        let end = start + text.len();
        let (mut new, mut done) = (String::new(), 0);
        while let Some((range, word)) = changes.next_if(|(range, _)| range.end <= end) {
            // What reaches over two texts stands in the later one.
            let from = range.start.max(start) - start;
            new.push_str(&text[done..from]);
            new.push_str(&word);
            done = range.end - start;
        }
        if done > 0 || !new.is_empty() {
            new.push_str(&text[done..]);
            *text = new;
        }
        start = end;
    });
}
