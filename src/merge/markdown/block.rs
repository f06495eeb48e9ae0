//! Paragraphs, headings, lists, quotes, code, and figures on their own.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag};

use crate::bounds::text::{DEEPEST_NESTING, LONGEST_HIGHLIGHTED};
use crate::diagnostics::Code;
use crate::merge::marks::blocks::Spot;
use crate::model::markdown::nodes::{Node, outermost};
use crate::model::{Setting, markdown};

use super::translator::{Nodes, Translator};

/// A longer paragraph that introduces a list would leave too much of its page empty, if it were moved to the next one.
const LONGEST_INTRODUCTION: usize = 400;

impl<'t> Translator<'t, '_> {
    /// Writes a text as one expression; of a chapter what follows its title.
    pub(super) fn body(&mut self, title: Option<(&Node, Nodes<'t>)>, nodes: Nodes<'t>) {
        self.write("{\n");
        if let Some((title, words)) = title {
            self.title_as_it_was(&title.range, words);
            // The target of links to the title stands at the beginning of the body.
            if let Event::Start(Tag::Heading { id: Some(id), .. }) = &title.event {
                self.anchor(id, &title.range);
            }
        }
        self.each_block(nodes);
        self.removed_blocks(Spot::End);
        self.write("}");
    }

    /// Writes the blocks inside an element as one expression.
    pub(super) fn blocks(&mut self, inside: Nodes<'t>) {
        self.write("{\n");
        self.each_block(inside);
        self.write("}");
    }

    /// Writes one block, or a run of inline text where a tight list has no paragraph.
    pub(super) fn block(&mut self, block: Nodes<'t>) {
        let Some((Node { event, range, .. }, inside)) = outermost(block).next() else { return };
        self.removed_blocks(Spot::Before(range.start));
        if !block[0].is_block() {
            let bar = self.open_bar(range.start);
            self.line(range.start, 0, block);
            self.write(bar);
            self.write("\n");
            return;
        }
        if self.depth >= DEEPEST_NESTING {
            return self.too_deep(range);
        }
        self.depth += 1;
        match event {
            Event::Start(tag) => self.element(tag, range, inside),
            Event::Rule => self.code("divider()", range),
            // HTML other than comments is text like any other.
            Event::Html(html) => self.raw_html(html, range),
            _ => {}
        }
        self.depth -= 1;
        self.write("\n");
        if self.depth == 0 {
            self.figures_behind();
        }
    }

    fn element(&mut self, tag: &Tag, range: &Range<usize>, inside: Nodes<'t>) {
        match tag {
            Tag::Paragraph => self.paragraph(range, inside),
            Tag::Heading { level, id, classes, attrs } => {
                self.heading_attributes(classes.is_empty() && attrs.is_empty(), range);
                self.heading(*level, range, inside);
                if let Some(id) = id {
                    self.write("\n");
                    self.anchor(id, range);
                }
            }
            Tag::BlockQuote(None) => {
                self.code("quote(block: true, ", range);
                self.blocks(inside);
                self.write(")");
            }
            Tag::BlockQuote(Some(kind)) => {
                self.look_of("alert", range);
                self.code(&format!("alert(\"{}\", ", markdown::alert_word(*kind)), range);
                self.blocks(inside);
                self.write(") }");
            }
            // Inside of other elements, there is no margin beside it.
            tag if *tag == markdown::ASIDE => self.aside(range, inside, &[]),
            Tag::CodeBlock(kind) => self.code_block(kind, range, inside),
            Tag::HtmlBlock => {
                for Node { event, range, .. } in inside {
                    let Event::Html(html) = event else { continue };
                    self.removed_blocks(Spot::Before(range.start));
                    self.raw_html(html, range);
                    self.write("\n");
                }
            }
            Tag::List(first) => self.list(*first, range, inside),
            Tag::Table(alignments) => self.table(alignments, range, inside),
            // A footnote is written where it is referred to.
            _ => {}
        }
    }

    pub(super) fn paragraph(&mut self, range: &Range<usize>, inside: Nodes<'t>) {
        if let Some((Node { event: Event::Start(Tag::Image { dest_url, .. }), .. }, words)) = outermost(inside).next()
            && inside.len() == 1 + words.len()
        {
            return self.figure(dest_url, range);
        }
        let introduces = std::mem::take(&mut self.introduces);
        let bar = self.open_bar(range.start);
        // A paragraph that is only strong is mostly a heading: it stays with what follows.
        let (before, after) = match (is_strong(inside), introduces) {
            (true, _) => ("block(sticky: true, ", "))"),
            (false, true) => ("context block(sticky: true, above: par.spacing, below: par.spacing, ", "))"),
            (false, false) => ("", ")"),
        };
        self.write(before);
        self.code("par(", range);
        self.line(range.start, 0, inside);
        self.write(after);
        self.write(bar);
    }

    fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        let bar = self.open_bar(range.start);
        self.wrapped_text("par(", html, range);
        self.write(bar);
    }

    /// The hint for a heading that is a paragraph with a line of hyphens or equals signs right below, which mostly was not meant.
    fn underlined(&self, range: &Range<usize>) -> Option<String> {
        let line = self.markdown.get(range.clone())?.trim_end().lines().last()?;
        let line = line.trim_start_matches([' ', '>']).trim_end();
        let is_line = !line.is_empty() && line.chars().all(|c| c == '-' || c == '=');
        is_line.then(|| {
            format!(
                "for a line between paragraphs, put a blank line above `{line}`; right below one it makes a heading"
            )
        })
    }

    /// Whether an underlined heading looks like a paragraph above a line: it has several lines, or ends as no heading does.
    fn is_sentence(&self, range: &Range<usize>) -> bool {
        let lines = self.markdown.get(range.clone()).unwrap_or_default().trim_end().lines();
        let words: Vec<&str> = lines.map(str::trim_end).collect();
        words.len() > 2 || words.first().is_some_and(|first| first.ends_with(['.', ',', ':', ';']))
    }

    fn heading(&mut self, level: HeadingLevel, range: &Range<usize>, words: Nodes<'t>) {
        let level = level as usize;
        let underlined = self.underlined(range);
        if self.setting == Setting::Field {
            let hint = underlined.as_deref().unwrap_or("use paragraphs; the templates set the headings of an item");
            self.fault(Code::MarkdownNotAllowed, range, "a field cannot have headings", hint);
        } else if level == 1 {
            let hint = underlined.as_deref().unwrap_or("begin deeper headings with `##`");
            self.fault(Code::HeadingStructure, range, "a chapter has one title", hint);
        } else if level > self.level + 1 {
            let message = format!("the heading skips from level {} to level {level}", self.level);
            let hint = format!("use {} signs `#`", self.level + 1);
            self.fault(Code::HeadingStructure, range, &message, &hint);
        } else if let Some(hint) = underlined.filter(|_| self.is_sentence(range)) {
            let message = "the line of hyphens right below makes a heading of this paragraph";
            self.fault(Code::LiteralMarkup, range, message, &hint);
        }
        self.level = level;
        self.code(&format!("heading(level: {level}, "), range);
        self.heading_words(range, words);
        self.write(")");
        self.heading_as_it_was(range.start, words);
    }

    fn code_block(&mut self, kind: &CodeBlockKind, range: &Range<usize>, inside: Nodes<'t>) {
        let bar = self.open_bar(range.start);
        self.code("raw(block: true, ", range);
        if let CodeBlockKind::Fenced(language) = kind
            && !language.is_empty()
            && !has_endless_line(inside)
        {
            self.emitter.with_string("lang: ", language, ", ");
        }
        // Typst has no string of several literals, but it adds strings.
        self.write("\"\"");
        for Node { event, range, .. } in inside {
            let Event::Text(text) = event else { continue };
            self.write(" + ");
            self.emitter.written_string(text, range.clone(), self.map);
        }
        self.write(")");
        self.write(bar);
    }

    fn list(&mut self, first: Option<u64>, range: &Range<usize>, items: Nodes<'t>) {
        // A loose list has paragraphs in its items.
        let tight = !matches!(items.get(1), Some(Node { event: Event::Start(Tag::Paragraph), .. }));
        match first {
            // A task has a box in place of a bullet.
            None if are_tasks(items) => self.code(&format!("list(tight: {tight}, marker: [], "), range),
            None => self.code(&format!("list(tight: {tight}, "), range),
            Some(first) => self.code(&format!("enum(tight: {tight}, start: {first}, "), range),
        }
        for (item, inside) in outermost(items) {
            self.removed_items(Spot::Before(inside.first().unwrap_or(item).range.start));
            self.blocks(inside);
            self.write(", ");
            if self.marks.is_some() {
                inside.iter().for_each(|node| self.removed_items(Spot::After(node.range.start)));
            }
        }
        self.write(")");
    }
}

