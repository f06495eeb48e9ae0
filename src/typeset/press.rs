//! From the pages of a screen to those of a press: the same layout, in inks, with a bleed, with right-hand pages as in a mirror, and
//! moved away from the spine. So each language is laid out once. Only a look without `templates/inks.typ` lays out its print edition by itself, in its own colours.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use typst::foundations::{Smart, Value};
use typst::layout::{Abs, FrameItem, Point, Sides};
use typst::utils::hash128;
use typst::visualize::{Cmyk, Color, FixedStroke, Gradient, ImageKind, Paint, ProcessColor};
use typst_layout::{Page, PagedDocument};

use crate::diagnostics::{Code, Diagnostic};
use crate::merge::brand;
use crate::rules::{Limits, Medium, Press};

use super::frames::{self, Replacement};
use super::{Relocator, boxes::Sheet, drawing, layout, mirrored, turned, world::file_id};

/// The template that maps paints of the screen to inks.
const INKS: &str = "/templates/inks.typ";
/// The name of the list there.
const LIST: &str = "inks";
/// The label of content on a page that is not moved for the binding, such as a cover.
const UNBOUND: &str = "unbound";

/// The paint for the press by the hash of the paint for a screen.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Inks(BTreeMap<u128, Paint>);

/// The inks of a look. `None` if it has none, and lays out its print edition by itself. Fails with the faults of the list.
pub fn inks(relocator: &mut Relocator) -> Option<Result<Inks, Vec<Diagnostic>>> {
    let (module, _) = layout::eval(relocator.world, file_id(INKS))?;
    Some(match module {
        Ok(module) => pairs(module.scope().get(LIST).map(|list| list.read())).map_err(|message| {
            let place = relocator.place_in(file_id(INKS), 0..0);
            vec![Diagnostic { place, ..Diagnostic::without_place(Code::Typst, message) }]
        }),
        Err(errors) => Err(errors.iter().map(|error| relocator.diagnostic(error)).collect()),
    })
}

fn pairs(list: Option<&Value>) -> Result<Inks, String> {
    let Some(Value::Array(list)) = list else { return Err(format!("`{LIST}` is not a list of pairs of paints")) };
    let mut inks = BTreeMap::new();
    for (number, value) in (1..).zip(list) {
        let pair = value.clone().cast::<Vec<Paint>>().ok().and_then(|pair| <[Paint; 2]>::try_from(pair).ok());
        let [screen, press] = pair.ok_or_else(|| format!("pair {number} of `{LIST}` is not two paints"))?;
        if *inks.entry(hash128(&screen)).or_insert_with(|| press.clone()) != press {
            return Err(format!(
                "pair {number} of `{LIST}` is the same on a screen as one before it, and another in print"
            ));
        }
    }
    Ok(Inks(inks))
}

impl Inks {
    /// The inks with those of the colours of drawings on the pages: what the look pairs stays, all others are by the profile of the press.
    pub fn with_drawings(mut self, document: &PagedDocument, press: &Press, limits: &Limits) -> Self {
        let mut colours: Vec<Color> = Vec::new();
        for page in document.pages() {
            frames::visit(&page.frame, &mut |item, _| {
                if let FrameItem::Image(image, ..) = item
                    && let ImageKind::Svg(svg) = image.kind()
                {
                    colours.extend(drawing::colours(svg));
                }
            });
        }
        colours.retain(|colour| !self.0.contains_key(&hash128(&Paint::Solid(colour.clone()))));
        if colours.is_empty() {
            return self;
        }
        let Medium::Paper(paper) = &limits.medium else { return self };
        let Some(press) = brand::Press::of(&press.profile.bytes, paper) else { return self };
        let bytes = |colour: &Color| {
            let [red, green, blue, _] = colour.to_vec4_u8();
            [red, green, blue]
        };
        let inks = press.inks(&colours.iter().map(bytes).collect::<Vec<_>>());
        for (colour, inks) in colours.into_iter().zip(inks) {
            let [c, m, y, k] = inks.map(|percent| f32::from(percent) / 100.0);
            let inks = Color::Process(ProcessColor::Cmyk(Cmyk { c, m, y, k }));
            self.0.insert(hash128(&Paint::Solid(colour)), Paint::Solid(inks));
        }
        self
    }
}

/// The pages as a press prints them, on a sheet whose trim is the page.
pub fn pages(document: &PagedDocument, inks: &Inks, sheet: Sheet) -> PagedDocument {
    let unbound = turned::pages_with(document, UNBOUND);
    let page = |index: usize, page: &Page| {
        let bound = !unbound.contains(&index);
        let shift = if bound { sheet.shift(index) } else { Abs::zero() };
        Some(printed(page, inks, sheet.bleed, shift, bound && Sheet::is_right_hand(index)))
    };
    frames::changed_pages(Cow::Borrowed(document), page).into_owned()
}

/// One page; memoized, since after an edit most pages are as they were.
#[comemo::memoize]
fn printed(page: &Page, inks: &Inks, bleed: Abs, shift: Abs, right_hand: bool) -> Page {
    let mut page = frames::changed_page(page, &|item, _| in_inks(item, inks)).unwrap_or_else(|| page.clone());
    if right_hand {
        mirrored::right_hand(&mut page.frame);
    }
    page.frame.translate(Point::with_x(shift));
    if page.bleed.is_zero() {
        page.bleed = Sides::splat(bleed);
    }
    if let Smart::Custom(Some(fill)) = &mut page.fill {
        mix(fill, inks);
    }
    page
}

/// An item in inks; `None` when it has no paint.
fn in_inks(item: &FrameItem, inks: &Inks) -> Option<Replacement> {
    let item = match item {
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
        FrameItem::Image(image, size, span) => {
            let ImageKind::Svg(drawing) = image.kind() else { return None };
            drawing::shapes(drawing, *size, *span, &|paint| inks.0.get(&hash128(&paint)).cloned().unwrap_or(paint))?
        }
        _ => return None,
    };
    Some((item, None))
}

fn mix_stroke(stroke: &mut Option<FixedStroke>, inks: &Inks) {
    stroke.iter_mut().for_each(|stroke| mix(&mut stroke.paint, inks));
}

/// Replaces a paint, or each colour of a gradient, by its inks. Preflight refuses other paints that are no inks.
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
