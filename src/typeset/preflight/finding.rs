//! Findings on a page, before they get their written places.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::de::DeTable;
use typst::foundations::Label;
use typst::layout::Abs;
use typst::syntax::Span;
use typst::text::{Glyph, TextItem};

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::typeset::Relocator;
use crate::typeset::relocate::REPORT;

use super::walk::Mark;

/// Hints on a layout for those who write templates …
pub const BELOW: &str = "the box has a height of its own: make it higher or its text shorter";
pub const ON_OTHER_TEXT: &str = "give one of them more room";
pub const OUTSIDE: &str = "what lies beyond the edge is cut off: move the text inwards, or make it shorter or smaller";
/// … and the one for those who write the data of a figure, whose layout is the program's.
const IN_FIGURE: &str = "the figure has no room for it: shorten its names, its `title` or its `note`, give it fewer rows or another \
                         `kind`, or an image a smaller `width`";

#[derive(Clone)]
pub struct Finding {
    pub code: Code,
    pub spot: Spot,
    pub message: String,
    pub hint: String,
    /// A second place, with its relation to the first.
    pub related: Option<(Spot, &'static str)>,
    /// How far a run of text that is too wide reaches over the edge.
    pub beyond: Option<Abs>,
    /// The colours that it is about, which tokens of the theme may be.
    pub colours: Vec<[u8; 3]>,
}

/// A place in the Typst project.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spot {
    span: Span,
    /// A word of the text at the span, with the number of bytes before it.
    word: Option<(usize, String)>,
    /// The run with the word, to find its line in a block of code, and the number of runs of the same text before it there.
    run: Option<(String, usize)>,
    /// The item that was set there, where one is known.
    owner: Option<Label>,
    /// What another file wrote before it in the same paragraph or cell.
    beside: Option<Span>,
}

/// The findings that are reported, one for each fault.
pub fn chosen(mut found: Vec<(usize, Finding)>, relocator: &Relocator) -> Vec<(usize, Finding)> {
    let mut known: HashSet<(Code, Spot, String)> = HashSet::new();
    let mut widest: HashMap<Span, Abs> = HashMap::new();
    found.retain(|(_, Finding { code, spot, message, beyond, .. })| {
        if let Some(beyond) = beyond {
            let most = widest.entry(spot.span).or_insert(*beyond);
            *most = Abs::max(*most, *beyond);
            known.insert((*code, spot.whole(), String::new()));
            return true;
        }
        // A text that leaves the page leaves its column, too.
        let has_left = *code == Code::Overfull && known.contains(&(Code::OutsideTrim, spot.whole(), String::new()));
        // Of a text that is cut, the first word shows where; the others would only repeat it.
        let is_cut = matches!(code, Code::CutText | Code::OutsideTrim | Code::OutsideSafeArea);
        let (spot, message) = if is_cut { (spot.whole(), String::new()) } else { (spot.clone(), message.clone()) };
        !has_left && known.insert((*code, spot, message))
    });
    // Of the runs of one text that are too wide, the widest; of a block of code each line.
    let mut lines: HashMap<(Span, String), usize> = HashMap::new();
    found.retain_mut(|(_, Finding { spot, beyond, .. })| {
        if beyond.is_none() || !relocator.is_code(spot.span) {
            return beyond.is_none_or(|beyond| widest.get(&spot.span) == Some(&beyond));
        }
        if let Some((text, before)) = &mut spot.run {
            let count = lines.entry((spot.span, text.clone())).or_default();
            *before = *count;
            *count += 1;
        }
        true
    });
    found
}

