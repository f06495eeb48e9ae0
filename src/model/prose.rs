//! Markdown free of how it was typed: its blocks with their words, in one way of writing.
//!
//! Line breaks inside paragraphs, the marks of lists and emphasis, the labels of footnotes and where those are defined are
//! the typist's. What is a list, a quotation, a heading, strong or code is the author's.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag, TagEnd};

use crate::model::Setting;
use crate::model::markdown::{self, UNNUMBERED};

/// A text in Markdown. Equality is of its blocks.
#[derive(Debug, Clone)]
pub struct Passage {
    /// As it was typed.
    pub written: String,
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
    /// Its bytes in the written text.
    pub range: Range<usize>,
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
    let (text, definitions) = apart(markdown::parse(markdown, setting));
    // A footnote is read where it is referred to, wherever it is defined.
    let notes = definitions.into_iter().map(|(label, events)| (label, note(events))).collect();
    Passage { written: markdown.to_owned(), blocks: blocks(text, notes) }
}

type Events<'m> = Vec<(Event<'m>, Range<usize>)>;

/// The text, and the definitions of its footnotes by their labels.
fn apart(events: Events) -> (Events, HashMap<String, Events>) {
    let mut text = Vec::new();
    let mut definitions = HashMap::new();
    let mut open: Vec<String> = Vec::new();
    for (event, range) in events {
        match (event, open.last()) {
            (Event::Start(Tag::FootnoteDefinition(label)), _) => {
                open.push(markdown::folded(&label));
                definitions.insert(markdown::folded(&label), Vec::new());
            }
            (Event::End(TagEnd::FootnoteDefinition), _) => _ = open.pop(),
            (event, Some(label)) => definitions.entry(label.clone()).or_default().push((event, range)),
            (event, None) => text.push((event, range)),
        }
    }
    (text, definitions)
}

/// A footnote's words. It refers to no other footnotes.
fn note(events: Events) -> String {
    let texts: Vec<String> = blocks(events, HashMap::new()).into_iter().map(|block| block.text).collect();
    texts.join("\\\n")
}

fn blocks(events: Events, notes: HashMap<String, String>) -> Vec<Block> {
    let mut builder = Builder { notes, ..Builder::default() };
    for (event, range) in events {
        builder.event(event, range);
    }
    builder.flush();
    builder.blocks
}

#[derive(Default)]
struct Builder {
    /// The words of the footnotes by their labels.
    notes: HashMap<String, String>,
    blocks: Vec<Block>,
    around: Vec<Container>,
    open: Option<Block>,
    /// How many cells the row has had.
    cells: usize,
    /// Whether the words are those of a reference, which its address says already.
    in_reference: bool,
    /// What ends each open piece of words.
    ends: Vec<String>,
}

