//! Writes a line of text with its marks, as calls of the templates' functions over string literals.

use std::collections::VecDeque;
use std::ops::Range;

use crate::diagnostics::SourceMap;
use crate::merge::Emitter;

use super::steps::{self, Step, Steps};

/// A line that is being written, as statements.
#[derive(Debug, Default)]
pub struct MarkedLine {
    steps: VecDeque<(usize, Step)>,
    inserted: bool,
    /// Whether a link is being written. Deleted words wait for its end: they are struck out, and Typst cannot tag text that is both struck
    /// out and underlined.
    in_link: bool,
    waiting: Vec<Step>,
}

impl MarkedLine {
    pub fn new(steps: Steps) -> Self {
        Self { steps: steps.into(), ..Self::default() }
    }

    /// A line that was `old` and is `new`.
    pub fn between(old: &str, new: &str) -> Self {
        Self::new(steps::between(&old.into(), &new.into()))
    }

    /// Writes the marks before the byte `at` of the line.
    pub fn reach(&mut self, at: usize, emitter: &mut Emitter) {
        while let Some((_, step)) = self.steps.pop_front_if(|(place, _)| *place <= at) {
            match step {
                Step::Open => {
                    self.inserted = true;
                    emitter.code("added-from; ");
                }
                Step::Close => {
                    self.inserted = false;
                    emitter.code("added-to; ");
                }
                Step::Deleted { .. } if self.in_link => self.waiting.push(step),
                Step::Deleted { before, words, after } => {
                    emitter.code(if before.is_empty() { "" } else { "[ ]; " });
                    emit_deleted(&words, emitter);
                    emitter.code(if after.is_empty() { "; " } else { "; [ ]; " });
                }
            }
        }
    }

    /// Writes the remaining marks.
    pub fn finish(&mut self, emitter: &mut Emitter) {
        self.reach(usize::MAX, emitter);
    }

    pub fn enter_link(&mut self) {
        self.in_link = true;
    }

    /// Writes the deleted words that waited for the end of the link.
    pub fn leave_link(&mut self, emitter: &mut Emitter) {
        self.in_link = false;
        for step in std::mem::take(&mut self.waiting) {
            let Step::Deleted { words, .. } = step else { continue };
            emitter.code("; [ ]; ");
            emit_deleted(&words, emitter);
        }
    }

    /// Begins an expression that stands at the byte `at` of the line; returns what ends it.
    pub fn open(&mut self, at: usize, emitter: &mut Emitter) -> &'static str {
        self.reach(at, emitter);
        emitter.code(if self.inserted { "added(" } else { "" });
        if self.inserted { ")" } else { "" }
    }

    /// Writes a text that stands at the byte `at` of the line. It is the bytes `range` of the text that `map` is the map of.
    pub fn text(&mut self, value: &str, at: usize, range: Range<usize>, map: &SourceMap, emitter: &mut Emitter) {
        let exact = value.len() == range.len();
        let mut done = 0;
        loop {
            self.reach(at + done, emitter);
            let next = self.steps.front().map_or(usize::MAX, |(place, _)| place - at);
            let end = next.min(value.len());
            let own = if exact { range.start + done..range.start + end } else { range.clone() };
            emitter.code_for(if self.inserted { "added(text(" } else { "text(" }, map.find(&own));
            emitter.written_string(&value[done..end], own, map);
            emitter.code(if self.inserted { "))" } else { ")" });
            if end == value.len() {
                break;
            }
            emitter.code("; ");
            done = end;
        }
        // The end mark of inserted words belongs right after them.
        if self.inserted && self.steps.pop_front_if(|(place, _)| *place == at + value.len()).is_some() {
            self.inserted = false;
            emitter.code("; added-to");
        }
    }
}

/// Writes deleted words, as plain text.
pub fn emit_deleted(words: &str, emitter: &mut Emitter) {
    emitter.with_string("deleted(", words, ")");
}
