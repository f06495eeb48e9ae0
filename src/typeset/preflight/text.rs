//! Text: large enough to read, and not cut off.

use typst::layout::{Abs, Point, Rect};
use typst::text::{Glyph, TextItem};

use crate::diagnostics::Code;
use crate::rules::{Limits, Medium};

use super::finding::{Finding, OUTSIDE};
use super::geometry::{bounds, contains, shrunk, text_scale};
use super::walk::{Leaf, Mark, Part, ink};

/// A width that may be cut off unseen, in points.
const UNSEEN: Abs = Abs::raw(0.5);

const TOO_WIDE: &str = "what lies beyond the edge is cut off: put a zero-width space (U+200B) where a long word may break, a line \
                        break into code, or make its column wider";

pub fn check(leaf: &Leaf, limits: &Limits, findings: &mut Vec<Finding>) {
    let safe = match &limits.medium {
        Medium::Paper(paper) => Some((shrunk(leaf.trim, Abs::mm(paper.safe_margin)), paper.safe_margin)),
        Medium::Screen(_) => None,
    };
    for (mark, text) in leaf.texts().filter(|(mark, _)| mark.context.part != Part::Ground) {
        small(mark, text, limits, findings);
        if let Some((clip, glyph)) = mark.clip.and_then(|clip| Some((clip, outside(mark, text, clip)?))) {
            let is_empty = clip.size().x <= Abs::zero() || clip.size().y <= Abs::zero();
            let said = if is_empty { "hidden" } else { "cut off" };
            let message = |word: &str| format!("`{word}` is {said} by the box around it");
            let hint = "make the box larger or the text shorter, or do without `clip`";
            findings.push(Finding::of_word(Code::CutText, (mark, text, glyph), message, hint));
        } else if let Some(glyph) = outside(mark, text, leaf.trim) {
            let message = |word: &str| format!("`{word}` reaches over the edge of the page");
            let beyond = beyond(mark, leaf.trim);
            let hint = if beyond.is_some() { TOO_WIDE } else { OUTSIDE };
            let finding = Finding::of_word(Code::OutsideTrim, (mark, text, glyph), message, hint);
            findings.push(Finding { beyond, ..finding });
        } else if let Some((safe, margin)) = safe
            && let Some(glyph) = outside(mark, text, safe)
        {
            let message = |word: &str| format!("`{word}` is nearer than {margin} mm to where the page is cut");
            let hint = "a guillotine may miss by a millimetre or two: move the text inwards";
            findings.push(Finding::of_word(Code::OutsideSafeArea, (mark, text, glyph), message, hint));
        }
    }
}

fn small(mark: &Mark, text: &TextItem, limits: &Limits, findings: &mut Vec<Finding>) {
    let size = text.size.to_pt() * text_scale(mark.at);
    // Superscripts and subscripts are smaller than their line.
    if !mark.context.raised && mark.context.part != Part::Decoration && size < limits.smallest_text - 1e-3 {
        let message = format!("text of {size:.1} pt is hard to read; {} pt is the least", limits.smallest_text);
        let hint = "set it larger; what is scaled down gets smaller, too";
        findings.push(Finding::new(Code::SmallText, mark, message, hint));
    }
}

/// How far upright text that begins on the page reaches over its right edge.
fn beyond(mark: &Mark, trim: Rect) -> Option<Abs> {
    let own = bounds(mark.extent, mark.at);
    let begins_inside = mark.is_upright() && own.min.x >= trim.min.x - UNSEEN && own.min.x < trim.max.x;
    Some(own.max.x - trim.max.x).filter(|beyond| begins_inside && *beyond > UNSEEN)
}

/// The first glyph of a text that does not lie inside a box of the page.
fn outside<'a>(mark: &Mark, text: &'a TextItem, area: Rect) -> Option<&'a Glyph> {
    // The measures of the font nearly always suffice; the outlines of glyphs take longer.
    if contains(area, bounds(mark.extent, mark.at), UNSEEN) {
        return None;
    }
    let ink = ink(text)?;
    if contains(area, bounds(ink, mark.at), UNSEEN) {
        return None;
    }
    let (top, bottom) = (ink.min.y.min(ink.max.y), ink.min.y.max(ink.max.y));
    let mut x = Abs::zero();
    let mut first = None;
    for glyph in &text.glyphs {
        let left = x;
        x += glyph.x_advance.at(text.size);
        let blank = text.text.get(glyph.range()).is_some_and(|text| text.trim().is_empty());
        let own = Rect::new(Point::new(left, top), Point::new(x, bottom));
        if !blank && !contains(area, bounds(own, mark.at), UNSEEN) {
            first = first.or(Some(glyph));
        }
    }
    first.or(text.glyphs.first())
}
