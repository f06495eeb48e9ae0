//! Lines that are too thin for a press: strokes, and filled boxes that are as thin as one.

use typst::layout::{Point, Transform};
use typst::visualize::{FixedStroke, Geometry};

use crate::diagnostics::Code;
use crate::rules::limits::Paper;

use super::finding::Finding;
use super::geometry::{across, along_x, along_y, thinnest};
use super::walk::{Leaf, What};

/// The tolerance for the rounding of scales, in points.
const ROUNDING: f64 = 1e-3;

pub fn check(leaf: &Leaf, paper: &Paper, findings: &mut Vec<Finding>) {
    for mark in &leaf.marks {
        let stroke = |stroke: &FixedStroke, scale: f64| (stroke.thickness.to_pt() * scale, "the line is");
        let thin = match &mark.what {
            What::Text(text) => text.stroke.as_ref().map(|outline| stroke(outline, thinnest(mark.at))),
            What::Shape(shape) => match (&shape.stroke, &shape.fill, &shape.geometry) {
                (Some(line), _, geometry) => Some(stroke(line, scale(geometry, mark.at))),
                (None, Some(_), Geometry::Rect(size)) => {
                    let sides = (size.x.to_pt().abs() * along_x(mark.at), size.y.to_pt().abs() * along_y(mark.at));
                    // A box without any extent in one direction is not painted: a bar for the value 0, say.
                    let thin = sides.0.min(sides.1);
                    (thin > 0.0).then_some((thin, "the box is"))
                }
                _ => None,
            },
            What::Image(..) => None,
        };
        let Some((thickness, what)) = thin.filter(|(thickness, _)| *thickness < paper.hairline - ROUNDING) else {
            continue;
        };
        let message = format!("{what} {} pt thin; a press prints {} pt and more", short(thickness), paper.hairline);
        let hint = "make it thicker, or leave it out; what is scaled down gets thinner, too";
        findings.push(Finding::new(Code::Hairline, mark, message, hint));
    }
}

/// The factor for the thickness of a stroke at its thinnest part.
fn scale(geometry: &Geometry, at: Transform) -> f64 {
    let edges = match geometry {
        Geometry::Line(end) => [*end, Point::zero()],
        Geometry::Rect(size) => [Point::with_x(size.x), Point::with_y(size.y)],
        Geometry::Curve(_) => [Point::zero(); 2],
    };
    // A box without any extent in one direction is the line of its other one.
    let edges = edges.into_iter().filter(|edge| edge.hypot().to_raw() > 0.0);
    edges.map(|edge| across(at, edge)).reduce(f64::min).unwrap_or_else(|| thinnest(at))
}

/// At most two decimals, and no zeros at their end.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
