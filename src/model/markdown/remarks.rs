//! Doubts about a text in Markdown by itself: words that would stand on no page, comments, and markup that would be printed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use crate::diagnostics::Code;
use crate::model::text::shortened;

use super::events::{Definition, Events, Setting, folded};
use super::{fence, html, literal};

/// As much of a text as a message can hold, in characters.
const LONGEST: usize = 40;

/// The comment in a chapter that says that it is to be translated, which is a warning of its own.
pub const TO_BE_TRANSLATED: &str = "<!-- to be translated -->";

/// A doubt about some bytes of a text.
#[derive(Debug, PartialEq)]
pub struct Remark {
    pub code: Code,
    pub range: Range<usize>,
    pub message: String,
    pub hint: String,
    /// A second place, and what stands there.
    pub related: Option<(Range<usize>, &'static str)>,
}

impl Remark {
    /// What is said of the comments of a text, at the first of them; nothing where there is none.
    pub fn of_comments(comments: &[Range<usize>]) -> Option<Self> {
        let more = match comments.len().checked_sub(1)? {
            0 => String::new(),
            more => format!(" (and {more} more in this text)"),
        };
        let message = format!("a comment is not printed, but it travels inside the PDF's source{more}");
        let hint = "delete it before others get the PDF; `extract` shows what travels";
        Some(Self::new(Code::HiddenComment, comments[0].clone(), message, hint))
    }

    fn new(code: Code, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, range, message: message.into(), hint: hint.into(), related: None }
    }
}

/// Everything that is doubtful, in the order of the text. `undefined` are the bytes of `[words][label]` without a definition.
pub(super) fn find(
    markdown: &str,
    setting: Setting,
    events: &Events,
    definitions: &[Definition],
    undefined: Vec<Range<usize>>,
) -> Vec<Remark> {
    let mut remarks = footnotes(events);
    remarks.extend(unused_definitions(events, definitions));
    remarks.extend(outside(markdown, events, definitions));
    let mut reader =
        Reader { markdown, setting, typed: Typed::default(), skipped: 0, last_cell: 0, comments: Vec::new(), remarks };
    for (at, (event, range)) in events.iter().enumerate() {
        reader.unprinted(event, range, &events[at + 1..]);
        reader.literals(event, range);
    }
    reader.flush();
    let Reader { mut remarks, mut comments, .. } = reader;
    comments.retain(|comment| setting == Setting::Field || markdown[comment.clone()] != *TO_BE_TRANSLATED);
    remarks.extend(Remark::of_comments(&comments));
    remarks.extend(undefined.into_iter().map(|range| {
        let message = format!("`{}` is printed as it stands", markdown[range.clone()].trim());
        let hint = "no line defines the address: write `[words](https://…)`, or `\\[` to print a bracket";
        Remark::new(Code::LiteralMarkup, range, message, hint)
    }));
    remarks.sort_by_key(|remark| (remark.range.start, remark.range.end));
    remarks
}

/// Footnotes that are defined twice, and those that nothing refers to.
fn footnotes(events: &Events) -> Vec<Remark> {
    let label = |event: &Event| if let Event::FootnoteReference(label) = event { Some(folded(label)) } else { None };
    let references: HashSet<String> = events.iter().filter_map(|(event, _)| label(event)).collect();
    let mut first: HashMap<String, Range<usize>> = HashMap::new();
    let mut remarks = Vec::new();
    for (event, range) in events {
        let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
        let mark = range.start..(range.start + label.len() + "[^]:".len()).min(range.end);
        if let Some(earlier) = first.get(&folded(label)) {
            let message = format!("the footnote `{label}` is defined twice, and one of the two would be lost");
            let mut remark = Remark::new(Code::LostWords, mark, message, "give one of them another label");
            remark.related = Some((earlier.clone(), "it is defined here already"));
            remarks.push(remark);
            continue;
        }
        if !references.contains(&folded(label)) {
            let message = format!("nothing refers to the footnote `{label}`, so it would be lost");
            let hint = format!("write `[^{label}]` where it belongs, or delete it");
            remarks.push(Remark::new(Code::LostWords, mark.clone(), message, hint));
        }
        first.insert(folded(label), mark);
    }
    remarks
}

/// Definitions of addresses that no link uses: their words would be lost.
fn unused_definitions(events: &Events, definitions: &[Definition]) -> Vec<Remark> {
    let id = |event: &Event| match event {
        Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) => Some(folded(id)),
        _ => None,
    };
    let used: HashSet<String> = events.iter().filter_map(|(event, _)| id(event)).collect();
    let unused = definitions.iter().filter(|definition| !used.contains(&definition.label));
    let remark = |Definition { label, range }: &Definition| {
        let message = format!("no link uses the address `{label}`, so the line would be lost");
        let hint = format!("link to it with `[words][{label}]`, or write `\\[{label}]:` to print the line");
        Remark::new(Code::LostWords, range.clone(), message, hint)
    };
    unused.map(remark).collect()
}

