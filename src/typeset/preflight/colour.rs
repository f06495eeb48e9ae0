//! Colours on paper: only inks, not too much of them, and black text of one ink.

use typst::foundations::Repr;
use typst::visualize::{Color, ColorSpace, Gradient, Paint, ProcessColor, ProcessColorSpace, SpotColorantName};

use crate::diagnostics::code::Code;

use super::finding::{Findings, Spot};
use super::geometry::text_scale;
use super::walk::{Leaf, Part, What};
use crate::rules::limits::Paper;

/// From this share of the black ink on, a colour counts as black …
const BLACK: f32 = 0.6;
/// … and from this sum of the three other inks on, the black counts as mixed.
const MIXED: f32 = 0.3;

pub fn check(leaf: &Leaf, paper: &Paper, findings: &mut Findings) {
    if let Some(fill) = leaf.fill {
        // Typst does not know where a page got its fill; the first thing that stands on it is near.
        let first = leaf.marks.iter().find(|mark| mark.context.part == Part::Body && !mark.span.is_detached());
        paint(
            fill,
            "the page",
            first.map_or(typst::syntax::Span::detached(), |mark| mark.span).into(),
            paper,
            findings,
        );
    }
    for mark in &leaf.marks {
        let spot = || Spot::from(mark);
        match &mark.what {
            What::Text(text) => {
                paint(&text.fill, "the text", spot(), paper, findings);
                if let Some(stroke) = &text.stroke {
                    paint(&stroke.paint, "the outline of the text", spot(), paper, findings);
                }
                if text.size.to_pt() * text_scale(mark.at) < paper.rich_black_text {
                    colours(&text.fill).iter().for_each(|colour| rich_black(colour, spot(), paper, findings));
                }
            }
            What::Shape(shape) => {
                if let Some(fill) = &shape.fill {
                    paint(fill, "the shape", spot(), paper, findings);
                }
                if let Some(stroke) = &shape.stroke {
                    paint(&stroke.paint, "the line", spot(), paper, findings);
                }
            }
            What::Image(..) => {}
        }
    }
}

fn paint(paint: &Paint, what: &str, spot: Spot, paper: &Paper, findings: &mut Findings) {
    if let Paint::Gradient(gradient) = paint
        && !is_ink(&gradient.space())
    {
        let message = format!("the gradient of {what} mixes its colours as light, not as inks");
        let hint = "give the gradient `space: cmyk` and colours of the theme";
        findings.add(Code::NotCmyk, spot, message, hint);
        return;
    }
    for colour in colours(paint) {
        match inks(&colour) {
            None => {
                let message = format!("{what} has the colour `{}`, which is not made of inks", colour.repr());
                let hint = "use a colour of the theme, `cmyk(…)` or a spot colour, or pair it in `templates/inks.typ` with its inks, as \
                     each pattern has to be; grey and black are `cmyk(0%, 0%, 0%, …)`";
                findings.add(Code::NotCmyk, spot.clone(), message, hint);
            }
            // A hundredth of a percent is the rounding of 32 bits.
            Some(sum) if sum > paper.ink_limit + 0.01 => {
                let message = format!(
                    "{what} has {sum:.0} % of ink in `{}`; the paper takes {:.0} %",
                    colour.repr(),
                    paper.ink_limit
                );
                findings.add(Code::TooMuchInk, spot.clone(), message, "take out what the black ink covers anyway");
            }
            Some(_) => {}
        }
    }
}

fn rich_black(colour: &Color, spot: Spot, paper: &Paper, findings: &mut Findings) {
    let Color::Process(ProcessColor::Cmyk(ink)) = colour else { return };
    let others = ink.c + ink.m + ink.y;
    if ink.k >= BLACK && others >= MIXED {
        let message =
            format!("black text below {} pt is mixed from several inks: `{}`", paper.rich_black_text, colour.repr());
        let hint = "where the plates do not meet exactly its letters blur: use `cmyk(0%, 0%, 0%, 100%)`";
        findings.add(Code::RichBlackText, spot, message, hint);
    }
}

fn is_ink(space: &ColorSpace) -> bool {
    matches!(space, ColorSpace::Process(ProcessColorSpace::Cmyk) | ColorSpace::Spot(_))
}

/// The sum of the inks of a colour in percent; `None` for one that is not made of inks. The colour of all plates, in
/// which printers' marks are drawn, lies outside of what is left of the page and counts as one ink.
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

/// The colours that a paint is made of: one, or the stops of a gradient. What a tile shows are marks of their own.
pub fn colours(paint: &Paint) -> Vec<Color> {
    match paint {
        Paint::Solid(colour) => vec![colour.clone()],
        Paint::Gradient(gradient) => stops(gradient),
        Paint::Tiling(_) => Vec::new(),
    }
}

fn stops(gradient: &Gradient) -> Vec<Color> {
    gradient.stops_ref().iter().map(|(colour, _)| colour.clone()).collect()
}
