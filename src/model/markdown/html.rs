//! HTML inside of Markdown: what of it is not printed, and what is printed as it stands.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::events::Events;

/// Whether a piece of inline HTML is a comment.
pub fn is_comment(html: &str) -> bool {
    html.starts_with("<!--")
}

/// Whether a piece of HTML is `<br>` in one of its forms.
pub fn is_line_break(html: &str) -> bool {
    let inner = html.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| inner.trim_end_matches(['/', ' ']).eq_ignore_ascii_case("br"))
}

/// The bytes of the comments in a block of HTML, also over several of its lines, and whether the last one is never closed.
pub fn comments(lines: &[(Event, Range<usize>)]) -> (Vec<Range<usize>>, bool) {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (event, range) in lines {
        let Event::Html(html) = event else { continue };
        let mut at = 0;
        while at < html.len() {
            if open {
                let close = html[at..].find("-->").map(|close| at + close + 3);
                let end = close.unwrap_or(html.len());
                if let Some(last) = found.last_mut() {
                    last.end = range.start + end;
                }
                open = close.is_none();
                at = end;
            } else {
                let Some(start) = html[at..].find("<!--").map(|start| at + start) else { break };
                // `<!-->` and `<!--->` are whole comments (CommonMark 0.31, section 6.6).
                let empty = ["<!-->", "<!--->"].into_iter().find(|empty| html[start..].starts_with(empty));
                let end = start + empty.map_or("<!--".len(), str::len);
                found.push(range.start + start..range.start + end);
                open = empty.is_none();
                at = end;
            }
        }
    }
    (found, open)
}

/// The lines of a block of HTML without its comments, and without lines that then say nothing.
pub fn without_comments(lines: Events) -> Events {
    let (comments, _) = comments(&lines);
    let mut kept = Vec::with_capacity(lines.len());
    for (event, range) in lines {
        let Event::Html(html) = &event else { continue };
        if html.len() != range.len() {
            kept.push((event, range));
            continue;
        }
        let mut at = range.start;
        let ends = comments.iter().filter(|comment| comment.start < range.end && comment.end > range.start);
        let ends = ends.map(|comment| (comment.start.max(range.start), comment.end.min(range.end)));
        for (start, end) in ends.chain([(range.end, range.end)]) {
            let piece = &html[at - range.start..start.max(at) - range.start];
            if !piece.trim().is_empty() && !is_line_break(piece) {
                kept.push((Event::Html(CowStr::from(piece.to_owned())), at..start));
            }
            at = end.max(at);
        }
    }
    kept
}
