//! A line of text with its marks: the word diff of its two versions, written as calls of the templates' functions over string literals.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::diagnostics::{Place, SourceMap};
use crate::meaning::changes::words;
use crate::merge::Emitter;
use crate::merge::locale::spaces::{self, Space};
use crate::merge::strings::push_string;
use crate::model::markdown;
use crate::model::markdown::nodes::Node;

/// A line of text that a reader sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Ranges that count as one word, such as a reference or a piece of code.
    pub atoms: Vec<Range<usize>>,
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), atoms: Vec::new() }
    }
}

impl Line {
    /// The line of inline text.
    pub fn of(nodes: &[Node]) -> Self {
        let mut line = Self::default();
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            let (words, is_atom) = seen(&node.event);
            if is_atom {
                line.atoms.push(line.text.len()..line.text.len() + words.len());
            }
            line.text.push_str(&words);
            // The words of a reference are its ids, and those of an image are on no page.
            let hides = is_atom || matches!(node.event, Event::Start(Tag::Image { .. }));
            at += 1 + if hides { node.size } else { 0 };
        }
        line
    }

    /// The text with the white space inside of atoms replaced, so that each is one word; all byte offsets stay.
    fn whole_atoms(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for atom in &self.atoms {
            text.push_str(&self.text[at..atom.start]);
            text.extend(self.text[atom.clone()].chars().map(|c| match (c.is_whitespace(), c.len_utf8()) {
                (false, _) => c,
                (true, 1) => '_',
                (true, 2) => 'ß',
                (true, _) => '…',
            }));
            at = atom.end;
        }
        text + &self.text[at..]
    }
}

/// What a reader sees of a node by itself, and whether it counts as one word.
fn seen<'e>(event: &'e Event) -> (Cow<'e, str>, bool) {
    match event {
        Event::Text(words) | Event::InlineHtml(words) | Event::Html(words) => (Cow::Borrowed(words), false),
        Event::SoftBreak | Event::HardBreak => (Cow::Borrowed(" "), false),
        Event::Code(words) => (Cow::Borrowed(words), true),
        Event::TaskListMarker(done) => (Cow::Borrowed(markdown::task_words(*done)), true),
        Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
            (Cow::Owned(dest_url.replace('@', "")), true)
        }
        _ => (Cow::Borrowed(""), false),
    }
}

/// A mark at a place of the newer line. Between [`Step::Open`] and [`Step::Close`] all is inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Open,
    Close,
    /// Words that stood here, with spaces around them where they would run into their neighbours.
    Deleted {
        before: &'static str,
        words: String,
        after: &'static str,
    },
}

/// Steps in order, each with the byte of the newer line that it stands before.
pub type Steps = Vec<(usize, Step)>;

/// The steps from an older line to a newer one; none when their words are the same.
pub fn steps(old: &Line, new: &Line) -> Steps {
    let mut steps = Steps::new();
    for edit in words::edits(&old.whole_atoms(), &new.whole_atoms()) {
        let (at, replaced) = (edit.new.start, !edit.new.is_empty());
        let (gone, come) = (trimmed(&old.text, edit.old), trimmed(&new.text, edit.new));
        if !gone.is_empty() {
            steps.push((at, deleted(&old.text, gone, &new.text, at, replaced)));
        }
        if !come.is_empty() {
            steps.extend([(come.start, Step::Open), (come.end, Step::Close)]);
        }
    }
    steps
}

/// A range without the white space at its ends, whose changes nobody sees.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    start..start + inner.trim().len()
}

fn deleted(old: &str, range: Range<usize>, new: &str, at: usize, replaced: bool) -> Step {
    let space = |wanted: bool| if wanted { " " } else { "" };
    let spaced_before = old[..range.start].ends_with(char::is_whitespace);
    let spaced_after = old[range.end..].starts_with(char::is_whitespace);
    let joined = new[..at].ends_with(|c: char| !c.is_whitespace());
    let followed = new[at..].starts_with(|c: char| !c.is_whitespace());
    Step::Deleted {
        before: space(spaced_before && joined),
        words: old[range].to_owned(),
        // A deleted and an inserted word are kept apart, also where a sign follows both.
        after: space(followed && (replaced || spaced_after)),
    }
}

/// A line that is being written, as statements.
#[derive(Debug, Default)]
pub struct MarkedLine {
    steps: VecDeque<(usize, Step)>,
    /// The byte of the line that is written next.
    at: usize,
    inserted: bool,
    /// Where it goes on in the written text: there the next deleted words stood.
    place: Option<Place>,
    /// Whether a link is being written. Deleted words wait for its end: Typst cannot tag text that is struck out and underlined.
    in_link: bool,
    waiting: Vec<String>,
}

