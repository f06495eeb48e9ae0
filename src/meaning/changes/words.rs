//! Word diff of two texts: words with their punctuation, in runs that read well.

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

/// The runs of two versions of a text, in order; where words were replaced, the deleted ones come first.
pub fn compare(old: &str, new: &str) -> Vec<Run> {
    let (old, new) = (tokens(old), tokens(new));
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut pieces = vec![Piece { kept: old[..head].concat(), ..Piece::default() }];
    pieces.extend(middle(&old[head..old_end], &new[head..new_end]));
    pieces.push(Piece { kept: old[old_end..].concat(), ..Piece::default() });
    runs(join(pieces))
}

/// Whether anything but white space is the same in both.
pub fn alike(runs: &[Run]) -> bool {
    runs.iter().any(|run| matches!(run, Run::Kept(text) if text.chars().any(char::is_alphanumeric)))
}

/// Of words that stayed, those near a change: `most` on each side. What stands first has a change only behind it, what stands
/// last only before it.
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

/// What changed, and what stayed after it.
#[derive(Debug, Default)]
struct Piece {
    deleted: String,
    inserted: String,
    kept: String,
}

fn middle(old: &[&str], new: &[&str]) -> Vec<Piece> {
    if old.len() + new.len() > MOST_WORDS {
        return vec![Piece { deleted: old.concat(), inserted: new.concat(), kept: String::new() }];
    }
    let mut pieces = vec![Piece::default()];
    for operation in capture_diff_slices(Algorithm::Myers, old, new) {
        let (tag, of_old, of_new) = operation.as_tag_tuple();
        let last = pieces.last_mut().expect("there is a piece from the start");
        if tag == DiffTag::Equal {
            last.kept.push_str(&old[of_old].concat());
        } else if last.kept.is_empty() {
            last.deleted.push_str(&old[of_old].concat());
            last.inserted.push_str(&new[of_new].concat());
        } else {
            pieces.push(Piece { deleted: old[of_old].concat(), inserted: new[of_new].concat(), kept: String::new() });
        }
    }
    pieces
}

/// Takes what stayed between two changes into them where it is too little to be read by itself.
fn join(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        let Some(last) = joined.last_mut() else {
            joined.push(piece);
            continue;
        };
        let changes = |piece: &Piece| !piece.deleted.is_empty() || !piece.inserted.is_empty();
        if changes(last) && changes(&piece) && is_lone(last, &piece) {
            let kept = std::mem::take(&mut last.kept);
            last.deleted.push_str(&(kept.clone() + &piece.deleted));
            last.inserted.push_str(&(kept + &piece.inserted));
            last.kept = piece.kept;
        } else if changes(last) && changes(&piece) || !changes(last) && changes(&piece) {
            joined.push(piece);
        } else {
            last.kept.push_str(&piece.kept);
        }
    }
    joined
}

fn is_lone(before: &Piece, after: &Piece) -> bool {
    let words = before.kept.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let longest = |piece: &Piece| piece.deleted.len().max(piece.inserted.len());
    words == 0 || words <= LONE_WORDS && before.kept.trim().len() <= longest(before).min(longest(after))
}

/// White space at which both a deletion and an insertion begin or end stays outside of them.
fn runs(pieces: Vec<Piece>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let keep = |runs: &mut Vec<Run>, text: &str| match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(Run::Kept(last)) => last.push_str(text),
        _ => runs.push(Run::Kept(text.to_owned())),
    };
    for Piece { deleted, inserted, kept } in pieces {
        let (mut deleted, mut inserted) = (deleted.as_str(), inserted.as_str());
        let head = common(deleted.chars(), inserted.chars());
        keep(&mut runs, &deleted[..head]);
        (deleted, inserted) = (&deleted[head..], &inserted[head..]);
        let tail = common(deleted.chars().rev(), inserted.chars().rev());
        let after = &deleted[deleted.len() - tail..];
        (deleted, inserted) = (&deleted[..deleted.len() - tail], &inserted[..inserted.len() - tail]);
        if !deleted.is_empty() {
            runs.push(Run::Deleted(deleted.to_owned()));
        }
        if !inserted.is_empty() {
            runs.push(Run::Inserted(inserted.to_owned()));
        }
        keep(&mut runs, after);
        keep(&mut runs, &kept);
    }
    runs
}

/// The bytes of white space that both begin with.
fn common(old: impl Iterator<Item = char>, new: impl Iterator<Item = char>) -> usize {
    old.zip(new).take_while(|(old, new)| old == new && old.is_whitespace()).map(|(old, _)| old.len_utf8()).sum()
}
