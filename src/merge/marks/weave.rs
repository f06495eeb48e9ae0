//! What to write where, while a text in Markdown is written with marks at what is other than in an older one.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::meaning::changes::blocks;
use crate::model::markdown::{self, Setting};
use crate::model::prose::{Block, ContainerKind, Passage, passage};

use super::words::{self, Line, Steps};

/// A block of the newer text that is marked.
#[derive(Debug)]
pub enum Woven {
    /// Its words are those of the older text; something else about it is new, such as its emphasis.
    Bar,
    /// The steps of its line, or of each cell of a row.
    Lines(Vec<Steps>),
    /// The same of a block that the older text does not have.
    New(Vec<Steps>),
    /// A block that has no lines and is new, such as code.
    Whole,
}

/// A block of the older text that is there no more.
#[derive(Debug, Clone)]
pub struct Gone {
    /// Its text, or that of each cell of a row.
    pub lines: Vec<String>,
}

/// The marks of one text in Markdown. Blocks are named by the byte at which they begin.
#[derive(Debug, Default)]
pub struct Weave {
    woven: HashMap<usize, Woven>,
    before: HashMap<usize, Vec<Gone>>,
    /// Items and rows that stood after the last one of their list or table.
    after: HashMap<usize, Vec<Gone>>,
    end: Vec<Gone>,
    /// For each event of the newer text, the byte of its line at which it stands.
    offsets: Vec<usize>,
}

impl Weave {
    /// The marks of `markdown`, whose events are `events`. Without an older text all is new.
    pub fn new(old: Option<&str>, markdown: &str, events: &[(Event, Range<usize>)], setting: Setting) -> Self {
        let (new_lines, offsets) = lines(events);
        let mut weave = Self { offsets, ..Self::default() };
        let new = passage(markdown, setting);
        let old_events = old.map(|old| markdown::parse(old, setting)).unwrap_or_default();
        let old_lines = lines(&old_events).0;
        let old_notes = notes(&old_events, &old_lines);
        let old: Passage = passage(old.unwrap_or_default(), setting);
        let turns = turns(&old, &new);
        for (index, turn) in turns.iter().enumerate() {
            match *turn {
                Turn::Both { old: a, new: b } => {
                    weave.both((&old.blocks[a], &old_lines), (&new.blocks[b], &new_lines));
                }
                Turn::New(b) => weave.come(&new.blocks[b], &new_lines),
                Turn::Old(a) => {
                    let block = &old.blocks[a];
                    let (before, after) = (&turns[..index], &turns[index + 1..]);
                    let previous = before.iter().rev().find_map(|turn| newer(turn, &new));
                    let next = after.iter().find_map(|turn| newer(turn, &new));
                    weave.gone(block, &old_lines, previous, next);
                }
            }
        }
        weave.notes((&old_notes, &old_lines), (&notes(events, &new_lines), &new_lines));
        weave
    }

    pub fn block(&self, start: usize) -> Option<&Woven> {
        self.woven.get(&start)
    }

    /// What stood before a block; it is given once.
    pub fn take_before(&mut self, start: usize) -> Vec<Gone> {
        self.before.remove(&start).unwrap_or_default()
    }

    /// What stood after the last block of a list or a table; it is given once.
    pub fn take_after(&mut self, start: usize) -> Vec<Gone> {
        self.after.remove(&start).unwrap_or_default()
    }

    /// What stood at the end.
    pub fn take_end(&mut self) -> Vec<Gone> {
        std::mem::take(&mut self.end)
    }

    /// The byte of its line at which an event stands.
    pub fn offset(&self, event: usize) -> usize {
        self.offsets[event]
    }

    fn both(&mut self, (old, old_lines): (&Block, &Lines), (new, new_lines): (&Block, &Lines)) {
        let around = |block: &Block| block.around.iter().map(|container| container.kind).collect::<Vec<_>>();
        if old.text == new.text && old.kind == new.kind && around(old) == around(new) {
            return;
        }
        let (was, is) = (old_lines.get(&old.range.start), new_lines.get(&new.range.start));
        let (Some(was), Some(is)) = (was, is) else { return };
        if is.whole || was.whole || was.lines.len() != is.lines.len() {
            self.before.entry(new.range.start).or_default().push(was.gone());
            self.come(new, new_lines);
            return;
        }
        let steps: Vec<Steps> = was.lines.iter().zip(&is.lines).map(|(was, is)| words::steps(was, is)).collect();
        let woven = if steps.iter().all(Vec::is_empty) { Woven::Bar } else { Woven::Lines(steps) };
        self.woven.insert(new.range.start, woven);
    }

