//! References: `[@H3]` links an item, `[@K4]` names a figure by its number, `[@table:materials]` a table, `[-@K4]` is the number alone, `[see @amke2022, s. 4]` cites
//! a source with words before it (Pandoc's form), `[text](@H3)` links in words.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::diagnostics::{Code, Diagnostic, SourceMap, nearest};
use crate::merge::locale::{Locale, spaces::Space};
use crate::merge::{CiteForm, Cited, Input};
use crate::model::markdown::nodes::Node;
use crate::model::typed::Figure;
use crate::model::{Kind, Setting, prose};
use crate::rules::named_figures::{self, longest_id};
use crate::rules::texts;

use super::brackets::{self, Reference, is_printed};
use super::translator::{Nodes, Translator};

/// The label of a heading with an id. No item and no template has such a label.
fn heading_label(id: &str) -> String {
    format!("heading-{id}")
}

/// How a reference to a chapter begins: `[@chapter:methods]`.
const CHAPTER: &str = "chapter:";

/// How a reference to a table of Markdown begins: `[@table:materials]`.
const TABLE: &str = "table:";

/// The id of the table that a reference leads to.
pub(super) fn table(id: &str) -> Option<&str> {
    id.strip_prefix(TABLE)
}

/// The label of a table of Markdown, which no item and no heading has.
pub(super) fn table_label(id: &str) -> String {
    format!("table-{id}")
}

/// The name of the chapter that a reference leads to.
pub(super) fn chapter(id: &str) -> Option<&str> {
    id.strip_prefix(CHAPTER)
}

/// Possible ids after a sign `@` at the beginning of a word, each with the offset of the sign. `before` is the character before the text.
/// A sign after a bracket is left out: the bracket was escaped, or it would be a reference.
fn bare_ids(text: &str, before: Option<char>) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('@').filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back().or(before);
        let begins = before.is_none_or(|c| c.is_whitespace() || "({–—/„“”\"'".contains(c));
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c))).unwrap_or(rest.len());
        begins.then_some((at, rest[..end].trim_end_matches(['.', '-'])))
    })
}

