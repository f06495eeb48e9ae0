//! Markdown to Typst: CommonMark and what `model/markdown` knows beside it become calls over string literals.
//!
//! Prose reaches Typst as values, never as markup, so there is nothing to escape and nothing to inject. Every literal
//! and every call remembers the Markdown that it was made from, and through the text's own map the file.

mod block;
mod inline;
mod marked;
mod reference;
mod words;

pub use words::TEMPLATE;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::bounds::text::DEEPEST_NESTING;
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;
use crate::diagnostics::map::SourceMap;
use crate::model::markdown::{self, Events, Remark, Setting, UNNUMBERED};

use super::emit::Emitter;
use super::marks::ink::Ink;
use super::marks::weave::Weave;

/// Writes a prose field as one Typst expression of content.
pub fn emit_field(markdown: &str, map: &SourceMap, emitter: &mut Emitter) {
    let mut translator = Translator::new(markdown, map, Setting::Field);
    translator.remark(emitter);
    translator.blocks_to_end(emitter);
}

/// Writes a prose field as one Typst expression of content, with marks at what is other than in the Markdown that it
/// was. All is new when it was not.
pub fn emit_marked_field(old: Option<&str>, markdown: &str, map: &SourceMap, emitter: &mut Emitter) {
    Translator::new(markdown, map, Setting::Field).marked(old).blocks_to_end(emitter);
}

/// Writes a chapter as fields of a Typst dictionary: `title`, content; `numbered`, false after `# Title {.unnumbered}`
/// (Pandoc's form); and `body`, a function from the function that places a figure to content. `start` is where the chapter's file begins, for the fault that it has no title.
///
/// `tag` is the arguments that tag the chapter's language where it is not the edition's. Headings carry the tag themselves,
/// since the contents, the bookmarks and the running heads repeat them elsewhere.
///
/// `old` is the Markdown that the chapter was, in the edition that marks what is other.
pub fn emit_chapter(
    markdown: &str,
    map: &SourceMap,
    start: Place,
    tag: String,
    old: Option<&str>,
    emitter: &mut Emitter,
) {
    let mut translator = Translator::new(markdown, map, Setting::Chapter);
    translator.remark(emitter);
    if let Some(old) = old {
        translator = translator.marked(Some(old));
    }
    translator.tag = tag;
    emitter.code("title: ");
    if translator.title(emitter).is_none() {
        emitter.code("[]");
        let message = "a chapter begins with its title";
        emitter.emission.diagnostics.push(
            Diagnostic::new(Code::HeadingStructure, start, message).with_hint("write `# Title` as the first line"),
        );
    }
    emitter.code(&format!(",\nnumbered: {},\nbody: place-figure => ", translator.numbered));
    translator.blocks_to_end(emitter);
    emitter.code(",\n");
}

struct Translator<'m> {
    markdown: &'m str,
    map: &'m SourceMap,
    setting: Setting,
    events: Events<'m>,
    /// What can be doubted about the text by itself.
    remarks: Vec<Remark>,
    at: usize,
    depth: usize,
    /// See [`emit_chapter`].
    tag: String,
    /// Whether the chapter counts among the numbered ones.
    numbered: bool,
    /// The level of the heading before, for skipped levels. The title has level 1.
    level: usize,
    /// The id of the title, `# Title {#id}`, which stands at the beginning of the body.
    anchor: Option<String>,
    /// Where each footnote's definition begins in `events`.
    footnotes: HashMap<String, usize>,
    /// Footnotes that are being written, for those that refer to themselves.
    open_footnotes: HashSet<String>,
    written_footnotes: HashSet<String>,
    /// Whether words are written a second time, so that their footnotes are not.
    repeats: bool,
    /// What is marked, in the edition that does so.
    weave: Option<Weave>,
    /// The line that is being written, when it is marked.
    ink: Option<Ink>,
}

impl<'m> Translator<'m> {
    fn new(markdown: &'m str, map: &'m SourceMap, setting: Setting) -> Self {
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
            weave: None,
            ink: None,
        }
    }

    /// The same with marks at what is other than in an older text.
    fn marked(mut self, old: Option<&str>) -> Self {
        self.weave = Some(Weave::new(old, self.markdown, &self.events, self.setting));
        self
    }

    /// Tells what can be doubted about the text by itself.
    fn remark(&self, emitter: &mut Emitter) {
        for remark in &self.remarks {
            let Some(place) = self.place(&remark.range) else { continue };
            let mut diagnostic = Diagnostic::new(remark.code, place, remark.message.clone()).with_hint(&remark.hint);
            if let Some((range, what)) = &remark.related
                && let Some(place) = self.place(range)
            {
                diagnostic = diagnostic.with_related(place, *what);
            }
            emitter.emission.diagnostics.push(diagnostic);
        }
        self.bare_references(emitter);
    }

    /// The chapter's title, if it begins with one.
    fn title(&mut self, emitter: &mut Emitter) -> Option<()> {
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

    fn heading_attributes(&self, known: bool, range: &Range<usize>, emitter: &mut Emitter) {
        if !known {
            let message = "the heading has an attribute that nothing knows";
            let hint = "known are `{#id}`, and `{.unnumbered}` after a chapter's title; write `\\{` to print a brace";
            self.fault(Code::HeadingStructure, range, message, hint, emitter);
        }
    }

    fn peek(&self) -> Option<&Event<'m>> {
        self.events.get(self.at).map(|(event, _)| event)
    }

    fn next(&mut self) -> Option<(Event<'m>, Range<usize>)> {
        let next = self.events.get(self.at).cloned();
        self.at += 1;
        next
    }

    /// Passes the end of the element that was just written.
    fn expect_end(&mut self) {
        debug_assert!(matches!(self.peek(), Some(Event::End(_)) | None), "an element is written to its end");
        self.at += 1;
    }

    /// Passes over the rest of an element whose start was just taken.
    fn skip_element(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// The written place of a range of the Markdown, without the line break that ends a block.
    fn place(&self, range: &Range<usize>) -> Option<Place> {
        let text = self.markdown.get(range.clone()).unwrap_or_default();
        self.map.find(&(range.start..range.start + text.trim_end().len()))
    }

    fn fault(&self, code: Code, range: &Range<usize>, message: &str, hint: &str, emitter: &mut Emitter) {
        if let Some(place) = self.place(range) {
            emitter.emission.diagnostics.push(Diagnostic::new(code, place, message).with_hint(hint));
        }
    }

    /// Writes code that stands for a range of the Markdown.
    fn code(&self, code: &str, range: &Range<usize>, emitter: &mut Emitter) {
        match self.place(range) {
            Some(place) => emitter.code_for(code, place),
            None => emitter.code(code),
        }
    }
}

/// Whether an event opens or is a block, so that a run of inline text ends before it.
fn is_block(event: &Event) -> bool {
    match event {
        Event::Start(tag) => !matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::Strikethrough
                | Tag::Subscript
                | Tag::Superscript
        ),
        Event::End(tag) => !matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::Strikethrough
                | TagEnd::Subscript
                | TagEnd::Superscript
        ),
        Event::Rule | Event::Html(_) => true,
        _ => false,
    }
}
