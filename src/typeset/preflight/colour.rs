//! Colours on paper: only inks, not too much of them, and black text of one ink.

use typst::foundations::Repr;
use typst::syntax::Span;
use typst::visualize::{Color, ColorSpace, Paint, ProcessColor, ProcessColorSpace, SpotColorantName};

use crate::diagnostics::Code;
use crate::rules::limits::Paper;

use super::finding::{Finding, Spot};
use super::geometry::text_scale;
use super::walk::{Leaf, Part, What};

/// A colour with at least this share of black ink is black …
const BLACK: f32 = 0.6;
/// … and mixed, if its other three inks sum to at least this.
const MIXED: f32 = 0.3;

pub fn check(leaf: &Leaf, paper: &Paper, findings: &mut Vec<Finding>) {
    if let Some(fill) = leaf.fill {
        // Typst keeps no place for a page's fill, so the first mark of the body stands in.
        let first = leaf.marks.iter().find(|mark| mark.context.part == Part::Body && !mark.span.is_detached());
        let span = first.map_or(Span::detached(), |mark| mark.span);
        paint(fill, "the page", span.into(), paper, findings);
    }
    for mark in &leaf.marks {
        let (fill, stroke, names) = match mark.what {
            What::Text(text) => (Some(&text.fill), &text.stroke, ["the text", "the outline of the text"]),
            What::Shape(shape) => (shape.fill.as_ref(), &shape.stroke, ["the shape", "the line"]),
            What::Image(..) => continue,
        };
        for (own, name) in [fill, stroke.as_ref().map(|stroke| &stroke.paint)].into_iter().zip(names) {
            own.into_iter().for_each(|own| paint(own, name, mark.into(), paper, findings));
        }
        if let What::Text(text) = mark.what
            && text.size.to_pt() * text_scale(mark.at) < paper.rich_black_text
        {
            colours(&text.fill).iter().for_each(|colour| rich_black(colour, mark.into(), paper, findings));
        }
    }
}

fn paint(paint: &Paint, what: &str, spot: Spot, paper: &Paper, findings: &mut Vec<Finding>) {
    if let Paint::Gradient(gradient) = paint
        && !matches!(gradient.space(), ColorSpace::Process(ProcessColorSpace::Cmyk) | ColorSpace::Spot(_))
    {
        let message = format!("the gradient of {what} mixes its colours as light, not as inks");
        let hint = "give the gradient `space: cmyk` and colours of the theme";
        findings.push(Finding::new(Code::NotCmyk, spot, message, hint));
        return;
    }
    for colour in colours(paint) {
        match inks(&colour) {
            None => {
                let message = format!("{what} has the colour `{}`, which is not made of inks", colour.repr());
                let hint = "use a colour of the theme, `cmyk(…)` or a spot colour, or pair it in `templates/inks.typ` with its inks, as \
                     each pattern has to be; grey and black are `cmyk(0%, 0%, 0%, …)`";
                findings.push(Finding::new(Code::NotCmyk, spot.clone(), message, hint));
            }
            // 0.01 % allows for the rounding of `f32`.
            Some(sum) if sum > paper.ink_limit + 0.01 => {
                let (limit, colour) = (paper.ink_limit, colour.repr());
                let message = format!("{what} has {sum:.0} % of ink in `{colour}`; the paper takes {limit:.0} %");
                let hint = "take out what the black ink covers anyway";
                findings.push(Finding::new(Code::TooMuchInk, spot.clone(), message, hint));
            }
            Some(_) => {}
        }
    }
}

fn rich_black(colour: &Color, spot: Spot, paper: &Paper, findings: &mut Vec<Finding>) {
    let Color::Process(ProcessColor::Cmyk(ink)) = colour else { return };
    let others = ink.c + ink.m + ink.y;
    if ink.k >= BLACK && others >= MIXED {
        let message =
            format!("black text below {} pt is mixed from several inks: `{}`", paper.rich_black_text, colour.repr());
        let hint = "where the plates do not meet exactly its letters blur: use `cmyk(0%, 0%, 0%, 100%)`";
        findings.push(Finding::new(Code::RichBlackText, spot, message, hint));
    }
}

/// The sum of the inks of a colour in percent; `None` if it has none. The registration colour of printers' marks counts as one ink.
fn inks(colour: &Color) -> Option<f64> {
    match colour {
        Color::Process(ProcessColor::Cmyk(ink)) => Some(f64::from(ink.c + ink.m + ink.y + ink.k) * 100.0),
        Color::Process(_) => None,
        Color::Spot(spot) => match spot.colorant.name {
            Some(SpotColorantName::All | SpotColorantName::Custom(_)) => Some(spot.tint.get() * 100.0),
            None => Some(0.0),
        },
    }
}

/// The colours that a paint is made of: one, or the stops of a gradient. None for a tile: its marks are walked.
pub fn colours(paint: &Paint) -> Vec<Color> {
    match paint {
        Paint::Solid(colour) => vec![colour.clone()],
        Paint::Gradient(gradient) => gradient.stops_ref().iter().map(|(colour, _)| colour.clone()).collect(),
        Paint::Tiling(_) => Vec::new(),
    }
}
