//! Where a line breaks in an address of the web.

use std::ops::Range;

use super::spaces::{CLOSING, OPENING, Space, With};

/// A longer name of a computer breaks as any text.
const LONGEST_NAME: usize = 40;
/// A line does not break so near to another place.
const SHORTEST_PIECE: usize = 4;
/// No line begins with a shorter end of an address, such as `.html`, unless its column is narrow.
const SHORTEST_END: usize = 6;
/// A narrow column has no room for a longer piece, which breaks there: before each sign, or where it has none for long, as a checksum, after
/// every `STEP` characters.
const LONGEST_PIECE: usize = 24;
const STEP: usize = 12;
/// A line of running text has no room for a longer piece, which breaks like this everywhere.
const LONGEST_WHOLE: usize = 48;

/// The pieces of an address of the web, each of which stays on one line: the scheme with the name of the computer, in which a full stop
/// would end a sentence at the end of a line, and then what stands between two slashes. A long piece breaks before its signs, so that no
/// hyphen ends a line. What a narrow column has no room for has pieces of its own behind it.
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
    let mut found = Vec::new();
    let piece = |range: &Range<usize>, with| Space { range: start + range.start..start + range.end, with };
    if begin > 0 {
        found.push(piece(&(0..begin), With::Whole));
    }
    for range in divided(address, begin..address.len(), SHORTEST_PIECE) {
        let length = address[range.clone()].chars().count();
        if length <= LONGEST_PIECE {
            found.push(piece(&range, With::Whole));
            continue;
        }
        if length <= LONGEST_WHOLE {
            found.push(piece(&range, With::Fitting));
        }
        let parts = divided(address, range, 1).into_iter().flat_map(|part| steps(address, part));
        found.extend(parts.map(|part| piece(&part, With::Whole)));
    }
    found
}

/// A part of an address, divided behind slashes and before signs that stand at least so far behind another place.
fn divided(address: &str, part: Range<usize>, shortest: usize) -> Vec<Range<usize>> {
    let (mut pieces, mut from) = (Vec::new(), part.start);
    for (at, sign) in address[part.clone()].char_indices().map(|(at, sign)| (part.start + at, sign)) {
        let length = at - from;
        let follows_slash = address[..at].ends_with('/') && sign != '/' && length > 1;
        let is_sign = !sign.is_alphanumeric() && sign != '/' && length >= shortest;
        // The last character of all stays with the one before it, and so does a short end of an address.
        let least = if shortest > 1 && part.end == address.len() { SHORTEST_END } else { 2 };
        if address.len() - at >= least && (follows_slash || is_sign) {
            pieces.push(from..at);
            from = at;
        }
    }
    if from < part.end {
        pieces.push(from..part.end);
    }
    pieces
}

/// A part without signs in it, in steps if it is long.
fn steps(address: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut places: Vec<usize> = address[part.clone()].char_indices().map(|(at, _)| part.start + at).collect();
    if places.len() <= LONGEST_PIECE {
        return vec![part];
    }
    places.push(part.end);
    let count = places.len() - 1;
    // The last step is no shorter than the others.
    let starts = (0..count).step_by(STEP).filter(|at| *at == 0 || count - at >= STEP).map(|at| places[at]);
    let starts: Vec<usize> = starts.collect();
    let ends = starts[1..].iter().copied().chain([part.end]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}
