//! The marks of a text in Markdown: which of its blocks are new or changed, and where blocks were removed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::meaning::changes::blocks;
use crate::model::{Block, ContainerKind, Setting, markdown, prose::passage};

use super::steps::{self, Line, Steps};

/// A block of the newer text that is new or changed.
#[derive(Debug)]
pub struct BlockMark {
    pub is_new: bool,
    /// The marks of its line, or of each cell of a row. Code has none, since it is shown verbatim. They are empty if no words changed,
    /// but the emphasis, say.
    pub lines: Vec<Steps>,
}

/// The lines of a removed block: its text, or that of each cell of a row.
pub type Removed = Vec<String>;

/// Where removed blocks are shown. Blocks are named by the byte at which they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spot {
    Before(usize),
    /// After the last item of a list or the last row of a table.
    After(usize),
    End,
}

/// The marks of one text in Markdown.
#[derive(Debug, Default)]
pub struct BlockMarks {
    marks: HashMap<usize, BlockMark>,
    removed: HashMap<Spot, Vec<Removed>>,
    /// For each event of the newer text, the byte of its line at which it stands.
    offsets: Vec<usize>,
}

impl BlockMarks {
    /// The marks of `markdown`, whose events are `events`. Without an older text all is new.
    pub fn new(old: Option<&str>, markdown: &str, events: &[(Event, Range<usize>)], setting: Setting) -> Self {
        let (new_lines, offsets) = lines(events);
        let mut marks = Self { offsets, ..Self::default() };
        let new = passage(markdown, setting);
        let old_events = old.map(|old| markdown::parse(old, setting)).unwrap_or_default();
        let old_lines = lines(&old_events).0;
        let old_notes = notes(&old_events, &old_lines);
        let old = passage(old.unwrap_or_default(), setting);
        let pairs = blocks::pairs(&old.blocks, &new.blocks);
        for (index, pair) in pairs.iter().enumerate() {
            let (was, is) = (pair.0.map(|at| &old.blocks[at]), pair.1.map(|at| &new.blocks[at]));
            match (was, is) {
                (Some(was), Some(is)) => marks.compare((was, &old_lines), (is, &new_lines)),
                (None, Some(is)) => marks.add(is, &new_lines),
                (Some(was), None) => {
                    let newer = |pair: &blocks::Pair| pair.1.map(|at| &new.blocks[at]);
                    let previous = pairs[..index].iter().rev().find_map(newer);
                    let next = pairs[index + 1..].iter().find_map(newer);
                    marks.remove(was, &old_lines, previous, next);
                }
                (None, None) => {}
            }
        }
        marks.compare_notes((&old_notes, &old_lines), (&notes(events, &new_lines), &new_lines));
        marks
    }

    pub fn block(&self, start: usize) -> Option<&BlockMark> {
        self.marks.get(&start)
    }

    /// Takes the removed blocks of a place.
    pub fn take_removed(&mut self, spot: Spot) -> Vec<Removed> {
        self.removed.remove(&spot).unwrap_or_default()
    }

    /// The byte of its line at which an event stands.
    pub fn offset(&self, event: usize) -> usize {
        self.offsets[event]
    }

    fn compare(&mut self, (old, old_lines): (&Block, &Lines), (new, new_lines): (&Block, &Lines)) {
        let around = |block: &Block| block.around.iter().map(|container| container.kind).collect::<Vec<_>>();
        if old.text == new.text && old.kind == new.kind && around(old) == around(new) {
            return;
        }
        let (was, is) = (old_lines.get(&old.range.start), new_lines.get(&new.range.start));
        let (Some(was), Some(is)) = (was, is) else { return };
        if is.is_code || was.is_code || was.lines.len() != is.lines.len() {
            self.removed.entry(Spot::Before(new.range.start)).or_default().push(was.removed());
            return self.add(new, new_lines);
        }
        let lines = was.lines.iter().zip(&is.lines).map(|(was, is)| steps::between(was, is)).collect();
        self.marks.insert(new.range.start, BlockMark { is_new: false, lines });
    }

    fn add(&mut self, block: &Block, lines: &Lines) {
        let Some(is) = lines.get(&block.range.start) else { return };
        let words = is.lines.iter().filter(|_| !is.is_code);
        let lines = words.map(|line| steps::between(&Line::default(), line)).collect();
        self.marks.insert(block.range.start, BlockMark { is_new: true, lines });
    }

    fn remove(&mut self, block: &Block, lines: &Lines, previous: Option<&Block>, next: Option<&Block>) {
        let Some(removed) = lines.get(&block.range.start).map(BlockLines::removed) else { return };
        if removed.iter().all(|line| line.trim().is_empty()) {
            return;
        }
        let is_sibling = |other: Option<&Block>| series(block).is_some() && other.and_then(series) == series(block);
        let spot = match (previous, next) {
            (Some(previous), next) if is_sibling(Some(previous)) && !is_sibling(next) => {
                Spot::After(previous.range.start)
            }
            (_, Some(next)) => Spot::Before(next.range.start),
            (_, None) => Spot::End,
        };
        self.removed.entry(spot).or_default().push(removed);
    }