    fn come(&mut self, block: &Block, lines: &Lines) {
        let Some(is) = lines.get(&block.range.start) else { return };
        let woven = if is.whole { Woven::Whole } else { Woven::New(is.lines.iter().map(words::inserted).collect()) };
        self.woven.insert(block.range.start, woven);
    }

    fn gone(&mut self, block: &Block, lines: &Lines, previous: Option<&Block>, next: Option<&Block>) {
        let Some(gone) = lines.get(&block.range.start).map(OwnLines::gone).filter(Gone::has_words) else { return };
        let company = |other: Option<&Block>| company(block).is_some() && other.and_then(company) == company(block);
        match (previous, next) {
            (Some(previous), next) if company(Some(previous)) && !company(next) => {
                self.after.entry(previous.range.start).or_default().push(gone);
            }
            (_, Some(next)) => self.before.entry(next.range.start).or_default().push(gone),
            (_, None) => self.end.push(gone),
        }
    }

    /// Marks the words of footnotes. The block that refers to one has its bar already, since a footnote is read with it.
    fn notes(&mut self, old: (&Notes, &Lines), new: (&Notes, &Lines)) {
        let line = |(_, lines): (&Notes, &Lines), start: &usize| lines.get(start)?.lines.first().cloned();
        let known: HashSet<String> =
            old.0.values().flatten().filter_map(|start| line(old, start)).map(|line| line.text).collect();
        for (label, starts) in new.0 {
            for (place, start) in starts.iter().enumerate() {
                let Some(is) = line(new, start).filter(|line| !known.contains(&line.text)) else { continue };
                // Labels are the typist's, yet few give another one to a footnote that they reword.
                let was = old.0.get(label).and_then(|starts| line(old, starts.get(place)?)).unwrap_or_default();
                self.woven.insert(*start, Woven::Lines(vec![words::steps(&was, &is)]));
            }
        }
    }
}

/// A block of one of the texts or a pair of both, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Both { old: usize, new: usize },
    Old(usize),
    New(usize),
}

/// The blocks of both texts in the order of the newer one. What went stands before what came in its place.
fn turns(old: &Passage, new: &Passage) -> Vec<Turn> {
    let mut turns = Vec::new();
    let (mut next_old, mut next_new) = (0, 0);
    for change in blocks::compare(old, new) {
        // Up to a change, all blocks are kept ones.
        while change.old.is_none_or(|old| next_old < old) && change.new.is_none_or(|new| next_new < new) {
            turns.push(Turn::Both { old: next_old, new: next_new });
            (next_old, next_new) = (next_old + 1, next_new + 1);
        }
        turns.push(match (change.old, change.new) {
            (Some(old), Some(new)) => Turn::Both { old, new },
            (Some(old), None) => Turn::Old(old),
            (None, Some(new)) => Turn::New(new),
            (None, None) => continue,
        });
        next_old += usize::from(change.old.is_some());
        next_new += usize::from(change.new.is_some());
    }
    let rest = (next_old..old.blocks.len()).zip(next_new..new.blocks.len());
    turns.extend(rest.map(|(old, new)| Turn::Both { old, new }));
    turns
}

/// The block of the newer text that a turn has.
fn newer<'p>(turn: &Turn, new: &'p Passage) -> Option<&'p Block> {
    match turn {
        Turn::Both { new: index, .. } | Turn::New(index) => Some(&new.blocks[*index]),
        Turn::Old(_) => None,
    }
}

/// What a block is one of several of, if it is: the items of a list, or the rows of a table.
fn company(block: &Block) -> Option<(usize, bool)> {
    let innermost = block.around.last()?;
    match (innermost.kind, &block.kind) {
        (ContainerKind::Table, _) => Some((block.around.len(), true)),
        (ContainerKind::Item, _) => Some((block.around.len(), false)),
        _ => None,
    }
}

