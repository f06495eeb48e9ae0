//! Pages that are wider than high. A screen shows them as they are. A press, whose pages all have one trim, gets them turned by 90° to the
//! left, with the head and foot of an upright page. Both are on the page that Typst lays out, so that one layout serves both editions.

use std::borrow::Cow;
use std::collections::HashSet;

use typst::foundations::{Label, Selector};
use typst::introspection::Introspector;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Ratio, Size, Transform};
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

use super::{frames, mirrored};

/// The label on a page that is turned.
const TURNED: &str = "turned";
/// The label of the head and of the foot of such a page.
const OF_SCREEN: &str = "turned-marginal";
/// The label of a block of the size of an upright page, with its head and foot.
const OF_PRESS: &str = "upright-marginals";

/// The pages for a screen.
pub fn for_screen(document: &PagedDocument) -> Cow<'_, PagedDocument> {
    changed(document, |page| {
        let mut taken = Vec::new();
        Page { frame: without(&page.frame, OF_PRESS, &mut taken), ..page.clone() }
    })
}

/// The pages for a press.
pub fn for_press(document: &PagedDocument) -> Cow<'_, PagedDocument> {
    changed(document, |page| {
        let mut marginals = Vec::new();
        let body = without(&page.frame, OF_SCREEN, &mut Vec::new());
        let body = without(&body, OF_PRESS, &mut marginals);
        let body = mirrored::fixed(to_the_left(body));
        let mut upright = Frame::new(body.size(), body.kind());
        upright.push_frame(Point::zero(), body);
        marginals.into_iter().for_each(|marginal| upright.push(Point::zero(), FrameItem::Group(marginal)));
        Page { frame: upright, ..page.clone() }
    })
}

fn changed(document: &PagedDocument, change: impl Fn(&Page) -> Page + Sync) -> Cow<'_, PagedDocument> {
    let turned = pages_with(document, TURNED);
    if turned.is_empty() {
        return Cow::Borrowed(document);
    }
    // What goes on over several pages has the label on the first only.
    let is_turned = |index: usize, page: &Page| {
        turned.contains(&index) || page.frame.width() > page.frame.height() && has(&page.frame, label(OF_PRESS))
    };
    frames::changed_pages(Cow::Borrowed(document), |index, page| is_turned(index, page).then(|| change(page)))
}

/// The pages with a label on them, counted from 0.
pub fn pages_with(document: &PagedDocument, name: &str) -> HashSet<usize> {
    let Some(label) = label(name) else { return HashSet::new() };
    let marks = document.introspector().query(&Selector::Label(label));
    let page = |location| Some(document.introspector().page(location)?.get() - 1);
    marks.iter().filter_map(|mark| page(mark.location()?)).collect()
}

fn label(name: &str) -> Option<Label> {
    Label::new(PicoStr::intern(name))
}

fn has(frame: &Frame, label: Option<Label>) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => group.label.is_some() && group.label == label || has(&group.frame, label),
        _ => false,
    })
}

/// The frame without the groups of a label, which go to `taken` at their place on the page of a press.
pub fn without(frame: &Frame, name: &str, taken: &mut Vec<GroupItem>) -> Frame {
    let label = label(name);
    if !has(frame, label) {
        return frame.clone();
    }
    let mut kept = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        kept.set_baseline(frame.baseline());
    }
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) if group.label == label => taken.push(group.clone()),
            FrameItem::Group(group) => {
                let frame = without(&group.frame, name, taken);
                kept.push(*position, FrameItem::Group(GroupItem { frame, ..group.clone() }));
            }
            item => kept.push(*position, item.clone()),
        }
    }
    kept
}

/// A frame that is turned by 90° against the clock, so that its right edge is above.
fn to_the_left(mut frame: Frame) -> Frame {
    let Size { x: width, y: height } = frame.size();
    frame.transform(Transform {
        sx: Ratio::zero(),
        ky: -Ratio::one(),
        kx: Ratio::one(),
        sy: Ratio::zero(),
        tx: Abs::zero(),
        ty: width,
    });
    frame.set_size(Size::new(height, width));
    frame
}
