//! A text in Markdown as a tree: its elements and pieces of text in their order, each element before what is inside it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::Events;

/// A piece of text, or an element by its start.
pub struct Node<'m> {
    pub event: Event<'m>,
    /// Its bytes in the Markdown.
    pub range: Range<usize>,
    /// How many of the nodes behind it are inside it.
    pub size: usize,
}

impl Node<'_> {
    /// Whether it is a block, so that a run of inline text ends before it.
    pub fn is_block(&self) -> bool {
        match &self.event {
            Event::Start(tag) => {
                !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
            }
            event => matches!(event, Event::Rule | Event::Html(_)),
        }
    }
}

/// The nodes of a text. They are one list, so that no nesting is too deep for it.
pub fn nodes(events: Events) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(events.len());
    let mut open: Vec<usize> = Vec::new();
    for (event, range) in events {
        if let Event::End(_) = event {
            let start = open.pop().expect("the parser closes what it opened");
            nodes[start].size = nodes.len() - start - 1;
            continue;
        }
        if let Event::Start(_) = event {
            open.push(nodes.len());
        }
        nodes.push(Node { event, range, size: 0 });
    }
    nodes
}

/// The outermost nodes, each with those inside it.
pub fn outermost<'n, 'm>(mut nodes: &'n [Node<'m>]) -> impl Iterator<Item = (&'n Node<'m>, &'n [Node<'m>])> {
    std::iter::from_fn(move || {
        let (first, rest) = nodes.split_first()?;
        let (inside, after) = rest.split_at(first.size);
        nodes = after;
        Some((first, inside))
    })
}

/// The outermost blocks, each with the nodes inside it. In a tight list, a block is a run of inline text without an element around it.
pub fn blocks<'n, 'm>(mut nodes: &'n [Node<'m>]) -> impl Iterator<Item = &'n [Node<'m>]> {
    std::iter::from_fn(move || {
        let first = nodes.first()?;
        let run = outermost(nodes).take_while(|(node, _)| !node.is_block()).map(|(node, _)| 1 + node.size);
        let (block, after) = nodes.split_at(if first.is_block() { 1 + first.size } else { run.sum() });
        nodes = after;
        Some(block)
    })
}
