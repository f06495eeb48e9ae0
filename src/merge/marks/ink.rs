//! Writes a line of text with its marks, as calls of the templates' functions over string literals.

use std::collections::VecDeque;
use std::ops::Range;

use crate::diagnostics::map::SourceMap;
use crate::merge::emit::Emitter;

use super::words::{Step, Steps};

/// What generated modules need of the marks: the names in [`super::MODULE`].
pub const NAMES: &str =
    "added, added-block, added-from, added-heading, added-to, bar-cell, changed, deleted, heading-words";

/// A line that is being written.
#[derive(Debug, Default)]
pub struct Ink {
    steps: VecDeque<(usize, Step)>,
    inserted: bool,
    /// Whether a link is being written. Deleted words wait for its end: no line may go through what has one under it
    /// (Typst cannot tell assistive technology of both), and they never led anywhere.
    in_link: bool,
    waiting: Vec<Step>,
}

impl Ink {
    pub fn new(steps: Steps) -> Self {
        Self { steps: steps.into(), ..Self::default() }
    }

    /// Writes what happens before the byte `at` of the line, each as a statement.
    pub fn reach(&mut self, at: usize, emitter: &mut Emitter) {
        while let Some((_, step)) = self.steps.pop_front_if(|(place, _)| *place <= at) {
            self.step(step, emitter);
        }
    }

    /// Writes what is left.
    pub fn finish(&mut self, emitter: &mut Emitter) {
        self.reach(usize::MAX, emitter);
    }

    fn step(&mut self, step: Step, emitter: &mut Emitter) {
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

    pub fn enter_link(&mut self) {
        self.in_link = true;
    }

    /// Writes what waited for the end of the link, each after what was written.
    pub fn leave_link(&mut self, emitter: &mut Emitter) {
        self.in_link = false;
        for step in std::mem::take(&mut self.waiting) {
            let Step::Deleted { words, .. } = step else { continue };
            emitter.code("; [ ]; ");
            emit_deleted(&words, emitter);
        }
    }

    /// What begins and ends an expression that stands at the byte `at` of the line.
    pub fn around(&mut self, at: usize, emitter: &mut Emitter) -> (&'static str, &'static str) {
        self.reach(at, emitter);
        if self.inserted { ("added(", ")") } else { ("", "") }
    }

    /// Writes a text that stands at the byte `at` of the line. It is the bytes `range` of the text that `map` tells about.
    pub fn text(&mut self, value: &str, at: usize, range: Range<usize>, map: &SourceMap, emitter: &mut Emitter) {
        let exact = value.len() == range.len();
        let mut done = 0;
        loop {
            self.reach(at + done, emitter);
            let next = self.steps.front().map_or(usize::MAX, |(place, _)| place - at);
            let end = next.min(value.len());
            let own = if exact { range.start + done..range.start + end } else { range.clone() };
            let call = if self.inserted { "added(text(" } else { "text(" };
            match map.find(&own) {
                Some(place) => emitter.code_for(call, place),
                None => emitter.code(call),
            }
            emitter.written_string(&value[done..end], own, map);
            emitter.code(if self.inserted { "))" } else { ")" });
            if end == value.len() {
                break;
            }
            emitter.code("; ");
            done = end;
        }
        // The sign at the end of inserted words belongs to them, before what follows.
        if self.inserted && self.steps.pop_front_if(|(place, _)| *place == at + value.len()).is_some() {
            self.inserted = false;
            emitter.code("; added-to");
        }
    }
}

/// Writes words that are there no more. They are text, whatever they were.
pub fn emit_deleted(words: &str, emitter: &mut Emitter) {
    emitter.code("deleted(");
    emitter.string(words);
    emitter.code(")");
}
