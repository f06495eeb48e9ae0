//! Checks pages before a PDF is made of them. One walk takes each page apart. The rules are functions from a page to findings, each
//! with a span for which the relocator finds the written place.

pub mod glyphs;
pub mod geometry;
pub(in crate::typeset) mod walk;
mod finding;
mod colour;
mod strokes;
mod images;
mod text;
mod overfull;
mod contrast;
mod pages;
mod one_page;

use std::collections::HashSet;

use typst::layout::Rect;
use typst::syntax::Span;
use typst_layout::{Page, PagedDocument};

use self::finding::Finding;
use self::walk::Carry;
use crate::diagnostics::{Diagnostic, diagnostic::OnPage};
use crate::rules::{Limits, Medium};
use crate::typeset::{Relocator, boxes::Sheet, timings};

/// The result for one page.
#[derive(Clone)]
struct OnOnePage {
    glyphs: Vec<(char, Span)>,
    findings: Vec<Finding>,
    carry: Carry,
}

/// The faults of a document's pages, each written place once, with its first page. `edition` is a name such as `sv` or `sv-print`.
pub fn faults(
    document: &PagedDocument,
    sheet: Sheet,
    limits: &Limits,
    edition: &str,
    relocator: &mut Relocator,
) -> Vec<Diagnostic> {
    let (mut diagnostics, mut findings) = (Vec::new(), Vec::new());
    let looking = timings::scope("preflight");
    let mut carry = Carry::default();
    for (number, page) in (1..).zip(document.pages()) {
        let own = look_at(page, sheet.trim(number - 1, page.frame.size()), limits, &carry);
        diagnostics.extend(own.glyphs.into_iter().map(|glyph| glyphs::diagnostic(glyph, relocator)));
        findings.extend(own.findings.into_iter().map(|found| (number, found)));
        carry = own.carry;
    }
    findings.extend(one_page::check(document));
    drop(looking);
    let mut reported = HashSet::new();
    for (number, finding) in finding::chosen(findings, relocator) {
        let page = Box::new(OnPage { number, edition: edition.to_owned() });
        let diagnostic = finding.diagnostic(relocator);
        if reported.insert((diagnostic.code, diagnostic.place, diagnostic.message.clone())) {
            diagnostics.push(Diagnostic { page: Some(page), ..diagnostic });
        }
    }
    diagnostics
}

/// Checks a page. Memoized, since an edit leaves most pages unchanged.
#[comemo::memoize]
fn look_at(page: &Page, trim: Rect, limits: &Limits, carry: &Carry) -> OnOnePage {
    let (leaf, mut next) = walk::leaf(page, trim, carry.clone());
    let mut findings = Vec::new();
    images::check(&leaf, limits, &mut findings);
    text::check(&leaf, limits, &mut findings);
    overfull::check(&leaf, &mut findings);
    pages::check_structure(&leaf, &mut findings);
    next.mark = pages::check(&leaf, carry.mark, &mut findings);
    match &limits.medium {
        Medium::Screen(least) => contrast::check(&leaf, least, &mut findings),
        Medium::Paper(paper) => {
            colour::check(&leaf, paper, &mut findings);
            strokes::check(&leaf, paper, &mut findings);
        }
    }
    OnOnePage { glyphs: glyphs::missing(page), findings, carry: next }
}
