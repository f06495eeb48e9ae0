//! Walks over a text in Markdown and writes it; the other files here have a method for each element.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::diagnostics::{Code, Diagnostic, Place, SourceMap};
use crate::merge::locale::spaces::{Space, With};
use crate::merge::{Emitter, marks::blocks::BlockMarks, marks::line::MarkedLine};
use crate::model::Setting;
use crate::model::markdown::nodes::Node;
use crate::model::markdown::{self, Remark, UNNUMBERED, short_title};

use super::brackets;
use super::in_field::FiguresInField;
use super::spaces;

/// Nodes in their order.
pub type Nodes<'t> = &'t [Node<'t>];

pub struct Translator<'t, 'a> {
    pub emitter: &'t mut Emitter<'a>,
    pub markdown: &'t str,
    pub map: &'t SourceMap,
    pub setting: Setting,
    /// What becomes of a figure in a field; chapters place theirs.
    pub figures: FiguresInField,
    pub depth: usize,
    /// See [`super::emit_chapter`].
    pub tag: String,
    /// The level of the heading before, for skipped levels. The title has level 1.
    pub level: usize,
    /// Whether the next paragraph introduces what follows it.
    pub introduces: bool,
    /// The caption of the table that comes next.
    pub caption: Option<Nodes<'t>>,
    /// The content of footnotes by their labels.
    pub footnotes: HashMap<String, (Footnote, Nodes<'t>)>,
    /// The labels of footnotes that are referred to more than once.
    pub shared_notes: HashSet<String>,
    /// Turned figures that the block at hand names, which stand on their pages behind it, with the places that name them.
    pub behind: Vec<(String, Range<usize>)>,
    /// Whether words are written a second time, so that their footnotes are not.
    pub repeats: bool,
    /// Whether the words are those of a heading, where no page stands behind a reference.
    pub in_heading: bool,
    /// The marks, in the edition that has any.
    pub marks: Option<BlockMarks>,
    /// The spaces that change in each piece of text, by the byte of the Markdown where it begins.
    pub spaces: HashMap<usize, Vec<Space>>,
    /// The line that is being written, when it is marked.
    pub marked_line: Option<MarkedLine>,
}

/// The state of a footnote.
#[derive(Clone, Copy, PartialEq)]
pub enum Footnote {
    Unwritten,
    BeingWritten,
    Written,
}

/// The labels that more than one reference to a footnote has.
fn shared_notes(nodes: Nodes) -> HashSet<String> {
    let mut known = HashSet::new();
    let labels = nodes.iter().filter_map(|node| match &node.event {
        Event::FootnoteReference(label) => Some(markdown::folded(label)),
        _ => None,
    });
    labels.filter(|label| !known.insert(label.clone())).collect()
}

impl<'t, 'a> Translator<'t, 'a> {
    pub fn new(
        markdown: &'t str,
        map: &'t SourceMap,
        setting: Setting,
        nodes: Nodes<'t>,
        emitter: &'t mut Emitter<'a>,
    ) -> Self {
        let footnotes = nodes.iter().enumerate().filter_map(|(at, node)| match &node.event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                Some((markdown::folded(label), (Footnote::Unwritten, &nodes[at + 1..][..node.size])))
            }
            _ => None,
        });
        Self {
            footnotes: footnotes.collect(),
            shared_notes: shared_notes(nodes),
            spaces: spaces::in_nodes(
                nodes,
                |line| emitter.spaces(emitter.speaking, line),
                |references| brackets::is_short(references, emitter.input.graph),
            ),
            emitter,
            markdown,
            map,
            setting,
            figures: FiguresInField::Placed,
            depth: 0,
            tag: String::new(),
            level: 1,
            behind: Vec::new(),
            introduces: false,
            caption: None,
            repeats: false,
            in_heading: false,
            marks: None,
            marked_line: None,
        }
    }

    /// Marks what changed since an older text; everything if there is none.
    pub fn mark(&mut self, old: Option<&str>, nodes: Nodes<'t>) {
        self.marks = Some(BlockMarks::new(old, self.markdown, nodes, self.setting));
    }

    /// Reports the warnings about the text by itself.
    pub fn remark(&mut self, remarks: Vec<Remark>, nodes: Nodes<'t>) {
        for remark in remarks {
            let Some(place) = self.place(&remark.range) else { continue };
            let mut diagnostic = Diagnostic::new(remark.code, place, remark.message).with_hint(remark.hint);
            if let Some((place, what)) = remark.related.and_then(|(range, what)| Some((self.place(&range)?, what))) {
                diagnostic = diagnostic.with_related(place, what);
            }
            self.emitter.diagnostics.push(diagnostic);
        }
        self.bare_references(nodes);
    }

    /// Writes the words of a chapter's title. Returns whether the chapter is numbered.
    pub fn title(&mut self, title: &Node, words: Nodes<'t>) -> bool {
        let Event::Start(Tag::Heading { classes, attrs, .. }) = &title.event else { return true };
        let short = self.markdown.get(title.range.clone()).and_then(short_title::words_of);
        let short = short
            .filter(|_| !attrs.is_empty())
            .map(|words| title.range.start + words.start..title.range.start + words.end);
        let known = classes.iter().all(|class| &**class == UNNUMBERED) && attrs.len() == usize::from(short.is_some());
        self.heading_attributes(known, &title.range);
        self.heading_words(&title.range, words);
        if let Some(short) = short {
            let words = &self.markdown[short.clone()];
            self.watch(words, &short);
            self.write(",\nshort: ");
            let tag =
                if self.tag.is_empty() { String::new() } else { format!("{}, ", self.tag.trim_end_matches(", ")) };
            self.wrapped_text(&format!("text({tag}"), words, &short);
        }
        !classes.iter().any(|class| &**class == UNNUMBERED)
    }

    pub fn heading_attributes(&mut self, known: bool, range: &Range<usize>) {
        if !known {
            let message = "the heading has an attribute that nothing knows";
            let hint = "known are `{#id}`, and after a chapter's title `{.unnumbered}` and `{short=\"…\"}`; write `\\{` to print a brace";
            self.fault(Code::HeadingStructure, range, message, hint);
        }
    }

    /// The written place of a range of the Markdown, without the line break that ends a block.
    pub fn place(&self, range: &Range<usize>) -> Option<Place> {
        let text = self.markdown.get(range.clone()).unwrap_or_default();
        self.map.find(&(range.start..range.start + text.trim_end().len()))
    }

    pub fn fault(&mut self, code: Code, range: &Range<usize>, message: &str, hint: &str) {
        if let Some(place) = self.place(range) {
            self.emitter.diagnostics.push(Diagnostic::new(code, place, message).with_hint(hint));
        }
    }

    /// Writes code of our own.
    pub fn write(&mut self, code: &str) {
        self.emitter.code(code);
    }

    /// Writes code that stands for a range of the Markdown.
    pub fn code(&mut self, code: &str, range: &Range<usize>) {
        self.emitter.code_for(code, self.place(range));
    }

    /// Writes a string literal of our own between pieces of code, the first of which stands for a range of the Markdown.
    pub fn with_string(&mut self, before: &str, value: &str, after: &str, range: &Range<usize>) {
        self.code(before, range);
        self.emitter.with_string("", value, after);
    }

    /// Writes `function` over a string literal.
    pub fn wrapped_text(&mut self, function: &str, text: &str, range: &Range<usize>) {
        self.code(function, range);
        self.emitter.written_string(text, range.clone(), self.map);
        self.write(")");
    }

    /// Writes words with the spaces of their language.
    pub fn words(&mut self, text: &str, range: &Range<usize>) {
        self.code("text(", range);
        let spaces = self.spaces.get(&range.start).map_or(&[][..], Vec::as_slice);
        self.emitter.spaced_string(text, spaces, range.clone(), self.map);
        self.write(")");
    }

    /// Writes the space for a line break in the Markdown.
    pub fn soft_break(&mut self, range: &Range<usize>) {
        match self.spaces.get(&range.start).and_then(|spaces| spaces.first()) {
            Some(Space { with: With::Put(with), .. }) => self.write(&format!("text(\"{with}\")")),
            _ => self.write("[ ]"),
        }
    }

    /// An id with the place of what refers to it.
    pub fn id_at(&self, id: &str, range: &Range<usize>) -> Option<(String, Place)> {
        self.place(range).map(|place| (id.to_owned(), place))
    }
}
