//! Where the paper is cut: the boxes of a printed page (ISO 32000-1, 14.11.2).
//!
//! The text of a book stands nearer to the outer edge than to the spine, to the right on odd pages and to the left on even
//! ones. Where [`super::press`] makes the pages of a press, it moves what stands on them. A look that lays out its print edition
//! by itself sets pages that are wider by the binding instead, and the trim lies at their left on odd pages and at their right on
//! even ones.

use typst::layout::Abs;

use crate::rules::press::Press;

/// How far crop marks stand off the bleed, and how long they are, in mm.
const MARK_GAP: f64 = 1.0;
const MARK_LENGTH: f64 = 5.0;
/// What stays free outside the marks, in mm.
const MARK_MARGIN: f64 = 1.0;

/// A rectangle, in pt from the upper left corner of Typst's page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    /// The rectangle with each edge moved outwards by `by` pt; inwards when it is negative.
    pub fn grown(self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }
}

/// What the pages of an edition are cut to. Lengths are in pt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    pub bleed: f64,
    binding: f64,
    marks: bool,
}

impl Sheet {
    /// Pages that nobody cuts.
    pub const SCREEN: Sheet = Sheet { bleed: 0.0, binding: 0.0, marks: false };

    /// Pages for a press.
    pub fn of(press: &Press) -> Self {
        Self { bleed: mm(press.bleed), binding: mm(press.binding), marks: press.marks }
    }

    /// The sheet of pages that are as wide as their trim, on which what stands there was moved by [`Self::shift`].
    pub fn moved(self) -> Self {
        Self { binding: 0.0, ..self }
    }

    /// How far to the right the binding moves what stands on a page that is as wide as its trim, in pt. `index` counts pages
    /// from 0.
    pub fn shift(self, index: usize) -> f64 {
        if index.is_multiple_of(2) { self.binding / 2.0 } else { -self.binding / 2.0 }
    }

    /// Where a page of this width and height, without its bleed, is cut. `index` counts pages from 0.
    pub fn trim(self, index: usize, (width, height): (f64, f64)) -> Rect {
        let left = if index.is_multiple_of(2) { 0.0 } else { self.binding };
        Rect { left, top: 0.0, right: left + width - self.binding, bottom: height }
    }

    /// How far the page reaches beyond the bleed, to hold the marks.
    pub fn slug(self) -> f64 {
        if self.marks { mm(MARK_GAP + MARK_LENGTH + MARK_MARGIN) } else { 0.0 }
    }

    /// Crop marks: both ends of each line, eight lines in all. They lengthen the edges of the trim and begin outside the bleed.
    pub fn marks(self, trim: Rect) -> Vec<[(f64, f64); 2]> {
        if !self.marks {
            return Vec::new();
        }
        let near = self.bleed + mm(MARK_GAP);
        let far = near + mm(MARK_LENGTH);
        let ends = |low: f64, high: f64| [(low - near, low - far), (high + near, high + far)];
        let upright = [trim.left, trim.right]
            .into_iter()
            .flat_map(|x| ends(trim.top, trim.bottom).map(|(from, to)| [(x, from), (x, to)]));
        let level = [trim.top, trim.bottom]
            .into_iter()
            .flat_map(|y| ends(trim.left, trim.right).map(|(from, to)| [(from, y), (to, y)]));
        upright.chain(level).collect()
    }
}

/// Millimetres in pt.
fn mm(millimetres: f64) -> f64 {
    Abs::mm(millimetres).to_pt()
}
