//! The marks of the edition that shows what changed. In all other editions nothing here writes anything.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::merge::emit::Emitter;
use crate::merge::marks::ink::{Ink, emit_deleted};
use crate::merge::marks::weave::{Gone, Woven};

use super::{Translator, is_block};

/// What ends a call that [`Translator::open_bar`] began.
const CLOSE: &str = ")";

impl Translator<'_> {
    /// Whether the block that begins at a byte is marked.
    pub(super) fn is_woven(&self, start: usize) -> bool {
        self.weave.as_ref().is_some_and(|weave| weave.block(start).is_some())
    }

    /// Begins the bar beside a block that is marked; returns what ends it.
    pub(super) fn open_bar(&self, start: usize, emitter: &mut Emitter) -> &'static str {
        match self.weave.as_ref().and_then(|weave| weave.block(start)) {
            None => "",
            Some(Woven::Whole) => {
                emitter.code("added-block(");
                CLOSE
            }
            Some(Woven::Bar | Woven::Lines(_) | Woven::New(_)) => {
                emitter.code("changed(");
                CLOSE
            }
        }
    }

    /// Writes the words of a block, or of one cell of a row, as one expression.
    pub(super) fn line(&mut self, start: usize, index: usize, emitter: &mut Emitter) {
        let woven = self.weave.as_ref().and_then(|weave| weave.block(start));
        let steps = match woven {
            Some(Woven::Lines(lines) | Woven::New(lines)) => lines.get(index).cloned().unwrap_or_default(),
            Some(Woven::Bar | Woven::Whole) | None => Vec::new(),
        };
        // A footnote stands inside of the line that refers to it.
        let around = self.ink.take();
        if steps.is_empty() {
            self.inlines(emitter);
        } else {
            self.ink = Some(Ink::new(steps));
            emitter.code("{ ");
            self.run(emitter);
            if let Some(mut ink) = self.ink.take() {
                ink.finish(emitter);
            }
            emitter.code("}");
        }
        self.ink = around;
    }

    /// Writes inline text up to the next block or the end of the element around it, as statements.
    pub(super) fn run(&mut self, emitter: &mut Emitter) {
        while self.peek().is_some_and(|event| !is_block(event) && !matches!(event, Event::End(_))) {
            self.inline(emitter);
            emitter.code("; ");
        }
    }

    /// Writes a piece of a line that is marked.
    pub(super) fn marked_inline(&mut self, event: Event, range: &Range<usize>, emitter: &mut Emitter) {
        let index = self.at - 1;
        let at = self.weave.as_ref().map_or(0, |weave| weave.offset(index));
        let Some(mut ink) = self.ink.take() else { return };
        match event {
            Event::Text(words) | Event::InlineHtml(words) => {
                self.watch(&words, range, emitter);
                ink.text(&words, at, range.clone(), self.map, emitter);
                self.ink = Some(ink);
            }
            Event::Code(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                let (before, after) = ink.around(at, emitter);
                emitter.code(before);
                self.ink = Some(ink);
                self.plain_inline(event, range, emitter);
                emitter.code(after);
            }
            Event::Start(Tag::Link { link_type, ref dest_url, .. })
                if link_type == LinkType::ShortcutUnknown || dest_url.starts_with('@') =>
            {
                let (before, after) = ink.around(at, emitter);
                emitter.code(before);
                self.ink = Some(ink);
                self.plain_inline(event, range, emitter);
                emitter.code(after);
            }
            // Nothing is marked inside by another line than the one that strikes out.
            Event::Start(Tag::Link { .. } | Tag::Strikethrough) => {
                ink.reach(at, emitter);
                ink.enter_link();
                self.ink = Some(ink);
                self.plain_inline(event, range, emitter);
                self.ink.iter_mut().for_each(|ink| ink.leave_link(emitter));
            }
            _ => {
                ink.reach(at, emitter);
                self.ink = Some(ink);
                self.plain_inline(event, range, emitter);
            }
        }
    }

    /// Writes under a heading how it was, with the marks. The heading itself also stands in the contents, the bookmarks and
    /// the running heads, where marks would be in the way. `words` is where its inline text begins.
    pub(super) fn heading_as_it_was(&mut self, words: usize, start: usize, emitter: &mut Emitter) {
        match self.weave.as_ref().and_then(|weave| weave.block(start)) {
            Some(Woven::New(_)) => emitter.code("\nadded-heading"),
            Some(Woven::Lines(_) | Woven::Bar) => {
                emitter.code("\nchanged(heading-words(");
                self.at = words;
                // The notes stand in the heading itself.
                self.repeats = true;
                self.line(start, 0, emitter);
                self.repeats = false;
                emitter.code("))");
            }
            Some(Woven::Whole) | None => {}
        }
    }

    /// The same for the title of a chapter, as the first thing in its body.
    pub(super) fn title_as_it_was(&mut self, emitter: &mut Emitter) {
        let Some((Event::Start(Tag::Heading { .. }), range)) = self.events.first().filter(|_| self.at > 0).cloned()
        else {
            return;
        };
        let after = self.at;
        self.gone_before(range.start, emitter);
        self.heading_as_it_was(1, range.start, emitter);
        emitter.code(if self.is_woven(range.start) { "\n" } else { "" });
        self.at = after;
    }

    pub(super) fn gone_before(&mut self, start: usize, emitter: &mut Emitter) {
        let gone = self.weave.as_mut().map(|weave| weave.take_before(start)).unwrap_or_default();
        emit_paragraphs(&gone, emitter);
    }

    pub(super) fn gone_at_end(&mut self, emitter: &mut Emitter) {
        let gone = self.weave.as_mut().map(|weave| weave.take_end()).unwrap_or_default();
        emit_paragraphs(&gone, emitter);
    }

    /// Writes items that stood before the one that begins at a byte.
    pub(super) fn gone_items(&mut self, start: usize, emitter: &mut Emitter) {
        let gone = self.weave.as_mut().map(|weave| weave.take_before(start)).unwrap_or_default();
        emit_items(&gone, emitter);
    }

    /// Writes items that stood after the one whose events begin at `first`, and were the last ones.
    pub(super) fn gone_items_after(&mut self, first: usize, emitter: &mut Emitter) {
        let Some(weave) = &mut self.weave else { return };
        for (_, range) in &self.events[first..self.at] {
            emit_items(&weave.take_after(range.start), emitter);
        }
    }

    pub(super) fn gone_rows(&mut self, start: usize, table: (usize, bool), emitter: &mut Emitter) {
        let gone = self.weave.as_mut().map(|weave| weave.take_before(start)).unwrap_or_default();
        emit_rows(&gone, table, emitter);
    }

    pub(super) fn gone_rows_after(&mut self, start: usize, table: (usize, bool), emitter: &mut Emitter) {
        let gone = self.weave.as_mut().map(|weave| weave.take_after(start)).unwrap_or_default();
        emit_rows(&gone, table, emitter);
    }
}

