//! The cover of a printed book as a file of its own: the back cover, the spine and the front cover side by side, and on a second page what
//! is printed on the inside of both. The print edition then has only the pages between them.

use std::borrow::Cow;
use std::ops::Range;

use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Rect, Size};
use typst::model::Document as _;
use typst::syntax::Span;

use typst::visualize::{Curve, Geometry, Paint};
use typst_layout::{Page, PagedDocument};

use crate::rules::press::Spine;

use super::{boxes::Sheet, frames, turned};

/// The label of what may stand on the spine, on the last page and turned as it is printed: the first that has room is.
const SPINE: &str = "spine";
/// How near to a fold the words on a spine may come, in mm, as print shops ask: a fold is never where it should be to the millimetre. So a
/// spine of less than 6 mm has no words: they would be too small to be read on a shelf.
const FREE: f64 = 1.6;

/// The pages of a report that are bound into its cover.
#[derive(Debug, Clone, PartialEq)]
pub struct Inside {
    /// The indices of the pages, from 0.
    pub pages: Range<usize>,
    /// How many empty pages follow them.
    pub empty: usize,
}

impl Inside {
    /// The pages between the covers of a report of so many pages, whose sheets have this many. The second page is on the inside of the front
    /// cover. The last page before the back cover is on the inside of that, if its sheets have no room for it. `None` if nothing
    /// is left inside.
    pub fn of(pages: usize, signature: u16) -> Option<Self> {
        // A leaf has two pages.
        let signature = usize::from(signature).max(2);
        let least = pages.checked_sub(4).filter(|least| *least > 0)?;
        if least.is_multiple_of(signature) {
            return Some(Self { pages: 2..pages - 2, empty: 0 });
        }
        Some(Self { pages: 2..pages - 1, empty: (least + 1).next_multiple_of(signature) - (least + 1) })
    }

    fn leaves(&self) -> usize {
        (self.pages.len() + self.empty) / 2
    }

    /// How wide the spine around them is.
    fn spine(&self, spine: Spine) -> Abs {
        Abs::mm(match spine {
            Spine::Width(width) => width,
            Spine::Leaf(thickness) => thickness * self.leaves() as f64,
        })
    }

    /// These pages alone, for a press: nothing leads to another page.
    pub fn of_document(&self, document: &PagedDocument) -> PagedDocument {
        let pages = document.pages()[self.pages.clone()].iter();
        let pages = pages.map(|page| Page { frame: drawn(&page.frame), ..page.clone() });
        PagedDocument::new(pages.collect(), document.info().clone())
    }
}

/// The pages without what belongs on the spine.
pub fn without_spine(document: Cow<'_, PagedDocument>) -> Cow<'_, PagedDocument> {
    let last = document.pages().len().saturating_sub(1);
    frames::changed_pages(document, |index, page| {
        let mut taken = Vec::new();
        let frame = (index == last).then(|| turned::without(&page.frame, SPINE, &mut taken))?;
        (!taken.is_empty()).then(|| Page { frame, ..page.clone() })
    })
}

/// The cover of pages for a press, with the sheet that says where it is cut and folded. `None` if no page is inside of it.
pub fn sheets(document: &PagedDocument, sheet: Sheet, spine: Spine, signature: u16) -> Option<(PagedDocument, Sheet)> {
    let pages = document.pages();
    let inside = Inside::of(pages.len(), signature)?;
    let spine = inside.spine(spine);
    let panel = |index: usize| Panel { page: &pages[index], trim: sheet.trim(index, pages[index].frame.size()) };
    let last = pages.len() - 1;
    let mut words = Vec::new();
    let back = Page { frame: turned::without(&pages[last].frame, SPINE, &mut words), ..pages[last].clone() };
    let back = Panel { page: &back, ..panel(last) };
    let side = |left, right, number| side([left, right], &pages[0], (spine, sheet.bleed), number);
    let mut outside = side(Some(back), Some(panel(0)), 1);
    let size = outside.frame.size();
    let has_room = |words: &GroupItem| {
        let own = words.frame.size();
        own.x + Abs::mm(2.0 * FREE) <= spine && own.y <= size.y
    };
    if let Some(words) = words.into_iter().find(has_room) {
        let own = words.frame.size();
        let place = Point::new(back.trim.size().x + (spine - own.x) / 2.0, (size.y - own.y) / 2.0);
        outside.frame.push(place, FrameItem::Group(GroupItem { frame: drawn(&words.frame), ..words }));
    }
    let end = (inside.pages.end < last).then(|| panel(inside.pages.end));
    let inner = side(Some(panel(1)), end, 2);
    Some((PagedDocument::new([outside, inner].into_iter().collect(), document.info().clone()), sheet.around(spine)))
}

/// A page that becomes one half of a sheet.
#[derive(Clone, Copy)]
struct Panel<'p> {
    page: &'p Page,
    trim: Rect,
}

impl Panel<'_> {
    /// The page, without what it has beyond the fold, as far as its bleed on the other sides. `left` says on which side of the spine it is.
    fn cut(self, left: bool, bleed: Abs, ground: Option<&Paint>) -> (Point, Frame) {
        let corner = self.trim.min - Point::new(if left { bleed } else { Abs::zero() }, bleed);
        let size = Size::new(self.trim.size().x + bleed, self.trim.size().y + bleed * 2.0);
        let mut frame = Frame::hard(size);
        if let Some(fill) = self.page.fill_or_transparent().filter(|fill| Some(fill) != ground) {
            let shape = Geometry::Rect(size).filled(fill);
            frame.push(Point::zero(), FrameItem::Shape(shape, Span::detached()));
        }
        frame.push_frame(-corner, drawn(&self.page.frame));
        (corner - self.trim.min, frame)
    }
}

/// A side of the sheet: its left and its right half, on the ground of the right one, which the spine has, too. `front` is the front cover.
fn side(halves: [Option<Panel>; 2], front: &Page, (spine, bleed): (Abs, Abs), number: u64) -> Page {
    let size = halves.iter().flatten().map(|panel| panel.trim.size()).next().unwrap_or(front.frame.size());
    let ground = halves[1].and_then(|panel| panel.page.fill_or_transparent());
    let mut frame = Frame::hard(Size::new(size.x * 2.0 + spine, size.y));
    for (panel, is_left) in halves.into_iter().zip([true, false]) {
        let Some(panel) = panel else { continue };
        let (corner, half) = panel.cut(is_left, bleed, ground.as_ref());
        let place = corner + Point::with_x(if is_left { Abs::zero() } else { size.x + spine });
        let clip = Some(Curve::rect(half.size()));
        frame.push(place, FrameItem::Group(GroupItem { clip, ..GroupItem::new(half) }));
    }
    Page { frame, fill: Smart::Custom(ground), number, ..front.clone() }
}

/// What is drawn of a frame. Links lead nowhere on paper, and tags may begin or end on a page that is in another file.
fn drawn(frame: &Frame) -> Frame {
    let mut kept = Frame::new(frame.size(), frame.kind());
    for (position, item) in frame.items() {
        match item {
            FrameItem::Tag(_) | FrameItem::Link(..) => {}
            FrameItem::Group(group) => {
                let group = GroupItem { frame: drawn(&group.frame), parent: None, ..group.clone() };
                kept.push(*position, FrameItem::Group(group));
            }
            item => kept.push(*position, item.clone()),
        }
    }
    kept
}
