//! The marks of a text in Markdown: which of its blocks are new or changed, and where blocks were removed.

use std::collections::{HashMap, HashSet};
use std::slice;

use pulldown_cmark::{Event, Tag};

use crate::meaning::changes::blocks::{self, Pair};
use crate::model::markdown::nodes::{self, Node, nodes, outermost};
use crate::model::{Block, ContainerKind, Setting, markdown, prose::passage};

use super::line::{Line, Steps, steps};

/// A block of the newer text that is new or changed.
#[derive(Debug)]
pub struct BlockMark {
    pub is_new: bool,
    /// The marks of its line, or of each cell of a row: empty if only emphasis changed, say. Code, which is verbatim, has none.
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
}

impl BlockMarks {
    /// The marks of `markdown`, whose nodes are `nodes`. Without an older text all is new.
    pub fn new(old: Option<&str>, markdown: &str, new_nodes: &[Node], setting: Setting) -> Self {
        let old = old.unwrap_or_default();
        let old_nodes = nodes(markdown::parse(old, setting));
        let (was, is) = (lines(&old_nodes), lines(new_nodes));
        let (old, new) = (passage(old, setting).blocks, passage(markdown, setting).blocks);
        let mut marks = Self::default();
        let pairs = blocks::pairs(&old, &new);
        for (index, pair) in pairs.iter().enumerate() {
            match (pair.0.map(|at| &old[at]), pair.1.map(|at| &new[at])) {
                (Some(one), Some(other)) => marks.compare((one, &was), (other, &is)),
                (None, Some(other)) => marks.add(other, &is),
                (Some(one), None) => {
                    let newer = |pair: &Pair| pair.1.map(|at| &new[at]);
                    let previous = pairs[..index].iter().rev().find_map(newer);
                    let next = pairs[index + 1..].iter().find_map(newer);
                    marks.remove(one, &was, previous, next);
                }
                (None, None) => {}
            }
        }
        marks.compare_notes((&old_nodes, &was), (new_nodes, &is));
        marks
    }

    pub fn block(&self, start: usize) -> Option<&BlockMark> {
        self.marks.get(&start)
    }

    /// Takes the removed blocks of a place.
    pub fn take_removed(&mut self, spot: Spot) -> Vec<Removed> {
        self.removed.remove(&spot).unwrap_or_default()
    }

    fn compare(&mut self, (old, old_lines): (&Block, &Lines), (new, new_lines): (&Block, &Lines)) {
        if blocks::key(old) == blocks::key(new) {
            return;
        }
        let (was, is) = (old_lines.get(&old.start), new_lines.get(&new.start));
        let (Some(was), Some(is)) = (was, is) else { return };
        if is.is_code || was.is_code || was.lines.len() != is.lines.len() {
            self.removed.entry(Spot::Before(new.start)).or_default().push(was.removed());
            return self.add(new, new_lines);
        }
        let lines = was.lines.iter().zip(&is.lines).map(|(was, is)| steps(was, is)).collect();
        self.marks.insert(new.start, BlockMark { is_new: false, lines });
    }

    fn add(&mut self, block: &Block, lines: &Lines) {
        let Some(is) = lines.get(&block.start) else { return };
        let words = is.lines.iter().filter(|_| !is.is_code);
        let lines = words.map(|line| steps(&Line::default(), line)).collect();
        self.marks.insert(block.start, BlockMark { is_new: true, lines });
    }

    fn remove(&mut self, block: &Block, lines: &Lines, previous: Option<&Block>, next: Option<&Block>) {
        let Some(removed) = lines.get(&block.start).map(BlockLines::removed) else { return };
        if removed.iter().all(|line| line.trim().is_empty()) {
            return;
        }
        let is_sibling = |other: Option<&Block>| series(block).is_some() && other.and_then(series) == series(block);
        let spot = match (previous, next) {
            (Some(previous), next) if is_sibling(Some(previous)) && !is_sibling(next) => Spot::After(previous.start),
            (_, Some(next)) => Spot::Before(next.start),
            (_, None) => Spot::End,
        };
        self.removed.entry(spot).or_default().push(removed);
    }

    /// Marks the words of footnotes. The block that refers to one has its bar already, since a footnote is read with it.
    fn compare_notes(&mut self, (old, was): (&[Node], &Lines), (new, is): (&[Node], &Lines)) {
        let old: HashMap<String, Vec<usize>> = notes(old, was).collect();
        let known: HashSet<&str> = old.values().flatten().map(|start| was[start].lines[0].text.as_str()).collect();
        for (label, starts) in notes(new, is) {
            for (place, start) in starts.into_iter().enumerate() {
                let line = &is[&start].lines[0];
                if known.contains(line.text.as_str()) {
                    continue;
                }
                // Labels are not shown, but people who reword a footnote keep its label.
                let before = old.get(&label).and_then(|starts| Some(was[starts.get(place)?].lines[0].clone()));
                let lines = vec![steps(&before.unwrap_or_default(), line)];
                self.marks.insert(start, BlockMark { is_new: false, lines });
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

/// What a reader sees of one block.
struct BlockLines {
    lines: Vec<Line>,
    is_code: bool,
}

impl BlockLines {
    fn removed(&self) -> Removed {
        self.lines.iter().map(|line| line.text.clone()).collect()
    }
}

fn lines(all: &[Node]) -> Lines {
    let mut lines = Lines::new();
    let mut at = 0;
    while let Some(node) = all.get(at) {
        let inside = &all[at + 1..][..node.size];
        let (own, is_code, size) = match &node.event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => (vec![Line::of(inside)], false, node.size),
            Event::Start(Tag::CodeBlock(_)) => (vec![Line::of(inside)], true, node.size),
            Event::Html(_) => (vec![Line::of(slice::from_ref(node))], true, 0),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                (outermost(inside).map(|(_, cell)| Line::of(cell)).collect(), false, node.size)
            }
            _ if node.is_block() => {
                at += 1;
                continue;
            }
            _ => {
                let run = nodes::blocks(&all[at..]).next().unwrap_or_default();
                (vec![Line::of(run)], false, run.len() - 1)
            }
        };
        lines.insert(node.range.start, BlockLines { lines: own, is_code });
        at += 1 + size;
    }
    lines
}

/// The bytes at which the paragraphs and items of each footnote begin, by its label.
fn notes(all: &[Node], lines: &Lines) -> impl Iterator<Item = (String, Vec<usize>)> {
    all.iter().filter_map(|note| {
        let Event::Start(Tag::FootnoteDefinition(label)) = &note.event else { return None };
        let is_line = |own: &BlockLines| !own.is_code && own.lines.len() == 1;
        let inside = lines.iter().filter(|(start, own)| note.range.contains(start) && is_line(own));
        let mut starts: Vec<usize> = inside.map(|(start, _)| *start).collect();
        starts.sort_unstable();
        Some((markdown::folded(label), starts))
    })
}
