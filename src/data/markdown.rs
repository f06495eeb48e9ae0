//! The one way in which Markdown is read: CommonMark with tables, footnotes and the report's references.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser};

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

/// What a text consists of, each piece with its bytes.
pub fn parse(markdown: &str, setting: Setting) -> Vec<(Event<'_>, Range<usize>)> {
    // The older kind of footnotes also tells of references without a definition; the newer makes them text.
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_OLD_FOOTNOTES;
    options.set(Options::ENABLE_HEADING_ATTRIBUTES, setting == Setting::Chapter);
    // `[@H3]` is a link that Markdown finds no address for; here it gets one.
    let resolve = |link: BrokenLink<'_>| {
        link.reference.starts_with('@').then(|| (link.reference.into_static(), CowStr::Borrowed("")))
    };
    Parser::new_with_broken_link_callback(markdown, options, Some(resolve)).into_offset_iter().collect()
}
