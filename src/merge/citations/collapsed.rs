//! Sources of one author without a year. A style that collapses sources of one author leaves nothing of theirs but a letter:
//! `(Cedefop s.a.-a; b)`.

use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta};

use super::words::{each_text, plain};

/// No source has more letters, since the alphabet twice is enough for any author.
const MOST_LETTERS: usize = 2;

/// Whether a citation has no words for one of its sources.
pub fn lacks_words(citation: &ElemChildren) -> bool {
    citation.0.iter().filter_map(source).any(|words| !plain(words).chars().any(char::is_alphanumeric))
}

/// Whether nothing but a letter is left of a source.
pub fn has_lone_letter(citation: &ElemChildren) -> bool {
    citation.0.iter().filter_map(source).any(is_lone_letter)
}

/// Puts what stands for the year before such letters. `apart` is the same citation with each author: what the words of two sources begin with
/// alike is their author.
pub fn with_years(collapsed: &mut ElemChildren, apart: &ElemChildren) {
    let whole: Vec<&ElemChildren> = apart.0.iter().filter_map(source).collect();
    let sources = collapsed.0.iter_mut().filter_map(source_mut).enumerate();
    for (at, words) in sources.filter(|(at, words)| *at > 0 && is_lone_letter(words)) {
        let Some([before, own]) = whole.get(at - 1..=at) else { continue };
        let mut left = shared_words(&plain(before), &plain(own));
        *words = (*own).clone();
        each_text(words, &mut |text| {
            let cut = left.min(text.len());
            text.replace_range(..cut, "");
            left -= cut;
        });
    }
}

fn source(child: &ElemChild) -> Option<&ElemChildren> {
    match child {
        ElemChild::Elem(Elem { meta: Some(ElemMeta::Entry(_)), children, .. }) => Some(children),
        _ => None,
    }
}

fn source_mut(child: &mut ElemChild) -> Option<&mut ElemChildren> {
    match child {
        ElemChild::Elem(Elem { meta: Some(ElemMeta::Entry(_)), children, .. }) => Some(children),
        _ => None,
    }
}

fn is_lone_letter(words: &ElemChildren) -> bool {
    let words = plain(words);
    let first = words.trim().split([',', ' ']).next().unwrap_or_default();
    !first.is_empty() && first.len() <= MOST_LETTERS && first.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// The bytes of the words that two texts begin with alike, and of the spaces behind them.
fn shared_words(before: &str, own: &str) -> usize {
    let words = before.split_inclusive(' ').zip(own.split_inclusive(' '));
    words.take_while(|(before, own)| before == own && own.ends_with(' ')).map(|(_, own)| own.len()).sum()
}