impl MarkedLine {
    /// `place` is that of its beginning.
    pub fn new(steps: Steps, place: Option<Place>) -> Self {
        Self { steps: steps.into(), place, ..Self::default() }
    }

    /// Goes on at a byte of the written text.
    pub fn go_on(&mut self, at: usize, map: &SourceMap) {
        self.place = spot(at, map).or(self.place);
    }

    /// Writes the marks before what is written next.
    pub fn reach(&mut self, emitter: &mut Emitter) {
        while let Some((_, step)) = self.steps.pop_front_if(|(place, _)| *place <= self.at) {
            match step {
                Step::Open => {
                    self.inserted = true;
                    emitter.code("added-from; ");
                }
                Step::Close => {
                    self.inserted = false;
                    emitter.code("added-to; ");
                }
                Step::Deleted { words, .. } if self.in_link => self.waiting.push(words),
                Step::Deleted { before, words, after } => {
                    emitter.code(if before.is_empty() { "" } else { "[ ]; " });
                    emit_deleted(&words, self.place, emitter);
                    emitter.code(if after.is_empty() { "; " } else { "; [ ]; " });
                }
            }
        }
    }

    /// Writes the remaining marks.
    pub fn finish(&mut self, emitter: &mut Emitter) {
        self.at = usize::MAX;
        self.reach(emitter);
    }

    pub fn enter_link(&mut self) {
        self.in_link = true;
    }

    /// Writes the deleted words that waited for the end of the link.
    pub fn leave_link(&mut self, emitter: &mut Emitter) {
        self.in_link = false;
        for words in self.waiting.drain(..) {
            emitter.code("; [ ]; ");
            emit_deleted(&words, self.place, emitter);
        }
    }

    /// Begins an expression; returns what ends it.
    pub fn open(&mut self, emitter: &mut Emitter) -> &'static str {
        self.reach(emitter);
        emitter.code(if self.inserted { "added(" } else { "" });
        if self.inserted { ")" } else { "" }
    }

    /// Passes what was written of something that counts as these words.
    pub fn pass_words(&mut self, words: &str) {
        self.at += words.len();
    }

    /// Passes what was written of a node besides the nodes inside it.
    pub fn pass(&mut self, event: &Event) {
        self.at += seen(event).0.len();
    }

    /// Writes a text. It is the bytes `range` of the text that `map` is the map of.
    /// Its spaces are those of its language.
    pub fn text(
        &mut self,
        (value, spaces): (&str, &[Space]),
        range: Range<usize>,
        map: &SourceMap,
        emitter: &mut Emitter,
    ) {
        let exact = value.len() == range.len();
        let end = self.at + value.len();
        let mut rest = value;
        loop {
            let done = value.len() - rest.len();
            self.go_on(if exact { range.start + done } else { range.start }, map);
            self.reach(emitter);
            let next = self.steps.front().map_or(end, |(place, _)| end.min(*place));
            let (piece, after) = rest.split_at(next - self.at);
            let start = range.start + done;
            let own = if exact { start..start + piece.len() } else { range.clone() };
            emitter.code_for(if self.inserted { "added(text(" } else { "text(" }, map.find(&own));
            emitter.spaced_string(piece, &spaces::within(spaces, done..done + piece.len()), own, map);
            emitter.code(if self.inserted { "))" } else { ")" });
            (self.at, rest) = (next, after);
            if next == end {
                break;
            }
            emitter.code("; ");
        }
        self.go_on(range.end, map);
        // The end mark of inserted words belongs right after them.
        if self.inserted && self.steps.pop_front_if(|(place, _)| *place == end).is_some() {
            self.inserted = false;
            emitter.code("; added-to");
        }
    }
}

/// The place between two characters of a written text.
pub fn spot(at: usize, map: &SourceMap) -> Option<Place> {
    let (place, offset) = match at.checked_sub(1) {
        Some(before) => map.find(&(before..at)).map(|place| (place, place.range().end))?,
        None => map.find(&(0..1)).map(|place| (place, place.range().start))?,
    };
    Some(Place::new(place.file, offset..offset))
}

/// The function of the templates that sets deleted words.
pub const DELETED: &str = "deleted";

/// Writes deleted words, as plain text. They stand for the place where they stood.
pub fn emit_deleted(words: &str, place: Option<Place>, emitter: &mut Emitter) {
    let mut literal = String::new();
    push_string(&mut literal, words);
    emitter.code(&format!("{DELETED}(text("));
    emitter.code_for(&literal, place);
    emitter.code("))");
}
