//! The spaces of prose: a line is looked at as a whole, since emphasis, links and line breaks divide its words, and what changes is
//! noted for each piece of text.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::merge::locale::{addresses, spaces::Space};
use crate::model::markdown::nodes::Node;

/// Stands for code, a reference or an address in the line.
const ATOM: char = '\u{fffc}';

/// A line of prose, and where the pieces of text stand in it.
#[derive(Default)]
struct Line {
    text: String,
    /// The byte of the Markdown where each piece begins, and its bytes in the line.
    pieces: Vec<(usize, Range<usize>)>,
}

/// The spaces that change, by the byte of the Markdown where their piece of text begins. `of_line` finds them in a line.
pub fn in_nodes(nodes: &[Node], of_line: impl Fn(&str) -> Vec<Space>) -> HashMap<usize, Vec<Space>> {
    let mut found = HashMap::new();
    let mut line = Line::default();
    let mut at = 0;
    while let Some(Node { event, range, size }) = nodes.get(at) {
        at += 1;
        match event {
            Event::Text(text) => line.push(text, range.start),
            Event::SoftBreak => line.push(" ", range.start),
            Event::Code(_) | Event::InlineHtml(_) => line.text.push(ATOM),
            Event::Start(Tag::Link { link_type, .. }) if is_atom(*link_type) => {
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
        let Self { text, pieces } = std::mem::take(self);
        for space in of_line(&text) {
            let Range { start, end } = space.range;
            let holds = |(_, own): &&(usize, Range<usize>)| own.start <= start && end <= own.end;
            // A space that is put between two pieces belongs to the later one, unless that is no text.
            if let Some((key, own)) = pieces.iter().rev().find(holds) {
                let range = start - own.start..end - own.start;
                found.entry(*key).or_default().push(Space { range, ..space });
            }
        }
    }
}
