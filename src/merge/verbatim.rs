//! The tags of minijinja in a chapter, and what only looks like one in code and ids of headings. There the signs that open a tag are
//! hidden by others of the same length, so that all places stay as they are.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::model::Setting;
use crate::model::markdown::{self, caption};

use super::tags::{self, Piece};

/// Stands for a brace while minijinja reads the chapter. No TOML or Markdown file that passes the checks has this character.
const HIDDEN: char = '\u{1}';

/// The chapter with each brace hidden that opens a tag inside of code or begins the id of a heading.
pub fn hide(chapter: &str) -> String {
    if tags::next_tag(chapter, 0).is_none() {
        return chapter.to_owned();
    }
    let mut hidden = String::with_capacity(chapter.len());
    let (mut at, mut outside) = (0, 0);
    for range in verbatim(chapter) {
        while outside <= range.start
            && let Some(tag) = tags::next_before(chapter, outside, range.start)
        {
            outside = if tag.is_closed { tag.range.end } else { usize::MAX };
        }
        // What begins inside of a tag belongs to the tag.
        if range.start < outside {
            continue;
        }
        hidden.push_str(&chapter[at..range.start]);
        hidden.extend(chapter[range.clone()].chars().map(|c| if c == '{' { HIDDEN } else { c }));
        (at, outside) = (range.end, range.end);
    }
    hidden.push_str(&chapter[at..]);
    hidden
}

/// A rendered chapter with what was hidden.
pub fn show(rendered: String) -> String {
    if rendered.contains(HIDDEN) { rendered.replace(HIDDEN, "{") } else { rendered }
}

/// The bytes of each comment of minijinja in a chapter, outside of code and of what is raw.
pub fn comments(chapter: &str) -> Vec<Range<usize>> {
    let hidden = hide(chapter);
    tags::pieces(&hidden).into_iter().filter_map(|(piece, range)| (piece == Piece::Comment).then_some(range)).collect()
}

/// A chapter with three dots for what the data puts into it, and without other tags.
pub fn without_tags(chapter: &str) -> String {
    let shown = |(piece, _)| match piece {
        Piece::Text(text) => text,
        Piece::Value(_) => "…",
        Piece::Block(_) | Piece::Comment => "",
    };
    tags::pieces(chapter).into_iter().map(shown).collect()
}

/// The bytes of code, and of the attributes of headings and captions that begin with an id, in order.
fn verbatim(chapter: &str) -> Vec<Range<usize>> {
    let events = markdown::parse(chapter, Setting::Chapter);
    let ranges = events.into_iter().filter_map(|(event, range)| match event {
        Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => Some(range),
        Event::Start(Tag::Heading { .. } | Tag::Paragraph) => {
            let heading = &chapter[range.clone()];
            if matches!(event, Event::Start(Tag::Paragraph)) && caption::id_of(heading).is_none() {
                return None;
            }
            let start = heading.rfind("{#").filter(|start| !heading[*start..].contains("#}"))?;
            Some(range.start + start..range.start + start + 1)
        }
        _ => None,
    });
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}
