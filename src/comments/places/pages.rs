//! Which page of the version set again a page of a marked PDF is: the one that shows the same glyphs in the same places. Pages may have been
//! added, removed and moved, and another version of the program may set a page in another way.

use std::collections::HashMap;

use crate::comments::printed::Printed;
use crate::comments::printed::tags::{Tag, Tags};
use crate::typeset::Proof;
use crate::typeset::page_text::PageText;

use super::hits::Hit;

/// How far apart a glyph and its copy may be, in points: a PDF has rounded numbers.
const ROUNDED: f64 = 0.6;

/// A page of a marked PDF.
pub enum Found<'p> {
    /// Set again as it is in the PDF.
    Again(&'p PageText, &'p Proof),
    /// As the PDF shows it, with its tags and its number.
    Printed(&'p PageText, Option<(&'p Tags, usize)>),
}

impl<'p> Found<'p> {
    pub fn text(&self) -> &'p PageText {
        match self {
            Self::Again(text, _) | Self::Printed(text, _) => text,
        }
    }

    /// Where its glyphs were written, if anybody knows.
    pub fn proof(&self) -> Option<&'p Proof> {
        match self {
            Self::Again(_, proof) => Some(proof),
            Self::Printed(..) => None,
        }
    }

    /// The tag that most of the marked glyphs have, if the page was not set again.
    pub fn tag(&self, hits: &[Hit]) -> Option<Tag<'p>> {
        let Self::Printed(text, Some((tags, page))) = self else { return None };
        let glyphs = hits.iter().flat_map(|hit| hit.glyphs.iter().map(|glyph| &text.lines[hit.line].glyphs[*glyph]));
        tags.of(*page, glyphs.filter_map(|glyph| glyph.content))
    }
}

/// Finds each printed page among the pages that were set again.
pub fn find<'p>(printed: &'p Printed, again: Option<(&'p [PageText], &'p Proof)>) -> HashMap<usize, Found<'p>> {
    let found = printed.pages.iter().map(|(index, page)| {
        let same = again.and_then(|(texts, proof)| {
            let at = texts.get(*index).filter(|text| is_same(page, text));
            let text = at.or_else(|| texts.iter().find(|text| is_same(page, text)))?;
            Some(Found::Again(text, proof))
        });
        let tags = printed.tags.as_ref().map(|tags| (tags, *index));
        (*index, same.unwrap_or(Found::Printed(page, tags)))
    });
    found.collect()
}

/// Whether a printed page shows the same glyphs in the same places as one that was set, and no others but words of drawings.
pub fn is_same(printed: &PageText, set: &PageText) -> bool {
    let mut expected = glyphs(set).peekable();
    for (text, x, y) in glyphs(printed) {
        let is_it =
            |next: &(&str, f64, f64)| next.0 == text && (next.1 - x).abs() <= ROUNDED && (next.2 - y).abs() <= ROUNDED;
        if expected.next_if(is_it).is_none() && !is_in_image(set, x, y) {
            return false;
        }
    }
    expected.next().is_none()
}

/// Whether a point is in an image of a page.
fn is_in_image(page: &PageText, x: f64, y: f64) -> bool {
    let is_in = |[left, top, right, bottom]: &[f64; 4]| {
        (left - ROUNDED..=right + ROUNDED).contains(&x) && (top - ROUNDED..=bottom + ROUNDED).contains(&y)
    };
    page.images.iter().any(is_in)
}

/// The characters of each visible glyph, and where it begins: how wide it is depends on the one behind it.
fn glyphs(page: &PageText) -> impl Iterator<Item = (&str, f64, f64)> {
    page.lines.iter().flat_map(|line| {
        let glyphs = line.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
        glyphs.map(|glyph| {
            let (x, y) = line.direction.on_page(glyph.left, glyph.baseline);
            (glyph.text.as_str(), x, y)
        })
    })
}
