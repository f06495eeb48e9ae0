//! What a minijinja template says of the templates that it includes, and the Typst around its tags.

use crate::merge::verbatim::{closing, next_tag};

use super::typ::Found;

/// Tags that read another template.
const READING: [&str; 4] = ["include", "import", "from", "extends"];
/// Names of the view that end in a path which the program gives.
const GIVEN: [&str; 5] = ["template", "module", "chapter", "path", "bibliography"];

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    /// `{% … %}`
    Block(&'a str),
    /// `{{ … }}`
    Value(&'a str),
    /// `{# … #}`
    Comment,
}

/// The templates that are included, by their names.
pub fn tags(text: &str) -> Found {
    let mut found = Found::default();
    let mut line = 1;
    for (piece, whole) in pieces(text) {
        if let Piece::Block(tag) = piece
            && let Some((name, rest)) = tag.split_once(char::is_whitespace)
            && READING.contains(&name)
        {
            let rest = match name {
                "import" => rest.split_once(" as ").map_or(rest, |(path, _)| path),
                "from" => rest.split_once(" import ").map_or(rest, |(path, _)| path),
                _ => rest,
            };
            let rest = rest.trim().trim_end_matches("ignore missing").trim();
            match names(rest) {
                Some(names) => found.strings.extend(names),
                None => found.open.push((line, format!("{{% {tag} %}}"))),
            }
        }
        line += whole.matches('\n').count();
    }
    found
}

/// The Typst of a template: without its tags, with a string for a path that the program gives, and a name for other values. Its lines
/// are those of the template.
pub fn without_tags(text: &str) -> String {
    let mut typst = String::with_capacity(text.len());
    for (piece, whole) in pieces(text) {
        match piece {
            Piece::Text(text) => typst.push_str(text),
            Piece::Value(value) => typst.push_str(if is_given(value) { "\"\"" } else { "made-by-minijinja" }),
            Piece::Block(_) | Piece::Comment => {}
        }
        if !matches!(piece, Piece::Text(_)) {
            typst.extend(whole.matches('\n'));
        }
    }
    typst
}

/// The parts of a template, each with all of its text.
fn pieces(text: &str) -> Vec<(Piece<'_>, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, open)) = next_tag(rest) {
        let (before, tag) = rest.split_at(start);
        pieces.push((Piece::Text(before), before));
        let close = closing(open);
        let Some(end) = tag[2..].find(close) else { break };
        let (whole, after) = tag.split_at(end + 4);
        let inner = tag[2..end + 2].trim_matches(['-', '+']).trim();
        let piece = match close {
            "%}" => Piece::Block(inner),
            "}}" => Piece::Value(inner),
            _ => Piece::Comment,
        };
        let is_raw = matches!(piece, Piece::Block("raw"));
        pieces.push((piece, whole));
        rest = after;
        if is_raw {
            let ends = |(at, _): &(usize, &str)| rest[at + 2..].trim_start_matches(['-', ' ']).starts_with("endraw");
            let end = rest.match_indices("{%").find(ends).map_or(rest.len(), |(at, _)| at);
            let (raw, after) = rest.split_at(end);
            pieces.push((Piece::Text(raw), raw));
            rest = after;
        }
    }
    pieces.push((Piece::Text(rest), rest));
    pieces
}

/// The names in a string or a list of strings; `None` when it is something else.
fn names(expression: &str) -> Option<Vec<String>> {
    let inner = expression.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let string = |text: &str| {
        let text = text.trim();
        let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains([quote, '\\'])).then(|| inner.to_owned())
    };
    inner.split(',').filter(|text| !text.trim().is_empty()).map(string).collect()
}

/// Whether a value is a path that the program gives: a name with a field, and nothing done with it.
fn is_given(value: &str) -> bool {
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
    plain && value.rsplit_once('.').is_some_and(|(_, field)| GIVEN.contains(&field))
}
