//! The one way in which Markdown is read: CommonMark with tables, footnotes, struck words, tasks, alerts, asides, captions and references.

mod aside;
pub mod caption;
mod events;
pub mod escaped;
mod fence;
mod html;
mod literal;
pub mod nodes;
pub mod plain;
mod remarks;
pub mod short_title;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

pub use aside::ASIDE;
pub use events::{Events, Setting, UNNUMBERED, folded, is_reference};
pub use fence::LANGUAGES;
pub use literal::Literal;
pub use remarks::{Remark, TO_BE_TRANSLATED, as_it_stands};

/// What a text consists of, each piece with its bytes. HTML comments are not among them, and `<br>` is a line break.
pub fn parse(markdown: &str, setting: Setting) -> Events<'_> {
    printed(markdown, events::written(markdown, setting, &mut |_| ()).0)
}

/// The same, with what can be doubted about the text: words that would stand on no page, and markup that would be printed.
pub fn parse_with_remarks(markdown: &str, setting: Setting) -> (Events<'_>, Vec<Remark>) {
    let mut undefined = Vec::new();
    let (events, definitions) = events::written(markdown, setting, &mut |range| undefined.push(range));
    let remarks = remarks::find(markdown, setting, &events, &definitions, undefined);
    (printed(markdown, events), remarks)
}

/// What a kind of alert is called among the labels.
pub fn alert_word(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

/// How the state of a task stands among words.
pub fn task_words(done: bool) -> &'static str {
    if done { "[x] " } else { "[ ] " }
}

/// The events of what is printed.
fn printed<'m>(markdown: &'m str, events: Events<'m>) -> Events<'m> {
    let mut printed = Vec::with_capacity(events.len());
    let mut events = events.into_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::InlineHtml(html) if html::is_comment(&html) => {}
            Event::InlineHtml(html) if html::is_line_break(&html) => printed.push((Event::HardBreak, range)),
            Event::Start(Tag::HtmlBlock) => {
                let inside = events.by_ref().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::HtmlBlock)));
                let lines = html::without_comments(inside.collect());
                if !lines.is_empty() {
                    printed.push((Event::Start(Tag::HtmlBlock), range.clone()));
                    printed.extend(lines);
                    printed.push((Event::End(TagEnd::HtmlBlock), range));
                }
            }
            Event::Start(Tag::Subscript) => printed.push((Event::Text("~".into()), range.start..range.start + 1)),
            Event::End(TagEnd::Subscript) => printed.push((Event::Text("~".into()), range.end - 1..range.end)),
            event => printed.push((short_title::mended(event, &markdown[range.clone()]), range)),
        }
    }
    printed
}
