//! The one way in which Markdown is read: CommonMark with tables, footnotes, struck words, tasks, alerts and the report's
//! references.

mod html;
mod literal;
pub mod plain;
mod remarks;

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

pub use literal::Literal;
pub use remarks::{Remark, shortened};

/// Where a Markdown text stands, which decides what it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// A prose field: no headings, no figures.
    Field,
    /// A chapter: headings under its title, and figures on their own.
    Chapter,
}

/// The class of a title that is not numbered.
pub const UNNUMBERED: &str = "unnumbered";

/// The pieces of a text, each with its bytes.
pub type Events<'m> = Vec<(Event<'m>, Range<usize>)>;

/// What a text consists of, each piece with its bytes. HTML comments are not among them, and `<br>` is a line break.
pub fn parse(markdown: &str, setting: Setting) -> Events<'_> {
    printed(written(markdown, setting, &mut |_| ()).0)
}

/// The same, with what can be doubted about the text: words that would stand on no page, and markup that would be printed.
pub fn parse_with_remarks(markdown: &str, setting: Setting) -> (Events<'_>, Vec<Remark>) {
    let mut undefined = Vec::new();
    let (events, definitions) = written(markdown, setting, &mut |range| undefined.push(range));
    let remarks = remarks::find(markdown, setting, &events, &definitions, undefined);
    (printed(events), remarks)
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

/// A label of a footnote or of a link as it is compared: without regard to case and to the width of spaces.
pub fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether what stands between brackets refers to items or sources: `@H3`, or in Pandoc's form with words before,
/// `see @H3`. An address of mail, `[a@b.fi]`, is none.
pub fn is_reference(label: &str) -> bool {
    let refers = |at: usize| {
        let before = label[..at].strip_suffix('-').unwrap_or(&label[..at]);
        let begins = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == ';');
        begins && label[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
    };
    label.starts_with('@') || label.match_indices('@').any(|(at, _)| refers(at))
}

/// The definition of an address, `[label]: address "title"`.
struct Definition {
    label: String,
    range: Range<usize>,
}

/// The events as the parser has them. `undefined` is told of `[words][label]` without a definition.
fn written<'m>(
    markdown: &'m str,
    setting: Setting,
    undefined: &mut dyn FnMut(Range<usize>),
) -> (Events<'m>, Vec<Definition>) {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        // With it, one tilde strikes nothing out: `H~2~O` has a subscript in Pandoc's Markdown.
        | Options::ENABLE_SUBSCRIPT;
    options.set(Options::ENABLE_HEADING_ATTRIBUTES, setting == Setting::Chapter);
    // `[@H3]` and `[see @H3]` are links that Markdown finds no address for; here they get one.
    let resolve = |link: BrokenLink<'_>| {
        let shortcut = link.link_type == LinkType::Shortcut;
        if (shortcut && is_reference(&link.reference)) || link.reference.starts_with('@') {
            return Some((link.reference.into_static(), CowStr::Borrowed("")));
        }
        if !shortcut {
            undefined(link.span);
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(markdown, options, Some(resolve));
    let definitions = parser.reference_definitions().iter();
    let definitions = definitions
        .map(|(label, definition)| Definition { label: folded(label), range: definition.span.clone() })
        .collect();
    (parser.into_offset_iter().collect(), definitions)
}

/// The events of what is printed.
fn printed(events: Events) -> Events {
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
            event => printed.push((event, range)),
        }
    }
    printed
}

#[cfg(test)]
mod tests;
