//! Word diff of two texts: words with their punctuation, in runs that read well.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Past this many words that differ between the first and the last one that stayed, a text is another text.
const MOST_WORDS: usize = 6_000;
/// So few words that stayed between two changes say less by themselves than inside of one change.
const LONE_WORDS: usize = 2;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    Kept(String),
    Deleted(String),
    Inserted(String),
}

/// Words of the older text that stand in the place of words of the newer one. One of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

/// The runs of two versions of a text, in order; where words were replaced, the deleted ones come first.
pub fn compare(old: &str, new: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    let mut push = |run: fn(String) -> Run, text: &str| {
        if !text.is_empty() {
            runs.push(run(text.to_owned()));
        }
    };
    for Edit { old: gone, new: come } in edits(old, new) {
        push(Run::Kept, &new[at..come.start]);
        push(Run::Deleted, &old[gone]);
        push(Run::Inserted, &new[come.clone()]);
        at = come.end;
    }
    push(Run::Kept, &new[at..]);
    runs
}

/// What changed from one version of a text to the next, in order. White space at which both sides of an edit begin or end is outside.
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    let (of_old, of_new) = (tokens(old), tokens(new));
    let head = of_old.iter().zip(&of_new).take_while(|(old, new)| old == new).count();
    let tail = of_old[head..].iter().rev().zip(of_new[head..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (ends_old, ends_new) = (ends(&of_old), ends(&of_new));
    let (old_end, new_end) = (of_old.len() - tail, of_new.len() - tail);
    let edit = |old: Range<usize>, new: Range<usize>| Edit {
        old: ends_old[old.start]..ends_old[old.end],
        new: ends_new[new.start]..ends_new[new.end],
    };
    let mut edits: Vec<Edit> = Vec::new();
    if (old_end - head) + (new_end - head) > MOST_WORDS {
        edits.push(edit(head..old_end, head..new_end));
    } else {
        // Of a deletion the operation does not always say where in the newer text it is.
        let (mut was, mut is) = (head, head);
        for operation in capture_diff_slices(Algorithm::Myers, &of_old[head..old_end], &of_new[head..new_end]) {
            let (tag, gone, come) = operation.as_tag_tuple();
            let next = edit(was..was + gone.len(), is..is + come.len());
            (was, is) = (was + gone.len(), is + come.len());
            match edits.last_mut() {
                _ if tag == DiffTag::Equal => {}
                Some(last) if belong_together(last, &next, new) => {
                    *last = Edit { old: last.old.start..next.old.end, new: last.new.start..next.new.end };
                }
                _ => edits.push(next),
            }
        }
    }
    edits.into_iter().map(|edit| without_common_space(edit, old, new)).collect()
}

/// Whether anything but white space is the same in both.
pub fn alike(runs: &[Run]) -> bool {
    runs.iter().any(|run| matches!(run, Run::Kept(text) if text.chars().any(char::is_alphanumeric)))
}

/// Of words that stayed, those near a change: `most` on each side, except before the `first` and after the `last` words.
pub fn near(kept: &str, most: usize, first: bool, last: bool) -> String {
    let tokens = tokens(kept);
    let words = tokens.iter().filter(|token| !token.starts_with(char::is_whitespace)).count();
    let (before, after) = (if first { 0 } else { most }, if last { 0 } else { most });
    // Leaving out a word or two would save nothing.
    if words <= before + after + 2 {
        return kept.to_owned();
    }
    let end_of = |count: usize| {
        let mut seen = 0;
        tokens.iter().position(|token| {
            seen += usize::from(!token.starts_with(char::is_whitespace));
            seen > count
        })
    };
    let head = tokens[..end_of(before).unwrap_or(tokens.len())].concat();
    let tail = tokens[end_of(words - after).unwrap_or(tokens.len())..].concat();
    match (first, last) {
        (true, _) => format!("… {tail}"),
        (_, true) => format!("{}…", head),
        _ => format!("{head}… {tail}"),
    }
}

/// Words with their punctuation, and the white space between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let space = first.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != space).unwrap_or(rest.len());
        tokens.push(&rest[..end]);
        rest = &rest[end..];
    }
    tokens
}

/// The byte at which each word ends, from 0 before the first.
fn ends(tokens: &[&str]) -> Vec<usize> {
    let ends = tokens.iter().scan(0, |end, token| {
        *end += token.len();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// Whether what stayed between two edits is too little to be read by itself.
fn belong_together(before: &Edit, after: &Edit, new: &str) -> bool {
    let kept = &new[before.new.end..after.new.start];
    let words = kept.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let longest = |edit: &Edit| edit.old.len().max(edit.new.len());
    words == 0 || words <= LONE_WORDS && kept.trim().len() <= longest(before).min(longest(after))
}

fn without_common_space(edit: Edit, old: &str, new: &str) -> Edit {
    let head = common(old[edit.old.clone()].chars(), new[edit.new.clone()].chars());
    let (old_start, new_start) = (edit.old.start + head, edit.new.start + head);
    let tail = common(old[old_start..edit.old.end].chars().rev(), new[new_start..edit.new.end].chars().rev());
    Edit { old: old_start..edit.old.end - tail, new: new_start..edit.new.end - tail }
}

/// The bytes of white space that both begin with.
fn common(old: impl Iterator<Item = char>, new: impl Iterator<Item = char>) -> usize {
    old.zip(new).take_while(|(old, new)| old == new && old.is_whitespace()).map(|(old, _)| old.len_utf8()).sum()
}
