//! Proves the measures of preflight on scaled and rotated parts of a page.

use raportti::typeset::preflight::geometry::{across, along_x, along_y, bounds, text_scale, thinnest};
use typst::layout::{Abs, Angle, Point, Ratio, Rect, Transform};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn a_line_keeps_its_thickness_when_only_its_length_is_scaled() {
    let narrow = Transform::scale(Ratio::new(0.5), Ratio::one());
    assert!(close(across(narrow, Point::with_x(Abs::pt(7.0))), 1.0));
    assert!(close(across(narrow, Point::with_y(Abs::pt(7.0))), 0.5));
    assert!(close(thinnest(narrow), 0.5));
}

#[test]
fn turning_changes_no_length() {
    let turned = Transform::rotate(Angle::deg(30.0));
    for scale in [along_x(turned), along_y(turned), thinnest(turned), text_scale(turned)] {
        assert!(close(scale, 1.0), "{scale}");
    }
}

#[test]
fn the_box_around_a_turned_box_holds_its_corners() {
    let square = Rect::new(Point::zero(), Point::splat(Abs::pt(10.0)));
    let turned = bounds(square, Transform::rotate(Angle::deg(90.0)));
    assert!(turned.min.x.approx_eq(Abs::pt(-10.0)) && turned.max.y.approx_eq(Abs::pt(10.0)));
}