impl Builder {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Rule => {
                self.begin(BlockKind::Rule, range);
                self.flush();
            }
            // Each line of raw HTML is printed as a paragraph of its own.
            Event::Html(html) => {
                self.begin(BlockKind::Paragraph, range);
                self.words(&html);
                self.flush();
            }
            Event::Text(text) if self.is_code() => self.text(&range).push_str(&text.replace("\r\n", "\n")),
            Event::Text(text) | Event::InlineHtml(text) => {
                self.text(&range);
                self.words(&text);
            }
            Event::Code(code) => {
                let fence = "`".repeat(longest_run(&code, '`') + 1);
                let space = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
                self.text(&range).push_str(&format!("{fence}{space}{code}{space}{fence}"));
            }
            Event::SoftBreak => {
                self.text(&range);
                self.words(" ");
            }
            Event::HardBreak => {
                let text = self.text(&range);
                text.truncate(text.trim_end_matches(' ').len());
                text.push_str("\\\n");
            }
            Event::FootnoteReference(label) => {
                let note = format!("^[{}]", self.notes.get(&markdown::folded(&label)).map_or("", String::as_str));
                self.text(&range).push_str(&note);
            }
            Event::TaskListMarker(done) => self.text(&range).push_str(markdown::task_words(done)),
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(BlockKind::Paragraph, range),
            Tag::Heading { level, classes, .. } => {
                let numbered = !classes.iter().any(|class| &**class == UNNUMBERED);
                self.begin(BlockKind::Heading { level: level as usize, numbered }, range);
            }
            Tag::CodeBlock(kind) => {
                let language =
                    if let CodeBlockKind::Fenced(language) = kind { language.to_string() } else { String::new() };
                self.begin(BlockKind::Code(language), range);
            }
            Tag::TableHead => self.begin(BlockKind::Row { head: true }, range),
            Tag::TableRow => self.begin(BlockKind::Row { head: false }, range),
            Tag::TableCell => {
                self.cells += 1;
                if self.cells > 1 {
                    self.text(&range).push_str(" | ");
                }
            }
            Tag::BlockQuote(None) => self.enter(ContainerKind::Quote),
            Tag::BlockQuote(Some(kind)) => self.enter(ContainerKind::Alert(kind)),
            Tag::List(first) => self.enter(ContainerKind::List(first)),
            Tag::Item => self.enter(ContainerKind::Item),
            Tag::Table(_) => self.enter(ContainerKind::Table),
            Tag::Emphasis => self.open(&range, "*", "*".to_owned()),
            Tag::Strong => self.open(&range, "**", "**".to_owned()),
            Tag::Strikethrough => self.open(&range, "~~", "~~".to_owned()),
            Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. } => {
                self.open(&range, &format!("[{}]", references(&dest_url)), String::new());
                self.in_reference = true;
            }
            Tag::Link { link_type, dest_url, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                let address = dest_url.replace('\\', "\\\\").replace(')', "\\)");
                self.open(&range, "[", format!("]({scheme}{address})"));
            }
            Tag::Image { dest_url, .. } => self.open(&range, "![", format!("]({dest_url})")),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::TableHead | TagEnd::TableRow => {
                self.flush();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::Table => self.leave(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                let end = self.ends.pop().unwrap_or_default();
                self.in_reference &= tag != TagEnd::Link;
                self.text(&(0..0)).push_str(&end);
            }
            _ => {}
        }
    }

    /// Begins a piece of words that something ends.
    fn open(&mut self, range: &Range<usize>, start: &str, end: String) {
        self.text(range).push_str(start);
        self.ends.push(end);
    }

    fn begin(&mut self, kind: BlockKind, range: Range<usize>) {
        self.flush();
        self.cells = 0;
        self.open = Some(Block { around: self.around.clone(), kind, text: String::new(), range });
    }

    /// The words of the open block. In a tight list they stand without a paragraph, and are one all the same.
    fn text(&mut self, range: &Range<usize>) -> &mut String {
        if self.open.is_none() {
            self.begin(BlockKind::Paragraph, range.clone());
        }
        let open = self.open.as_mut().expect("a block was just opened");
        open.range.end = open.range.end.max(range.end);
        &mut open.text
    }

    fn is_code(&self) -> bool {
        matches!(self.open, Some(Block { kind: BlockKind::Code(_), .. }))
    }

    /// Adds words to the open block, with white space collapsed and escaped where they would be read as marks.
    fn words(&mut self, words: &str) {
        let Some(open) = self.open.as_mut().filter(|_| !self.in_reference) else { return };
        let in_row = matches!(open.kind, BlockKind::Row { .. });
        for character in words.chars() {
            if character.is_ascii_whitespace() {
                if !open.text.is_empty() && !open.text.ends_with([' ', '\n']) {
                    open.text.push(' ');
                }
                continue;
            }
            // One tilde is no mark.
            let strikes = character == '~' && open.text.ends_with('~');
            if strikes {
                open.text.insert(open.text.len() - 1, '\\');
            }
            if strikes || matches!(character, '\\' | '*' | '`' | '[' | ']') || in_row && character == '|' {
                open.text.push('\\');
            }
            open.text.push(character);
        }
    }

    fn enter(&mut self, kind: ContainerKind) {
        self.flush();
        self.around.push(Container { kind, opens: true });
    }

    fn leave(&mut self) {
        self.flush();
        if self.around.last().is_some_and(|container| container.opens) {
            self.begin(BlockKind::Empty, 0..0);
            self.flush();
        }
        self.around.pop();
    }

    /// Finishes the open block.
    fn flush(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        block.text.truncate(block.text.trim_end_matches(['\n', ' ']).len());
        self.blocks.push(block);
        for container in &mut self.around {
            container.opens = false;
        }
    }
}

/// `[@H3;@amke2022,s. 4]` with the spaces that people write.
fn references(address: &str) -> String {
    let one = |reference: &str| {
        let words = reference.split(',').map(|part| part.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
        words.collect::<Vec<_>>().join(", ")
    };
    address.split(';').map(one).collect::<Vec<_>>().join("; ")
}

fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or_default()
}
