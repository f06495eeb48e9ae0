//! Looks at set pages before a PDF is made of them, and at what was written for them: what a press, a guillotine or a
//! reader could not take.
//!
//! One walk takes each page apart. The rules are functions from a page to findings; each finding names a span, which the
//! relocator leads back to what a person wrote.

pub mod glyphs;
mod geometry;
mod walk;
mod finding;
mod colour;
mod strokes;
mod images;
mod text;
mod overfull;
mod contrast;
mod pages;
mod structure;

use std::collections::HashSet;

use typst::layout::{Abs, Point, Rect, Size};
use typst::syntax::Span;
use typst_layout::PagedDocument;

use crate::data::limits::{Limits, Medium};
use crate::diagnostics::diagnostic::{Diagnostic, OnPage};
use crate::typeset::boxes::Sheet;
use crate::typeset::relocate::Relocator;
use crate::typeset::timings;

use self::finding::Findings;

/// What the pages of an edition are measured against.
pub struct Standard<'a> {
    pub sheet: Sheet,
    pub limits: &'a Limits,
}

/// What was found on pages, before it is known where that was written.
pub struct Found {
    glyphs: Vec<(char, Span)>,
    findings: Findings,
}

/// Everything that is wrong with the pages of `document`.
pub fn look(document: &PagedDocument, standard: &Standard) -> Found {
    let _timed = timings::scope("preflight");
    let Standard { sheet, limits } = standard;
    let trim = |index: usize, size: Size| {
        let trim = sheet.trim(index, (size.x.to_pt(), size.y.to_pt()));
        Rect::new(
            Point::new(Abs::pt(trim.left), Abs::pt(trim.top)),
            Point::new(Abs::pt(trim.right), Abs::pt(trim.bottom)),
        )
    };
    let mut findings = Findings::default();
    let mut pages = pages::Pages::default();
    walk::leaves(document, &trim, |leaf| {
        findings.page = leaf.number;
        images::check(leaf, limits, &mut findings);
        text::check(leaf, limits, &mut findings);
        overfull::check(leaf, &mut findings);
        structure::check(leaf, &mut findings);
        pages.check(leaf, &mut findings);
        match &limits.medium {
            Medium::Screen(least) => contrast::check(leaf, least, &mut findings),
            Medium::Paper(paper) => {
                colour::check(leaf, paper, &mut findings);
                strokes::check(leaf, paper, &mut findings);
            }
        }
    });
    Found { glyphs: glyphs::missing(document), findings }
}

impl Found {
    /// The complaints, once for each written place, with the first page that shows it. `edition` is what a reader calls
    /// the edition, such as `sv` or `sv-print`.
    pub fn diagnostics(self, edition: &str, relocator: &mut Relocator) -> Vec<Diagnostic> {
        let mut diagnostics: Vec<_> =
            self.glyphs.into_iter().map(|glyph| glyphs::diagnostic(glyph, relocator)).collect();
        let mut told = HashSet::new();
        for finding in self.findings.found {
            let page = Box::new(OnPage { number: finding.page, edition: edition.to_owned() });
            let diagnostic = finding.diagnostic(relocator);
            if told.insert((diagnostic.code, diagnostic.place, diagnostic.message.clone())) {
                diagnostics.push(Diagnostic { page: Some(page), ..diagnostic });
            }
        }
        diagnostics
    }
}
