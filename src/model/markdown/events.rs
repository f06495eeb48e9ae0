//! What the parser of Markdown makes of a text, before anything is left out.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser};

use super::aside::with_asides;
use super::caption::with_captions;

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

/// A label of a footnote or of a link as it is compared: without regard to case and to the width of spaces.
pub fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether words in brackets are a reference: `@H3`, or in Pandoc's form `see @H3`. An address such as `a@b.fi` is none.
pub fn is_reference(label: &str) -> bool {
    let refers = |at: usize| {
        let before = label[..at].strip_suffix('-').unwrap_or(&label[..at]);
        let begins = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == ';');
        begins && label[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
    };
    label.starts_with('@') || label.match_indices('@').any(|(at, _)| refers(at))
}

/// The definition of an address, `[label]: address "title"`.
pub struct Definition {
    pub label: String,
    pub range: Range<usize>,
}

/// The events as the parser has them, with asides and captions. `undefined` is called with each `[words][label]` that has no definition.
pub fn written<'m>(
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
    let events = with_asides(markdown, parser.into_offset_iter().collect());
    (with_captions(markdown, events, setting == Setting::Chapter), definitions)
}
