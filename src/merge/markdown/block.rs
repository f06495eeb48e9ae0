//! Paragraphs, headings, lists, quotes, code, tables, and figures on their own.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Tag};

use crate::bounds::text::DEEPEST_NESTING;
use crate::diagnostics::Code;
use crate::merge::{Emitter, Filling, marks::blocks::Spot};
use crate::model::{Kind, Setting, markdown};

use super::translator::{Translator, depth, is_block};

/// Opens the block that a table stands in. Typst keeps the marks of cells behind its feature `a11y-extras`; without it, as
/// in many editors of Typst, the cells come out plain. `templates/look/cells.typ` does the same for the templates.
const CELL_MARKS: &str = "{
let row-head = dictionary(pdf).at(\"header-cell\", default: (scope: none, body) => body).with(scope: \"row\")
let no-head = dictionary(pdf).at(\"data-cell\", default: body => body)
";

impl Translator<'_> {
    /// Writes every block that is left as one expression.
    pub(super) fn blocks_to_end(&mut self, emitter: &mut Emitter) {
        emitter.code("{\n");
        self.title_as_it_was(emitter);
        if let (Some(id), Some((_, range))) = (self.anchor.take(), self.events.first().cloned()) {
            self.anchor(&id, &range, emitter);
        }
        while self.at < self.events.len() {
            self.block(emitter);
        }
        self.removed_blocks(Spot::End, emitter);
        emitter.code("}");
    }

    /// Writes the blocks up to the end of the element around them as one expression.
    fn blocks(&mut self, emitter: &mut Emitter) {
        emitter.code("{\n");
        while !matches!(self.peek(), Some(Event::End(_)) | None) {
            self.block(emitter);
        }
        emitter.code("}");
    }

    /// Writes one block, or a run of inline text where a tight list has no paragraph.
    pub(super) fn block(&mut self, emitter: &mut Emitter) {
        let start = self.events[self.at].1.start;
        self.removed_blocks(Spot::Before(start), emitter);
        if !self.peek().is_some_and(is_block) {
            let bar = self.open_bar(start, emitter);
            self.line(start, 0, emitter);
            emitter.code(bar);
            emitter.code("\n");
            return;
        }
        let Some((event, range)) = self.next() else { return };
        if self.depth >= DEEPEST_NESTING {
            if matches!(event, Event::Start(_)) {
                self.skip_element();
            }
            self.too_deep(&range, emitter);
            return;
        }
        self.depth += 1;
        match event {
            Event::Start(tag) => self.start_block(tag, &range, emitter),
            Event::Rule => self.code("divider()", &range, emitter),
            // HTML other than comments is text like any other.
            Event::Html(html) => self.raw_html(&html, &range, emitter),
            _ => {}
        }
        self.depth -= 1;
        emitter.code("\n");
    }

    fn start_block(&mut self, tag: Tag, range: &Range<usize>, emitter: &mut Emitter) {
        match tag {
            Tag::Paragraph => self.paragraph(range, emitter),
            Tag::Heading { level, id, classes, attrs } => {
                self.heading_attributes(classes.is_empty() && attrs.is_empty(), range, emitter);
                self.heading(level, range, emitter);
                if let Some(id) = id {
                    emitter.code("\n");
                    self.anchor(&id, range, emitter);
                }
            }
            Tag::BlockQuote(None) => {
                self.code("quote(block: true, ", range, emitter);
                self.blocks(emitter);
                emitter.code(")");
                self.expect_end();
            }
            Tag::BlockQuote(Some(kind)) => {
                self.look_of("alert", range, emitter);
                self.code(&format!("alert(\"{}\", ", markdown::alert_word(kind)), range, emitter);
                self.blocks(emitter);
                emitter.code(") }");
                self.expect_end();
            }
            Tag::CodeBlock(kind) => self.code_block(&kind, range, emitter),
            Tag::HtmlBlock => {
                while let Some(Event::Html(html)) = self.peek().cloned() {
                    let range = self.events[self.at].1.clone();
                    self.at += 1;
                    self.removed_blocks(Spot::Before(range.start), emitter);
                    self.raw_html(&html, &range, emitter);
                    emitter.code("\n");
                }
                self.expect_end();
            }
            Tag::List(first) => self.list(first, range, emitter),
            Tag::Table(alignments) => self.table(&alignments, range, emitter),
            // A footnote is written where it is referred to.
            _ => self.skip_element(),
        }
    }

    fn paragraph(&mut self, range: &Range<usize>, emitter: &mut Emitter) {
        if let Some(Event::Start(Tag::Image { dest_url, .. })) = self.peek().cloned() {
            let after = self.end_of(self.at + 1) + 1;
            if matches!(self.events.get(after), Some((Event::End(_), _))) {
                self.at = after + 1;
                self.figure(&dest_url, range, emitter);
                return;
            }
        }
        let bar = self.open_bar(range.start, emitter);
        self.code("par(", range, emitter);
        self.line(range.start, 0, emitter);
        emitter.code(")");
        emitter.code(bar);
        self.expect_end();
    }

    fn raw_html(&mut self, html: &str, range: &Range<usize>, emitter: &mut Emitter) {
        let bar = self.open_bar(range.start, emitter);
        self.wrapped_text("par(", html, range, emitter);
        emitter.code(bar);
    }

    /// `![](K1)` alone in its paragraph places a figure.
    fn figure(&mut self, id: &str, range: &Range<usize>, emitter: &mut Emitter) {
        if self.setting == Setting::Field {
            let hint = "place the figure in a chapter, or name it in `figures`";
            self.fault(Code::MarkdownNotAllowed, range, "a field cannot hold a figure", hint, emitter);
        } else if emitter.graph.kind(id) == Some(Kind::FIGURE) {
            emitter.references.placed.extend(self.id_at(id, range));
            emitter.gap(Filling::Figure(id.to_owned()), None);
            self.with_string("place-figure(", id, ")", range, emitter);
        } else if id.contains(['/', ':', '\\']) || emitter.graph.kind(id).is_none() && id.contains('.') {
            let message = format!("`{id}` is not the id of a figure");
            let hint = "save the image in `report/figures/`, describe it in a file there, such as `K1.toml` with `kind = \"image\"` and \
                        `file`, and place it with `![](K1)`";
            self.fault(Code::DanglingReference, range, &message, hint, emitter);
        } else {
            self.dangling(id, Some(Kind::FIGURE), range, emitter);
        }
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

    /// Whether an underlined heading reads as a paragraph, under which a line between paragraphs was meant: it has several lines, or ends as
    /// no heading does.
    fn is_sentence(&self, range: &Range<usize>) -> bool {
        let lines = self.markdown.get(range.clone()).unwrap_or_default().trim_end().lines();
        let words: Vec<&str> = lines.map(str::trim_end).collect();
        words.len() > 2 || words.first().is_some_and(|first| first.ends_with(['.', ',', ':', ';']))
    }

    fn heading(&mut self, level: HeadingLevel, range: &Range<usize>, emitter: &mut Emitter) {
        let level = level as usize;
        let underlined = self.underlined(range);
        if self.setting == Setting::Field {
            let hint = underlined.as_deref().unwrap_or("use paragraphs; the templates set the headings of an item");
            self.fault(Code::MarkdownNotAllowed, range, "a field cannot have headings", hint, emitter);
        } else if level == 1 {
            let hint = underlined.as_deref().unwrap_or("begin deeper headings with `##`");
            self.fault(Code::HeadingStructure, range, "a chapter has one title", hint, emitter);
        } else if level > self.level + 1 {
            let message = format!("the heading skips from level {} to level {level}", self.level);
            let hint = format!("use {} signs `#`", self.level + 1);
            self.fault(Code::HeadingStructure, range, &message, &hint, emitter);
        } else if let Some(hint) = underlined.filter(|_| self.is_sentence(range)) {
            let message = "the line of hyphens right below makes a heading of this paragraph";
            self.fault(Code::LiteralMarkup, range, message, &hint, emitter);
        }
        self.level = level;
        let words = self.at;
        self.code(&format!("heading(level: {level}, "), range, emitter);
        self.heading_words(range, emitter);
        emitter.code(")");
        let after = self.at;
        self.heading_as_it_was(words, range.start, emitter);
        self.at = after;
        self.expect_end();
    }

    fn code_block(&mut self, kind: &CodeBlockKind, range: &Range<usize>, emitter: &mut Emitter) {
        let bar = self.open_bar(range.start, emitter);
        self.code("raw(block: true, ", range, emitter);
        if let CodeBlockKind::Fenced(language) = kind
            && !language.is_empty()
        {
            emitter.with_string("lang: ", language, ", ");
        }
        // Typst has no string of several literals, but it adds strings.
        emitter.code("\"\"");
        while let Some(Event::Text(text)) = self.peek().cloned() {
            let range = self.events[self.at].1.clone();
            self.at += 1;
            emitter.code(" + ");
            emitter.written_string(&text, range, self.map);
        }
        emitter.code(")");
        emitter.code(bar);
        self.expect_end();
    }

    fn list(&mut self, first: Option<u64>, range: &Range<usize>, emitter: &mut Emitter) {
        // A loose list has paragraphs in its items.
        let loose = matches!(self.events.get(self.at + 1), Some((Event::Start(Tag::Paragraph), _)));
        let tight = !loose;
        match first {
            // A task has a box in place of a bullet.
            None if self.are_tasks() => self.code(&format!("list(tight: {tight}, marker: [], "), range, emitter),
            None => self.code(&format!("list(tight: {tight}, "), range, emitter),
            Some(first) => self.code(&format!("enum(tight: {tight}, start: {first}, "), range, emitter),
        }
        while let Some(Event::Start(Tag::Item)) = self.peek() {
            self.at += 1;
            self.removed_items(Spot::Before(self.events[self.at].1.start), emitter);
            let first = self.at;
            self.blocks(emitter);
            emitter.code(", ");
            self.removed_items_after(first, emitter);
            self.expect_end();
        }
        emitter.code(")");
        self.expect_end();
    }

    /// Whether every item of the list that begins here is a task.
    fn are_tasks(&self) -> bool {
        let list = self.inside(self.at);
        let mut open = 0;
        list.iter().enumerate().all(|(at, (event, _))| {
            let is_item = open == 0 && matches!(event, Event::Start(Tag::Item));
            open += depth(event);
            let inside = list[at + 1..].iter().map(|(event, _)| event);
            let mut inside = inside.skip_while(|event| matches!(event, Event::Start(Tag::Paragraph)));
            !is_item || matches!(inside.next(), Some(Event::TaskListMarker(_)))
        })
    }

    fn table(&mut self, alignments: &[Alignment], range: &Range<usize>, emitter: &mut Emitter) {
        let names = alignments.iter().map(|alignment| match alignment {
            Alignment::None => "auto, ",
            Alignment::Left => "left, ",
            Alignment::Center => "center, ",
            Alignment::Right => "right, ",
        });
        let align: String = names.collect();
        let named = alignments.len() > 1 && self.rows_have_names();
        emitter.code(CELL_MARKS);
        let head = self.head_of_words_and_more(range, emitter);
        self.code(&format!("table(columns: {}, align: ({align}), ", alignments.len()), range, emitter);
        while let Some(Event::Start(row)) = self.peek().cloned() {
            let start = self.events[self.at].1.start;
            self.at += 1;
            let is_head = matches!(row, Tag::TableHead);
            self.removed_rows(Spot::Before(start), (alignments.len(), named), emitter);
            let changed = self.is_marked(start);
            if is_head {
                emitter.code("table.header(");
            }
            let mut column = 0;
            while let Some(Event::Start(Tag::TableCell)) = self.peek() {
                self.at += 1;
                let empty = matches!(self.peek(), Some(Event::End(_)));
                let mark = if is_head && empty {
                    "no-head("
                } else if named && column == 0 && !is_head {
                    "row-head("
                } else {
                    "("
                };
                let bar = changed && column == 0;
                emitter.code(mark);
                emitter.code(if bar { "bar-cell(" } else { "" });
                match &head {
                    Some(key) if is_head => self.head_cell(&format!("{key}-{column}"), start, column, emitter),
                    _ => self.line(start, column, emitter),
                }
                emitter.code(if bar { ")), " } else { "), " });
                column += 1;
                self.expect_end();
            }
            if is_head {
                emitter.code("), ");
            }
            self.removed_rows(Spot::After(start), (alignments.len(), named), emitter);
            self.expect_end();
        }
        emitter.code(")\n}");
        self.expect_end();
    }

    /// Whether the first cells of the rows of the table that begins here name the rows: none is empty, and no two are
    /// alike. Markdown itself has no mark for that.
    fn rows_have_names(&self) -> bool {
        let table = self.inside(self.at);
        let first_cells = table.windows(2).filter(|pair| matches!(pair[0].0, Event::Start(Tag::TableRow)));
        let mut names = HashSet::new();
        first_cells
            .map(|pair| self.markdown[pair[1].1.clone()].trim())
            .all(|name| !name.is_empty() && names.insert(name))
    }
}
