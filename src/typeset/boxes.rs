//! Where the paper is cut: the boxes of a printed page (ISO 32000-1, 14.11.2). The text of a book is moved away from the spine, to the
//! right on odd pages and to the left on even ones: [`super::press`] moves it there. A look that lays out its print edition by itself
//! makes pages that are wider by the binding instead, with the trim at the left on odd pages and at the right on even ones.

use typst::layout::{Abs, Point, Rect, Size};

use crate::rules::Press;

/// The distance of crop marks from the bleed, and their length, in mm.
const MARK_GAP: f64 = 1.0;
const MARK_LENGTH: f64 = 5.0;
/// The free margin outside the marks, in mm.
const MARK_MARGIN: f64 = 1.0;

/// How the pages of an edition are cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    pub bleed: Abs,
    binding: Abs,
    marks: bool,
    /// How wide the spine in the middle is, for a sheet that is folded.
    spine: Option<Abs>,
}

impl Sheet {
    /// Pages that nobody cuts.
    pub const SCREEN: Sheet = Sheet { bleed: Abs::zero(), binding: Abs::zero(), marks: false, spine: None };

    /// Pages for a press.
    pub fn of(press: &Press) -> Self {
        Self { bleed: Abs::mm(press.bleed), binding: Abs::mm(press.binding), marks: press.marks, spine: None }
    }

    /// The sheet of pages as wide as their trim, whose content was moved by [`Self::shift`].
    pub fn moved(self) -> Self {
        Self { binding: Abs::zero(), ..self }
    }

    /// The sheet of a cover, in two halves around a spine.
    pub fn around(self, spine: Abs) -> Self {
        Self { spine: Some(spine), ..self.moved() }
    }

    /// Whether a page is on the right, as the first one is. `index` counts pages from 0.
    pub fn is_right_hand(index: usize) -> bool {
        index.is_multiple_of(2)
    }

    /// How far to the right the binding moves the content of a page as wide as its trim. `index` counts pages from 0.
    pub fn shift(self, index: usize) -> Abs {
        if Self::is_right_hand(index) { self.binding / 2.0 } else { -self.binding / 2.0 }
    }

    /// Where a page of this size, without its bleed, is cut, from its upper left corner. `index` counts pages from 0.
    pub fn trim(self, index: usize, size: Size) -> Rect {
        let left = if Self::is_right_hand(index) { Abs::zero() } else { self.binding };
        Rect::new(Point::with_x(left), Point::new(left + size.x - self.binding, size.y))
    }

    /// How far the page reaches beyond the bleed, to hold the marks.
    pub fn slug(self) -> Abs {
        if self.marks { Abs::mm(MARK_GAP + MARK_LENGTH + MARK_MARGIN) } else { Abs::zero() }
    }

    /// Crop marks: both ends of each line, eight lines in all. They lengthen the edges of the trim and begin outside the bleed. Those of
    /// folds stand above and below the edges of a spine.
    pub fn marks(self, trim: Rect) -> Vec<[Point; 2]> {
        if !self.marks {
            return Vec::new();
        }
        let near = self.bleed + Abs::mm(MARK_GAP);
        let far = near + Abs::mm(MARK_LENGTH);
        let ends = |low: Abs, high: Abs| [[low - near, low - far], [high + near, high + far]];
        let middle = (trim.min.x + trim.max.x) / 2.0;
        let folds = self.spine.map(|spine| [middle - spine / 2.0, middle + spine / 2.0]);
        let upright = [trim.min.x, trim.max.x]
            .into_iter()
            .chain(folds.into_iter().flatten())
            .flat_map(|x| ends(trim.min.y, trim.max.y).map(|line| line.map(|y| Point::new(x, y))));
        let level = [trim.min.y, trim.max.y]
            .into_iter()
            .flat_map(|y| ends(trim.min.x, trim.max.x).map(|line| line.map(|x| Point::new(x, y))));
        upright.chain(level).collect()
    }
}
