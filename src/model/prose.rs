//! The normal form of a text in Markdown: its blocks with their words. It does not depend on line breaks inside paragraphs, on
//! which marks lists and emphasis have, or on the labels of footnotes and where these are defined.

use std::collections::HashMap;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag};

use crate::model::Setting;
use crate::model::markdown::nodes::{Node, blocks, nodes};
use crate::model::markdown::{self, UNNUMBERED};
use crate::model::text::spaced;

/// A text in Markdown. Equality is of its blocks.
#[derive(Debug, Clone)]
pub struct Passage {
    /// As it was typed.
    pub written: String,
    pub setting: Setting,
    pub blocks: Vec<Block>,
}

impl PartialEq for Passage {
    fn eq(&self, other: &Self) -> bool {
        self.blocks == other.blocks
    }
}

/// A block that holds words and no other blocks, such as a paragraph, a heading or a row of a table.
#[derive(Debug, Clone)]
pub struct Block {
    /// The blocks around it, the outermost first.
    pub around: Vec<Container>,
    pub kind: BlockKind,
    /// The words in Markdown: emphasis as `*`, strong as `**`, struck out as `~~`, a task as `[x] `, white space collapsed.
    /// Code stands line by line.
    pub text: String,
    /// The byte of the written text at which it begins.
    pub start: usize,
}

impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        self.around == other.around && self.kind == other.kind && self.text == other.text
    }
}

/// A block around others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    pub kind: ContainerKind,
    /// Whether the block is the first one inside, by which two lists side by side differ from one.
    pub opens: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerKind {
    Quote,
    Alert(BlockQuoteKind),
    /// Words for the margin.
    Aside,
    /// A list, with the number that it begins with if it has numbers.
    List(Option<u64>),
    Item,
    Table,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    Heading {
        level: usize,
        numbered: bool,
    },
    /// A row of a table; its cells stand between ` | `.
    Row {
        head: bool,
    },
    /// Code in a language, which may be empty.
    Code(String),
    /// A line between paragraphs.
    Rule,
    /// Nothing, inside a block that must have something.
    Empty,
}

/// The normal form of a text.
pub fn passage(markdown: &str, setting: Setting) -> Passage {
    Passage { written: markdown.to_owned(), setting, blocks: read(markdown, setting, false) }
}

impl Passage {
    /// The words of each block without the marks of Markdown. References, footnotes and figures stand in brackets, as in `[H3]`.
    pub fn words(&self) -> Vec<String> {
        read(&self.written, self.setting, true).into_iter().map(|block| block.text).collect()
    }
}

fn read(markdown: &str, setting: Setting, is_plain: bool) -> Vec<Block> {
    let nodes = nodes(markdown::parse(markdown, setting));
    let notes = nodes.iter().enumerate().filter_map(|(at, node)| {
        let Event::Start(Tag::FootnoteDefinition(label)) = &node.event else { return None };
        // It refers to no other footnotes.
        let blocks = Reader { is_plain, ..Reader::default() }.read(&nodes[at + 1..][..node.size]);
        let texts: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
        Some((markdown::folded(label), texts.join(if is_plain { " " } else { "\\\n" })))
    });
    Reader { is_plain, notes: notes.collect(), ..Reader::default() }.read(&nodes)
}

#[derive(Default)]
struct Reader {
    /// Whether the marks of Markdown are left out.
    is_plain: bool,
    /// The words of the footnotes by their labels. A footnote is read where it is referred to, wherever it is defined.
    notes: HashMap<String, String>,
    blocks: Vec<Block>,
    around: Vec<Container>,
}