fn emit_paragraphs(gone: &[Gone], emitter: &mut Emitter) {
    for Gone { lines } in gone {
        emitter.code("changed(par(");
        emit_deleted(&lines.join(" | "), emitter);
        emitter.code("))\n");
    }
}

fn emit_items(gone: &[Gone], emitter: &mut Emitter) {
    for Gone { lines } in gone {
        emitter.code("changed(");
        emit_deleted(&lines.join(" | "), emitter);
        emitter.code("), ");
    }
}

/// `columns` is how many cells a row of the table has, `named` whether the first ones name the rows.
fn emit_rows(gone: &[Gone], (columns, named): (usize, bool), emitter: &mut Emitter) {
    for Gone { lines } in gone {
        if lines.len() != columns {
            emitter.code(&format!("bar-cell(colspan: {columns}, "));
            emit_deleted(&lines.join(" | "), emitter);
            emitter.code("), ");
            continue;
        }
        for (column, cell) in lines.iter().enumerate() {
            let (open, close) = match column {
                0 if named => ("row-head(bar-cell(", ")), "),
                0 => ("bar-cell(", "), "),
                _ => ("", ", "),
            };
            emitter.code(open);
            if cell.is_empty() {
                emitter.code("none");
            } else {
                emit_deleted(cell, emitter);
            }
            emitter.code(close);
        }
    }
}
