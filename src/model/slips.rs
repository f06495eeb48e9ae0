//! Hints for lines that are not TOML, such as `50,5` or `1.9.2026`. The parser's words help only those who know TOML.

use std::ops::Range;

/// The hint for an error at `span`, if its line shows the cause.
pub fn hint(text: &str, span: &Range<usize>) -> Option<String> {
    let at = text.floor_char_boundary(span.start.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default().trim();
    let Some((key, value)) = line.split_once('=') else { return Some(without_equals(line)) };
    let (key, value) = (key.trim(), value.trim());
    if at < start + text[start..].find('=')? && !is_key(key) {
        return Some("a key has letters from a to z, digits, `_` and `-`".to_owned());
    }
    of_value(key, value)
}

/// A line without a key and a value.
fn without_equals(line: &str) -> String {
    if line.starts_with("//") || line.starts_with("--") || line.starts_with('%') || line.starts_with("/*") {
        return "a comment begins with `#`".to_owned();
    }
    if line.starts_with('[') {
        return "the head of a table is `[name]`, that of one of several `[[name]]`".to_owned();
    }
    match line.split_once(':').filter(|(name, _)| is_key(name)) {
        Some((name, _)) => format!("write `{} = …`", name.trim()),
        None => "a line is `key = value`; a text of several lines stands between `'''` and `'''`".to_owned(),
    }
}

fn of_value(key: &str, value: &str) -> Option<String> {
    if value.is_empty() || value.starts_with('#') {
        return Some("write the value, or delete the line".to_owned());
    }
    if let Some(quote) = value.chars().next().filter(|first| ['"', '\''].contains(first)) {
        return of_text(quote, value);
    }
    let bare = value.split('#').next().unwrap_or_default().trim_end().trim_end_matches([';', ',']).trim_end();
    of_number(bare).or_else(|| of_date(bare)).or_else(|| {
        let word = bare.to_lowercase();
        Some(match word.as_str() {
            "true" | "yes" => format!("write `{key} = true`"),
            "false" | "no" => format!("write `{key} = false`"),
            _ if bare.starts_with('=') => "write one `=`".to_owned(),
            _ if bare.starts_with(char::is_alphabetic) => {
                "a text stands in straight quotes: `\"…\"`; a list of texts is `[\"…\", \"…\"]`".to_owned()
            }
            _ => return None,
        })
    })
}

/// A text in quotes.
fn of_text(quote: char, value: &str) -> Option<String> {
    let long: String = [quote; 3].iter().collect();
    if quote == '"' && value.contains('\\') {
        return Some("write `\\\\` for a backslash, or put the text in single quotes: `'…'`".to_owned());
    }
    if value.starts_with(&long) {
        return None;
    }
    Some(match value.matches(quote).count() {
        1 => format!("write `{quote}` after the text; put one of several lines between `'''` and `'''`"),
        2 => "after a value the line ends; a list of texts is `[\"…\", \"…\"]`".to_owned(),
        _ => format!(
            "put a text that contains `{quote}` between `'''` and `'''`, and a list of texts between `[` and `]`"
        ),
    })
}

/// A number as other programs write it: `50,5`, `41 000`, `.5`, `007`, `12 %`.
fn of_number(bare: &str) -> Option<String> {
    let number = bare.trim_end_matches(['%', '€', '$', '£']).trim_end();
    let is_grouping = |c: char| [' ', '\u{a0}', '\u{202f}', '\'', '’'].contains(&c);
    let plain = number.strip_prefix(['-', '+']).unwrap_or(number);
    let is_number = plain.chars().all(|c| c.is_ascii_digit() || is_grouping(c) || c == ',' || c == '.');
    if !is_number || !plain.contains(|c: char| c.is_ascii_digit()) || plain.matches(['.', ',']).count() > 1 {
        return None;
    }
    let plain: String = plain.chars().filter(|c| !is_grouping(*c)).map(|c| if c == ',' { '.' } else { c }).collect();
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if number.starts_with('-') { "-" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    Some(format!(
        "write `{sign}{whole}{point}{decimals}`: a number has a decimal point and no spaces, units or leading zeros"
    ))
}

/// A date in the order of some country, or without its leading zeros.
fn of_date(bare: &str) -> Option<String> {
    let parts: Vec<&str> = bare.split(['.', '/', '-']).collect();
    let digits = |part: &&str| (1..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let is_date = parts.len() == 3 && parts.iter().all(digits);
    is_date.then(|| "a date is year, month and day, each with all its digits: `2026-09-01`".to_owned())
}

/// Whether words are a key of TOML, or several with points between.
pub fn is_key(words: &str) -> bool {
    let key = words.trim();
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}
