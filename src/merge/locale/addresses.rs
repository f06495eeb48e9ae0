//! Where a line breaks in an address of the web.

use std::ops::Range;

use super::spaces::{CLOSING, OPENING, Space, With};

/// A longer name of a computer breaks as any text.
const LONGEST_NAME: usize = 40;
/// A line does not break so near to another place.
const SHORTEST_PIECE: usize = 4;
/// A piece of more characters has no joints, as a checksum, and breaks after every `STEP` of them.
const LONGEST_PIECE: usize = 24;
const STEP: usize = 12;

/// The pieces of an address of the web, each of which stays on one line: the scheme with the name of the computer, in which a full stop
/// would end a sentence at the end of a line, and then what stands between two slashes. A long piece breaks before its signs, so that no
/// hyphen ends a line.
pub fn pieces(word: &str) -> Vec<Space> {
    let start = word.len() - word.trim_start_matches(OPENING).len();
    let address = word[start..].trim_end_matches(CLOSING);
    let scheme = address.find("://").map(|at| at + 3);
    if scheme.is_none() && !address.starts_with("www.") {
        return Vec::new();
    }
    let after = scheme.unwrap_or_default();
    let name = address[after..].find(['/', '?', '#']).map_or(address.len(), |at| after + at);
    // A slash belongs to what it ends.
    let first = if address[name..].starts_with('/') { name + 1 } else { name };
    let begin = if first > LONGEST_NAME { after } else { first };
    let mut ends = if begin == first { vec![first] } else { Vec::new() };
    let mut from = begin;
    for (at, sign) in address[begin..].char_indices().map(|(at, sign)| (begin + at, sign)) {
        let (length, left) = (at - from, address.len() - at);
        let follows_slash = address[..at].ends_with('/') && sign != '/' && length > 1;
        let is_sign = !sign.is_alphanumeric() && sign != '/' && length >= SHORTEST_PIECE;
        let next = address[at..].find(|c: char| !c.is_alphanumeric()).unwrap_or(left);
        let is_endless = length >= STEP && length.is_multiple_of(STEP) && length + next > LONGEST_PIECE;
        if left > 1 && (follows_slash || is_sign || is_endless) {
            ends.push(at);
            from = at;
        }
    }
    if ends.last() != Some(&address.len()) {
        ends.push(address.len());
    }
    let starts = [0].into_iter().chain(ends.iter().copied());
    let ranges: Vec<Range<usize>> = starts.zip(&ends).map(|(from, to)| start + from..start + to).collect();
    ranges.into_iter().map(|range| Space { range, with: With::Whole }).collect()
}
