//! Ordinals whose ending is raised: French `1er`, `XIXe`.

use super::Locale;
use super::spaces::{CLOSING, OPENING, Space, With};

/// What stands between two ordinals, or before one.
const JOINTS: &[char] = &['-', '–', '/', '’', '\''];

impl Locale {
    /// Finds the raised endings in a word, which begins at a byte of the text.
    pub(super) fn raised(&self, word: &str, start: usize, found: &mut Vec<Space>) {
        let endings = &self.orthography.numbers.raised;
        if endings.is_empty() || !word.contains(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase()) {
            return;
        }
        let mut at = start;
        for part in word.split_inclusive(JOINTS) {
            let opening = part.len() - part.trim_start_matches(OPENING).len();
            let bare = part[opening..].trim_end_matches(JOINTS).trim_end_matches(CLOSING);
            let split = bare.find(|c: char| c.is_ascii_lowercase()).unwrap_or(bare.len());
            let (number, ending) = bare.split_at(split);
            if is_ordinal(number) && endings.iter().any(|known| known == ending) {
                let from = at + opening + split;
                found.push(Space { range: from..from + ending.len(), with: With::Raised });
            }
            at += part.len();
        }
    }
}

/// Whether a number can be an ordinal. Of the Roman ones of one letter, `C` and `L` begin words: `Ce`, `Le`.
fn is_ordinal(number: &str) -> bool {
    let is_roman = number.chars().all(|c| "IVXLC".contains(c));
    !number.is_empty()
        && (number.bytes().all(|byte| byte.is_ascii_digit()) || is_roman && !["C", "L"].contains(&number))
}