impl Reader {
    fn read(mut self, nodes: &[Node]) -> Vec<Block> {
        let mut at = 0;
        // Where each block of `around` ends.
        let mut ends = Vec::new();
        loop {
            while ends.pop_if(|end| *end == at).is_some() {
                if self.around.last().is_some_and(|container| container.opens) {
                    self.add(BlockKind::Empty, 0, String::new());
                }
                self.around.pop();
            }
            let Some(node) = nodes.get(at) else { return self.blocks };
            // In a tight list, a run of inline text stands without a paragraph, and is one all the same.
            let block = blocks(&nodes[at..ends.last().copied().unwrap_or(nodes.len())]).next().unwrap_or_default();
            if let Some(kind) = container(&node.event) {
                self.around.push(Container { kind, opens: true });
                ends.push(at + block.len());
                at += 1;
                continue;
            }
            at += if node.event == Event::Start(Tag::HtmlBlock) { 1 } else { block.len() };
            let (kind, words) = match &node.event {
                Event::Rule => (BlockKind::Rule, &[][..]),
                Event::Start(Tag::Paragraph) => (BlockKind::Paragraph, &block[1..]),
                Event::Start(Tag::Heading { level, classes, .. }) => {
                    let numbered = !classes.iter().any(|class| &**class == UNNUMBERED);
                    (BlockKind::Heading { level: *level as usize, numbered }, &block[1..])
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    (BlockKind::Code(language.to_string()), &block[1..])
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => (BlockKind::Code(String::new()), &block[1..]),
                Event::Start(tag @ (Tag::TableHead | Tag::TableRow)) => {
                    (BlockKind::Row { head: *tag == Tag::TableHead }, &block[1..])
                }
                Event::Start(_) if node.is_block() => continue,
                // Each line of raw HTML is printed as a paragraph of its own, too.
                _ => (BlockKind::Paragraph, block),
            };
            let text = self.text(&kind, words);
            self.add(kind, node.range.start, text);
        }
    }

    fn add(&mut self, kind: BlockKind, start: usize, text: String) {
        self.blocks.push(Block { around: self.around.clone(), kind, text, start });
        self.around.iter_mut().for_each(|container| container.opens = false);
    }

    fn text(&self, kind: &BlockKind, nodes: &[Node]) -> String {
        let mut text = String::new();
        let mark = |text: &mut String, mark: &str| text.push_str(if self.is_plain { "" } else { mark });
        // The marks that end open elements, and where these end.
        let mut closing: Vec<(usize, String)> = Vec::new();
        // The node up to which words are those of a reference, which its address says already.
        let mut hidden = 0;
        for (at, Node { event, size, .. }) in nodes.iter().enumerate() {
            while let Some((_, end)) = closing.pop_if(|(end, _)| *end == at) {
                mark(&mut text, &end);
            }
            let end = at + 1 + size;
            match event {
                Event::Text(words) if matches!(kind, BlockKind::Code(_)) => text.push_str(&words.replace("\r\n", "\n")),
                Event::Text(words) | Event::InlineHtml(words) | Event::Html(words) if at >= hidden => {
                    self.add_words(words, kind, &mut text);
                }
                Event::SoftBreak if at >= hidden => self.add_words(" ", kind, &mut text),
                Event::HardBreak => {
                    text.truncate(text.trim_end_matches(' ').len());
                    text.push_str(if self.is_plain { " " } else { "\\\n" });
                }
                Event::Code(code) if self.is_plain => text.push_str(code.trim()),
                Event::Code(code) => {
                    let fence = "`".repeat(longest_run(code, '`') + 1);
                    let space = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
                    text.push_str(&format!("{fence}{space}{code}{space}{fence}"));
                }
                Event::FootnoteReference(label) => {
                    mark(&mut text, "^");
                    let note = self.notes.get(&markdown::folded(label)).map_or("", String::as_str);
                    text.push_str(&format!("[{note}]"));
                }
                Event::TaskListMarker(done) => text.push_str(markdown::task_words(*done)),
                Event::Start(Tag::TableCell) if at > 0 => text.push_str(" | "),
                Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. }) => {
                    let references = references(dest_url);
                    let references = if self.is_plain { without_signs(&references) } else { references };
                    text.push_str(&format!("[{references}]"));
                    hidden = end;
                }
                Event::Start(Tag::Image { dest_url, .. }) if self.is_plain => {
                    text.push_str(&format!("[{dest_url}]"));
                    hidden = end;
                }
                Event::Start(tag) => {
                    let (open, close) = marks(tag);
                    mark(&mut text, open);
                    closing.push((end, close));
                }
                _ => {}
            }
        }
        closing.iter().rev().for_each(|(_, end)| mark(&mut text, end));
        text.truncate(text.trim_end_matches(['\n', ' ']).len());
        text
    }

    /// Adds words, with white space collapsed and escaped where they would be read as marks.
    fn add_words(&self, words: &str, kind: &BlockKind, text: &mut String) {
        let escaped: &[char] = match kind {
            _ if self.is_plain => &[],
            BlockKind::Row { .. } => &['\\', '*', '`', '[', ']', '|'],
            _ => &['\\', '*', '`', '[', ']'],
        };
        for character in words.chars() {
            if character.is_ascii_whitespace() {
                if !text.is_empty() && !text.ends_with([' ', '\n']) {
                    text.push(' ');
                }
                continue;
            }
            // One tilde is no mark.
            let strikes = !self.is_plain && character == '~' && text.ends_with('~');
            if strikes {
                text.insert(text.len() - 1, '\\');
            }
            if strikes || escaped.contains(&character) {
                text.push('\\');
            }
            text.push(character);
        }
    }
}

/// What a block around others is.
fn container(event: &Event) -> Option<ContainerKind> {
    match event {
        Event::Start(Tag::BlockQuote(None)) => Some(ContainerKind::Quote),
        Event::Start(Tag::BlockQuote(Some(kind))) => Some(ContainerKind::Alert(*kind)),
        Event::Start(tag) if *tag == markdown::ASIDE => Some(ContainerKind::Aside),
        Event::Start(Tag::List(first)) => Some(ContainerKind::List(*first)),
        Event::Start(Tag::Item) => Some(ContainerKind::Item),
        Event::Start(Tag::Table(_)) => Some(ContainerKind::Table),
        _ => None,
    }
}

/// The marks around the words of an element.
fn marks(tag: &Tag) -> (&'static str, String) {
    match tag {
        Tag::Emphasis => ("*", "*".to_owned()),
        Tag::Strong => ("**", "**".to_owned()),
        Tag::Strikethrough => ("~~", "~~".to_owned()),
        Tag::Link { link_type, dest_url, .. } => {
            let scheme = if *link_type == LinkType::Email { "mailto:" } else { "" };
            let address = dest_url.replace('\\', "\\\\").replace(')', "\\)");
            ("[", format!("]({scheme}{address})"))
        }
        Tag::Image { dest_url, .. } => ("![", format!("]({dest_url})")),
        _ => ("", String::new()),
    }
}

/// `[@H3;@amke2022,s. 4]` with the spaces that people write.
fn references(address: &str) -> String {
    let one = |reference: &str| reference.split(',').map(spaced).collect::<Vec<_>>().join(", ");
    address.split(';').map(one).collect::<Vec<_>>().join("; ")
}

/// References without their signs `@`.
fn without_signs(references: &str) -> String {
    format!(" {references}").replace(" @", " ").replace("-@", "-").split_off(1)
}

fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or_default()
}