/// Whether every item of a list is a task.
fn are_tasks(items: Nodes) -> bool {
    let is_paragraph = |node: &&Node| matches!(node.event, Event::Start(Tag::Paragraph));
    let first = |inside: Nodes| {
        inside.iter().find(|node| !is_paragraph(node)).map(|node| matches!(node.event, Event::TaskListMarker(_)))
    };
    outermost(items).all(|(_, inside)| first(inside) == Some(true))
}

/// Whether a paragraph is strong as a whole, apart from a sign at its end.
fn is_strong(inside: Nodes) -> bool {
    let mut parts = outermost(inside);
    matches!(parts.next(), Some((Node { event: Event::Start(Tag::Strong), .. }, _)))
        && parts
            .all(|(node, _)| matches!(&node.event, Event::Text(text) if text.chars().all(|c| c.is_ascii_punctuation())))
}

/// Whether a paragraph introduces what follows, such as a list or the caption of a table, and is short enough to be moved to the next page
/// with it.
pub(super) fn introduces(paragraph: Nodes, next: Nodes, is_caption: bool) -> bool {
    let is_introduced = is_caption
        || matches!(
            next.first().map(|node| &node.event),
            Some(Event::Start(Tag::List(_) | Tag::CodeBlock(_) | Tag::Table(_) | Tag::BlockQuote(_)))
        );
    if !is_introduced || !matches!(paragraph.first().map(|node| &node.event), Some(Event::Start(Tag::Paragraph))) {
        return false;
    }
    let mut texts =
        paragraph.iter().filter_map(|node| if let Event::Text(text) = &node.event { Some(&**text) } else { None });
    let letters: usize = texts.clone().map(str::len).sum();
    letters <= LONGEST_INTRODUCTION && texts.next_back().is_some_and(|last| last.trim_end().ends_with(':'))
}

/// Whether code has a line that takes too long to be highlighted.
fn has_endless_line(code: Nodes) -> bool {
    let text = |node: &Node| if let Event::Text(text) = &node.event { Some(text.to_string()) } else { None };
    let text: String = code.iter().filter_map(text).collect();
    text.lines().any(|line| line.len() > LONGEST_HIGHLIGHTED)
}
