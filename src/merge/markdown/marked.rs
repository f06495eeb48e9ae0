//! Writes the marks of changes. Without a comparison, which only the edition `changes` has, nothing here writes anything.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::merge::Emitter;
use crate::merge::marks::blocks::{BlockMark, Removed, Spot};
use crate::merge::marks::line::{MarkedLine, emit_deleted};

use super::translator::{Translator, is_block};

impl Translator<'_> {
    /// The mark of the block that begins at a byte.
    fn mark(&self, start: usize) -> Option<&BlockMark> {
        self.marks.as_ref()?.block(start)
    }

    pub(super) fn is_marked(&self, start: usize) -> bool {
        self.mark(start).is_some()
    }

    /// Begins the bar beside a block that is marked; returns what ends it.
    pub(super) fn open_bar(&self, start: usize, emitter: &mut Emitter) -> &'static str {
        let Some(mark) = self.mark(start) else { return "" };
        emitter.code(if mark.is_new && mark.lines.is_empty() { "added-block(" } else { "changed(" });
        ")"
    }

    /// Writes the words of a block, or of one cell of a row, as one expression.
    pub(super) fn line(&mut self, start: usize, index: usize, emitter: &mut Emitter) {
        let steps = self.mark(start).and_then(|mark| mark.lines.get(index)).cloned().unwrap_or_default();
        // A footnote stands inside of the line that refers to it.
        let around = self.marked_line.take();
        if steps.is_empty() {
            self.inlines(emitter);
        } else {
            self.marked_line = Some(MarkedLine::new(steps));
            emitter.code("{ ");
            self.run(emitter);
            self.marked_line.take().iter_mut().for_each(|line| line.finish(emitter));
            emitter.code("}");
        }
        self.marked_line = around;
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
        let at = self.marks.as_ref().map_or(0, |marks| marks.offset(index));
        let Some(line) = &mut self.marked_line else { return };
        let is_reference =
            |kind: LinkType, address: &str| kind == LinkType::ShortcutUnknown || address.starts_with('@');
        match event {
            Event::Text(words) | Event::InlineHtml(words) => {
                line.text(&words, at, range.clone(), self.map, emitter);
                self.watch(&words, range, emitter);
            }
            Event::Code(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                let close = line.open(at, emitter);
                self.plain_inline(event, range, emitter);
                emitter.code(close);
            }
            Event::Start(Tag::Link { link_type, ref dest_url, .. }) if is_reference(link_type, dest_url) => {
                let close = line.open(at, emitter);
                self.plain_inline(event, range, emitter);
                emitter.code(close);
            }
            // Deleted words are struck out, which is not drawn inside of links and of struck-out text.
            Event::Start(Tag::Link { .. } | Tag::Strikethrough) => {
                line.reach(at, emitter);
                line.enter_link();
                self.plain_inline(event, range, emitter);
                self.marked_line.iter_mut().for_each(|line| line.leave_link(emitter));
            }
            _ => {
                line.reach(at, emitter);
                self.plain_inline(event, range, emitter);
            }
        }
    }

    /// Writes a heading once more below itself, with marks. The heading is repeated in the contents, the bookmarks and the running heads,
    /// where marks would disturb. `words` is the event at which its inline text begins.
    pub(super) fn heading_as_it_was(&mut self, words: usize, start: usize, emitter: &mut Emitter) {
        let Some(mark) = self.mark(start) else { return };
        if mark.is_new {
            return emitter.code("\nadded-heading");
        }
        emitter.code("\nchanged(heading-words(");
        self.at = words;
        // Its notes are written in the heading itself.
        self.repeats = true;
        self.line(start, 0, emitter);
        self.repeats = false;
        emitter.code("))");
    }

    /// The same for the title of a chapter, as the first thing in its body.
    pub(super) fn title_as_it_was(&mut self, emitter: &mut Emitter) {
        let Some((Event::Start(Tag::Heading { .. }), range)) = self.events.first().filter(|_| self.at > 0).cloned()
        else {
            return;
        };
        let after = self.at;
        self.removed_blocks(Spot::Before(range.start), emitter);
        self.heading_as_it_was(1, range.start, emitter);
        emitter.code(if self.is_marked(range.start) { "\n" } else { "" });
        self.at = after;
    }

    fn take_removed(&mut self, spot: Spot) -> Vec<Removed> {
        self.marks.as_mut().map(|marks| marks.take_removed(spot)).unwrap_or_default()
    }

    /// Writes the removed blocks of a place.
    pub(super) fn removed_blocks(&mut self, spot: Spot, emitter: &mut Emitter) {
        for lines in self.take_removed(spot) {
            emitter.code("changed(par(");
            emit_deleted(&lines.join(" | "), emitter);
            emitter.code("))\n");
        }
    }

    /// The same of items of a list.
    pub(super) fn removed_items(&mut self, spot: Spot, emitter: &mut Emitter) {
        for lines in self.take_removed(spot) {
            emitter.code("changed(");
            emit_deleted(&lines.join(" | "), emitter);
            emitter.code("), ");
        }
    }

    /// Writes removed items at the end of a list; `first` is the event at which the last item begins.
    pub(super) fn removed_items_after(&mut self, first: usize, emitter: &mut Emitter) {
        if self.marks.is_some() {
            (first..self.at).for_each(|at| self.removed_items(Spot::After(self.events[at].1.start), emitter));
        }
    }

    /// The same of rows of a table. `columns` is how many cells a row has, `named` whether the first ones name the rows.
    pub(super) fn removed_rows(&mut self, spot: Spot, (columns, named): (usize, bool), emitter: &mut Emitter) {
        for lines in self.take_removed(spot) {
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
                match cell.as_str() {
                    "" => emitter.code("none"),
                    words => emit_deleted(words, emitter),
                }
                emitter.code(close);
            }
        }
    }
}
