//! The tags of minijinja in a template, and the text around them.

use std::ops::Range;

use crate::bounds::text::{MOST_BRANCHES, MOST_OPERATORS};

/// What opens and what closes a tag.
const SIGNS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// A tag, such as `{{ x }}`.
pub struct Tag<'t> {
    /// What opens it: `{{`, `{%` or `{#`.
    pub sign: &'static str,
    /// Its bytes, with its signs. A tag that is not closed reaches to the end of the text.
    pub range: Range<usize>,
    /// What stands between its signs.
    pub inside: &'t str,
    pub is_closed: bool,
}

/// The first tag from a byte on.
pub fn next_tag(text: &str, from: usize) -> Option<Tag<'_>> {
    next_before(text, from, text.len())
}

/// The first tag that begins between two places.
pub fn next_before(text: &str, from: usize, place: usize) -> Option<Tag<'_>> {
    // In one pass: a search for each sign would go to the end of the text for one that is absent, from each tag on.
    let (start, (sign, close)) = text[from..place].match_indices('{').find_map(|(at, _)| {
        let signs = SIGNS.into_iter().find(|(sign, _)| text[from + at..place].starts_with(sign))?;
        Some((from + at, signs))
    })?;
    let inside = &text[start + sign.len()..];
    let length = inside.find(close);
    let end = length.map_or(text.len(), |length| start + sign.len() + length + close.len());
    Some(Tag {
        sign,
        range: start..end,
        inside: &inside[..length.unwrap_or(inside.len())],
        is_closed: length.is_some(),
    })
}

/// A piece of a template. What a tag says is without the spaces and the signs of white space control around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// What stands outside of tags, or is raw.
    Text(&'t str),
    /// `{% … %}`
    Block(&'t str),
    /// `{{ … }}`
    Value(&'t str),
    /// `{# … #}`
    Comment,
}

/// The pieces of a template in order, each with its bytes. A tag that is not closed is text.
pub fn pieces(text: &str) -> Vec<(Piece<'_>, Range<usize>)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(Tag { sign, range, inside, is_closed: true }) = next_tag(text, at) {
        pieces.push((Piece::Text(&text[at..range.start]), at..range.start));
        at = range.end;
        let inside = inside.trim_matches(['-', '+']).trim();
        let piece = match sign {
            "{%" => Piece::Block(inside),
            "{{" => Piece::Value(inside),
            _ => Piece::Comment,
        };
        pieces.push((piece, range));
        if piece == Piece::Block("raw") {
            let rest = &text[at..];
            let ends =
                |(open, _): &(usize, &str)| rest[open + 2..].trim_start_matches(['-', '+', ' ']).starts_with("endraw");
            let raw = rest.match_indices("{%").find(ends).map_or(rest, |(open, _)| &rest[..open]);
            pieces.push((Piece::Text(raw), at..at + raw.len()));
            at += raw.len();
        }
    }
    pieces.push((Piece::Text(&text[at..]), at..text.len()));
    pieces
}

/// The first tag that is too much for minijinja, and why: its parser is recursive, and many operators or branches overflow the stack.
pub fn too_much(template: &str) -> Option<(Range<usize>, String)> {
    let (mut at, mut branches) = (0, 0);
    while let Some(Tag { sign, range, inside, .. }) = next_tag(template, at) {
        at = range.end;
        if sign == "{#" {
            continue;
        }
        let place = range.start..range.start + sign.len();
        branches += usize::from(inside.trim_start_matches(['-', '+', ' ']).starts_with("elif"));
        if branches > MOST_BRANCHES {
            return Some((place, format!("the template has more than {MOST_BRANCHES} branches `elif`")));
        }
        if operators(inside) > MOST_OPERATORS {
            return Some((place, format!("the tag has more than {MOST_OPERATORS} operators")));
        }
    }
    None
}

/// How many operators a tag has at most: signs of them may also stand in strings.
fn operators(tag: &str) -> usize {
    let signs = tag.bytes().filter(|byte| b"-+~|.*/%<>=!([{".contains(byte)).count();
    let words = tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    signs + words.filter(|word| ["not", "and", "or", "in", "is", "if"].contains(word)).count()
}
