//! Contrast of text with its ground (WCAG 2.1, success criterion 1.4.3): the topmost opaque fill at the same point, with the transparent
//! ones above it. Of a gradient or a pattern the worst colour counts. Text on images is not checked: their colours are not known here.

use std::collections::HashMap;

use typst::layout::{Abs, FrameItem, Point, Rect, Transform};
use typst::text::TextItem;
use typst::visualize::{Color, Geometry, Paint, Shape};

use crate::diagnostics::Code;
use crate::rules::limits::Contrast;
use crate::typeset::frames;

use super::geometry::{bounds, common, contains_point, text_scale};
use super::walk::{Leaf, Part, What};
use super::{colour::colours, finding::Finding};

/// Red, green, blue and opacity, each from 0 to 1.
type Rgba = [f32; 4];

/// Ratios of pairs of colours: a page has few pairs, and each takes six powers.
type Ratios = HashMap<[[u32; 4]; 2], f64>;

const WHITE: Rgba = [1.0; 4];

/// Large text (WCAG 2.1, “large scale”), in points: in any weight, and in bold.
const LARGE: f64 = 18.0;
const LARGE_IF_BOLD: f64 = 14.0;
const BOLD: u16 = 700;

/// A shape or an image that covers a part of the page.
struct Cover<'a> {
    /// Nothing outside of this box is covered.
    bounds: Rect,
    /// From the page to the shape's own coordinates, and the shape; `None` for what fills its bounds.
    shape: Option<(Transform, &'a Shape)>,
    /// The colours that it may show; `None` where that cannot be known.
    colours: Option<Vec<Rgba>>,
}

pub fn check(leaf: &Leaf, least: &Contrast, findings: &mut Vec<Finding>) {
    let mut covers: Vec<Cover> = Vec::new();
    let mut known = Ratios::new();
    let page = leaf.fill.map(all_colours).unwrap_or_default();
    for mark in &leaf.marks {
        let shown = || {
            let bounds = bounds(mark.extent, mark.at);
            mark.clip.map_or(bounds, |clip| common(bounds, clip))
        };
        match &mark.what {
            _ if mark.context.part == Part::Tile => {}
            What::Shape(shape) => covers.extend(shape.fill.as_ref().and_then(|fill| {
                let shape = Some((mark.at.invert()?, *shape));
                Some(Cover { bounds: shown(), shape, colours: Some(all_colours(fill)) })
            })),
            What::Image(..) => covers.push(Cover { bounds: shown(), shape: None, colours: None }),
            What::Text(text) => {
                // Decoration need not be readable.
                if matches!(mark.context.part, Part::Ground | Part::Decoration) || text.text.trim().is_empty() {
                    continue;
                }
                let mut fill = all_colours(&text.fill);
                fill.retain(|colour| colour[3] > 0.0 || matches!(text.fill, Paint::Solid(_)));
                let size = text.size.to_pt() * text_scale(mark.at);
                let needed = if is_large(text, size) { least.large_text } else { least.text };
                let worst = points(text, mark.extent)
                    .into_iter()
                    .filter_map(|point| ground(&covers, &page, point.transform(mark.at)))
                    .filter_map(|ground| worst(&fill, &ground, &mut known))
                    .min_by(|a, b| a.0.total_cmp(&b.0));
                if let Some((ratio, colour, ground)) = worst.filter(|(ratio, ..)| *ratio < needed) {
                    // Rounded down, so that no ratio looks sufficient.
                    let ratio = (ratio * 100.0).floor() / 100.0;
                    let message = format!(
                        "text in `{}` on `{}` has a contrast of {ratio}:1; {needed}:1 is needed",
                        hex(colour),
                        hex(ground)
                    );
                    let hint = "make the text darker or its ground lighter, or the other way round";
                    let colours = vec![bytes(colour), bytes(ground)];
                    findings.push(Finding { colours, ..Finding::new(Code::LowContrast, mark, message, hint) });
                }
            }
        }
    }
}

fn is_large(text: &TextItem, size: f64) -> bool {
    let bold = text.font.font().info().variant.weight.to_number() >= BOLD;
    size >= LARGE - 1e-3 || bold && size >= LARGE_IF_BOLD - 1e-3
}

