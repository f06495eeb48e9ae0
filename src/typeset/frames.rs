//! Walks over the items of a page, and replaces items.

use std::borrow::Cow;

use rayon::prelude::*;
use typst::layout::{Frame, FrameItem, GroupItem, Transform};
use typst::model::Document as _;
use typst_layout::{Page, PagedDocument};

/// Visits every item of a frame except groups, in painting order, with the transformation from the item to the frame.
pub fn visit<'f>(frame: &'f Frame, visitor: &mut impl FnMut(&'f FrameItem, Transform)) {
    visit_within(frame, Transform::identity(), visitor);
}

fn visit_within<'f>(frame: &'f Frame, to_page: Transform, visitor: &mut impl FnMut(&'f FrameItem, Transform)) {
    for (position, item) in frame.items() {
        let here = to_page.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => visit_within(&group.frame, here.pre_concat(group.transform), visitor),
            item => visitor(item, here),
        }
    }
}

/// The replacement of an item: another item, and perhaps one more after it.
pub type Replacement = (FrameItem, Option<FrameItem>);

/// The page with the items that `change` gives; `None` when it gives none. `change` gets what [`visit`] visits.
pub fn changed_page(page: &Page, change: &impl Fn(&FrameItem, Transform) -> Option<Replacement>) -> Option<Page> {
    Some(Page { frame: changed(&page.frame, Transform::identity(), change)?, ..page.clone() })
}

fn changed(
    frame: &Frame,
    to_page: Transform,
    change: &impl Fn(&FrameItem, Transform) -> Option<Replacement>,
) -> Option<Frame> {
    let replacements = frame.items().map(|(position, item)| {
        let here = to_page.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => {
                let frame = changed(&group.frame, here.pre_concat(group.transform), change)?;
                Some((FrameItem::Group(GroupItem { frame, ..group.clone() }), None))
            }
            item => change(item, here),
        }
    });
    let replacements: Vec<Option<Replacement>> = replacements.collect();
    if replacements.iter().all(Option::is_none) {
        return None;
    }
    let mut changed = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        changed.set_baseline(frame.baseline());
    }
    let items = frame.items().zip(replacements).flat_map(|((position, item), replacement)| {
        let (item, next) = replacement.unwrap_or_else(|| (item.clone(), None));
        std::iter::once(item).chain(next).map(|item| (*position, item))
    });
    changed.push_multiple(items.collect::<Vec<_>>());
    Some(changed)
}

/// The document with the pages that `change` gives, by their indices from 0; the document itself when it gives none.
pub fn changed_pages<'d>(
    document: Cow<'d, PagedDocument>,
    change: impl Fn(usize, &Page) -> Option<Page> + Sync,
) -> Cow<'d, PagedDocument> {
    let changed = document.pages().par_iter().enumerate().map(|(index, page)| change(index, page));
    let changed: Vec<Option<Page>> = changed.collect();
    if changed.iter().all(Option::is_none) {
        return document;
    }
    let pages = document.pages().iter().zip(changed).map(|(page, changed)| changed.unwrap_or_else(|| page.clone()));
    Cow::Owned(PagedDocument::new(pages.collect(), document.info().clone()))
}