/// Words between blocks, which belong to nothing: a second definition of an address.
fn outside(markdown: &str, events: &Events, definitions: &[Definition]) -> Vec<Remark> {
    let mut covered: Vec<Range<usize>> = definitions.iter().map(|definition| definition.range.clone()).collect();
    covered.extend(events.iter().map(|(_, range)| range.clone()));
    covered.sort_by_key(|range| range.start);
    let mut remarks = Vec::new();
    let mut at = 0;
    for range in covered.into_iter().chain(std::iter::once(markdown.len()..markdown.len())) {
        let gap = markdown.get(at..range.start).unwrap_or_default();
        if gap.contains(char::is_alphanumeric) {
            let start = at + gap.len() - gap.trim_start().len();
            let message = "the line is not printed, since what it defines is defined before";
            let place = start..start + gap.trim().len();
            remarks.push(Remark::new(Code::LostWords, place, message, "give it another label, or delete it"));
        }
        at = at.max(range.end);
    }
    remarks
}

/// The words of one block as they were typed, and where each piece of them stands.
#[derive(Default)]
struct Typed {
    text: String,
    /// Where a piece begins among the words, and its bytes in the Markdown.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Typed {
    fn push(&mut self, text: &str, written: Range<usize>) {
        self.pieces.push((self.text.len(), written));
        self.text.push_str(text);
    }

    /// What stands for a piece that is no markup, whatever signs it has: code, references, what is escaped.
    fn atom(&mut self, written: &Range<usize>) {
        self.push("\u{fffc}", written.clone());
    }

    /// The bytes in the Markdown of some of the words.
    fn written(&self, range: &Range<usize>) -> Range<usize> {
        let piece = |at: usize| {
            let index = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.pieces.get(index).cloned().unwrap_or_default()
        };
        let (first, start) = piece(range.start);
        let (last, end) = piece(range.end - 1);
        let exact = self.text.get(last..last + end.len()).is_some_and(|text| !text.starts_with('\u{fffc}'));
        start.start + (range.start - first)..if exact { end.start + (range.end - last) } else { end.end }
    }
}

struct Reader<'m> {
    markdown: &'m str,
    setting: Setting,
    typed: Typed,
    /// How many elements are open whose words are not looked at.
    skipped: usize,
    /// Where the last cell of a table ends.
    last_cell: usize,
    comments: Vec<Range<usize>>,
    remarks: Vec<Remark>,
}

