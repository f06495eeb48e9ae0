//! Words: text, emphasis, code, links, footnotes.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::bounds::text::DEEPEST_NESTING;
use crate::diagnostics::Code;
use crate::merge::{
    kept,
    locale::{addresses, spaces::Space},
};
use crate::model::markdown::nodes::{Node, blocks, outermost};
use crate::model::{markdown, text};
use crate::rules;

use super::in_field::FiguresInField;
use super::translator::{Footnote, Nodes, Translator};

impl<'t> Translator<'t, '_> {
    /// Writes inline text as one expression.
    pub(super) fn inlines(&mut self, nodes: Nodes<'t>) {
        self.write("{ ");
        self.run(nodes);
        self.write("}");
    }

    /// Writes inline text as statements.
    pub(super) fn run(&mut self, nodes: Nodes<'t>) {
        for (node, inside) in outermost(nodes) {
            self.inline(node, inside);
            self.write("; ");
        }
    }

    fn inline(&mut self, node: &Node<'t>, inside: Nodes<'t>) {
        if self.depth >= DEEPEST_NESTING && matches!(node.event, Event::Start(_)) {
            self.too_deep(&node.range);
            return self.write("none");
        }
        self.depth += 1;
        if self.marked_line.is_some() {
            self.marked_inline(node, inside);
        } else {
            self.plain_inline(node, inside);
        }
        self.depth -= 1;
    }

    pub(super) fn too_deep(&mut self, range: &Range<usize>) {
        let (message, hint) = ("the text is nested too deeply", "take lists, quotes and emphasis apart");
        self.fault(Code::MarkdownNotAllowed, range, message, hint);
    }

    pub(super) fn plain_inline(&mut self, Node { event, range, .. }: &Node<'t>, inside: Nodes<'t>) {
        match event {
            Event::Text(text) => {
                self.watch(text, range);
                self.words(text, range);
            }
            Event::Code(text) => self.wrapped_text("raw(", text, range),
            // HTML other than comments and line breaks is text like any other.
            Event::InlineHtml(text) => self.wrapped_text("text(", text, range),
            Event::SoftBreak => self.soft_break(range),
            Event::HardBreak => self.code("linebreak()", range),
            Event::FootnoteReference(label) => self.footnote(label, range),
            Event::Start(Tag::Emphasis) => self.call("emph(", range, inside),
            Event::Start(Tag::Strong) => self.call("strong(", range, inside),
            Event::Start(Tag::Strikethrough) => {
                self.look_of("struck", range);
                self.call("struck(", range, inside);
                self.write(" }");
            }
            Event::TaskListMarker(done) => {
                self.look_of("task", range);
                self.write(if *done { "task(done: true) }" } else { "task(done: false) }" });
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => self.link(*link_type, dest_url, range, inside),
            Event::Start(Tag::Image { .. }) => {
                let message = "a figure stands alone in its paragraph";
                let hint = "put `![](K1)` between blank lines";
                self.fault(Code::MarkdownNotAllowed, range, message, hint);
                self.write("none");
            }
            _ => self.write("none"),
        }
    }

    /// Writes `function` over inline text.
    fn call(&mut self, function: &str, range: &Range<usize>, inside: Nodes<'t>) {
        self.code(function, range);
        self.inlines(inside);
        self.write(")");
    }

    /// Reports a word that is too long for a PDF, and straight quotes.
    pub(super) fn watch(&mut self, words: &str, range: &Range<usize>) {
        if let Some(word) = text::endless_word(words) {
            let word = range.start + word.start..range.start + word.end;
            self.emitter.diagnostics.extend(self.place(&word).map(text::too_long));
        }
        if let Some(at) = words.find(['"', '\'']) {
            // Where the text differs from the Markdown, the whole of it is the place.
            let exact = words.len() == range.len();
            let range = if exact { range.start + at..range.start + at + 1 } else { range.clone() };
            let language = self.emitter.speaking;
            self.emitter
                .diagnostics
                .extend(self.place(&range).map(|place| rules::texts::straight_quote(place, language)));
        }
    }

    fn link(&mut self, kind: LinkType, address: &str, range: &Range<usize>, words: Nodes<'t>) {
        if kind == LinkType::ShortcutUnknown {
            return self.references(address, range);
        }
        if let Some(id) = address.strip_prefix('@') {
            return self.named_reference(id, range, words);
        }
        if let Some(id) = address.strip_prefix('#').filter(|id| !id.is_empty()) {
            return self.heading_reference(id, range, words);
        }
        let address = match kind {
            LinkType::Email => format!("mailto:{address}"),
            _ => address.to_owned(),
        };
        let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if !["http", "https", "mailto"].contains(&scheme.as_str()) || !address.contains(':') {
            let message = format!("`{address}` is not an address that a reader can open");
            let hint = "links begin with `https://`; to link an item write `[@F1]` or `[text](@F1)`";
            self.fault(Code::MarkdownNotAllowed, range, &message, hint);
        }
        if words.is_empty() {
            let message = "the link has no text";
            self.fault(Code::MarkdownNotAllowed, range, message, "say in words where the link goes");
        }
        if self.emitter.on_paper {
            self.spelled_out(kind, &address, range, words);
        } else {
            self.with_string("link(", &address, ", ", range);
            self.words_of_link(kind, &address, words);
            self.write(")");
        }
    }

    /// Writes what a reader sees of a link. An address alone is of no language where that matters.
    fn words_of_link(&mut self, kind: LinkType, address: &str, words: Nodes<'t>) {
        let is_address = matches!(kind, LinkType::Autolink | LinkType::Email);
        let tag = if is_address { self.emitter.tag_of_address(address) } else { "" };
        if tag.is_empty() {
            return self.inlines(words);
        }
        self.write(&format!("text({tag}"));
        self.inlines(words);
        self.write(")");
    }

    /// Writes a link as words: its text, and where it leads if the text does not say so itself.
    fn spelled_out(&mut self, kind: LinkType, address: &str, range: &Range<usize>, words: Nodes<'t>) {
        let says_so = matches!(kind, LinkType::Autolink | LinkType::Email)
            || matches!(words.first(), Some(Node { event: Event::Text(text), .. }) if **text == *address);
        self.code("(", range);
        self.words_of_link(kind, address, words);
        if !says_so {
            let address = address.strip_prefix("mailto:").unwrap_or(address);
            let tag = self.emitter.tag_of_address(address);
            let words = format!(" ({address})");
            let pieces = addresses::pieces(address).into_iter();
            let moved = pieces.map(|it| Space { range: it.range.start + 2..it.range.end + 2, ..it });
            let code = kept::together(&words, &moved.collect::<Vec<_>>(), tag);
            self.write(&format!(" + {code}"));
        }
        self.write(")");
    }

    /// Writes a footnote where it is first referred to; a further reference has its number.
    fn footnote(&mut self, label: &str, range: &Range<usize>) {
        if self.repeats {
            return self.write("none");
        }
        let label = &markdown::folded(label);
        let (code, message, hint) = match self.footnotes.get(label).copied() {
            None => {
                let hint = format!("write it on a line of its own: `[^{label}]: …`");
                (Code::DanglingReference, format!("there is no footnote `{label}`"), hint)
            }
            Some((Footnote::BeingWritten, _)) => {
                let hint = "take the reference out of the footnote".to_owned();
                (Code::MarkdownNotAllowed, format!("the footnote `{label}` refers to itself"), hint)
            }
            Some((Footnote::Written, text)) => {
                return match self.note_label(label, text) {
                    Some(key) => self.with_string("footnote(label(", &key, "))", range),
                    None => self.write_footnote(text, range),
                };
            }
            Some((Footnote::Unwritten, text)) => {
                self.footnotes.insert(label.clone(), (Footnote::BeingWritten, text));
                let key = self.note_label(label, text);
                self.write(if key.is_some() { "[#" } else { "" });
                self.write_footnote(text, range);
                if let Some(key) = key {
                    self.emitter.with_string("#label(", &key, ")]");
                }
                self.footnotes.insert(label.clone(), (Footnote::Written, text));
                return;
            }
        };
        self.fault(code, range, &message, &hint);
        self.write("none");
    }

    fn write_footnote(&mut self, text: Nodes<'t>, range: &Range<usize>) {
        self.code("footnote(", range);
        self.footnote_text(text);
        self.write(")");
    }

    /// The label of a footnote that its text refers to more than once. A text that is repeated in a list has none: it would stand twice
    /// in the report.
    fn note_label(&self, label: &str, text: Nodes<'t>) -> Option<String> {
        if !self.shared_notes.contains(label) || self.figures == FiguresInField::Named {
            return None;
        }
        let place = self.place(&text.first()?.range)?;
        Some(format!("note-{}-{}", self.emitter.files.get(place.file).path, place.range().start))
    }

    /// The content of a footnote: its first paragraph in the line of its number, then the rest.
    fn footnote_text(&mut self, text: Nodes<'t>) {
        self.write("{ ");
        for (number, block) in blocks(text).enumerate() {
            let Node { event: Event::Start(Tag::Paragraph), range, .. } = &block[0] else {
                self.block(block);
                continue;
            };
            self.write(if number == 0 { "" } else { "parbreak(); " });
            self.line(range.start, 0, &block[1..]);
            self.write("; ");
        }
        self.write("}");
    }
}