    /// Marks the words of footnotes. The block that refers to one has its bar already, since a footnote is read with it.
    fn compare_notes(&mut self, old: (&Notes, &Lines), new: (&Notes, &Lines)) {
        let line = |(_, lines): (&Notes, &Lines), start: &usize| lines.get(start)?.lines.first().cloned();
        let known: HashSet<String> =
            old.0.values().flatten().filter_map(|start| line(old, start)).map(|line| line.text).collect();
        for (label, starts) in new.0 {
            for (place, start) in starts.iter().enumerate() {
                let Some(is) = line(new, start).filter(|line| !known.contains(&line.text)) else { continue };
                // Labels are not shown, but people who reword a footnote keep its label.
                let was = old.0.get(label).and_then(|starts| line(old, starts.get(place)?)).unwrap_or_default();
                self.marks.insert(*start, BlockMark { is_new: false, lines: vec![steps::between(&was, &is)] });
            }
        }
    }
}

/// The list or table that a block is an item or row of, by its depth and kind.
fn series(block: &Block) -> Option<(usize, ContainerKind)> {
    let kind = block.around.last()?.kind;
    matches!(kind, ContainerKind::Table | ContainerKind::Item).then_some((block.around.len(), kind))
}

/// What a reader sees of the blocks of a text, by the bytes at which these begin.
type Lines = HashMap<usize, BlockLines>;

/// The bytes at which the paragraphs and items of each footnote begin, by its label.
type Notes = HashMap<String, Vec<usize>>;

fn notes(events: &[(Event, Range<usize>)], lines: &Lines) -> Notes {
    let definitions = events.iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::FootnoteDefinition(label)) => Some((markdown::folded(label), range)),
        _ => None,
    });
    let starts = |range: &Range<usize>| {
        let inside = lines.iter().filter(|(start, own)| range.contains(start) && !own.is_code && own.lines.len() == 1);
        let mut starts: Vec<usize> = inside.map(|(start, _)| *start).collect();
        starts.sort_unstable();
        starts
    };
    definitions.map(|(label, range)| (label, starts(range))).collect()
}

/// What a reader sees of one block.
#[derive(Debug, Default)]
struct BlockLines {
    lines: Vec<Line>,
    is_code: bool,
}

impl BlockLines {
    fn removed(&self) -> Removed {
        self.lines.iter().map(|line| line.text.clone()).collect()
    }
}

/// The lines of all blocks, and for each event the byte of its line at which it stands.
fn lines(events: &[(Event, Range<usize>)]) -> (Lines, Vec<usize>) {
    let mut reader = LineReader::default();
    let mut offsets = Vec::with_capacity(events.len());
    for (event, range) in events {
        offsets.push(reader.open.as_ref().and_then(|(_, own)| own.lines.last()).map_or(0, |line| line.text.len()));
        reader.read(event, range);
    }
    reader.close();
    (reader.lines, offsets)
}

#[derive(Default)]
struct LineReader {
    lines: Lines,
    open: Option<(usize, BlockLines)>,
    /// The number of open elements whose words are replaced by something else.
    hidden: usize,
}

impl LineReader {
    fn read(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => self.begin(range, false),
            Event::Start(Tag::CodeBlock(_)) => self.begin(range, true),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.close();
                self.open = Some((range.start, BlockLines::default()));
            }
            Event::Start(Tag::TableCell) => self.open.iter_mut().for_each(|(_, own)| own.lines.push(Line::default())),
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
                self.atom(&dest_url.replace('@', ""), range);
                self.hidden += 1;
            }
            Event::Start(Tag::Image { .. }) => self.hidden += 1,
            Event::End(TagEnd::Image | TagEnd::Link) => self.hidden = self.hidden.saturating_sub(1),
            Event::Text(words) | Event::InlineHtml(words) => _ = self.words(words, range),
            Event::Code(words) => self.atom(words, range),
            Event::SoftBreak | Event::HardBreak => _ = self.words(" ", range),
            Event::Html(words) => {
                self.begin(range, true);
                self.words(words, range);
                self.close();
            }
            Event::TaskListMarker(done) => self.atom(markdown::task_words(*done), range),
            Event::FootnoteReference(_)
            | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) => {
                _ = self.words("", range);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::TableCell) => {}
            Event::Start(_) | Event::End(_) | Event::Rule => self.close(),
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn begin(&mut self, range: &Range<usize>, is_code: bool) {
        self.close();
        self.open = Some((range.start, BlockLines { lines: vec![Line::default()], is_code }));
    }

    fn close(&mut self) {
        self.lines.extend(self.open.take());
    }

    /// Adds words to the open line. In a tight list they stand without a paragraph.
    fn words(&mut self, words: &str, range: &Range<usize>) -> Option<&mut Line> {
        if self.hidden > 0 {
            return None;
        }
        if self.open.is_none() {
            self.begin(range, false);
        }
        let line = self.open.as_mut()?.1.lines.last_mut()?;
        line.text.push_str(words);
        Some(line)
    }

    /// Adds words that count as one.
    fn atom(&mut self, words: &str, range: &Range<usize>) {
        if let Some(line) = self.words(words, range) {
            line.atoms.push(line.text.len() - words.len()..line.text.len());
        }
    }
}
