//! The templates that a minijinja template includes, and the Typst around its tags.

use crate::merge::tags::{Piece, pieces};

use super::typ::Found;

/// Tags that read another template.
const READING: [&str; 4] = ["include", "import", "from", "extends"];
/// Fields of the view whose value is a path from the program.
const GIVEN: [&str; 5] = ["template", "module", "chapter", "path", "bibliography"];

/// The templates that are included, by their names.
pub fn tags(text: &str) -> Found {
    let mut found = Found::default();
    let mut line = 1;
    for (piece, range) in pieces(text) {
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
        line += text[range].matches('\n').count();
    }
    found
}

/// The Typst of a template, line by line, with a string in place of each path from the program and a name in place of other values.
pub fn without_tags(text: &str) -> String {
    let mut typst = String::with_capacity(text.len());
    for (piece, range) in pieces(text) {
        match piece {
            Piece::Text(text) => typst.push_str(text),
            Piece::Value(value) => typst.push_str(if is_given(value) { "\"\"" } else { "made-by-minijinja" }),
            Piece::Block(_) | Piece::Comment => {}
        }
        if !matches!(piece, Piece::Text(_)) {
            typst.extend(text[range].matches('\n'));
        }
    }
    typst
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

/// Whether a value is a path from the program: a field of a name, without filters.
fn is_given(value: &str) -> bool {
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
    plain && value.rsplit_once('.').is_some_and(|(_, field)| GIVEN.contains(&field))
}