impl<'t> Translator<'t, '_> {
    /// Reports references without brackets, `@H3`, as other tools write them: they would be printed verbatim.
    pub(super) fn bare_references(&mut self, nodes: Nodes) {
        let mut at = 0;
        while let Some(Node { event, range, size }) = nodes.get(at) {
            at += 1;
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => at += size,
                // An entity is longer than the character that it stands for.
                Event::Text(text) if text.len() == range.len() => {
                    let before = self.markdown[..range.start].chars().next_back();
                    let known = |id: &str| self.emitter.input.graph.kind(id).is_some();
                    let known: Vec<(usize, &str)> =
                        bare_ids(text, before).filter_map(|(sign, id)| Some((sign, longest_id(id, known)?))).collect();
                    for (sign, id) in known {
                        let written = range.start + sign..range.start + sign + 1 + id.len();
                        let message = format!("`@{id}` is printed as it stands");
                        let hint = format!("a reference has brackets: `[@{id}]`; write `\\@` to print the sign");
                        self.fault(Code::LiteralMarkup, &written, &message, &hint);
                    }
                    self.bare_figures(text, range.start);
                }
                _ => {}
            }
        }
    }

    /// Reports ids of figures that stand as words: readers see no ids of figures, but the numbers in their captions.
    fn bare_figures(&mut self, text: &str, start: usize) {
        for (at, id) in named_figures::bare_ids(text, self.emitter.input.graph) {
            let diagnostic = |place| texts::bare_id(id, place, texts::REFERENCE_TO_FIGURE);
            let range = start + at..start + at + id.len();
            self.emitter.diagnostics.extend(self.place(&range).map(diagnostic));
        }
    }

    /// Writes what stands between the brackets of `[@H3; @amke2022, s. 4]`.
    pub(super) fn references(&mut self, references: &str, range: &Range<usize>) {
        let stay_whole = !self.in_heading && brackets::stay_whole(references, self.emitter.input.graph);
        self.write(if stay_whole { "[#box({ " } else { "{ " });
        // Citations side by side are one.
        let mut group: Vec<Cited> = Vec::new();
        let mut begun = false;
        for reference in references.split(';').map(Reference::read) {
            let Reference { id, words, .. } = reference;
            let graph = self.emitter.input.graph;
            let kind = graph.kind(id);
            let label = match kind {
                Some(Kind::SOURCE) => None,
                _ => Some(self.label_of(id, kind, range)),
            };
            if label == Some(None) {
                continue;
            }
            let is_numbered = kind == Some(Kind::FIGURE) || table(id).is_some();
            if reference.has_dash && !is_numbered {
                let message = format!("`-@{id}` asks for a citation without its author, which is not known here");
                self.fault(Code::DanglingReference, range, &message, "name the author, or cite with `[@…]`");
            }
            let Some(label) = label.flatten() else {
                group.push(self.cited(&reference, range));
                continue;
            };
            self.cite(&mut group, &mut begun, range);
            let is_inside = begun || !words.is_empty() || self.is_inside_sentence(range);
            let divided = if words.is_empty() { "text(\", \"); " } else { "text(\"; \"); " };
            self.write(if begun { divided } else { "" });
            begun = true;
            if !words.is_empty() {
                self.words_around(&format!("{words} "), range);
                self.write("; ");
            }
            if let Some(locator) = reference.locator {
                let message = format!("`{id}` has no pages, yet `{locator}` follows it");
                let hint = "separate several references with `;`";
                self.fault(Code::DanglingReference, range, &message, hint);
            }
            self.remember(id, kind, range);
            let after = match kind {
                _ if is_numbered && reference.has_dash => "), supplement: none); ",
                _ if !is_numbered && chapter(id).is_none() => ")); ",
                _ if self.in_heading => "), supplement: []); ",
                _ if self.is_in_brackets(range) => "), supplement: [(]); ",
                _ if is_numbered && is_inside => "), supplement: […]); ",
                _ => ")); ",
            };
            self.with_string("ref(label(", &label, after, range);
            if !reference.after.is_empty() {
                self.words_around(&format!(" {}", reference.after), range);
                self.write("; ");
            }
        }
        self.cite(&mut group, &mut begun, range);
        self.write(if stay_whole { "})<unbroken>]" } else { "}" });
    }

    /// One source of a citation, with the words before it and the place in it.
    fn cited(&mut self, reference: &Reference, range: &Range<usize>) -> Cited {
        let Reference { id, words, locator, after, .. } = reference;
        self.emitter.references.cited.extend(self.id_at(id, range));
        let mut apart = |words: &str| {
            let around = std::mem::take(&mut self.emitter.file);
            self.watch(words, range);
            let spaces = self.emitter.spaces_by(self.emitter.speaking, words, Locale::spaces_of_locator);
            self.spaced_words(words, &spaces, range);
            let own = std::mem::replace(&mut self.emitter.file, around);
            (!words.is_empty()).then_some(own)
        };
        let before = if words.is_empty() { String::new() } else { format!("{words} ") };
        Cited { source: (*id).to_owned(), before: apart(&before), locator: apart(locator.unwrap_or(after)) }
    }

    /// Writes citations that stand side by side as a statement. `begun` is whether something stands before it.
    fn cite(&mut self, group: &mut Vec<Cited>, begun: &mut bool, range: &Range<usize>) {
        if group.is_empty() {
            return;
        }
        self.write(if *begun { "text(\", \"); " } else { "" });
        self.emitter.citation(std::mem::take(group), CiteForm::Aside, self.place(range));
        self.write("; ");
        *begun = true;
    }

    /// Writes words that stand before or after a reference.
    fn words_around(&mut self, words: &str, range: &Range<usize>) {
        self.watch(words, range);
        let spaces = self.emitter.spaces(self.emitter.speaking, words);
        self.spaced_words(words, &spaces, range);
    }

    /// Writes words that are a piece of something written, whose place is the whole of it.
    fn spaced_words(&mut self, words: &str, spaces: &[Space], range: &Range<usize>) {
        self.code("text(", range);
        self.emitter.spaced_string(words, spaces, 0..words.len(), &SourceMap::default());
        self.write(")");
    }

    /// Writes `[text](@H3)`.
    pub(super) fn named_reference(&mut self, id: &str, range: &Range<usize>, words: Nodes<'t>) {
        let kind = self.emitter.input.graph.kind(id);
        match self.label_of(id, kind, range) {
            Some(label) => {
                self.remember(id, kind, range);
                self.link_to(&label, range, words);
            }
            None => self.write("none"),
        }
    }

    /// The label of a chapter, a table or an item, whose label is its id. What has none is reported.
    fn label_of(&mut self, id: &str, kind: Option<Kind>, range: &Range<usize>) -> Option<String> {
        if let Some(name) = chapter(id) {
            let label = self.emitter.chapters.label(name);
            if label.is_none() {
                self.no_chapter(name, range);
            }
            return label;
        }
        if let Some(name) = table(id) {
            self.emitter.references.to_tables.extend(self.id_at(name, range));
            return Some(table_label(name));
        }
        if is_printed(self.emitter.input.graph, id) {
            return Some(id.to_owned());
        }
        self.dangling(id, kind, range);
        None
    }

    /// The title of a chapter as words, for headings that are repeated elsewhere.
    pub(super) fn title_of_chapter(&self, name: &str) -> String {
        let Input { graph, wording, .. } = self.emitter.input;
        let chapters = || graph.model.chapters.iter().filter(|chapter| chapter.name == name && chapter.is_text);
        let own = chapters().find(|chapter| chapter.language == self.emitter.speaking);
        let title = own.or_else(|| chapters().next()).and_then(|chapter| {
            let text = &self.emitter.files.get(chapter.file).text;
            prose::passage(text, Setting::Chapter).words().into_iter().next()
        });
        let label = || ["heading", "plural"].iter().find_map(|group| wording.word(&[group, name]));
        title.unwrap_or_else(|| label().unwrap_or(name).to_owned())
    }

    /// The title of a figure, for the same. `None` of other ids, and where captions have ids.
    pub(super) fn title_of_figure(&self, id: &str) -> Option<&'t str> {
        let graph = self.emitter.input.graph;
        let has_number = graph.model.declarations.of(Kind::FIGURE).id.is_none();
        let figure = graph.get(id).filter(|item| has_number && item.kind() == Kind::FIGURE).map(Figure)?;
        Some(&figure.title().get(self.emitter.speaking).1.value)
    }

    /// Reports a reference to a chapter that the report does not have.
    fn no_chapter(&mut self, name: &str, range: &Range<usize>) {
        let chapters = self.emitter.chapters;
        let hint = match nearest::nearest(name, chapters.names().collect::<Vec<_>>()) {
            Some(near) => format!("did you mean `[@{CHAPTER}{near}]`?"),
            None => "chapters have the names that `parts` in `report.toml` lists".to_owned(),
        };
        let message = format!("the text refers to the chapter `{name}`, but there is no such chapter");
        self.fault(Code::DanglingReference, range, &message, &hint);
    }

    /// Writes `[text](#id)`, a link to the heading of that id.
    pub(super) fn heading_reference(&mut self, id: &str, range: &Range<usize>, words: Nodes<'t>) {
        self.emitter.references.to_headings.extend(self.id_at(id, range));
        self.link_to(&heading_label(id), range, words);
    }

    /// Writes a link in words to a label.
    fn link_to(&mut self, label: &str, range: &Range<usize>, words: Nodes<'t>) {
        self.with_string("link(label(", label, "), ", range);
        self.inlines(words);
        self.write(")");
    }

    /// Writes the target of links to a heading, below it: the label of the heading itself belongs to the look.
    pub(super) fn anchor(&mut self, id: &str, range: &Range<usize>) {
        self.emitter.references.headings.extend(self.id_at(id, range));
        self.emitter.with_string("[#metadata(none)#label(", &heading_label(id), ")]\n");
    }

    /// Remembers a reference to a figure: whether the figure is placed is known only when everything is merged.
    fn remember(&mut self, id: &str, kind: Option<Kind>, range: &Range<usize>) {
        if kind == Some(Kind::FIGURE) {
            self.emitter.references.referred.extend(self.id_at(id, range));
        }
    }

    /// Reports a reference to an id that is not printed. `kind` is the kind of the id, or the one that it should have.
    pub(super) fn dangling(&mut self, id: &str, kind: Option<Kind>, range: &Range<usize>) {
        let Some(place) = self.place(range) else { return };
        let graph = self.emitter.input.graph;
        // The file of the id has faults of its own; once they are mended, the reference holds.
        if graph.model.broken.contains(id) {
            return;
        }
        let message = match graph.kind(id) {
            Some(actual) => format!("`{id}` is {}, which the text cannot refer to here", actual.with_article()),
            None => format!("the text refers to `{id}`, but there is no such id"),
        };
        let mut diagnostic = Diagnostic::new(Code::DanglingReference, place, message);
        let mut candidates: Vec<&str> =
            graph.ids().filter(|id| kind.is_none_or(|kind| graph.kind(id) == Some(kind))).collect();
        candidates.sort_unstable();
        if let Some(near) = nearest::nearest(id, candidates).filter(|near| *near != id) {
            diagnostic = diagnostic.with_hint(format!("did you mean `{near}`?"));
        } else if kind.is_none() {
            diagnostic = diagnostic.with_hint("to print a bracket and an at sign, write `\\[@`");
        }
        self.emitter.diagnostics.push(diagnostic);
    }
}
