//! Looks at set pages before a PDF is made of them, and at what was written for them: what a press, a guillotine or a
//! reader could not take.
//!
//! One walk takes each page apart. The rules are functions from a page to findings; each finding names a span, which the
//! relocator leads back to what a person wrote.

pub mod glyphs;
pub mod geometry;
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

use typst::layout::{Abs, Point, Rect};
use typst::syntax::Span;
use typst_layout::{Page, PagedDocument};

use crate::diagnostics::diagnostic::{Diagnostic, OnPage};
use crate::rules::limits::{Limits, Medium};
use crate::typeset::boxes::Sheet;
use crate::typeset::relocate::Relocator;
use crate::typeset::timings;

use self::finding::{Finding, Findings, Known};
use self::walk::Opened;

/// What the pages of an edition are measured against.
pub struct Standard<'a> {
    pub sheet: Sheet,
    pub limits: &'a Limits,
}

/// What was found on pages, before it is known where that was written.
pub struct Found {
    glyphs: Vec<(char, Span)>,
    /// Each with the number of its page in the file, from 1.
    findings: Vec<(usize, Finding)>,
}

/// What a page hands on to the next one.
#[derive(Debug, Clone, Default, Hash)]
struct Carry {
    opened: Opened,
    /// The last thing that stood on a page.
    last: Option<Span>,
}

/// What was found on one page.
#[derive(Clone)]
struct OnOnePage {
    glyphs: Vec<(char, Span)>,
    findings: Vec<Finding>,
    carry: Carry,
}

/// Everything that is wrong with the pages of `document`.
pub fn look(document: &PagedDocument, standard: &Standard) -> Found {
    let _timed = timings::scope("preflight");
    let mut all = Found { glyphs: Vec::new(), findings: Vec::new() };
    let (mut known, mut carry) = (Known::default(), Carry::default());
    for (index, page) in document.pages().iter().enumerate() {
        let size = page.frame.size();
        let trim = standard.sheet.trim(index, (size.x.to_pt(), size.y.to_pt()));
        let trim = Rect::new(
            Point::new(Abs::pt(trim.left), Abs::pt(trim.top)),
            Point::new(Abs::pt(trim.right), Abs::pt(trim.bottom)),
        );
        let own = look_at(page, trim, standard.limits, &carry);
        all.glyphs.extend(own.glyphs);
        all.findings.extend(own.findings.into_iter().filter(|found| known.take(found)).map(|found| (index + 1, found)));
        carry = own.carry;
    }
    all
}

/// Looks at a page, or remembers what was found: after an edit most pages are as they were.
#[comemo::memoize]
fn look_at(page: &Page, trim: Rect, limits: &Limits, carry: &Carry) -> OnOnePage {
    let (leaf, opened) = walk::leaf(page, trim, carry.opened.clone());
    let mut findings = Findings::default();
    images::check(&leaf, limits, &mut findings);
    text::check(&leaf, limits, &mut findings);
    overfull::check(&leaf, &mut findings);
    structure::check(&leaf, &mut findings);
    let last = pages::check(&leaf, carry.last, &mut findings);
    match &limits.medium {
        Medium::Screen(least) => contrast::check(&leaf, least, &mut findings),
        Medium::Paper(paper) => {
            colour::check(&leaf, paper, &mut findings);
            strokes::check(&leaf, paper, &mut findings);
        }
    }
    OnOnePage { glyphs: glyphs::missing(page), findings: findings.into_vec(), carry: Carry { opened, last } }
}

impl Found {
    /// The complaints, once for each written place, with the first page that shows it. `edition` is what a reader calls
    /// the edition, such as `sv` or `sv-print`.
    pub fn diagnostics(self, edition: &str, relocator: &mut Relocator) -> Vec<Diagnostic> {
        let mut diagnostics: Vec<_> =
            self.glyphs.into_iter().map(|glyph| glyphs::diagnostic(glyph, relocator)).collect();
        let mut told = HashSet::new();
        for (number, finding) in finding::widest(self.findings, relocator) {
            let page = Box::new(OnPage { number, edition: edition.to_owned() });
            let diagnostic = finding.diagnostic(relocator);
            if told.insert((diagnostic.code, diagnostic.place, diagnostic.message.clone())) {
                diagnostics.push(Diagnostic { page: Some(page), ..diagnostic });
            }
        }
        diagnostics
    }
}
