//! The short title of a heading, `{short="…"}`. Its words may begin with `#` or `.`, which the parser takes for an id and a class.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

const NAME: &str = "short";
const OPENING: &str = "short=\"";

/// The words of a short title, as bytes of the heading.
pub fn words_of(heading: &str) -> Option<Range<usize>> {
    let (_, words, _) = parts(heading)?;
    (!words.is_empty()).then_some(words)
}

/// What stands before the short title among the attributes of a heading, its words, and what follows it.
fn parts(heading: &str) -> Option<(&str, Range<usize>, &str)> {
    let written = heading.trim_end().strip_suffix('}')?;
    let start = written.find(OPENING)?;
    let before = &written[written[..start].rfind('{')? + 1..start];
    let words = start + OPENING.len();
    let end = words + written[words..].find('"')?;
    Some((before, words..end, &written[end + 1..]))
}

/// The event of a heading, with the attributes that stand outside of its short title.
pub fn mended<'m>(event: Event<'m>, heading: &'m str) -> Event<'m> {
    let Event::Start(Tag::Heading { level, attrs, .. }) = &event else { return event };
    let Some((before, words, after)) = parts(heading).filter(|_| attrs.iter().any(|(name, _)| &**name == NAME)) else {
        return event;
    };
    let (mut id, mut classes) = (None, Vec::new());
    let mut attrs = vec![(NAME.into(), Some(heading[words].into()))];
    for attribute in before.split_whitespace().chain(after.split_whitespace()) {
        match (attribute.strip_prefix('#'), attribute.strip_prefix('.')) {
            (Some(name), _) => id = Some(name.into()),
            (_, Some(class)) => classes.push(class.into()),
            _ => attrs.push((attribute.into(), None)),
        }
    }
    Event::Start(Tag::Heading { level: *level, id, classes, attrs })
}
