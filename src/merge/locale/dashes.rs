//! Dashes between spaces: whether one opens or closes what it encloses, and which space beside it no line breaks at.

use std::ops::Range;

use crate::model::languages::orthography::Dash;

use super::Locale;
use super::spaces::{NO_BREAK, Pair};

impl Locale {
    /// The dashes between spaces in a text of these words.
    pub(super) fn dashes(text: &str, words: &[Range<usize>]) -> Dashes {
        Dashes::of(text, words)
    }

    /// The space beside a dash.
    pub(super) fn of_dash(&self, Pair { left, right, dashes, is_closed, .. }: &Pair) -> Option<char> {
        let follows = is_dash(left);
        let belongs = match self.orthography.together.dash {
            Dash::Neither => false,
            Dash::Before => is_dash(right),
            // The first of two opens what they enclose.
            Dash::Inside if follows => dashes % 2 == 1 && *is_closed,
            Dash::Inside => is_dash(right) && (dashes % 2 == 1 || !is_closed),
        };
        belongs.then_some(NO_BREAK)
    }
}

fn is_dash(word: &str) -> bool {
    ["–", "—"].contains(&word)
}

/// The dashes between spaces, each with the number of its sentence.
pub(super) struct Dashes(Vec<(usize, usize)>);

impl Dashes {
    fn of(text: &str, words: &[Range<usize>]) -> Self {
        if !text.contains(['–', '—']) {
            return Self(Vec::new());
        }
        let mut sentence = 0;
        let mut dashes = Vec::new();
        for (at, range) in words.iter().enumerate() {
            let word = &text[range.clone()];
            if is_dash(word) {
                dashes.push((at, sentence));
            }
            sentence += usize::from(word.trim_end_matches(['”', '»', '“', ')']).ends_with(['.', '?', '!']));
        }
        Self(dashes)
    }

    /// The sentence of the word `at`, as far as dashes tell.
    fn sentence(&self, at: usize) -> Option<usize> {
        let (next, last) = (self.0.iter().find(|dash| dash.0 >= at), self.0.iter().rfind(|dash| dash.0 < at));
        // Only the spaces right beside a dash ask.
        match (next, last) {
            (_, Some(last)) if last.0 + 1 == at => Some(last.1),
            (Some(next), _) => Some(next.1),
            (None, last) => last.map(|last| last.1),
        }
    }

    pub(super) fn before(&self, at: usize) -> usize {
        let sentence = self.sentence(at);
        self.0.iter().filter(|dash| dash.0 < at && Some(dash.1) == sentence).count()
    }

    /// Whether a dash follows in the sentence after the one beside the word `at`.
    pub(super) fn is_closed(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        self.0.iter().any(|dash| dash.0 > at && Some(dash.1) == sentence)
    }
}
