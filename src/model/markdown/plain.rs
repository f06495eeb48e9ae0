//! Markup in a text that is printed as it is typed. Ordinary titles must pass: "C* algorithms", "5 * 3", "snake_case",
//! "1. Introduction", "> 65 years", "*p < 0.05".

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::events::{Events, Setting, written};
use super::html;
use super::literal::{self, Literal};

const SIGN: &str = "the text is printed sign for sign: write it without these signs";
const REFERENCE: &str = "the text is printed sign for sign, and refers to nothing: put the reference into a field of prose or into a chapter";
const ADDRESS: &str = "the text is printed sign for sign: put the link into a field of prose or into a chapter";
const NOTE: &str = "the text is printed sign for sign, and has no footnotes: put the note into a field of prose";
const COMMENT: &str = "the text is printed sign for sign: write the comment after a `#`, outside of the quotes";

/// Finds markup in a plain text.
pub fn find(text: &str) -> Vec<Literal> {
    // Nearly all texts have none of the signs.
    if !text.contains(['*', '_', '`', '[', '<', '&', '~', '$', '=', '+', '^', '{', ':', '\\', '#', '|', '-']) {
        return Vec::new();
    }
    let mut undefined = Vec::new();
    let (events, definitions) = written(text, Setting::Field, &mut |range| undefined.push(range));
    let mut found: Vec<Literal> = Vec::new();
    let mut add = |range: Range<usize>, hint| found.push(Literal { range, hint });
    definitions.into_iter().for_each(|definition| add(definition.range, ADDRESS));
    undefined.into_iter().for_each(|range| add(range, ADDRESS));
    let mut items = 0;
    for (event, range) in &events {
        if matches!(event, Event::Start(Tag::List(_))) {
            items = 0;
        }
        items += usize::from(matches!(event, Event::Start(Tag::Item)));
        if let Some(hint) = markup(text, event, range, items) {
            add(range.clone(), hint);
        }
    }
    let typed = typed(text, &events);
    for literal in literal::find(&typed, Setting::Field).into_iter().filter(|literal| !is_alone(text, literal)) {
        add(literal.range, SIGN);
    }
    for (range, _) in super::literal::missing_notes(&typed) {
        add(range, NOTE);
    }
    outermost(found)
}

/// Why a piece is markup, if it is.
fn markup(text: &str, event: &Event, range: &Range<usize>, items: usize) -> Option<&'static str> {
    let between_letters = || {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        letter(text[..range.start].chars().next_back()) && letter(text[range.end..].chars().next())
    };
    match event {
        // 2*3*4
        Event::Start(Tag::Emphasis | Tag::Strong) if between_letters() => None,
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Subscript | Tag::Superscript) => {
            Some(SIGN)
        }
        Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, .. }) => Some(REFERENCE),
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('@') => Some(REFERENCE),
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => Some(ADDRESS),
        Event::Start(Tag::FootnoteDefinition(_)) | Event::FootnoteReference(_) => Some(NOTE),
        Event::InlineHtml(html) if html::is_comment(html) => Some(COMMENT),
        Event::Html(html) if html.trim_start().starts_with("<!--") => Some(COMMENT),
        Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) | Event::Start(Tag::Table(_)) => Some(SIGN),
        Event::Start(Tag::Heading { .. }) if text[range.clone()].starts_with("##") => Some(SIGN),
        // One item is a title with a number, or a value with a sign.
        Event::Start(Tag::Item) if items > 1 => {
            Some("the text is printed in one run, without a list: write it in sentences")
        }
        Event::Text(words) if words.len() != range.len() && text[range.clone()].starts_with('&') => {
            Some("the text is printed sign for sign: write the character itself")
        }
        _ => None,
    }
}

/// The words as they were typed, each at its place, with U+0020 in place of what the parser took for markup or an escape.
fn typed(text: &str, events: &Events) -> String {
    let mut typed = vec![b' '; text.len()];
    for (event, range) in events {
        match event {
            Event::Text(words) if words.len() == range.len() => {
                typed[range.clone()].copy_from_slice(words.as_bytes());
            }
            Event::SoftBreak | Event::HardBreak => typed[range.start] = b'\n',
            _ => {}
        }
    }
    String::from_utf8(typed).expect("whole pieces of a text were copied")
}

/// Whether a mark closes nothing and is not closed: `**p < 0.01` points to a note below a table, and a backtick may stand for minutes.
fn is_alone(text: &str, literal: &Literal) -> bool {
    text[literal.range.clone()].starts_with(['*', '`'])
}

/// In their order, without those inside of others.
fn outermost(mut found: Vec<Literal>) -> Vec<Literal> {
    found.sort_by_key(|literal| (literal.range.start, std::cmp::Reverse(literal.range.end)));
    let mut end = 0;
    found.retain(|literal| {
        let outer = literal.range.end > end;
        end = end.max(literal.range.end);
        outer
    });
    found
}
