//! Headings, which the contents, the bookmarks and the running heads repeat, and table headers, which each page repeats, are repeated
//! as words only. Notes, links and citations are written once.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::bounds::text::DEEPEST_NESTING;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::Kind;
use crate::model::markdown::nodes::{Node, outermost};

use super::translator::{Nodes, Translator};

/// The template with functions for the elements of Markdown that Typst lacks.
pub const TEMPLATE: &str = "templates/look/markdown.typ";

impl<'t> Translator<'t, '_> {
    /// Opens a block of code that has one of the functions of [`TEMPLATE`].
    pub(super) fn look_of(&mut self, function: &str, range: &Range<usize>) {
        self.function_of(TEMPLATE, function, range);
    }

    /// Opens a block of code that has a function of a template.
    pub(super) fn function_of(&mut self, template: &str, function: &str, range: &Range<usize>) {
        if !self.emitter.input.templates.contains_key(template)
            && let Some(place) = self.place(range)
        {
            let message = format!("the templates have no `{template}`, which sets this");
            let hint = format!("delete your own `{template}`, or write the function there");
            self.emitter.diagnostics.push(Diagnostic::new(Code::MissingFile, place, message).with_hint(hint));
        }
        self.write(&format!("{{ import \"/{template}\": {function}; "));
    }

    /// Writes the content of a heading. If it has more than words, the words follow a `metadata` with a function that returns the whole
    /// content, which the look shows in place of the words. It is a function, since Typst would put the words of content into the bookmark.
    pub(super) fn heading_words(&mut self, range: &Range<usize>, words: Nodes<'t>) {
        if words.iter().all(|node| self.printed(&node.event).chars().all(is_blank)) {
            let hint = "write the heading, or delete it";
            self.fault(Code::HeadingStructure, range, "the heading has no words", hint);
        }
        if words.iter().all(is_words) {
            return self.tagged(|translator| translator.inlines(words));
        }
        self.write("{ metadata(() => ");
        self.in_heading = true;
        self.tagged(|translator| translator.inlines(words));
        self.in_heading = false;
        self.write("); ");
        self.tagged(|translator| translator.words_only(words, 0));
        self.write(" }");
    }

    /// Whether a bracket is open where something begins, as in `(see [@K4])`: the page of a figure then needs none of its own.
    pub(super) fn is_in_brackets(&self, range: &Range<usize>) -> bool {
        let before = self.markdown.get(..range.start).unwrap_or_default();
        let paragraph = before.rsplit("\n\n").next().unwrap_or_default();
        paragraph.rfind(['(', ')']).is_some_and(|at| paragraph[at..].starts_with('('))
    }

    /// Whether words of the same sentence stand before something. A full stop ends a sentence, and so does what opens a block.
    pub(super) fn is_inside_sentence(&self, range: &Range<usize>) -> bool {
        let before = self.markdown.get(..range.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let paragraph = before.rsplit("\n\n").next().unwrap_or_default();
        let begins_item = matches!(line.trim(), "-" | "+" | "*");
        let words = paragraph.trim_end_matches(|c: char| c.is_whitespace() || "*_„“”\"»«‘’¿¡".contains(c));
        // A cell, a quotation, a heading and a footnote begin so.
        let is_at_start =
            words.is_empty() || words.ends_with(['.', '!', '?', '…', '|', '>', '#']) || words.ends_with("]:");
        !begins_item && !is_at_start
    }

    /// Writes an expression, tagged as the chapter's language.
    fn tagged(&mut self, write: impl FnOnce(&mut Self)) {
        let tag = if self.tag.is_empty() { String::new() } else { format!("text({}", self.tag) };
        self.write(&tag);
        write(self);
        self.write(if tag.is_empty() { "" } else { ")" });
    }

    /// The unique key of a table's header, if it has more than words. Resets the counters of how often its cells were set.
    pub(super) fn head_of_words_and_more(&mut self, range: &Range<usize>, rows: Nodes<'t>) -> Option<String> {
        let (_, head) = outermost(rows).next()?;
        if head.iter().all(is_words) {
            return None;
        }
        let place = self.place(range)?;
        let key = format!("{}-{}", self.emitter.files.get(place.file).path, place.range().start);
        for column in 0..outermost(head).count() {
            self.emitter.with_string("counter(", &format!("{key}-{column}"), ").update(0)\n");
        }
        Some(key)
    }

    /// Writes a cell of such a header: its words, and its whole content for the first time that the cell is set.
    pub(super) fn head_cell(
        &mut self,
        key: &str,
        start: usize,
        column: usize,
        (cell, words): (&Range<usize>, Nodes<'t>),
    ) {
        self.look_of("head-cell", words.first().map_or(cell, |first| &first.range));
        self.emitter.with_string("head-cell(", key, ", ");
        self.words_only(words, 0);
        self.write(", ");
        self.line(start, column, words);
        self.write(") }");
    }

    /// The words that a node shows by itself. Of a reference to an item it is the id, and the title where the
    /// number is known on the pages only, or the word for a table; sources are cited in the text alone.
    fn printed<'e>(&self, event: &'e Event) -> Cow<'e, str> {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Cow::Borrowed(text),
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
                let graph = self.emitter.input.graph;
                let ids = super::brackets::ids(dest_url).filter(|id| graph.kind(id) != Some(Kind::SOURCE));
                let words = ids.map(|id| match super::reference::chapter(id) {
                    Some(name) => Cow::Owned(self.title_of_chapter(name)),
                    None if super::reference::table(id).is_some() => {
                        Cow::Borrowed(self.emitter.input.wording.word(&["caption", "table"]).unwrap_or(id))
                    }
                    None => Cow::Borrowed(self.title_of_figure(id).unwrap_or(id)),
                });
                Cow::Owned(words.collect::<Vec<_>>().join(", "))
            }
            _ => Cow::Borrowed(""),
        }
    }

    /// Writes the words of inline text, without notes, links and citations.
    fn words_only(&mut self, nodes: Nodes<'t>, depth: usize) {
        self.write("{ ");
        self.bare_words(nodes, depth);
        self.write("}");
    }

    fn bare_words(&mut self, nodes: Nodes<'t>, depth: usize) {
        for (node, inside) in outermost(nodes) {
            let range = &node.range;
            let words = self.printed(&node.event);
            match &node.event {
                Event::Text(_) => self.words(&words, range),
                Event::InlineHtml(_) => self.wrapped_text("text(", &words, range),
                Event::Code(_) => self.wrapped_text("raw(", &words, range),
                Event::SoftBreak => self.soft_break(range),
                Event::HardBreak => self.write("[ ]"),
                Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, .. }) => {
                    self.with_string("text(", &words, ")", range);
                }
                Event::Start(Tag::Image { .. }) => continue,
                // What is nested deeper is refused when the whole content is written.
                Event::Start(_) if depth >= DEEPEST_NESTING => continue,
                Event::Start(tag @ (Tag::Emphasis | Tag::Strong)) => {
                    self.write(if *tag == Tag::Emphasis { "emph(" } else { "strong(" });
                    self.words_only(inside, depth + 1);
                    self.write(")");
                }
                Event::Start(_) => {
                    self.bare_words(inside, depth + 1);
                    continue;
                }
                _ => continue,
            }
            self.write("; ");
        }
    }
}

/// Whether a node has nothing but words.
fn is_words(node: &Node) -> bool {
    !matches!(
        node.event,
        Event::FootnoteReference(_)
            | Event::HardBreak
            | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough)
    )
}

/// White space, and characters that leave no mark on a page.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}
