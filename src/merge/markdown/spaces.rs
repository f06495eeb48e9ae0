//! The spaces of prose: a line is looked at as a whole, since emphasis, links and line breaks divide its words, and what changes is
//! noted for each piece of text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::merge::locale::{
    addresses,
    spaces::{Space, With},
};
use crate::model::markdown::nodes::Node;

/// Stands for code, a reference or an address in the line.
const ATOM: char = '\u{fffc}';
/// The space at which no line breaks.
const NO_BREAK: char = '\u{a0}';
/// The letters of the longest word that an id at the end of its paragraph stays with.
const LONGEST_BOUND: usize = 24;

/// A line of prose, and where the pieces of text stand in it.
#[derive(Default)]
struct Line {
    text: String,
    /// The byte of the Markdown where each piece begins, and its bytes in the line.
    pieces: Vec<(usize, Range<usize>)>,
    /// Where a reference to one item stands, whose id is all that the page shows.
    ids: Vec<usize>,
    /// Whether it is a paragraph or an item of a list, which has the width of running text.
    is_running: bool,
}

/// The spaces that change, by the byte of the Markdown where their piece of text begins. `of_line` finds them in a line, and `is_id` says
/// whether references are one id.
pub fn in_nodes(
    nodes: &[Node],
    of_line: impl Fn(&str) -> Vec<Space>,
    is_id: impl Fn(&str) -> bool,
) -> HashMap<usize, Vec<Space>> {
    let mut found = HashMap::new();
    let mut line = Line::default();
    let mut at = 0;
    while let Some(Node { event, range, size }) = nodes.get(at) {
        at += 1;
        match event {
            Event::Text(text) => line.push(text, range.start),
            Event::SoftBreak => line.push(" ", range.start),
            Event::Code(_) | Event::InlineHtml(_) => line.text.push(ATOM),
            Event::Start(Tag::Link { link_type, dest_url, .. }) if is_atom(*link_type) => {
                if *link_type == LinkType::ShortcutUnknown && is_id(dest_url) {
                    line.ids.push(line.text.len());
                }
                line.text.push(ATOM);
                // What is written as an address breaks as one.
                found.extend(nodes[at..at + size].iter().filter_map(|inner| match &inner.event {
                    Event::Text(text) => Some((inner.range.start, addresses::pieces(text))),
                    _ => None,
                }));
                at += size;
            }
            // A note stands behind its word, and what is struck out or stressed is a part of the line.
            Event::FootnoteReference(_)
            | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) => {}
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. }) => {
                at += size;
                line.end(&of_line, &mut found);
            }
            Event::Start(block) => {
                line.end(&of_line, &mut found);
                line.is_running = matches!(block, Tag::Paragraph | Tag::Item);
            }
            _ => line.end(&of_line, &mut found),
        }
    }
    line.end(&of_line, &mut found);
    found
}

fn is_atom(link: LinkType) -> bool {
    matches!(link, LinkType::ShortcutUnknown | LinkType::Autolink | LinkType::Email)
}

impl Line {
    fn push(&mut self, text: &str, start: usize) {
        let begin = self.text.len();
        self.text.push_str(text);
        self.pieces.push((start, begin..self.text.len()));
    }

    /// Notes the spaces of the line, and begins the next one.
    fn end(&mut self, of_line: &impl Fn(&str) -> Vec<Space>, found: &mut HashMap<usize, Vec<Space>>) {
        let Self { text, pieces, ids, is_running } = std::mem::take(self);
        let mut spaces = of_line(&text);
        let last = ids.last().filter(|_| is_running);
        if let Some(before) = last.and_then(|id| before_last(*id, &text)) {
            put(before, &mut spaces);
        }
        for Space { range, with } in divided(spaces, &text, &pieces) {
            // A space that is put between two pieces belongs to the later one, unless that is no text.
            if let Some((key, own)) = pieces.iter().rev().find(|(_, own)| holds(own, &range)) {
                let range = range.start - own.start..range.end - own.start;
                found.entry(*key).or_default().push(Space { range, with });
            }
        }
    }
}

fn holds(piece: &Range<usize>, range: &Range<usize>) -> bool {
    piece.start <= range.start && range.end <= piece.end
}

/// What stays on one line over several pieces, such as a date that is typed on two lines, has no space at which a line breaks.
fn divided(spaces: Vec<Space>, text: &str, pieces: &[(usize, Range<usize>)]) -> Vec<Space> {
    let is_whole = |with: With| matches!(with, With::Whole | With::Fitting);
    let (whole, mut others): (Vec<Space>, Vec<Space>) =
        spaces.into_iter().partition(|it| is_whole(it.with) && !pieces.iter().any(|(_, own)| holds(own, &it.range)));
    for Space { range, .. } in whole {
        for (at, _) in text[range.clone()].match_indices(' ') {
            put(range.start + at..range.start + at + 1, &mut others);
        }
    }
    others
}

/// Adds a space at which no line breaks in its place among the others, unless something else changes there.
fn put(range: Range<usize>, spaces: &mut Vec<Space>) {
    if spaces.iter().all(|it| it.range.end <= range.start || range.end <= it.range.start) {
        let at = spaces.partition_point(|it| it.range.start < range.start);
        spaces.insert(at, Space { range, with: With::Put(NO_BREAK) });
    }
}

/// The space before an id at this byte, if the paragraph ends with it, alone or in brackets: it would be all of its last line.
fn before_last(id: usize, text: &str) -> Option<Range<usize>> {
    let ends = |rest: &str| rest.trim_end().chars().all(|c| ".,;:!?…".contains(c));
    let (before, after) = (&text[..id], &text[id + ATOM.len_utf8()..]);
    let before = match before.strip_suffix('(') {
        Some(before) if after.strip_prefix(')').is_some_and(ends) => before,
        _ if ends(after) => before,
        _ => return None,
    };
    let word = before.strip_suffix(' ')?;
    let letters = word.chars().rev().take_while(|c| !c.is_whitespace()).count();
    (1..=LONGEST_BOUND).contains(&letters).then_some(word.len()..before.len())
}
