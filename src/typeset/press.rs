//! From the pages of a screen to those of a press: the same layout, in inks, with a bleed, and moved away from the spine.
//!
//! A look that has `templates/inks.typ` is laid out in the colours of a screen in each edition, so that the layout of one
//! language is made once. A look without it lays its print edition out by itself, in whatever colours and sizes it likes.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use comemo::Track;
use rayon::prelude::*;
use typst::World;
use typst::engine::{Route, Sink, Traced};
use typst::foundations::{Label, Selector, Smart, Value};
use typst::introspection::Introspector;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Sides};
use typst::model::Document as _;
use typst::utils::{PicoStr, hash128};
use typst::visualize::{FixedStroke, Gradient, Paint};
use typst_layout::{Page, PagedDocument};

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;

use super::boxes::Sheet;
use super::relocate::Relocator;
use super::world::file_id;

/// Where a look says which inks stand for which paints.
const INKS: &str = "/templates/inks.typ";
/// The name of the list there.
const LIST: &str = "inks";
/// The label of something on a page that is not moved for the binding, such as a cover.
const UNBOUND: &str = "unbound";

/// What a press prints for each paint of a screen, by the hash of that.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Inks(BTreeMap<u128, Paint>);

/// The inks of a look. `None` when it has none, and lays out its print edition by itself.
///
/// # Errors
/// What is wrong with them.
pub fn inks(relocator: &mut Relocator) -> Option<Result<Inks, Vec<Diagnostic>>> {
    let world: &dyn World = relocator.world;
    let source = world.source(file_id(INKS)).ok()?;
    let mut sink = Sink::new();
    let (world, traced, route) = (world.track(), Traced::default(), Route::default());
    let module = typst_eval::eval(world, world.library(), traced.track(), sink.track_mut(), route.track(), &source);
    Some(match module {
        Ok(module) => pairs(module.scope().get(LIST).map(|list| list.read())).map_err(|words| {
            let diagnostic = Diagnostic::nowhere(Code::Typst, words);
            let place = relocator.place_in(source.id(), 0..0);
            vec![Diagnostic { place, ..diagnostic }]
        }),
        Err(errors) => Err(errors.iter().map(|error| relocator.diagnostic(error)).collect()),
    })
}

fn pairs(list: Option<&Value>) -> Result<Inks, String> {
    let paint = |value: &Value| value.clone().cast::<Paint>().ok();
    let pair = |value: &Value| match value {
        Value::Array(pair) => match pair.as_slice() {
            [screen, press] => Some((paint(screen)?, paint(press)?)),
            _ => None,
        },
        _ => None,
    };
    let Some(Value::Array(list)) = list else { return Err(format!("`{LIST}` is not a list of pairs of paints")) };
    let mut inks = BTreeMap::new();
    for (number, value) in (1..).zip(list) {
        let Some((screen, press)) = pair(value) else {
            return Err(format!("pair {number} of `{LIST}` is not two paints"));
        };
        if *inks.entry(hash128(&screen)).or_insert_with(|| press.clone()) != press {
            return Err(format!(
                "pair {number} of `{LIST}` is the same on a screen as one before it, and another in print"
            ));
        }
    }
    Ok(Inks(inks))
}

/// The pages as a press prints them, on a sheet whose trim is the page.
pub fn pages(document: &PagedDocument, inks: &Inks, sheet: Sheet) -> PagedDocument {
    let unbound = unbound(document);
    let bleed = Abs::pt(sheet.bleed);
    let pages: Vec<Page> = document
        .pages()
        .par_iter()
        .enumerate()
        .map(|(index, page)| {
            let shift = if unbound.contains(&index) { 0.0 } else { sheet.shift(index) };
            printed(page, inks, bleed, Abs::pt(shift))
        })
        .collect();
    PagedDocument::new(pages.into_iter().collect(), document.info().clone())
}

/// The pages that stand still, counted from 0.
fn unbound(document: &PagedDocument) -> HashSet<usize> {
    let introspector: &dyn Introspector = &**document.introspector();
    let Some(label) = Label::new(PicoStr::intern(UNBOUND)) else { return HashSet::new() };
    let marks = introspector.query(&Selector::Label(label));
    let page = |location| Some(introspector.page(location)?.get() - 1);
    marks.iter().filter_map(|mark| page(mark.location()?)).collect()
}

/// One page; after an edit most of them are remembered.
#[comemo::memoize]
fn printed(page: &Page, inks: &Inks, bleed: Abs, shift: Abs) -> Page {
    let mut frame = in_inks(&page.frame, inks);
    frame.translate(Point::with_x(shift));
    let mut page = Page { frame, ..page.clone() };
    if page.bleed.is_zero() {
        page.bleed = Sides::splat(bleed);
    }
    if let Smart::Custom(Some(fill)) = &mut page.fill {
        mix(fill, inks);
    }
    page
}

fn in_inks(frame: &Frame, inks: &Inks) -> Frame {
    let mut mixed = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        mixed.set_baseline(frame.baseline());
    }
    mixed.push_multiple(frame.items().map(|(position, item)| (*position, item_in_inks(item, inks))));
    mixed
}

fn item_in_inks(item: &FrameItem, inks: &Inks) -> FrameItem {
    match item {
        FrameItem::Group(group) => FrameItem::Group(GroupItem { frame: in_inks(&group.frame, inks), ..group.clone() }),
        FrameItem::Text(text) => {
            let mut text = text.clone();
            mix(&mut text.fill, inks);
            mix_stroke(&mut text.stroke, inks);
            FrameItem::Text(text)
        }
        FrameItem::Shape(shape, span) => {
            let mut shape = shape.clone();
            shape.fill.iter_mut().for_each(|fill| mix(fill, inks));
            mix_stroke(&mut shape.stroke, inks);
            FrameItem::Shape(shape, *span)
        }
        FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => item.clone(),
    }
}

fn mix_stroke(stroke: &mut Option<FixedStroke>, inks: &Inks) {
    stroke.iter_mut().for_each(|stroke| mix(&mut stroke.paint, inks));
}

/// Puts the inks of a paint in its place, or those of each colour of a gradient. Of what is left preflight tells that it is
/// none for a press.
fn mix(paint: &mut Paint, inks: &Inks) {
    if let Some(press) = inks.0.get(&hash128(paint)) {
        *paint = press.clone();
    } else if let Paint::Gradient(gradient) = paint {
        let stops = match gradient {
            Gradient::Linear(linear) => &mut Arc::make_mut(linear).stops,
            Gradient::Radial(radial) => &mut Arc::make_mut(radial).stops,
            Gradient::Conic(conic) => &mut Arc::make_mut(conic).stops,
        };
        for (colour, _) in stops {
            if let Some(Paint::Solid(press)) = inks.0.get(&hash128(&Paint::Solid(colour.clone()))) {
                *colour = press.clone();
            }
        }
    }
}