impl Finding {
    pub fn new(code: Code, spot: impl Into<Spot>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            spot: spot.into(),
            message: message.into(),
            hint: hint.into(),
            related: None,
            beyond: None,
            colours: Vec::new(),
        }
    }

    /// A finding about the word of a mark's text that a glyph belongs to.
    pub fn of_word(
        code: Code,
        (mark, text, glyph): (&Mark, &TextItem, &Glyph),
        message: impl FnOnce(&str) -> String,
        hint: &str,
    ) -> Self {
        Self::new(code, Spot::word(text, glyph, mark), message(&text.text[word(text, glyph)]), hint)
    }

    /// The diagnostic, at the place a person wrote.
    pub fn diagnostic(self, relocator: &mut Relocator) -> Diagnostic {
        let place = self.spot.place(relocator);
        let in_figure = place.is_some_and(|place| relocator.files.get(place.file).path.starts_with("report/figures/"));
        let of_layout = [BELOW, ON_OTHER_TEXT, OUTSIDE].contains(&self.hint.as_str());
        let hint = match self.code {
            Code::LowResolution => self.hint + smaller(place, relocator.files),
            _ if in_figure && of_layout => IN_FIGURE.to_owned(),
            _ => self.hint,
        };
        let mut diagnostic = Diagnostic::without_place(self.code, self.message).with_hint(hint);
        diagnostic.place = place;
        // The colour of a token is one fault, however many texts are set in it.
        let mut tokens = relocator.changed_colours(&self.colours).into_iter();
        if let Some((_, Some(token))) = tokens.next() {
            diagnostic.place = Some(token);
            diagnostic = diagnostic.with_related(place, "a text in this colour");
        }
        for (name, token) in tokens {
            diagnostic = diagnostic.with_related(token, format!("this is the token `{name}`"));
        }
        if let Some((spot, message)) = self.related
            && let Some(place) = spot.place(relocator)
            && Some(place) != diagnostic.place
        {
            diagnostic = diagnostic.with_related(place, message);
        }
        diagnostic
    }
}

/// How the image that is named at a place can be set smaller: that of a cover cannot.
fn smaller(place: Option<Place>, files: &Files) -> &'static str {
    let Some(place) = place else { return "" };
    let file = files.get(place.file);
    if file.path.starts_with("report/figures/") {
        return ", or give it a smaller `width`";
    }
    if file.path != REPORT {
        return ", or set it smaller";
    }
    let logo = |table: &DeTable| {
        let logo = table.get("brand")?.get_ref().get("logo")?.get_ref();
        let named = ["image", "print_image"].into_iter().filter_map(|key| Some(logo.get(key)?.span()));
        Some(named.into_iter().any(|span| span.start <= place.range().start && place.range().end <= span.end))
    };
    let is_logo = DeTable::parse(&file.text).ok().and_then(|table| logo(table.get_ref())).unwrap_or_default();
    if is_logo { ", or give it a smaller `height`" } else { "" }
}

impl Spot {
    /// The word that a glyph of a text belongs to, where it was written together.
    pub fn word(text: &TextItem, glyph: &Glyph, &Mark { span, context, beside, .. }: &Mark) -> Spot {
        let word = word(text, glyph);
        let before = usize::from(glyph.span.1).checked_sub(glyph.range().start - word.start);
        let before = before.filter(|_| glyph.span.0 == span);
        let run = Some((text.text.trim().to_owned(), 0));
        let word = before.map(|before| (before, text.text[word].to_owned()));
        Spot { span, word, run, owner: context.owner, beside }
    }

    /// The same, as a part of the item that a mark belongs to.
    pub fn of(self, mark: Option<&Mark>) -> Spot {
        Spot { owner: mark.and_then(|mark| mark.context.owner), ..self }
    }

    fn whole(&self) -> Spot {
        Spot { word: None, run: None, ..self.clone() }
    }

    fn place(&self, relocator: &mut Relocator) -> Option<Place> {
        if relocator.is_of_built_in(self.span) {
            let beside = self.beside.and_then(|beside| relocator.place(beside));
            let beside = beside.filter(|place| relocator.files.get(place.file).path.starts_with("report/"));
            return beside.or_else(|| relocator.place_of(self.span, self.owner));
        }
        let word = self.word.as_ref().and_then(|(before, word)| relocator.word(self.span, *before, word));
        let line = || self.run.as_ref().and_then(|(run, before)| relocator.line(self.span, run, *before));
        word.or_else(line).or_else(|| relocator.place(self.span))
    }
}

impl From<Span> for Spot {
    fn from(span: Span) -> Self {
        Spot { span, word: None, run: None, owner: None, beside: None }
    }
}

impl From<&Mark<'_>> for Spot {
    fn from(mark: &Mark) -> Self {
        Spot { span: mark.span, word: None, run: None, owner: mark.context.owner, beside: mark.beside }
    }
}

/// Where in a text the word lies that a glyph belongs to.
pub fn word(text: &TextItem, glyph: &Glyph) -> Range<usize> {
    let at = glyph.range().start;
    let blank = |(start, character): (usize, char)| character.is_whitespace().then(|| start + character.len_utf8());
    let start = text.text[..at].char_indices().rev().find_map(blank).unwrap_or(0);
    let end = text.text[at..].find(char::is_whitespace).map_or(text.text.len(), |length| at + length);
    start..end
}
