//! Walks over the events of a text in Markdown and writes them; the other files here have a method for each element.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::diagnostics::{Code, Diagnostic, Place, SourceMap};
use crate::merge::{Emitter, marks::blocks::BlockMarks, marks::line::MarkedLine};
use crate::model::Setting;
use crate::model::markdown::{self, Events, Remark, UNNUMBERED};

pub struct Translator<'m> {
    pub markdown: &'m str,
    pub map: &'m SourceMap,
    pub setting: Setting,
    pub events: Events<'m>,
    /// Warnings about the text by itself.
    pub remarks: Vec<Remark>,
    pub at: usize,
    pub depth: usize,
    /// See [`super::emit_chapter`].
    pub tag: String,
    /// Whether the chapter counts among the numbered ones.
    pub numbered: bool,
    /// The level of the heading before, for skipped levels. The title has level 1.
    pub level: usize,
    /// The id of the title, `# Title {#id}`, which stands at the beginning of the body.
    pub anchor: Option<String>,
    /// Where each footnote's definition begins in `events`.
    pub footnotes: HashMap<String, usize>,
    /// Footnotes that are being written, to find those that refer to themselves.
    pub open_footnotes: HashSet<String>,
    pub written_footnotes: HashSet<String>,
    /// Whether words are written a second time, so that their footnotes are not.
    pub repeats: bool,
    /// The marks, in the edition that has any.
    pub marks: Option<BlockMarks>,
    /// The line that is being written, when it is marked.
    pub marked_line: Option<MarkedLine>,
}

impl<'m> Translator<'m> {
    pub fn new(markdown: &'m str, map: &'m SourceMap, setting: Setting) -> Self {
        let (events, remarks) = markdown::parse_with_remarks(markdown, setting);
        let footnotes = events
            .iter()
            .enumerate()
            .filter_map(|(index, (event, _))| match event {
                Event::Start(Tag::FootnoteDefinition(label)) => Some((markdown::folded(label), index)),
                _ => None,
            })
            .collect();
        Self {
            markdown,
            map,
            setting,
            events,
            remarks,
            at: 0,
            depth: 0,
            tag: String::new(),
            numbered: true,
            level: 1,
            anchor: None,
            footnotes,
            open_footnotes: HashSet::new(),
            written_footnotes: HashSet::new(),
            repeats: false,
            marks: None,
            marked_line: None,
        }
    }

    /// The same with marks at what changed since an older text.
    pub fn marked(mut self, old: Option<&str>) -> Self {
        self.marks = Some(BlockMarks::new(old, self.markdown, &self.events, self.setting));
        self
    }

    /// Reports the warnings about the text by itself.
    pub fn remark(&self, emitter: &mut Emitter) {
        for remark in &self.remarks {
            let Some(place) = self.place(&remark.range) else { continue };
            let mut diagnostic = Diagnostic::new(remark.code, place, remark.message.clone()).with_hint(&remark.hint);
            if let Some((range, what)) = &remark.related
                && let Some(place) = self.place(range)
            {
                diagnostic = diagnostic.with_related(place, *what);
            }
            emitter.diagnostics.push(diagnostic);
        }
        self.bare_references(emitter);
    }

    /// The chapter's title, if it begins with one.
    pub fn title(&mut self, emitter: &mut Emitter) -> Option<()> {
        let (Event::Start(Tag::Heading { level: HeadingLevel::H1, classes, id, attrs }), range) =
            self.events.first()?.clone()
        else {
            return None;
        };
        self.numbered = !classes.iter().any(|class| &**class == UNNUMBERED);
        let known = classes.iter().all(|class| &**class == UNNUMBERED) && attrs.is_empty();
        self.heading_attributes(known, &range, emitter);
        self.anchor = id.map(|id| id.to_string());
        self.at = 1;
        self.heading_words(&range, emitter);
        self.expect_end();
        Some(())
    }

    pub fn heading_attributes(&self, known: bool, range: &Range<usize>, emitter: &mut Emitter) {
        if !known {
            let message = "the heading has an attribute that nothing knows";
            let hint = "known are `{#id}`, and `{.unnumbered}` after a chapter's title; write `\\{` to print a brace";
            self.fault(Code::HeadingStructure, range, message, hint, emitter);
        }
    }

    pub fn peek(&self) -> Option<&Event<'m>> {
        self.events.get(self.at).map(|(event, _)| event)
    }

    pub fn next(&mut self) -> Option<(Event<'m>, Range<usize>)> {
        let next = self.events.get(self.at).cloned();
        self.at += 1;
        next
    }

    /// Passes the end of the element that was just written.
    pub fn expect_end(&mut self) {
        debug_assert!(matches!(self.peek(), Some(Event::End(_)) | None), "an element is written to its end");
        self.at += 1;
    }

    /// Passes over the rest of an element whose start was just taken.
    pub fn skip_element(&mut self) {
        self.at = self.end_of(self.at) + 1;
    }

    /// The index of the end of the element whose inside begins at `index`.
    pub fn end_of(&self, index: usize) -> usize {
        let mut open = 1;
        let inside = self.events.iter().skip(index).take_while(|(event, _)| {
            open += depth(event);
            open > 0
        });
        index + inside.count()
    }

    /// The events inside of the element whose inside begins at `index`.
    pub fn inside(&self, index: usize) -> &[(Event<'m>, Range<usize>)] {
        &self.events[index..self.end_of(index)]
    }

    /// The written place of a range of the Markdown, without the line break that ends a block.
    pub fn place(&self, range: &Range<usize>) -> Option<Place> {
        let text = self.markdown.get(range.clone()).unwrap_or_default();
        self.map.find(&(range.start..range.start + text.trim_end().len()))
    }

    pub fn fault(&self, code: Code, range: &Range<usize>, message: &str, hint: &str, emitter: &mut Emitter) {
        if let Some(place) = self.place(range) {
            emitter.diagnostics.push(Diagnostic::new(code, place, message).with_hint(hint));
        }
    }

    /// Writes code that stands for a range of the Markdown.
    pub fn code(&self, code: &str, range: &Range<usize>, emitter: &mut Emitter) {
        emitter.code_for(code, self.place(range));
    }

    /// Writes a string literal of our own between pieces of code, the first of which stands for a range of the Markdown.
    pub fn with_string(&self, before: &str, value: &str, after: &str, range: &Range<usize>, emitter: &mut Emitter) {
        self.code(before, range, emitter);
        emitter.with_string("", value, after);
    }

    /// An id with the place of what refers to it.
    pub fn id_at(&self, id: &str, range: &Range<usize>) -> Option<(String, Place)> {
        self.place(range).map(|place| (id.to_owned(), place))
    }
}

/// By how much an event changes the depth of what follows it.
pub fn depth(event: &Event) -> isize {
    match event {
        Event::Start(_) => 1,
        Event::End(_) => -1,
        _ => 0,
    }
}

/// Whether an event begins, ends or is a block, so that a run of inline text ends before it.
pub fn is_block(event: &Event) -> bool {
    let element = match event {
        Event::Start(tag) => tag.to_end(),
        Event::End(end) => *end,
        _ => return matches!(event, Event::Rule | Event::Html(_)),
    };
    let is_inline = matches!(
        element,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Strikethrough
            | TagEnd::Subscript
            | TagEnd::Superscript
    );
    !is_inline
}
