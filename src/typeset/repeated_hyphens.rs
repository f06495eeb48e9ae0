//! Hyphens that Typst repeats at the beginning of a line, as in Polish (`biało-`, `-czerwony`). They are drawn, so that the word is
//! copied, searched and read aloud with the one hyphen that it has.

use typst::layout::{Abs, FrameItem, Point, Transform};
use typst::syntax::Span;
use typst::text::TextItem;
use typst::visualize::{Curve, FillRule, Geometry, Shape};

use ttf_parser::{GlyphId, OutlineBuilder};

/// Where an item stands on its page.
pub type Place = (Abs, Abs);

/// Two runs of one line stand no farther apart than this, which is rounding.
const ROUNDING: Abs = Abs::raw(0.01);

pub fn place_of(to_page: Transform) -> Place {
    (to_page.tx, to_page.ty)
}

/// The places of the repeated hyphens among the runs of a page, in painting order.
pub fn places(runs: &[(&TextItem, Transform)]) -> Vec<Place> {
    let at = |index: usize| runs.get(index).copied();
    let repeated = runs.iter().enumerate().filter(|(index, (run, here))| {
        let before = index.checked_sub(1).and_then(at);
        run.text == "-" && at(index + 1).is_some_and(|next| is_repeated(before, (run, *here), next))
    });
    repeated.map(|(_, (_, here))| place_of(*here)).collect()
}

/// Whether a hyphen is a repeated one: it begins a line, stands right before a letter, and the line before ends with a hyphen. At the top of
/// a page that line is on another one. There the hyphen is a repeated one if nobody wrote it before that letter.
fn is_repeated(
    before: Option<(&TextItem, Transform)>,
    (hyphen, here): (&TextItem, Transform),
    (next, there): (&TextItem, Transform),
) -> bool {
    let touches = (there.tx - here.tx - hyphen.width()).abs() < ROUNDING && (there.ty - here.ty).abs() < ROUNDING;
    let begins_line = |(_, place): &(&TextItem, Transform)| (place.ty - here.ty).abs() > ROUNDING;
    let ends_in_hyphen = |(line, _): (&TextItem, Transform)| {
        let word = line.text.trim_end().strip_suffix('-');
        word.is_some_and(|word| word.ends_with(char::is_alphanumeric))
    };
    touches
        && next.text.starts_with(char::is_alphanumeric)
        && before.as_ref().is_none_or(begins_line)
        && (before.is_some_and(ends_in_hyphen) || !is_written(hyphen, next))
}

/// Whether a hyphen can be written before the text behind it: Typst sets what looks the same as one run, and takes its own hyphen from
/// the end of the line.
fn is_written(hyphen: &TextItem, next: &TextItem) -> bool {
    let looks_the_same = hyphen.font == next.font && hyphen.size == next.size && hyphen.fill == next.fill;
    let (Some(own), Some(first)) = (hyphen.glyphs.first(), next.glyphs.first()) else { return true };
    !looks_the_same || own.span.0 == first.span.0 && own.span.1 < first.span.1
}

/// The run as a shape, which is an artifact in the PDF; `None` if its face has no outlines.
pub fn drawn(run: &TextItem) -> Option<FrameItem> {
    let glyph = run.glyphs.first()?;
    let units = run.font.ttf().units_per_em();
    let mut outline = Outline { curve: Curve::new(), scale: run.size / f64::from(units), last: Point::zero() };
    run.font.ttf().outline_glyph(GlyphId(glyph.id), &mut outline)?;
    let shape = Shape {
        geometry: Geometry::Curve(outline.curve),
        fill: Some(run.fill.clone()),
        fill_rule: FillRule::NonZero,
        stroke: run.stroke.clone(),
    };
    Some(FrameItem::Shape(shape, Span::detached()))
}

/// The outline of a glyph, from the units of its face, in which heights grow upwards, to those of the page.
struct Outline {
    curve: Curve,
    scale: Abs,
    last: Point,
}

impl Outline {
    fn point(&self, x: f32, y: f32) -> Point {
        Point::new(self.scale * f64::from(x), -self.scale * f64::from(y))
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.point(x, y);
        self.curve.move_(self.last);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = self.point(x, y);
        self.curve.line(self.last);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (handle, to) = (self.point(x1, y1), self.point(x, y));
        // The cubic curve that is this quadratic one.
        let towards = |from: Point| from + (handle - from) * (2.0 / 3.0);
        self.curve.cubic(towards(self.last), towards(to), to);
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let to = self.point(x, y);
        self.curve.cubic(self.point(x1, y1), self.point(x2, y2), to);
        self.last = to;
    }

    fn close(&mut self) {
        self.curve.close();
    }
}