/// The points at which a text is checked: near its ends and in its middle, at half the x-height.
fn points(text: &TextItem, own: Rect) -> [Point; 3] {
    let height = -text.font.metrics().x_height.at(text.size) / 2.0;
    let inset = (own.size().x / 2.0).min(text.size / 4.0);
    [own.min.x + inset, (own.min.x + own.max.x) / 2.0, own.max.x - inset].map(|x: Abs| Point::new(x, height))
}

/// The colours that a point of the page may have; `None` on an image.
fn ground(covers: &[Cover], page: &[Rgba], point: Point) -> Option<Vec<Rgba>> {
    let mut layers: Vec<&[Rgba]> = Vec::new();
    for cover in covers.iter().rev().filter(|cover| cover.hits(point)) {
        let colours = cover.colours.as_deref()?;
        layers.push(colours);
        if !colours.is_empty() && colours.iter().all(|colour| colour[3] >= 1.0) {
            break;
        }
    }
    if let [top] = layers.as_slice()
        && let [colour] = top
        && colour[3] >= 1.0
    {
        return Some(vec![*colour]);
    }
    let paper: &[Rgba] = &[WHITE];
    let ground = [paper, page].into_iter().chain(layers.into_iter().rev());
    Some(ground.filter(|layer| !layer.is_empty()).fold(vec![WHITE], |below, layer| {
        let over = |above: &Rgba| below.iter().map(|below| blend(*above, *below)).collect::<Vec<_>>();
        let mut all: Vec<Rgba> = layer.iter().flat_map(over).collect();
        all.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        all.dedup();
        all
    }))
}

impl Cover<'_> {
    fn hits(&self, point: Point) -> bool {
        contains_point(self.bounds, point)
            && self.shape.is_none_or(|(back, shape)| match &shape.geometry {
                // The box around an upright rectangle is the rectangle.
                Geometry::Rect(_) if back.kx.is_zero() && back.ky.is_zero() => true,
                Geometry::Rect(_) => contains_point(shape.bbox(false), point.transform(back)),
                Geometry::Curve(curve) => curve.contains(shape.fill_rule, point.transform(back)),
                Geometry::Line(_) => false,
            })
    }
}

/// The pair of colours that differ least, with their ratio.
fn worst(text: &[Rgba], ground: &[Rgba], known: &mut Ratios) -> Option<(f64, Rgba, Rgba)> {
    let pairs = text.iter().flat_map(|text| ground.iter().map(move |ground| (blend(*text, *ground), *ground)));
    let rated = pairs.map(|(text, ground)| {
        let key = [text, ground].map(|colour| colour.map(f32::to_bits));
        (*known.entry(key).or_insert_with(|| ratio(text, ground)), text, ground)
    });
    rated.min_by(|a, b| a.0.total_cmp(&b.0))
}

fn blend(above: Rgba, below: Rgba) -> Rgba {
    let share = above[3];
    let mixed = |index: usize| above[index] * share + below[index] * (1.0 - share);
    [mixed(0), mixed(1), mixed(2), 1.0]
}

/// The contrast ratio (WCAG 2.1, “contrast ratio” and “relative luminance”).
fn ratio(a: Rgba, b: Rgba) -> f64 {
    let linear = |channel: f32| {
        let channel = f64::from(channel);
        if channel <= 0.03928 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |[red, green, blue, _]: Rgba| 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every colour that a paint may show, also in the tiles of a pattern.
fn all_colours(paint: &Paint) -> Vec<Rgba> {
    let Paint::Tiling(tiling) = paint else { return colours(paint).iter().map(rgba).collect() };
    // Between the strokes of a pattern the ground shows.
    let mut found = vec![[0.0; 4]];
    frames::visit(tiling.frame(), &mut |item, _| {
        if let FrameItem::Shape(shape, _) = item {
            let paints = [shape.fill.as_ref(), shape.stroke.as_ref().map(|stroke| &stroke.paint)];
            found.extend(paints.into_iter().flatten().flat_map(all_colours));
        }
    });
    found
}

fn rgba(colour: &Color) -> Rgba {
    let rgb = colour.to_rgb();
    [rgb.red, rgb.green, rgb.blue, rgb.alpha]
}

fn hex(colour: Rgba) -> String {
    let [red, green, blue] = bytes(colour);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn bytes([red, green, blue, _]: Rgba) -> [u8; 3] {
    [red, green, blue].map(|channel| (channel.clamp(0.0, 1.0) * 255.0).round() as u8)
}
