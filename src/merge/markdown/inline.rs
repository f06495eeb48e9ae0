//! Words: text, emphasis, code, links, footnotes.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::bounds::text::DEEPEST_NESTING;
use crate::diagnostics::Code;
use crate::merge::Emitter;
use crate::model::{markdown, text};
use crate::rules;

use super::translator::Translator;

impl Translator<'_> {
    /// Writes a run of inline text, up to the next block or the end of the element around it, as one expression.
    pub(super) fn inlines(&mut self, emitter: &mut Emitter) {
        emitter.code("{ ");
        self.run(emitter);
        emitter.code("}");
    }

    /// As [`Self::inlines`], tagged as the chapter's language.
    pub(super) fn tagged_inlines(&mut self, emitter: &mut Emitter) {
        let close = self.open_tag(emitter);
        self.inlines(emitter);
        emitter.code(close);
    }

    /// Begins what is tagged as the chapter's language; returns what ends it.
    pub(super) fn open_tag(&self, emitter: &mut Emitter) -> &'static str {
        if self.tag.is_empty() {
            return "";
        }
        emitter.code(&format!("text({}", self.tag));
        ")"
    }

    pub(super) fn inline(&mut self, emitter: &mut Emitter) {
        let Some((event, range)) = self.next() else { return };
        if self.depth >= DEEPEST_NESTING && matches!(event, Event::Start(_)) {
            self.skip_element();
            self.too_deep(&range, emitter);
            emitter.code("none");
            return;
        }
        self.depth += 1;
        if self.marked_line.is_some() {
            self.marked_inline(event, &range, emitter);
        } else {
            self.plain_inline(event, &range, emitter);
        }
        self.depth -= 1;
    }

    pub(super) fn too_deep(&self, range: &Range<usize>, emitter: &mut Emitter) {
        let (message, hint) = ("the text is nested too deeply", "take lists, quotes and emphasis apart");
        self.fault(Code::MarkdownNotAllowed, range, message, hint, emitter);
    }

    pub(super) fn plain_inline(&mut self, event: Event, range: &Range<usize>, emitter: &mut Emitter) {
        match event {
            Event::Text(text) => {
                self.watch(&text, range, emitter);
                self.wrapped_text("text(", &text, range, emitter);
            }
            Event::Code(text) => self.wrapped_text("raw(", &text, range, emitter),
            // HTML other than comments and line breaks is text like any other.
            Event::InlineHtml(text) | Event::Html(text) => self.wrapped_text("text(", &text, range, emitter),
            Event::SoftBreak => emitter.code("[ ]"),
            Event::HardBreak => self.code("linebreak()", range, emitter),
            Event::FootnoteReference(label) => self.footnote(&label, range, emitter),
            Event::Start(Tag::Emphasis) => self.call("emph(", range, emitter),
            Event::Start(Tag::Strong) => self.call("strong(", range, emitter),
            Event::Start(Tag::Strikethrough) => {
                self.look_of("struck", range, emitter);
                self.call("struck(", range, emitter);
                emitter.code(" }");
            }
            Event::TaskListMarker(done) => {
                self.look_of("task", range, emitter);
                emitter.code(if done { "task(done: true) }" } else { "task(done: false) }" });
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => self.link(link_type, &dest_url, range, emitter),
            Event::Start(Tag::Image { .. }) => {
                self.skip_element();
                let message = "a figure stands alone in its paragraph";
                let hint = "put `![](K1)` between blank lines";
                self.fault(Code::MarkdownNotAllowed, range, message, hint, emitter);
                emitter.code("none");
            }
            Event::Start(_) => {
                self.skip_element();
                emitter.code("none");
            }
            _ => emitter.code("none"),
        }
    }

    /// Writes `function` over the inline text inside the element that was just opened.
    fn call(&mut self, function: &str, range: &Range<usize>, emitter: &mut Emitter) {
        self.code(function, range, emitter);
        self.inlines(emitter);
        emitter.code(")");
        self.expect_end();
    }

    /// Writes `function` over a string literal.
    pub(super) fn wrapped_text(&self, function: &str, text: &str, range: &Range<usize>, emitter: &mut Emitter) {
        self.code(function, range, emitter);
        emitter.written_string(text, range.clone(), self.map);
        emitter.code(")");
    }

    /// Reports a word that is too long for a PDF, and straight quotes.
    pub(super) fn watch(&self, words: &str, range: &Range<usize>, emitter: &mut Emitter) {
        if let Some(word) = text::endless_word(words) {
            let word = range.start + word.start..range.start + word.end;
            emitter.diagnostics.extend(self.place(&word).map(text::too_long));
        }
        if let Some(at) = words.find(['"', '\'']) {
            // Where the text differs from the Markdown, the whole of it is the place.
            let exact = words.len() == range.len();
            let range = if exact { range.start + at..range.start + at + 1 } else { range.clone() };
            emitter.diagnostics.extend(self.place(&range).map(rules::texts::straight_quote));
        }
    }

    fn link(&mut self, kind: LinkType, address: &str, range: &Range<usize>, emitter: &mut Emitter) {
        if kind == LinkType::ShortcutUnknown {
            self.skip_element();
            return self.references(address, range, emitter);
        }
        if let Some(id) = address.strip_prefix('@') {
            return self.named_reference(id, range, emitter);
        }
        if let Some(id) = address.strip_prefix('#').filter(|id| !id.is_empty()) {
            return self.heading_reference(id, range, emitter);
        }
        let address = match kind {
            LinkType::Email => format!("mailto:{address}"),
            _ => address.to_owned(),
        };
        let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if !["http", "https", "mailto"].contains(&scheme.as_str()) || !address.contains(':') {
            let message = format!("`{address}` is not an address that a reader can open");
            let hint = "links begin with `https://`; to link an item write `[@H1]` or `[text](@H1)`";
            self.fault(Code::MarkdownNotAllowed, range, &message, hint, emitter);
        }
        if matches!(self.peek(), Some(Event::End(_))) {
            let message = "the link has no text";
            self.fault(Code::MarkdownNotAllowed, range, message, "say in words where the link goes", emitter);
        }
        if emitter.on_paper {
            self.spelled_out(kind, &address, range, emitter);
        } else {
            self.with_string("link(", &address, ", ", range, emitter);
            self.inlines(emitter);
            emitter.code(")");
        }
        self.expect_end();
    }

    /// Writes a link as words: its text, and where it leads if the text does not say so itself.
    fn spelled_out(&mut self, kind: LinkType, address: &str, range: &Range<usize>, emitter: &mut Emitter) {
        let says_so = matches!(kind, LinkType::Autolink | LinkType::Email)
            || matches!(self.peek(), Some(Event::Text(text)) if **text == *address);
        self.code("(", range, emitter);
        self.inlines(emitter);
        if !says_so {
            let address = address.strip_prefix("mailto:").unwrap_or(address);
            emitter.with_string(" + text(", &format!(" ({address})"), ")");
        }
        emitter.code(")");
    }

    /// Writes a footnote where it is referred to; a second reference repeats its number.
    fn footnote(&mut self, label: &str, range: &Range<usize>, emitter: &mut Emitter) {
        if self.repeats {
            return emitter.code("none");
        }
        let label = &markdown::folded(label);
        let (code, message, hint) = match self.footnotes.get(label) {
            None => {
                let hint = format!("write it on a line of its own: `[^{label}]: …`");
                (Code::DanglingReference, format!("there is no footnote `{label}`"), hint)
            }
            Some(_) if self.open_footnotes.contains(label) => {
                let hint = "take the reference out of the footnote".to_owned();
                (Code::MarkdownNotAllowed, format!("the footnote `{label}` refers to itself"), hint)
            }
            Some(_) if self.written_footnotes.contains(label) => {
                let message = format!("the footnote `{label}` is referred to twice");
                (Code::MarkdownNotAllowed, message, "write a second footnote".to_owned())
            }
            Some(&definition) => {
                self.open_footnotes.insert(label.clone());
                self.written_footnotes.insert(label.clone());
                let back = std::mem::replace(&mut self.at, definition + 1);
                self.code("footnote(", range, emitter);
                self.footnote_text(emitter);
                emitter.code(")");
                self.at = back;
                self.open_footnotes.remove(label);
                return;
            }
        };
        self.fault(code, range, &message, &hint, emitter);
        emitter.code("none");
    }

    /// The content of a footnote: its first paragraph in the line of its number, then the rest.
    fn footnote_text(&mut self, emitter: &mut Emitter) {
        emitter.code("{ ");
        let mut first = true;
        while !matches!(self.peek(), Some(Event::End(TagEnd::FootnoteDefinition)) | None) {
            if let Some(Event::Start(Tag::Paragraph)) = self.peek() {
                let start = self.events[self.at].1.start;
                self.at += 1;
                emitter.code(if first { "" } else { "parbreak(); " });
                self.line(start, 0, emitter);
                emitter.code("; ");
                self.expect_end();
            } else {
                self.block(emitter);
            }
            first = false;
        }
        emitter.code("}");
    }
}
