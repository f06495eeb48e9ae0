//! Whole pages: none without content, no heading without text after it, and what a screen reader needs.

use typst::layout::Rect;
use typst::syntax::Span;

use crate::diagnostics::Code;
use crate::typeset::world::undeclared;

use super::finding::{Finding, Spot};
use super::geometry::bounds;
use super::walk::{Leaf, Mark, Part, What};

/// Checks a whole page. `last` is the last mark on the pages before; returns the one with this page.
pub fn check(leaf: &Leaf, last: Option<Span>, findings: &mut Vec<Finding>) -> Option<Span> {
    let body: Vec<&Mark> = leaf.marks.iter().filter(|mark| is_content(mark)).collect();
    if body.is_empty() {
        let anything = leaf.marks.iter().map(|mark| mark.span).find(|span| !span.is_detached());
        let spot = last.or(anything).unwrap_or(Span::detached());
        let message = "nothing stands on the page after this";
        let hint = "take out a page break, or the empty thing that takes the room of a page";
        findings.push(Finding::new(Code::EmptyPage, spot, message, hint));
    }
    lone_heading(leaf, findings);
    let known = body.iter().rev().map(|mark| mark.span).find(|span| !span.is_detached());
    known.or(last)
}

/// What a screen reader needs and a page does not show: headers of tables, and the language of text.
pub fn check_structure(leaf: &Leaf, findings: &mut Vec<Finding>) {
    for table in &leaf.headless_tables {
        let hint = "put the names of its columns into `table.header(…)`; for a layout use `grid`";
        findings.push(Finding::new(Code::TableWithoutHeader, *table, "the table has no header", hint));
    }
    for (mark, _) in leaf.texts().filter(|(_, text)| text.lang == undeclared()) {
        let hint = "a template has to set one around it: `set text(lang: report.language, region: report.region)`";
        findings.push(Finding::new(Code::MissingLanguage, mark, "text is set without a language", hint));
    }
}

/// Whether a mark is something to read or to look at. A shape counts: a page may be a picture.
fn is_content(mark: &Mark) -> bool {
    let blank = matches!(&mark.what, What::Text(text) if text.text.trim().is_empty());
    matches!(mark.context.part, Part::Body | Part::Decoration) && !blank
}

/// A heading after which nothing stands on its page.
fn lone_heading(leaf: &Leaf, findings: &mut Vec<Finding>) {
    // In a sequence of headings, the last one shows whether text follows, and the first one is reported.
    let mut first = None;
    for (index, heading) in leaf.headings.iter().enumerate() {
        let end = heading.end.min(leaf.marks.len());
        let Some(own) = around(&leaf.marks[heading.first..end]) else { continue };
        let next = leaf.marks[end..].iter().find(|mark| is_text(mark));
        let follows = |mark: &Mark| box_of(mark).max.y > own.min.y;
        match next.filter(|mark| follows(mark)) {
            Some(mark) if mark.context.heading.is_some() => first = first.or(Some(index)),
            Some(_) => first = None,
            None => {
                let index = first.take().unwrap_or(index);
                let before = &leaf.marks[..leaf.headings[index].first];
                // A page with only a heading is meant, such as a divider.
                if before.iter().any(is_text) {
                    let message = "no text follows the heading on its page";
                    let hint = "write its text, or keep it with the text in the template: a `block` with `sticky: true` moves to the next \
                                page along";
                    let heading = &leaf.headings[index];
                    let spot = Spot::from(heading.span).of(leaf.marks.get(heading.first));
                    findings.push(Finding::new(Code::LoneHeading, spot, message, hint));
                }
            }
        }
    }
}

/// Text and pictures of the page’s own body; notes at its foot belong to something above.
fn is_text(mark: &Mark) -> bool {
    let seen = match &mark.what {
        What::Text(text) => !text.text.trim().is_empty(),
        What::Image(..) => true,
        What::Shape(shape) => shape.fill.is_some(),
    };
    seen && mark.context.part == Part::Body && !mark.context.note
}

fn around(marks: &[Mark]) -> Option<Rect> {
    let boxes = marks.iter().filter(|mark| is_text(mark)).map(box_of);
    boxes.reduce(|all, own| Rect::new(all.min.min(own.min), all.max.max(own.max)))
}

fn box_of(mark: &Mark) -> Rect {
    bounds(mark.extent, mark.at)
}
