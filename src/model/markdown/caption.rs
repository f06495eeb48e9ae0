//! Captions of tables, in Pandoc's form: a paragraph right above a table that begins with `: `. In a chapter it may end with the id of the
//! table, `{#id}`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// A piece of a text with its bytes.
type Piece<'m> = (Event<'m>, Range<usize>);

const SIGN: &str = ": ";
const OPENING: &str = "{#";

/// A paragraph that is a caption, and its words without the sign and the id.
struct Caption {
    paragraph: Range<usize>,
    words: Range<usize>,
}

/// Whether a paragraph is a caption if a table follows it.
pub fn is_caption(paragraph: &str) -> bool {
    paragraph.starts_with(SIGN)
}

/// The id at the end of a caption, without its braces.
pub fn id_of(paragraph: &str) -> Option<&str> {
    let (words, id) = paragraph.trim_end().strip_suffix('}')?.rsplit_once(OPENING)?;
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    (is_id && is_caption(words)).then_some(id)
}

/// The events without the signs of captions, and without their ids where captions have any: their paragraphs have the words alone.
pub fn with_captions<'m>(markdown: &'m str, events: Vec<Piece<'m>>, have_ids: bool) -> Vec<Piece<'m>> {
    let mut captions = captions(markdown, &events, have_ids).into_iter().peekable();
    if captions.peek().is_none() {
        return events;
    }
    let mut kept = Vec::with_capacity(events.len());
    for (event, range) in events {
        while captions.next_if(|caption| caption.paragraph.end <= range.start).is_some() {}
        match captions.peek() {
            Some(caption) if caption.paragraph.start <= range.start => {
                kept.extend(words_of(event, range, &caption.words));
            }
            _ => kept.push((event, range)),
        }
    }
    kept
}

/// The captions of a text, in order.
fn captions(markdown: &str, events: &[Piece], have_ids: bool) -> Vec<Caption> {
    let caption = |pair: &[Piece]| {
        let [(Event::End(TagEnd::Paragraph), paragraph), (Event::Start(Tag::Table(_)), _)] = pair else { return None };
        let text = markdown.get(paragraph.clone()).filter(|text| is_caption(text))?;
        let named = if have_ids { id_of(text) } else { None };
        let words = named.map_or(text, |id| &text[..text.trim_end().len() - id.len() - OPENING.len() - 1]).trim_end();
        let words = paragraph.start + SIGN.len()..paragraph.start + words.len().max(SIGN.len());
        Some(Caption { paragraph: paragraph.clone(), words })
    };
    events.windows(2).filter_map(caption).collect()
}

/// A piece of a caption without what does not belong to its words; nothing of one outside of them.
fn words_of<'m>(event: Event<'m>, range: Range<usize>, words: &Range<usize>) -> Option<Piece<'m>> {
    match event {
        Event::Text(text) if text.len() == range.len() => {
            let inside = range.start.max(words.start)..range.end.min(words.end);
            let piece = text.get(inside.start.checked_sub(range.start)?..inside.end.checked_sub(range.start)?)?;
            (!piece.is_empty()).then(|| (Event::Text(piece.to_owned().into()), inside))
        }
        Event::SoftBreak | Event::HardBreak if range.start >= words.end => None,
        event => Some((event, range)),
    }
}
