//! Finds unresolved merge conflicts: markers of git and others (git-merge(1), "How conflicts are presented").

use std::ops::Range;

/// The line of the first marker, if the text has an unresolved conflict.
///
/// A line of `=======` underlines a heading in Markdown, so it counts only before another marker.
pub fn first_marker(text: &str) -> Option<Range<usize>> {
    // Few texts have one of the signs at all, which is found out sooner.
    let has = |sign: u8, seven: &str| text.as_bytes().contains(&sign) && text.contains(seven);
    if !has(b'<', "<<<<<<<") && !has(b'|', "|||||||") && !has(b'>', ">>>>>>>") {
        return None;
    }
    let mut middle: Option<Range<usize>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.trim_end().len();
        start += line.len();
        if is_marker(line, '<') {
            return Some(range);
        }
        if line.trim_end() == "=======" {
            middle.get_or_insert(range);
        } else if is_named(line, '>') || is_named(line, '|') || is_marker(line, '>') && middle.is_some() {
            return Some(middle.unwrap_or(range));
        }
    }
    None
}

/// A marker with the name of a version: one word, or a commit with its first line in brackets. Quotations and tables have more.
fn is_named(line: &str, sign: char) -> bool {
    let name = line.trim_start_matches(sign).trim();
    let is_name = !name.is_empty() && !name.contains(sign) && (!name.contains(' ') || name.contains(" ("));
    is_marker(line, sign) && is_name
}

/// Seven signs at the beginning of a line, then nothing or a space.
fn is_marker(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.trim_end().is_empty() || rest.starts_with(' '))
}
