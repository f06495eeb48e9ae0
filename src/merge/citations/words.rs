//! Writes hayagriva's elements as Typst: calls over string literals.

use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Formatting};

use crate::diagnostics::Place;
use crate::merge::locale::spaces::Space;
use crate::merge::{Cited, Emitter, Generated, kept, strings::push_string};

use super::{foreign::Foreign, unbroken};

/// Writes code that stands for one place, except fragments, which have their own places.
pub struct Writer<'w, 'a> {
    pub emitter: &'w mut Emitter<'a>,
    pub place: Option<Place>,
    /// The sources of the citation that is being written.
    pub items: &'w [Cited],
    /// A title in another language than the text around it.
    pub title: Option<&'w Foreign>,
    /// Whether the next words name a source, and where.
    pub naming: Option<Naming>,
}

/// Where words name a source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Naming {
    /// As in “(AMKE 2022)”.
    Citation,
    /// At the beginning of its entry in the list.
    Entry,
}

impl Writer<'_, '_> {
    pub fn code(&mut self, code: &str) {
        self.emitter.code_for(code, self.place);
    }

    /// A string literal between pieces of code.
    fn with_string(&mut self, before: &str, value: &str, after: &str) {
        let mut code = before.to_owned();
        push_string(&mut code, value);
        self.code(&(code + after));
    }

    fn fragment(&mut self, fragment: &Generated) {
        self.emitter.append(fragment, 0..fragment.text.len());
    }

    /// A citation as one expression.
    pub fn citation(&mut self, children: &ElemChildren, is_note: bool) {
        self.code(if is_note { "footnote({ " } else { "citation({ " });
        let mut flat = Vec::new();
        flatten(children, self.items, &mut flat);
        let whole: Vec<bool> = flat.iter().map(|child| self.stays_whole(child)).collect();
        let is_whole = |at: Option<usize>| at.and_then(|at| whole.get(at)).is_some_and(|whole| *whole);
        // What a text beside such a source is divided into: what belongs to the source before it, the rest, and what belongs to the next one.
        let parts = |at: usize| match flat.get(at) {
            Some(ElemChild::Text(words)) => {
                let own = unbroken::edges(&words.text, (is_whole(at.checked_sub(1)), is_whole(Some(at + 1))));
                let part = |text: &str| Formatted { text: text.to_owned(), ..words.clone() };
                let text = &words.text;
                Some([part(&text[..own.start]), part(&text[own.clone()]), part(&text[own.end..])])
            }
            _ => None,
        };
        for (at, child) in flat.iter().enumerate() {
            match (child, parts(at)) {
                (_, Some([_, own, _])) => self.part(&own, at == 0),
                (ElemChild::Elem(elem), _) if whole[at] => {
                    // A line may break before a box, which a raised number may not follow.
                    self.code(if at == 0 && unbroken::is_raised(&elem.children) { "text(\"\u{2060}\"); " } else { "" });
                    self.code("[#box({ ");
                    if let Some([_, _, before]) = at.checked_sub(1).and_then(parts) {
                        self.part(&before, false);
                    }
                    self.elem(elem);
                    self.code("; ");
                    if let Some([behind, _, _]) = parts(at + 1) {
                        self.part(&behind, false);
                    }
                    self.code("})<unbroken>]; ");
                }
                _ => {
                    self.child(child, at == 0);
                    self.code("; ");
                }
            }
        }
        self.code("})");
    }

    /// A text between sources, or a part of it.
    fn part(&mut self, words: &Formatted, trimmed: bool) {
        if !words.text.is_empty() {
            self.words(words, trimmed);
            self.code("; ");
        }
    }

    /// Whether it is a source that stays on one line.
    fn stays_whole(&self, child: &ElemChild) -> bool {
        let ElemChild::Elem(elem) = child else { return false };
        item_of(elem, self.items).is_some_and(|item| {
            let around = [&item.before, &item.locator].into_iter().flatten().map(unbroken::letters_of).sum();
            unbroken::stays_whole(&plain(&elem.children), around)
        })
    }

    /// Elements as one expression.
    pub fn children(&mut self, children: &ElemChildren, trimmed: bool) {
        let mut flat = Vec::new();
        flatten(children, self.items, &mut flat);
        self.code("{ ");
        for (index, child) in flat.iter().enumerate() {
            self.child(child, trimmed && index == 0);
            self.code("; ");
        }
        self.code("}");
    }

    pub fn child(&mut self, child: &ElemChild, trimmed: bool) {
        match child {
            ElemChild::Text(words) => self.words(words, trimmed),
            ElemChild::Elem(elem) => self.elem(elem),
            ElemChild::Markup(markup) => self.text(markup),
            ElemChild::Link { text, url } => {
                let tag = self.emitter.tag_of_address(&text.text);
                self.with_string("link(", url, if tag.is_empty() { ", " } else { ", text(" });
                self.code(tag);
                self.words(text, false);
                self.code(if tag.is_empty() { ")" } else { "))" });
            }
            ElemChild::Transparent { cite_idx, format } => {
                let end = self.formatting(format);
                match self.items.get(*cite_idx).and_then(|item| item.locator.as_ref()) {
                    Some(locator) => self.fragment(locator),
                    None => self.code("none"),
                }
                self.code(&end);
            }
        }
    }

    fn elem(&mut self, elem: &Elem) {
        let item = item_of(elem, self.items);
        if let Some(before) = item.and_then(|item| item.before.as_ref()) {
            self.fragment(before);
            self.code("; ");
        }
        if let Some(item) = item {
            self.with_string("source-link(", &item.source, ", ");
        }
        let shape = shape_of(elem);
        self.code(shape);
        self.naming = item.map(|_| Naming::Citation);
        self.children(&elem.children, false);
        self.naming = None;
        self.code(if shape.is_empty() { "" } else { ")" });
        self.code(if item.is_some() { ")" } else { "" });
    }

