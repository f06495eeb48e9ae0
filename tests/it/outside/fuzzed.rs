//! Runs the fuzz targets on inputs that once failed, which also proves that they compile: `fuzz/` is a workspace of its own, whose
//! dependencies only fuzzing needs.

#[path = "../../../fuzz/bodies.rs"]
mod bodies;

#[test]
fn the_fuzz_targets_hold_for_some_inputs() {
    bodies::check(Vec::new());
    bodies::check((0..=40).map(|selector| (selector, "[[x]]\n\u{202e}= '''".to_owned())).collect());
    for selector in 0..10 {
        for content in ["a = '''\n", "= \n= \n", "x;y\n1,5;\"2", "\u{feff}title.en = 1\r\n", "\0\u{1b}[8m"] {
            bodies::decode(&[&[selector], content.as_bytes()].concat());
        }
        bodies::decode(&[selector, 0xff, 0xfe]);
    }
    bodies::maps("a = \"x\\u00e4\\n\\\"\"\nb = '''\r\n ö'''\nc = \"\"\"\\\n  y\"\"\"");
    for text in ["# a\n\n*b* `{{ 1 }}` [@x] | ~~c~~", "> - 1. x\n\n[^1]\n\n[^1]: y", "#let x = 1; $y$ \\", ""] {
        bodies::markdown(text);
    }
}
