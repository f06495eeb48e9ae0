//! Right-hand pages of a press, as in a mirror: the margin column of every page is laid out at the left, and belongs to the outer edge. The
//! templates label what is placed as in a mirror; everything else goes with the column of text, and no words are set again.

use typst::foundations::Label;
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::utils::PicoStr;

/// The label of a block over the column of text. A page without one, such as a cover, is not mirrored.
const COLUMN: &str = "text-column";
/// The label of what is placed as in a mirror, such as a box in the margin column.
const MIRRORED: &str = "in-mirror";

/// The frame of a right-hand page. Without a column of text it stays as it is.
pub fn right_hand(page: &mut Frame) {
    let width = page.width();
    if let Some(column) = column(page, Abs::zero()).map(|place| place.mirrored(width)) {
        *page = moved(page, Abs::zero(), column, width);
        page.translate(Point::with_x(column));
    }
}

/// Content that is as wide as its page, and stays where it is.
pub fn fixed(mut frame: Frame) -> Frame {
    if let Some(label) = label(MIRRORED) {
        frame.label(label);
    }
    frame
}

/// Where a group is, from the left edge of the page.
#[derive(Clone, Copy)]
struct Place {
    left: Abs,
    width: Abs,
}

impl Place {
    /// How far to the right it is in the mirror.
    fn mirrored(self, page: Abs) -> Abs {
        page - self.left * 2.0 - self.width
    }
}

fn label(name: &str) -> Option<Label> {
    Label::new(PicoStr::intern(name))
}

/// The first column of text in a frame that begins at `left`.
fn column(frame: &Frame, left: Abs) -> Option<Place> {
    frame.items().find_map(|(position, item)| {
        let FrameItem::Group(group) = item else { return None };
        let left = left + position.x;
        let is_column = group.label.is_some() && group.label == label(COLUMN);
        is_column.then_some(Place { left, width: group.frame.width() }).or_else(|| column(&group.frame, left))
    })
}

/// The content of a frame that begins at `left` and moves by `shift`. What has the label moves by what the mirror says instead, and its
/// content with it. Turned and scaled content moves as a whole.
fn moved(frame: &Frame, left: Abs, shift: Abs, page: Abs) -> Frame {
    let mut mirrored = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        mirrored.set_baseline(frame.baseline());
    }
    for (position, item) in frame.items() {
        let (mut position, mut item) = (*position, item.clone());
        if let FrameItem::Group(group) = &mut item {
            let place = Place { left: left + position.x, width: group.frame.width() };
            let has_label = group.label.is_some() && group.label == label(MIRRORED);
            let own = if has_label { place.mirrored(page) } else { shift };
            position.x += own - shift;
            if group.transform.is_identity() {
                group.frame = moved(&group.frame, place.left, own, page);
            }
        }
        mirrored.push(position, item);
    }
    mirrored
}
