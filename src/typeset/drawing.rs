//! Drawings in SVG as shapes in inks, for a press. Only flat ones: areas and lines of one colour each.

use typst::layout::{Abs, Frame, FrameItem, FrameKind, GroupItem, Point, Ratio, Size, Transform};
use typst::syntax::Span;
use typst::visualize::{
    Color, Curve, CurveItem, DashPattern, FillRule, FixedStroke, Geometry, LineCap, LineJoin, Paint, Shape, SvgImage,
};
use usvg::tiny_skia_path::{Path as Segments, PathSegment, Point as SvgPoint, Transform as SvgTransform};
use usvg::{Group, Node, PaintOrder, Path};

use crate::model::image::{clip_path, unlike_inks};

/// The colours of a flat drawing; none of another one, which stays as it is.
pub fn colours(drawing: &SvgImage) -> Vec<Color> {
    let mut found = Vec::new();
    if unlike_inks(drawing.tree()).is_none() {
        each_path(drawing.tree().root(), &mut |path| {
            found.extend(path.fill().and_then(|fill| solid(fill.paint())));
            found.extend(path.stroke().and_then(|stroke| solid(stroke.paint())));
        });
    }
    found
}

fn each_path(group: &Group, visitor: &mut impl FnMut(&Path)) {
    for node in group.children() {
        match node {
            Node::Group(group) => each_path(group, visitor),
            Node::Path(path) => visitor(path),
            Node::Text(text) => each_path(text.flattened(), visitor),
            Node::Image(_) => {}
        }
    }
}

/// A drawing as shapes in the paints that `inks` gives; `None` for one that is not flat.
pub fn shapes(drawing: &SvgImage, size: Size, span: Span, inks: &dyn Fn(Paint) -> Paint) -> Option<FrameItem> {
    let tree = drawing.tree();
    if unlike_inks(tree).is_some() {
        return None;
    }
    let mut whole = Frame::new(size, FrameKind::Soft);
    add_group(tree.root(), SvgTransform::identity(), &Shapes { size, span, inks }, &mut whole)?;
    let scale = |length: Abs, of: f64| Ratio::new(length.to_pt() / of);
    let transform = Transform::scale(scale(size.x, drawing.width()), scale(size.y, drawing.height()));
    let mut scaled = Frame::new(size, FrameKind::Hard);
    scaled.push(Point::zero(), FrameItem::Group(GroupItem { transform, ..GroupItem::new(whole) }));
    // What lies outside of a drawing's own edges does not show.
    Some(FrameItem::Group(GroupItem { clip: Some(Curve::rect(size)), ..GroupItem::new(scaled) }))
}

/// What the shapes of a drawing have in common.
struct Shapes<'a> {
    size: Size,
    span: Span,
    inks: &'a dyn Fn(Paint) -> Paint,
}

/// Adds a group; `around` is the transformation of what it stands in. The absolute ones of usvg are not those of text.
fn add_group(group: &Group, around: SvgTransform, shapes: &Shapes, frame: &mut Frame) -> Option<()> {
    let at = around.pre_concat(group.transform());
    let Some(clip) = group.clip_path() else { return add_children(group, at, shapes, frame) };
    let (path, to_group) = clip_path(clip)?;
    let mut inner = Frame::new(shapes.size, FrameKind::Soft);
    add_children(group, at, shapes, &mut inner)?;
    let clip = Some(curve(path.data(), at.pre_concat(to_group)));
    frame.push(Point::zero(), FrameItem::Group(GroupItem { clip, ..GroupItem::new(inner) }));
    Some(())
}

fn add_children(group: &Group, at: SvgTransform, shapes: &Shapes, frame: &mut Frame) -> Option<()> {
    for node in group.children() {
        match node {
            Node::Group(group) => add_group(group, at, shapes, frame)?,
            Node::Path(path) if path.is_visible() => add_path(path, at, shapes, frame),
            Node::Path(_) => {}
            Node::Text(text) => add_group(text.flattened(), at, shapes, frame)?,
            Node::Image(_) => return None,
        }
    }
    Some(())
}

