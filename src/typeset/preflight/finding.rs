//! Findings on a page, before they are led back to written places.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use typst::foundations::Label;
use typst::layout::Abs;
use typst::syntax::Span;
use typst::text::{Glyph, TextItem};

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::typeset::Relocator;

use super::walk::Mark;

/// Hints on a layout for those who write templates …
pub const BELOW: &str = "the box has a height of its own: make it higher or its text shorter";
pub const ON_OTHER_TEXT: &str = "give one of them more room";
pub const OUTSIDE: &str = "what lies beyond the edge is cut off: move the text inwards, or make it shorter or smaller";
/// … and the one for those who write the data of a figure, whose layout is the program's.
const IN_FIGURE: &str = "the figure has no room for it: shorten its names, its `title` or its `note`, give it fewer rows or another \
                         `kind`, or an image a smaller `width`";

/// The findings so far.
#[derive(Default)]
pub struct Known(HashSet<(Code, (Spot, String))>);

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
}

/// A place in the Typst project.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spot {
    span: Span,
    /// A word of the text at the span, with the number of bytes before it.
    word: Option<(usize, String)>,
    /// The run that the word stands in, by which a line of a block of code is found, and how many runs of the same text come
    /// before it in the block.
    run: Option<(String, usize)>,
    /// The item that was set there, where one is known.
    owner: Option<Label>,
}

impl Known {
    /// Adds a finding; returns whether it is new.
    pub fn take(&mut self, Finding { code, spot, message, beyond, .. }: &Finding) -> bool {
        if beyond.is_some() {
            // `widest` chooses among several runs at one span, since it knows whether they are lines of code.
            self.0.insert((*code, (spot.whole(), String::new())));
            return true;
        }
        // Of a text that is cut, the first word shows where; the others would only repeat it.
        let cut = matches!(code, Code::CutText | Code::OutsideTrim | Code::OutsideSafeArea);
        // A text that leaves the page leaves its column, too.
        let left = *code == Code::Overfull && self.0.contains(&(Code::OutsideTrim, (spot.whole(), String::new())));
        let fault = if cut { (spot.whole(), String::new()) } else { (spot.clone(), message.clone()) };
        !left && self.0.insert((*code, fault))
    }
}

/// Of the runs of one text that are too wide, the widest; of a block of code each line.
pub fn widest(found: Vec<(usize, Finding)>, relocator: &Relocator) -> Vec<(usize, Finding)> {
    let mut widest: HashMap<Span, Abs> = HashMap::new();
    for (_, finding) in &found {
        if let Some(beyond) = finding.beyond {
            let most = widest.entry(finding.spot.span).or_insert(beyond);
            *most = beyond.max(*most);
        }
    }
    let mut lines: HashMap<(Span, String), usize> = HashMap::new();
    let mut kept = Vec::with_capacity(found.len());
    for (page, mut finding) in found {
        let span = finding.spot.span;
        if finding.beyond.is_some() && relocator.is_code(span) {
            if let Some((text, before)) = &mut finding.spot.run {
                let count = lines.entry((span, text.clone())).or_default();
                *before = *count;
                *count += 1;
            }
            kept.push((page, finding));
        } else if finding.beyond.is_none_or(|beyond| widest.get(&span) == Some(&beyond)) {
            kept.push((page, finding));
        }
    }
    kept
}

impl Finding {
    pub fn new(code: Code, spot: impl Into<Spot>, message: String, hint: impl Into<String>) -> Self {
        Self { code, spot: spot.into(), message, hint: hint.into(), related: None, beyond: None }
    }

    /// The complaint, at the place a person wrote.
    pub fn diagnostic(self, relocator: &mut Relocator) -> Diagnostic {
        let place = self.spot.place(relocator);
        let in_figure = place.is_some_and(|place| relocator.files.get(place.file).path.starts_with("report/figures/"));
        let of_layout = [BELOW, ON_OTHER_TEXT, OUTSIDE].contains(&self.hint.as_str());
        let hint = if in_figure && of_layout { IN_FIGURE } else { &self.hint };
        let mut diagnostic = Diagnostic::without_place(self.code, self.message).with_hint(hint);
        diagnostic.place = place;
        if let Some((spot, message)) = self.related
            && let Some(place) = spot.place(relocator)
            && Some(place) != diagnostic.place
        {
            diagnostic = diagnostic.with_related(place, message);
        }
        diagnostic
    }
}

impl Spot {
    /// The word that a glyph of a text belongs to, where it was written together.
    pub fn word(text: &TextItem, glyph: &Glyph, &Mark { span, context, .. }: &Mark) -> Spot {
        let word = word(text, glyph);
        let before = usize::from(glyph.span.1).checked_sub(glyph.range().start - word.start);
        let before = before.filter(|_| glyph.span.0 == span);
        let run = Some((text.text.trim().to_owned(), 0));
        let word = before.map(|before| (before, text.text[word].to_owned()));
        Spot { span, word, run, owner: context.owner }
    }

    /// The same, as a part of the item that a mark belongs to.
    pub fn of(self, mark: Option<&Mark>) -> Spot {
        Spot { owner: mark.and_then(|mark| mark.context.owner), ..self }
    }

    /// The same without its word.
    fn whole(&self) -> Spot {
        Spot { word: None, run: None, ..self.clone() }
    }

    fn place(&self, relocator: &mut Relocator) -> Option<Place> {
        if relocator.is_of_built_in(self.span) {
            return relocator.place_of(self.span, self.owner);
        }
        let word = self.word.as_ref().and_then(|(before, word)| relocator.word(self.span, *before, word));
        let line = || self.run.as_ref().and_then(|(run, before)| relocator.line(self.span, run, *before));
        word.or_else(line).or_else(|| relocator.place(self.span))
    }
}

impl From<Span> for Spot {
    fn from(span: Span) -> Self {
        Spot { span, word: None, run: None, owner: None }
    }
}

impl From<&Mark<'_>> for Spot {
    fn from(mark: &Mark) -> Self {
        Spot { span: mark.span, word: None, run: None, owner: mark.context.owner }
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
