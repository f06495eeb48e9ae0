//! Where a mark stands, in points from the top left corner of its page's media box.

use lopdf::{Dictionary, Object};

use crate::bounds::marks::{LARGEST_COORDINATE, MOST_BOXES, MOST_POINTS};
use crate::comments::mark::{Area, Kind};
use crate::publish::page_tree::Page;
use crate::publish::pdf_fault::Fault;
use crate::publish::reader::Reader;

use super::values::{bearable, value};

/// The media box of a page that says none: A4, as readers take it.
const A4: Area = Area { left: 0.0, top: 841.89, right: 595.28, bottom: 0.0 };
/// Smaller boxes are points, which mark nothing.
const SMALLEST: f64 = 0.01;

/// The media box of a page, in the coordinates of the file. Fails if the work is too much.
pub fn media(reader: &mut Reader, page: &Page) -> Result<Area, Fault> {
    let corners = numbers(reader, page.get(b"MediaBox"), 4)?;
    Ok(match corners.as_deref() {
        Some([x0, y0, x1, y1]) if x0 != x1 && y0 != y1 => {
            Area { left: x0.min(*x1), top: y0.max(*y1), right: x0.max(*x1), bottom: y0.min(*y1) }
        }
        _ => A4,
    })
}

/// The boxes of a mark, and what of its place could not be read, in words. Fails if the work is too much.
pub fn boxes(
    reader: &mut Reader,
    entry: &Dictionary,
    kind: Kind,
    media: Area,
) -> Result<(Vec<Area>, Option<&'static str>), Fault> {
    let rectangle = match value(reader, entry, b"Rect")? {
        Some(rectangle) => numbers(reader, &rectangle, 4)?.filter(|corners| corners.len() == 4),
        None => None,
    };
    let rectangle = rectangle.and_then(|corners| around(&corners, media));
    let (own, told) = match kind {
        _ if kind.is_over_words() => quads(reader, entry, media)?,
        Kind::Drawing => (drawn(reader, entry, media)?, None),
        _ => (Vec::new(), None),
    };
    if !own.is_empty() {
        return Ok((own, told));
    }
    let Some(rectangle) = rectangle else { return Ok((Vec::new(), Some("has no place that can be read"))) };
    Ok((vec![inner(reader, entry, rectangle)?], told))
}

/// One box for each quad, whatever the order of its corners: programs write four different ones.
fn quads(reader: &mut Reader, entry: &Dictionary, media: Area) -> Result<(Vec<Area>, Option<&'static str>), Fault> {
    let Some(corners) = value(reader, entry, b"QuadPoints")? else { return Ok((Vec::new(), None)) };
    let Some(corners) = numbers(reader, &corners, 8 * MOST_BOXES)? else {
        return Ok((Vec::new(), Some("has boxes that cannot be read, or too many; its outline is taken")));
    };
    let mut boxes: Vec<Area> = Vec::new();
    for corners in corners.chunks_exact(8) {
        boxes.extend(around(corners, media).filter(|area| !boxes.contains(area)));
    }
    Ok((boxes, None))
}

/// The box around the strokes or corners of a drawing.
fn drawn(reader: &mut Reader, entry: &Dictionary, media: Area) -> Result<Vec<Area>, Fault> {
    let mut points = Vec::new();
    if let Some(Object::Array(strokes)) = value(reader, entry, b"InkList")? {
        for stroke in &strokes {
            let left = 2 * MOST_POINTS - points.len();
            let Some(mut stroke) = numbers(reader, stroke, left)? else { return Ok(Vec::new()) };
            stroke.truncate(stroke.len() / 2 * 2);
            points.extend(stroke);
        }
    }
    for key in [&b"L"[..], b"Vertices"] {
        if let Some(corners) = value(reader, entry, key)? {
            points.extend(numbers(reader, &corners, 2 * MOST_POINTS)?.unwrap_or_default());
        }
    }
    Ok(around(&points, media).into_iter().collect())
}

/// A rectangle less its margins (`RD`), inside which the mark is drawn.
fn inner(reader: &mut Reader, entry: &Dictionary, outer: Area) -> Result<Area, Fault> {
    let Some(margins) = value(reader, entry, b"RD")? else { return Ok(outer) };
    let margins = numbers(reader, &margins, 4)?;
    let Some([left, bottom, right, top]) = margins.as_deref() else { return Ok(outer) };
    let inner = Area {
        left: outer.left + left,
        top: outer.top + top,
        right: outer.right - right,
        bottom: outer.bottom - bottom,
    };
    let is_inside = margins.iter().flatten().all(|margin| *margin >= 0.0);
    Ok(if is_inside && inner.left <= inner.right && inner.top <= inner.bottom { inner } else { outer })
}

/// The box around points `x y x y …` of a file; `None` if there is none, or it is a point.
fn around(points: &[f64], media: Area) -> Option<Area> {
    let (pairs, _) = points.as_chunks::<2>();
    let empty = Area { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };
    let area = pairs.iter().fold(empty, |area, [x, y]| {
        let (x, y) = (x - media.left, media.top - y);
        Area { left: area.left.min(x), top: area.top.min(y), right: area.right.max(x), bottom: area.bottom.max(y) }
    });
    (area.right - area.left > SMALLEST || area.bottom - area.top > SMALLEST).then_some(area)
}

/// The numbers of an array; `None` if it is none, has more, or one of them is no coordinate. Fails if the work is too much.
fn numbers(reader: &mut Reader, array: &Object, most: usize) -> Result<Option<Vec<f64>>, Fault> {
    let Some(Object::Array(array)) = bearable(reader.resolve(array))? else { return Ok(None) };
    if array.len() > most {
        return Ok(None);
    }
    let mut numbers = Vec::with_capacity(array.len());
    for number in &array {
        let number = bearable(reader.resolve(number))?.and_then(|number| number.as_float().ok());
        let Some(number) = number.map(f64::from).filter(|number| number.abs() < LARGEST_COORDINATE) else {
            return Ok(None);
        };
        numbers.push(number);
    }
    Ok(Some(numbers))
}