/// Adds a path in its own coordinates, so that its line is as wide as the drawing makes it.
fn add_path(path: &Path, at: SvgTransform, shapes: &Shapes, frame: &mut Frame) {
    let paint = |paint| solid(paint).map(|colour| (shapes.inks)(Paint::Solid(colour)));
    let fill = path.fill().and_then(|fill| paint(fill.paint()));
    let stroke = path.stroke().and_then(|own| Some(stroke(own, paint(own.paint())?)));
    let fill_rule = match path.fill().map(usvg::Fill::rule) {
        Some(usvg::FillRule::EvenOdd) => FillRule::EvenOdd,
        _ => FillRule::NonZero,
    };
    let geometry = Geometry::Curve(curve(path.data(), SvgTransform::identity()));
    let shape = |fill, stroke| Shape { geometry: geometry.clone(), fill, fill_rule, stroke };
    let parts = match path.paint_order() {
        PaintOrder::FillAndStroke => vec![shape(fill, stroke)],
        PaintOrder::StrokeAndFill => vec![shape(None, stroke), shape(fill, None)],
    };
    let mut own = Frame::new(shapes.size, FrameKind::Soft);
    own.push_multiple(parts.into_iter().map(|shape| (Point::zero(), FrameItem::Shape(shape, shapes.span))));
    let ratio = |part: f32| Ratio::new(part.into());
    let transform = Transform {
        sx: ratio(at.sx),
        ky: ratio(at.ky),
        kx: ratio(at.kx),
        sy: ratio(at.sy),
        tx: Abs::pt(at.tx.into()),
        ty: Abs::pt(at.ty.into()),
    };
    frame.push(Point::zero(), FrameItem::Group(GroupItem { transform, ..GroupItem::new(own) }));
}

fn solid(paint: &usvg::Paint) -> Option<Color> {
    match paint {
        usvg::Paint::Color(colour) => Some(Color::from_u8(colour.red, colour.green, colour.blue, 255)),
        _ => None,
    }
}

fn stroke(own: &usvg::Stroke, paint: Paint) -> FixedStroke {
    let length = |length: f32| Abs::pt(length.into());
    let dash = own.dasharray().map(|lengths| DashPattern {
        array: lengths.iter().map(|part| length(*part)).collect(),
        phase: length(own.dashoffset()),
    });
    FixedStroke {
        paint,
        thickness: length(own.width().get()),
        cap: match own.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        join: match own.linejoin() {
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
        },
        dash,
        miter_limit: Ratio::new(own.miterlimit().get().into()),
    }
}

/// The segments of a path, each point transformed.
fn curve(segments: &Segments, transform: SvgTransform) -> Curve {
    let point = |mut point: SvgPoint| {
        transform.map_point(&mut point);
        Point::new(Abs::pt(point.x.into()), Abs::pt(point.y.into()))
    };
    let mut last = SvgPoint::zero();
    let mut items = Vec::new();
    for segment in segments.segments() {
        match segment {
            PathSegment::MoveTo(to) => items.push(CurveItem::Move(point(to))),
            PathSegment::LineTo(to) => items.push(CurveItem::Line(point(to))),
            // The cubic curve that is this quadratic one: its handles lie two thirds of the way to the one of that.
            PathSegment::QuadTo(handle, to) => {
                let part = |from: f32, handle: f32| from + (handle - from) * 2.0 / 3.0;
                let towards = |from: SvgPoint| SvgPoint::from_xy(part(from.x, handle.x), part(from.y, handle.y));
                items.push(CurveItem::Cubic(point(towards(last)), point(towards(to)), point(to)));
            }
            PathSegment::CubicTo(first, second, to) => {
                items.push(CurveItem::Cubic(point(first), point(second), point(to)));
            }
            PathSegment::Close => items.push(CurveItem::Close),
        }
        if let PathSegment::MoveTo(to)
        | PathSegment::LineTo(to)
        | PathSegment::QuadTo(_, to)
        | PathSegment::CubicTo(_, _, to) = segment
        {
            last = to;
        }
    }
    Curve(items)
}
