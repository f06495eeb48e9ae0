//! Asides, which stand in the margin: a quotation whose first line is `[!MARGIN]`, written as an alert is.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// What an aside is among the events. The parser itself never makes a list of definitions, since nothing turns these on.
pub const ASIDE: Tag<'static> = Tag::DefinitionList;
const MARK: &str = "[!MARGIN]";

/// A piece of a text with its bytes.
type Piece<'m> = (Event<'m>, Range<usize>);

/// The events with asides in place of the quotations that are asides, without their marks.
pub fn with_asides<'m>(markdown: &'m str, events: Vec<Piece<'m>>) -> Vec<Piece<'m>> {
    let mut changed = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    // For each quotation around the next event, whether it is an aside.
    let mut open = Vec::new();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::BlockQuote(None)) => {
                let first = events.peek().filter(|(event, _)| *event == Event::Start(Tag::Paragraph));
                let mark = first.and_then(|(_, range)| mark(markdown, range));
                open.push(mark.is_some());
                changed.push((if mark.is_some() { Event::Start(ASIDE) } else { event }, range));
                changed.extend(mark.and_then(|end| rest_of_paragraph(&mut events, end)));
            }
            Event::Start(Tag::BlockQuote(Some(_))) => {
                open.push(false);
                changed.push((event, range));
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                let is_aside = open.pop().unwrap_or_default();
                changed.push((if is_aside { Event::End(ASIDE.to_end()) } else { event }, range));
            }
            event => changed.push((event, range)),
        }
    }
    changed
}

/// Where the mark of an aside ends, if the paragraph begins with one on a line of its own.
fn mark(markdown: &str, paragraph: &Range<usize>) -> Option<usize> {
    let text = markdown.get(paragraph.clone())?;
    let is_mark = text.get(..MARK.len())?.eq_ignore_ascii_case(MARK);
    let is_alone = text[MARK.len()..].lines().next().is_none_or(|rest| rest.trim().is_empty());
    (is_mark && is_alone).then_some(paragraph.start + MARK.len())
}

/// Takes the mark, and the paragraph if nothing else is in it; otherwise returns the start of the paragraph behind the mark.
fn rest_of_paragraph<'m>(
    events: &mut std::iter::Peekable<impl Iterator<Item = Piece<'m>>>,
    end: usize,
) -> Option<Piece<'m>> {
    let (start, paragraph) = events.next()?;
    while events.next_if(|(event, range)| range.start < end && !matches!(event, Event::End(_))).is_some() {}
    events.next_if(|(event, _)| matches!(event, Event::SoftBreak | Event::HardBreak));
    if events.next_if(|(event, _)| matches!(event, Event::End(_))).is_some() {
        return None;
    }
    let from = events.peek().map_or(paragraph.end, |(_, range)| range.start);
    Some((start, from..paragraph.end))
}
