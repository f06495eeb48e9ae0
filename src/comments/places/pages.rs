//! Which page of the version set again a page of a marked PDF is: the one that shows the same glyphs in the same places. Pages may have been
//! added, removed and moved, and another version of the program may set a page in another way.

use std::collections::HashMap;

use crate::comments::printed::Printed;
use crate::typeset::Proof;
use crate::typeset::page_text::PageText;

/// How far apart a glyph and its copy may be, in points: a PDF has rounded numbers.
const ROUNDED: f64 = 0.6;

/// A page of a marked PDF.
pub enum Found<'p> {
    /// Set again as it is in the PDF.
    Again(&'p PageText, &'p Proof),
    /// As the PDF shows it.
    Printed(&'p PageText),
}

impl<'p> Found<'p> {
    pub fn text(&self) -> &'p PageText {
        match self {
            Self::Again(text, _) | Self::Printed(text) => text,
        }
    }

    /// Where its glyphs were written, if anybody knows.
    pub fn proof(&self) -> Option<&'p Proof> {
        match self {
            Self::Again(_, proof) => Some(proof),
            Self::Printed(_) => None,
        }
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
        (*index, same.unwrap_or(Found::Printed(page)))
    });
    found.collect()
}

/// Whether two pages show the same glyphs in the same places.
pub fn is_same(one: &PageText, other: &PageText) -> bool {
    let (mut one, mut other) = (glyphs(one), glyphs(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.0 == other.0 => {
                if (one.1 - other.1).abs() > ROUNDED || (one.2 - other.2).abs() > ROUNDED {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// The characters of each visible glyph, and where it begins: how wide it is depends on the one behind it.
fn glyphs(page: &PageText) -> impl Iterator<Item = (&str, f64, f64)> {
    page.lines.iter().flat_map(|line| {
        let glyphs = line.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
        glyphs.map(|glyph| {
            let (x, y) = line.direction.on_page(glyph.left, line.baseline);
            (glyph.text.as_str(), x, y)
        })
    })
}