impl Gone {
    fn has_words(&self) -> bool {
        self.lines.iter().any(|line| !line.trim().is_empty())
    }
}

/// The lines of the blocks of a text, by the bytes at which these begin.
type Lines = HashMap<usize, OwnLines>;

/// The bytes at which the paragraphs and items of each footnote begin, by its label.
type Notes = HashMap<String, Vec<usize>>;

fn notes(events: &[(Event, Range<usize>)], lines: &Lines) -> Notes {
    let definitions = events.iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::FootnoteDefinition(label)) => Some((markdown::folded(label), range)),
        _ => None,
    });
    let starts = |range: &Range<usize>| {
        let inside = lines.iter().filter(|(start, own)| range.contains(start) && !own.whole && own.lines.len() == 1);
        let mut starts: Vec<usize> = inside.map(|(start, _)| *start).collect();
        starts.sort_unstable();
        starts
    };
    definitions.map(|(label, range)| (label, starts(range))).collect()
}

/// What a reader sees of one block.
#[derive(Debug, Default)]
struct OwnLines {
    lines: Vec<Line>,
    /// Whether it is shown sign for sign, as code is, so that it cannot be marked inside.
    whole: bool,
}

impl OwnLines {
    fn gone(&self) -> Gone {
        Gone { lines: self.lines.iter().map(|line| line.text.clone()).collect() }
    }
}

/// The lines of all blocks, and for each event the byte of its line at which it stands.
fn lines(events: &[(Event, Range<usize>)]) -> (Lines, Vec<usize>) {
    let mut reading = Reading::default();
    let mut offsets = Vec::with_capacity(events.len());
    for (event, range) in events {
        offsets.push(reading.open.as_ref().and_then(|(_, own)| own.lines.last()).map_or(0, |line| line.text.len()));
        reading.event(event, range);
    }
    reading.close();
    (reading.lines, offsets)
}

#[derive(Default)]
struct Reading {
    lines: Lines,
    open: Option<(usize, OwnLines)>,
    /// How many elements are open whose words are told by something else.
    hidden: usize,
}

impl Reading {
    fn event(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => self.begin(range, false),
            Event::Start(Tag::CodeBlock(_)) => self.begin(range, true),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.close();
                self.open = Some((range.start, OwnLines::default()));
            }
            Event::Start(Tag::TableCell) => self.open.iter_mut().for_each(|(_, own)| own.lines.push(Line::default())),
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
                self.atom(&dest_url.replace('@', ""), range);
                self.hidden += 1;
            }
            Event::Start(Tag::Image { .. }) => self.hidden += 1,
            Event::End(TagEnd::Image | TagEnd::Link) => self.hidden = self.hidden.saturating_sub(1),
            Event::Text(words) | Event::InlineHtml(words) => self.words(words, range),
            Event::Code(words) => self.atom(words, range),
            Event::SoftBreak | Event::HardBreak => self.words(" ", range),
            Event::FootnoteReference(_) => self.words("", range),
            Event::Html(words) => {
                self.begin(range, true);
                self.words(words, range);
                self.close();
            }
            Event::TaskListMarker(done) => self.atom(markdown::task_words(*done), range),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) => self.words("", range),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::TableCell) => {}
            Event::Start(_) | Event::End(_) | Event::Rule => self.close(),
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn begin(&mut self, range: &Range<usize>, whole: bool) {
        self.close();
        self.open = Some((range.start, OwnLines { lines: vec![Line::default()], whole }));
    }

    fn close(&mut self) {
        self.lines.extend(self.open.take());
    }

    /// Adds words to the open line. In a tight list they stand without a paragraph.
    fn words(&mut self, words: &str, range: &Range<usize>) {
        if self.hidden > 0 {
            return;
        }
        if self.open.is_none() {
            self.begin(range, false);
        }
        if let Some(line) = self.open.as_mut().and_then(|(_, own)| own.lines.last_mut()) {
            line.text.push_str(words);
        }
    }

    fn atom(&mut self, words: &str, range: &Range<usize>) {
        self.words(words, range);
        if let Some(line) = self.open.as_mut().and_then(|(_, own)| own.lines.last_mut()).filter(|_| self.hidden == 0) {
            line.atoms.push(line.text.len() - words.len()..line.text.len());
        }
    }
}
