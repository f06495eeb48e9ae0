//! Writes the marks of changes. Without a comparison, which only the edition `changes` has, nothing here writes anything.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::diagnostics::Place;
use crate::merge::marks::blocks::{BlockMark, Removed, Spot};
use crate::merge::marks::line::{self, MarkedLine, emit_deleted};
use crate::model::markdown::nodes::Node;

use super::translator::{Nodes, Translator};

impl<'t> Translator<'t, '_> {
    /// The mark of the block that begins at a byte.
    fn block_mark(&self, start: usize) -> Option<&BlockMark> {
        self.marks.as_ref()?.block(start)
    }

    pub(super) fn is_marked(&self, start: usize) -> bool {
        self.block_mark(start).is_some()
    }

    /// Begins the bar beside a block that is marked; returns what ends it.
    pub(super) fn open_bar(&mut self, start: usize) -> &'static str {
        let Some(mark) = self.block_mark(start) else { return "" };
        let bar = if mark.is_new && mark.lines.is_empty() { "added-block(" } else { "changed(" };
        self.write(bar);
        ")"
    }

    /// Writes the words of a block, or of one cell of a row, as one expression.
    pub(super) fn line(&mut self, start: usize, index: usize, words: Nodes<'t>) {
        let steps = self.block_mark(start).and_then(|mark| mark.lines.get(index)).filter(|steps| !steps.is_empty());
        let line = steps.cloned().map(|steps| MarkedLine::new(steps, line::spot(start, self.map)));
        // A footnote stands inside of the line that refers to it.
        let around = std::mem::replace(&mut self.marked_line, line);
        self.write("{ ");
        self.run(words);
        if let Some(mut line) = std::mem::replace(&mut self.marked_line, around) {
            line.finish(self.emitter);
        }
        self.write("}");
    }

    /// Writes a piece of a line that is marked.
    pub(super) fn marked_inline(&mut self, node: &Node<'t>, inside: Nodes<'t>) {
        let Some(line) = &mut self.marked_line else { return };
        line.go_on(node.range.start, self.map);
        let is_reference =
            |kind: LinkType, address: &str| kind == LinkType::ShortcutUnknown || address.starts_with('@');
        let is_one_word = match &node.event {
            Event::Text(words) | Event::InlineHtml(words) => {
                let spaces = self.spaces.get(&node.range.start).map_or(&[][..], Vec::as_slice);
                line.text((words, spaces), node.range.clone(), self.map, self.emitter);
                return self.watch(words, &node.range);
            }
            Event::Code(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => true,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => is_reference(*link_type, dest_url),
            _ => false,
        };
        // Deleted words are struck out, which is not drawn inside of links and of struck-out text.
        let waits = !is_one_word && matches!(node.event, Event::Start(Tag::Link { .. } | Tag::Strikethrough));
        line.reach(self.emitter);
        let close = if is_one_word { line.open(self.emitter) } else { "" };
        if waits {
            line.enter_link();
        }
        self.plain_inline(node, inside);
        self.write(close);
        let Some(line) = &mut self.marked_line else { return };
        line.go_on(node.range.end, self.map);
        if waits {
            line.leave_link(self.emitter);
        }
        line.pass(&node.event);
    }

    /// Writes a heading once more below itself, with marks, which would disturb in the contents, bookmarks and running heads.
    pub(super) fn heading_as_it_was(&mut self, start: usize, words: Nodes<'t>) {
        let Some(mark) = self.block_mark(start) else { return };
        if mark.is_new {
            return self.write("\nadded-heading");
        }
        self.write("\nchanged(heading-words(");
        // Its notes are written in the heading itself.
        self.repeats = true;
        self.line(start, 0, words);
        self.repeats = false;
        self.write("))");
    }

    /// The same for the title of a chapter, as the first thing in its body.
    pub(super) fn title_as_it_was(&mut self, range: &Range<usize>, words: Nodes<'t>) {
        self.removed_blocks(Spot::Before(range.start));
        self.heading_as_it_was(range.start, words);
        self.write(if self.is_marked(range.start) { "\n" } else { "" });
    }

    fn take_removed(&mut self, spot: Spot) -> Vec<Removed> {
        self.marks.as_mut().map(|marks| marks.take_removed(spot)).unwrap_or_default()
    }

    fn place_of(&self, spot: Spot) -> Option<Place> {
        let (Spot::Before(at) | Spot::After(at)) = spot else { return line::spot(self.markdown.len(), self.map) };
        line::spot(at, self.map)
    }

    /// Writes the removed blocks of a place.
    pub(super) fn removed_blocks(&mut self, spot: Spot) {
        self.removed(spot, "changed(par(", "))\n");
    }

    /// The same of items of a list.
    pub(super) fn removed_items(&mut self, spot: Spot) {
        self.removed(spot, "changed(", "), ");
    }

    fn removed(&mut self, spot: Spot, open: &str, close: &str) {
        let place = self.place_of(spot);
        for lines in self.take_removed(spot) {
            self.write(open);
            emit_deleted(&lines.join(" | "), place, self.emitter);
            self.write(close);
        }
    }

    /// The same of rows of a table. `columns` is how many cells a row has, `named` whether the first ones name the rows.
    pub(super) fn removed_rows(&mut self, spot: Spot, (columns, named): (usize, bool)) {
        let place = self.place_of(spot);
        for lines in self.take_removed(spot) {
            if lines.len() != columns {
                self.write(&format!("bar-cell(colspan: {columns}, "));
                emit_deleted(&lines.join(" | "), place, self.emitter);
                self.write("), ");
                continue;
            }
            for (column, cell) in lines.iter().enumerate() {
                let (open, close) = match column {
                    0 if named => ("row-head(bar-cell(", ")), "),
                    0 => ("bar-cell(", "), "),
                    _ => ("", ", "),
                };
                self.write(open);
                match cell.as_str() {
                    "" => self.write("none"),
                    words => emit_deleted(words, place, self.emitter),
                }
                self.write(close);
            }
        }
    }
}
