//! The names of fonts in a drawing that no reader of SVG takes: CSS wants quotes around a name such as `Source Sans 3`, in which a word begins
//! with a digit. Without them the whole list is passed over in silence.

use std::collections::BTreeSet;

use svgtypes::{FontShorthand, parse_font_families};
use usvg::roxmltree::Document;

/// The lists of families that cannot be read, as they are written.
pub fn unread(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for node in document.descendants().filter(|node| node.is_element()) {
        for attribute in node.attributes() {
            match attribute.name() {
                "style" => collect(attribute.value(), &mut found),
                name => check(name, attribute.value(), &mut found),
            }
        }
        if node.tag_name().name() == "style" {
            node.children().filter_map(|child| child.text()).for_each(|css| collect(css, &mut found));
        }
    }
    found
}

/// The declarations of a style sheet.
fn collect(css: &str, found: &mut BTreeSet<String>) {
    for declaration in css.split([';', '{', '}']) {
        if let Some((property, value)) = declaration.split_once(':') {
            check(property.trim(), value, found);
        }
    }
}

fn check(property: &str, value: &str, found: &mut BTreeSet<String>) {
    let value = value.trim().trim_end_matches("!important").trim_end();
    let families = match property {
        "font-family" => value,
        // Another value of `font` is a fault of its own, such as one without a size.
        "font" => FontShorthand::from_str(value).map(|font| font.font_family).unwrap_or_default(),
        _ => "",
    };
    if parse_font_families(families).is_err() {
        found.insert(families.to_owned());
    }
}

/// A list of families with quotes around each name that needs them.
pub fn quoted(families: &str) -> String {
    let names = families.split(',').map(|name| name.trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c)));
    let quoted = |name: &str| if parse_font_families(name).is_ok() { name.to_owned() } else { format!("'{name}'") };
    names.filter(|name| !name.is_empty()).map(quoted).collect::<Vec<_>>().join(", ")
}
