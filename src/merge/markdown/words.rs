//! Text that is repeated has words only: headings, which are repeated in the contents, the bookmarks and the running heads, and table
//! headers, which are repeated on each page. Notes, links and citations are written once.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::bounds::text::DEEPEST_NESTING;
use crate::diagnostics::{Code, Diagnostic};
use crate::merge::Emitter;
use crate::model::Kind;

use super::translator::{Translator, depth};

/// The template with functions for the elements of Markdown that Typst lacks.
pub const TEMPLATE: &str = "templates/look/markdown.typ";

impl Translator<'_> {
    /// Opens a block of code that has one of the functions of [`TEMPLATE`].
    pub(super) fn look_of(&self, function: &str, range: &Range<usize>, emitter: &mut Emitter) {
        if !emitter.knows_markdown
            && let Some(place) = self.place(range)
        {
            let message = format!("the templates have no `{TEMPLATE}`, which sets this");
            let hint = format!("copy `{TEMPLATE}` from a new project of `raportti init`, with its words in `labels/`");
            emitter.diagnostics.push(Diagnostic::new(Code::MissingFile, place, message).with_hint(hint));
        }
        emitter.code(&format!("{{ import \"/{TEMPLATE}\": {function}; "));
    }

    /// Writes the content of a heading. If it has more than words, the words follow a `metadata` with a function that returns the whole
    /// content, which the look shows in place of the words. It is a function, since Typst would put the words of content into the bookmark.
    pub(super) fn heading_words(&mut self, range: &Range<usize>, emitter: &mut Emitter) {
        if self.words(emitter).chars().all(is_blank) {
            let hint = "write the heading, or delete it";
            self.fault(Code::HeadingStructure, range, "the heading has no words", hint, emitter);
        }
        if self.inside(self.at).iter().all(|(event, _)| is_words(event)) {
            return self.tagged_inlines(emitter);
        }
        let words = self.at;
        emitter.code("{ metadata(() => ");
        self.tagged_inlines(emitter);
        emitter.code("); ");
        let close = self.open_tag(emitter);
        self.words_only(words, emitter);
        emitter.code(close);
        emitter.code(" }");
    }

    /// The key of the header of the table that begins here, if it has more than words; it is unique in the report. Resets the counters
    /// of how often its cells were set.
    pub(super) fn head_of_words_and_more(&self, range: &Range<usize>, emitter: &mut Emitter) -> Option<String> {
        let inside = self.events[self.at..].iter().take_while(|(event, _)| *event != Event::End(TagEnd::TableHead));
        let cells = inside.clone().filter(|(event, _)| matches!(event, Event::Start(Tag::TableCell))).count();
        if inside.clone().all(|(event, _)| is_words(event)) {
            return None;
        }
        let place = self.place(range)?;
        let key = format!("{}-{}", emitter.files.get(place.file).path, place.range().start);
        for column in 0..cells {
            emitter.with_string("counter(", &format!("{key}-{column}"), ").update(0)\n");
        }
        Some(key)
    }

    /// Writes a cell of such a header: its words, and its whole content for the first time that the cell is set.
    pub(super) fn head_cell(&mut self, key: &str, start: usize, column: usize, emitter: &mut Emitter) {
        let words = self.at;
        let range = self.events[self.at].1.clone();
        self.look_of("head-cell", &range, emitter);
        emitter.with_string("head-cell(", key, ", ");
        self.words_only(words, emitter);
        emitter.code(", ");
        self.line(start, column, emitter);
        emitter.code(") }");
    }

    /// The words of the inline text that begins here, to see whether it has any.
    fn words(&self, emitter: &Emitter) -> String {
        let words = self.inside(self.at).iter().map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => text.to_string(),
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
                printed_ids(dest_url, emitter)
            }
            _ => String::new(),
        });
        words.collect()
    }

    /// Writes the words of the inline text that begins at an event, without notes, links and citations. An item is its id.
    fn words_only(&self, at: usize, emitter: &mut Emitter) {
        let mut closing: Vec<&str> = Vec::new();
        // The number of open elements whose words are replaced by something else.
        let mut hidden = 0;
        emitter.code("{ ");
        for (event, range) in self.inside(at) {
            match event {
                Event::Start(Tag::Image { .. }) => hidden += 1,
                Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
                    self.with_string("text(", &printed_ids(dest_url, emitter), "); ", range, emitter);
                    hidden += 1;
                }
                _ if hidden > 0 => hidden += depth(event),
                Event::Text(text) | Event::InlineHtml(text) => {
                    self.wrapped_text("text(", text, range, emitter);
                    emitter.code("; ");
                }
                Event::Code(text) => {
                    self.wrapped_text("raw(", text, range, emitter);
                    emitter.code("; ");
                }
                Event::SoftBreak | Event::HardBreak => emitter.code("[ ]; "),
                Event::Start(tag) => {
                    let (open, close) = match tag {
                        _ if closing.len() >= DEEPEST_NESTING => ("", ""),
                        Tag::Emphasis => ("emph({ ", "}); "),
                        Tag::Strong => ("strong({ ", "}); "),
                        _ => ("", ""),
                    };
                    emitter.code(open);
                    closing.push(close);
                }
                Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Strikethrough) => {
                    emitter.code(closing.pop().unwrap_or_default());
                }
                _ => {}
            }
        }
        emitter.code("}");
    }
}

/// Whether an event has nothing but words.
fn is_words(event: &Event) -> bool {
    !matches!(
        event,
        Event::FootnoteReference(_)
            | Event::HardBreak
            | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough)
    )
}

/// White space, and characters that leave no mark on a page.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The ids of the items that `@H3; @amke2022` refers to; sources are cited in the text alone.
fn printed_ids(references: &str, emitter: &Emitter) -> String {
    let graph = emitter.graph;
    let ids = super::reference::ids(references).filter(|id| graph.kind(id) != Some(Kind::SOURCE));
    ids.collect::<Vec<_>>().join(", ")
}
