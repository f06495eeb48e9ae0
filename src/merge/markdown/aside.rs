//! Blocks in their order, and asides with the paragraphs that stand beside them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::model::markdown::nodes::{blocks, outermost};
use crate::model::{Setting, markdown};

use super::block::introduces;
use super::table::is_table;
use super::translator::{Nodes, Translator};

/// As many paragraphs as an aside may stand beside. It needs more than one where they are short.
const MOST_BESIDE: usize = 3;

impl<'t> Translator<'t, '_> {
    /// Writes blocks. In a chapter, whose margin is free, paragraphs behind an aside stand beside it.
    pub(super) fn each_block(&mut self, nodes: Nodes<'t>) {
        let is = |block: Nodes, tag: Tag| block.first().is_some_and(|node| node.event == Event::Start(tag));
        let has_margin = self.setting == Setting::Chapter && self.depth == 0;
        let mut rest = blocks(nodes).peekable();
        while let Some(block) = rest.next() {
            let mut beside = Vec::new();
            while has_margin
                && is(block, markdown::ASIDE)
                && beside.len() < MOST_BESIDE
                && let Some(next) = rest.next_if(|next| is(next, Tag::Paragraph) && !self.is_caption(next))
            {
                beside.push(next);
            }
            // A caption is written with its table.
            if self.is_caption(block) && rest.peek().is_some_and(|next| is_table(next)) {
                self.caption = Some(block);
                continue;
            }
            self.introduces = rest.peek().is_some_and(|next| introduces(block, next, self.is_caption(next)));
            match outermost(block).next() {
                Some((aside, inside)) if !beside.is_empty() => {
                    self.aside(&aside.range, inside, &beside);
                    self.write("\n");
                }
                _ => self.block(block),
            }
        }
    }

    /// Writes an aside, with the blocks beside it.
    pub(super) fn aside(&mut self, range: &Range<usize>, inside: Nodes<'t>, beside: &[Nodes<'t>]) {
        self.look_of("aside", range);
        self.code("aside(", range);
        self.blocks(inside);
        for block in beside {
            self.write(", {\n");
            self.block(block);
            self.write("}");
        }
        self.write(") }");
    }
}
