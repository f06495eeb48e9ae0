//! Rectangles on a page, and the factors by which a transformation changes lengths.

use typst::layout::{Abs, Point, Rect, Transform};

/// The factor for a horizontal length.
pub fn along_x(at: Transform) -> f64 {
    at.sx.get().hypot(at.ky.get())
}

/// The factor for a vertical length.
pub fn along_y(at: Transform) -> f64 {
    at.kx.get().hypot(at.sy.get())
}

fn area(at: Transform) -> f64 {
    (at.sx.get() * at.sy.get() - at.kx.get() * at.ky.get()).abs()
}

/// The factor for the height of a line of text: that of the area without that of its length.
pub fn text_scale(at: Transform) -> f64 {
    across(at, Point::with_x(Abs::pt(1.0)))
}

/// The factor for the thickness of a line that runs in `direction`.
pub fn across(at: Transform, direction: Point) -> f64 {
    let length = direction.hypot().to_raw();
    let (x, y) = (direction.x.to_raw() / length, direction.y.to_raw() / length);
    let stretched = (at.sx.get() * x + at.kx.get() * y).hypot(at.ky.get() * x + at.sy.get() * y);
    if stretched > 0.0 { area(at) / stretched } else { 0.0 }
}

/// The least factor for the thickness of a line in any direction: the smaller singular value of the matrix.
pub fn thinnest(at: Transform) -> f64 {
    let sum = at.sx.get().powi(2) + at.sy.get().powi(2) + at.kx.get().powi(2) + at.ky.get().powi(2);
    let product = area(at);
    let root = (sum * sum - 4.0 * product * product).max(0.0).sqrt();
    ((sum - root) / 2.0).max(0.0).sqrt()
}

/// The box around a transformed box.
pub fn bounds(rect: Rect, at: Transform) -> Rect {
    let corners = [rect.min, Point::new(rect.max.x, rect.min.y), rect.max, Point::new(rect.min.x, rect.max.y)]
        .map(|corner| corner.transform(at));
    let [first, rest @ ..] = corners;
    rest.iter().fold(Rect::new(first, first), |all, corner| Rect::new(all.min.min(*corner), all.max.max(*corner)))
}

/// The intersection of two boxes, without width or height when they are apart.
pub fn common(a: Rect, b: Rect) -> Rect {
    let min = a.min.max(b.min);
    Rect::new(min, a.max.min(b.max).max(min))
}

/// The box with `by` taken off at each side.
pub fn shrunk(rect: Rect, by: Abs) -> Rect {
    Rect::new(rect.min + Point::splat(by), rect.max - Point::splat(by))
}

pub fn contains_point(rect: Rect, point: Point) -> bool {
    rect.min.x <= point.x && point.x <= rect.max.x && rect.min.y <= point.y && point.y <= rect.max.y
}

/// Whether `inner` lies inside `outer`, within `tolerance`.
pub fn contains(outer: Rect, inner: Rect, tolerance: Abs) -> bool {
    let outer = shrunk(outer, -tolerance);
    contains_point(outer, inner.min) && contains_point(outer, inner.max)
}