impl Reader<'_> {
    fn lost(&mut self, range: Range<usize>, message: impl Into<String>, hint: &str) {
        self.remarks.push(Remark::new(Code::LostWords, range, message, hint));
    }

    /// Finds words that no page would show. `next` are the events that follow.
    fn unprinted(&mut self, event: &Event, range: &Range<usize>, next: &[(Event, Range<usize>)]) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => self.last_cell = range.start,
            Event::End(TagEnd::TableCell) => self.last_cell = range.end,
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.surplus_cells(range),
            Event::Start(Tag::Link { title, .. }) => self.title(title, range),
            Event::Start(Tag::Image { title, dest_url, .. }) => {
                self.title(title, range);
                let has_words = matches!(next.first(), Some((Event::Text(_) | Event::Code(_) | Event::Start(_), _)));
                // What is no id of a figure is at fault as a whole.
                if has_words && !dest_url.contains(['/', '.', ':']) {
                    let hint = "the figure's own `title` and `alt` describe it; write `![](K1)`";
                    self.lost(range.clone(), "the words of the image are not printed", hint);
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) => self.words_of_fence(words, range),
            Event::Start(Tag::HtmlBlock) => {
                let lines = next.iter().take_while(|(event, _)| matches!(event, Event::Html(_)));
                self.html_block(lines.cloned().collect());
            }
            Event::InlineHtml(html) if html::is_comment(html) => self.comments.push(range.clone()),
            _ => {}
        }
    }

    /// A row with more cells than the table has columns: what is too much would be lost.
    fn surplus_cells(&mut self, row: &Range<usize>) {
        let rest = self.markdown.get(self.last_cell..row.end).unwrap_or_default();
        let words = rest.trim_start_matches(['|', ' ', '\t']);
        let surplus = words.trim_end_matches(['|', ' ', '\t', '\r', '\n']);
        if !surplus.is_empty() {
            let start = self.last_cell + rest.len() - words.len();
            let message = "the row has more cells than the table has columns, and these would be lost";
            let hint = "give the head as many cells; a bar inside of a cell is `\\|`, also in code";
            self.lost(start..start + surplus.len(), message, hint);
        }
    }

    /// The title of a link or an image.
    fn title(&mut self, title: &str, range: &Range<usize>) {
        if !title.trim().is_empty() {
            let found = self.markdown[range.clone()].rfind(title).filter(|found| *found > 0);
            let place = found.map_or(range.clone(), |found| range.start + found..range.start + found + title.len());
            self.lost(place, "the title of the link is not printed", "say it in the text, or delete it");
        }
    }

    /// The words after the signs that open a code block: the language of the code may stand there, and nothing there is printed.
    fn words_of_fence(&mut self, words: &str, range: &Range<usize>) {
        if words.trim().is_empty() || fence::is_language(words) {
            return;
        }
        let line = self.markdown[range.clone()].lines().next().unwrap_or_default();
        let start = range.start + line.len() - line.trim_start_matches(['`', '~']).trim_start().len();
        let shown = shortened(words, LONGEST);
        let message = format!("`{shown}` opens a code block, is no language of code, and is not printed");
        self.lost(start..range.start + line.trim_end().len(), message, &fence::hint(words));
    }

    /// A block of HTML, which is printed as it stands but for its comments; the last of them may never be closed.
    fn html_block(&mut self, lines: Events) {
        let (mut comments, open) = html::comments(&lines);
        if let Some(last) = comments.pop_if(|_| open) {
            let message = "the comment is never closed, so all that follows would be lost";
            self.lost(last.start..last.start + "<!--".len(), message, "write `-->` where it ends");
        }
        self.comments.append(&mut comments);
        if let Some((Event::Html(html), range)) = html::without_comments(lines).into_iter().next() {
            let start = range.start + html.len() - html.trim_start().len();
            let hint =
                "HTML has no meaning here, and up to the next blank line Markdown has none; delete it, or write `\\<`";
            self.literal(start..start + html.trim().len(), hint);
        }
    }

    /// Finds markup among the words that would be printed.
    fn literals(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => self.skip(range),
            Event::Start(Tag::Link { link_type, .. }) => {
                let is_address = matches!(link_type, LinkType::Autolink | LinkType::Email | LinkType::ShortcutUnknown);
                if is_address || self.skipped > 0 {
                    self.skip(range);
                }
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Image | TagEnd::Link) => {
                self.skipped = self.skipped.saturating_sub(1);
            }
            _ if self.skipped > 0 => {}
            Event::Text(text) => self.text(text, range),
            Event::Code(_) | Event::FootnoteReference(_) => self.typed.atom(range),
            Event::InlineHtml(html) => {
                self.typed.atom(range);
                if !html::is_comment(html) && !html::is_line_break(html) {
                    self.literal(range.clone(), "HTML has no meaning here; delete it, or write `\\<` to print it");
                }
            }
            Event::Html(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {}
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Subscript) => {}
            Event::SoftBreak | Event::HardBreak => self.typed.push("\n", range.clone()),
            Event::Start(Tag::Subscript) => {
                let hint = "words are struck out with two tildes, `~~words~~`; write `\\~` to print one";
                self.literal(range.clone(), hint);
            }
            Event::Start(_) | Event::End(_) => self.flush(),
            Event::Rule => self.rule(range),
        }
    }

    fn skip(&mut self, range: &Range<usize>) {
        self.skipped += 1;
        self.typed.atom(range);
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if text.len() != range.len() {
            // An entity, which says a character by its name.
            return self.typed.atom(range);
        }
        let is_escaped = self.markdown[..range.start].ends_with('\\');
        let first = usize::from(is_escaped && text.starts_with(|c: char| c.is_ascii_punctuation()));
        if first > 0 {
            self.typed.atom(&(range.start..range.start + first));
        }
        self.typed.push(&text[first..], range.start + first..range.end);
    }

    /// Several runs of hyphens are columns of a table to Pandoc, and a line across the page to Markdown.
    fn rule(&mut self, range: &Range<usize>) {
        self.flush();
        let written = self.markdown[range.clone()].trim();
        let runs = written.split_whitespace();
        if runs.clone().count() > 1 && runs.clone().all(|run| run.len() > 1) {
            let shown = shortened(written, LONGEST);
            let message = format!("`{shown}` makes no columns of a table, but a line across the page");
            let range = range.start..range.start + written.len();
            self.remarks.push(Remark::new(Code::LiteralMarkup, range, message, literal::GRID));
        }
    }

    fn flush(&mut self) {
        let typed = std::mem::take(&mut self.typed);
        for (at, label) in literal::missing_notes(&typed.text) {
            let message = format!("there is no footnote `{label}`");
            let hint = format!("write it on a line of its own: `[^{label}]: …`");
            self.remarks.push(Remark::new(Code::DanglingReference, typed.written(&at), message, hint));
        }
        for literal in literal::find(&typed.text, self.setting) {
            self.literal(typed.written(&literal.range), literal.hint);
        }
    }

    fn literal(&mut self, range: Range<usize>, hint: &str) {
        let message = as_it_stands(self.markdown.get(range.clone()).unwrap_or_default());
        self.remarks.push(Remark::new(Code::LiteralMarkup, range, message, hint));
    }
}

/// Says that markup is printed, with as much of its first line as a message can hold.
pub fn as_it_stands(markup: &str) -> String {
    format!("`{}` is printed as it stands", shortened(markup.lines().next().unwrap_or_default(), LONGEST))
}