    fn words(&mut self, Formatted { text, formatting }: &Formatted, trimmed: bool) {
        let end = self.formatting(formatting);
        let text = if trimmed { text.trim_start() } else { text };
        match self.title.and_then(|foreign| Some((text.find(&foreign.title)?, foreign))) {
            None => self.text(text),
            Some((at, foreign)) => {
                self.code("{ ");
                self.text(&text[..at]);
                self.code("; ");
                let spaces = foreign.spaces(self.emitter);
                self.kept_text(&foreign.title, spaces, &foreign.tag());
                self.code("; ");
                self.text(&text[at + foreign.title.len()..]);
                self.code("}");
            }
        }
        self.code(&end);
    }

    /// Words of the language around them.
    fn text(&mut self, words: &str) {
        let spaces = self.emitter.spaces(self.emitter.speaking, words);
        self.kept_text(words, spaces, "");
    }

    /// Words with what stays together in them. Their own spaces are set already.
    fn kept_text(&mut self, words: &str, mut spaces: Vec<Space>, tag: &str) {
        match self.naming.take() {
            Some(Naming::Citation) => unbroken::keep_names(words, &mut spaces),
            Some(Naming::Entry) => unbroken::keep_year(words, &mut spaces),
            None => {}
        }
        self.code(&kept::together(words, &spaces, tag));
    }

    /// Opens calls that format what follows; returns what closes them.
    fn formatting(&mut self, formatting: &Formatting) -> String {
        let calls = [
            (formatting.font_style == FontStyle::Italic, "emph("),
            (formatting.font_variant == FontVariant::SmallCaps, "smallcaps("),
            (formatting.font_weight == FontWeight::Bold, "strong("),
            (formatting.font_weight == FontWeight::Light, "text(weight: \"light\", "),
            (formatting.text_decoration == TextDecoration::Underline, "underline("),
            (formatting.vertical_align == VerticalAlign::Sup, "super("),
            (formatting.vertical_align == VerticalAlign::Sub, "sub("),
        ];
        let open = calls.iter().filter(|(wanted, _)| *wanted);
        open.map(|(_, call)| {
            self.code(call);
            ')'
        })
        .collect()
    }
}

/// The source that an element is about.
fn item_of<'c>(elem: &Elem, items: &'c [Cited]) -> Option<&'c Cited> {
    match elem.meta {
        Some(ElemMeta::Entry(index)) => items.get(index),
        _ => None,
    }
}

/// The opening of the call that lays out an element.
fn shape_of(elem: &Elem) -> &'static str {
    match elem.display {
        Some(Display::Block) => "block(",
        Some(Display::Indent) => "pad(left: 1em, ",
        Some(Display::LeftMargin | Display::RightInline) | None => "",
    }
}

/// The elements without those that only group others; adjacent texts of the same formatting are joined.
fn flatten(children: &ElemChildren, items: &[Cited], flat: &mut Vec<ElemChild>) {
    for child in &children.0 {
        match (child, flat.last_mut()) {
            (ElemChild::Elem(elem), _) if item_of(elem, items).is_none() && shape_of(elem).is_empty() => {
                flatten(&elem.children, items, flat);
            }
            (ElemChild::Text(words), Some(ElemChild::Text(last))) if last.formatting == words.formatting => {
                last.text.push_str(&words.text);
            }
            _ => flat.push(child.clone()),
        }
    }
}

/// The text without formatting.
pub fn plain(children: &ElemChildren) -> String {
    let mut text = String::new();
    children.write_buf(&mut text, hayagriva::BufWriteFormat::Plain).expect("a string takes everything");
    text
}

/// A full stop after another sign that ends a sentence, also behind a closing quotation mark, and what stays of both.
const DOUBLED: [(&str, &str); 12] = [
    ("?. ", "? "),
    ("!. ", "! "),
    ("…. ", "… "),
    ("?”. ", "?” "),
    ("!”. ", "!” "),
    ("…”. ", "…” "),
    ("?’. ", "?’ "),
    ("!’. ", "!’ "),
    ("…’. ", "…’ "),
    ("?». ", "?» "),
    ("!». ", "!» "),
    ("…». ", "…» "),
];

/// Removes full stops after `?`, `!` or `…`, also behind a closing quotation mark: styles put one after every title.
pub fn mend_stops(children: &mut ElemChildren) {
    let mut asked = false;
    each_text(children, &mut |text| {
        let stop = text.len() - text.trim_start_matches('.').len();
        // Three of them are an ellipsis.
        if asked && stop == 1 {
            text.remove(0);
        }
        let said = text.trim_end_matches(['”', '’', '»', '“', '"', '\'']);
        if !text.is_empty() {
            asked = said.ends_with(['?', '!', '…']);
        }
        if text.contains(". ") {
            for (doubled, single) in DOUBLED {
                *text = text.replace(doubled, single);
            }
        }
    });
}

pub fn each_text(children: &mut ElemChildren, visit: &mut dyn FnMut(&mut String)) {
    for child in &mut children.0 {
        match child {
            ElemChild::Text(words) => visit(&mut words.text),
            ElemChild::Link { text, .. } => visit(&mut text.text),
            ElemChild::Elem(elem) => each_text(&mut elem.children, visit),
            ElemChild::Markup(_) | ElemChild::Transparent { .. } => {}
        }
    }
}
