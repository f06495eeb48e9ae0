//! The words of a drawing in SVG: their characters, and the fonts that it asks for.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use usvg::FontFamily;
use usvg::roxmltree::Node;

use super::drawing::{is_element, parsed, unpacked};

/// What the words of a drawing need.
#[derive(Default)]
pub struct Words {
    pub characters: BTreeSet<char>,
    /// The families that a text asks for, in its order: of each text that names any.
    pub families: BTreeSet<Vec<String>>,
}

/// The words of a drawing; none of one that cannot be read.
pub fn of(bytes: &[u8]) -> Words {
    let Ok(text) = unpacked(bytes) else { return Words::default() };
    let Ok(document) = parsed(&text) else { return Words::default() };
    let words = document.descendants().filter(|node| is_element(node, "text"));
    let texts = words.flat_map(|words| words.descendants()).filter(Node::is_text).filter_map(|node| node.text());
    let characters = texts.flat_map(str::chars).collect();
    let families = Mutex::new(BTreeSet::new());
    let select_font = |font: &usvg::Font| {
        if is_choosy(font.families()) {
            let named = font.families().iter().map(|family| family.to_string().replace('"', "")).collect();
            families.lock().unwrap_or_else(PoisonError::into_inner).insert(named);
        }
        None
    };
    let options = usvg::Options {
        // As Typst has it: a text that asks for no family gets that of the figure.
        font_family: String::new(),
        font_resolver: usvg::FontResolver {
            select_font: Box::new(move |font, _| select_font(font)),
            select_fallback: Box::new(|_, _, _| None),
        },
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let read = usvg::Tree::from_xmltree(&document, &options);
    drop((read, options));
    Words { characters, families: families.into_inner().unwrap_or_else(PoisonError::into_inner) }
}

/// Whether a text asks for more than the usual font of figures, which has no serifs.
fn is_choosy(families: &[FontFamily]) -> bool {
    let usual =
        |family: &FontFamily| matches!(family, FontFamily::SansSerif) || *family == FontFamily::Named(String::new());
    !families.iter().all(usual)
}
