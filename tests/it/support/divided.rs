//! The words that are divided at the end of a line, from the content of a PDF.

use std::collections::BTreeMap;
use std::path::Path;

use lopdf::{Document, Encoding, Object, ObjectId};

use super::spoken;

/// The words that break at the end of a line of an accessible PDF, each in its two parts, in small letters.
pub fn words(path: &Path) -> Vec<(String, String)> {
    let text: String = spoken::blocks(path).into_iter().map(|block| block.text).collect();
    divided(&text)
}

/// The same of a PDF without tags. Of a word that goes on on the next page only the first part is known, so it is left out.
pub fn words_on_paper(path: &Path) -> Vec<(String, String)> {
    let document = Document::load(path).unwrap();
    document.get_pages().into_values().flat_map(|page| divided(&painted(&document, page))).collect()
}

fn divided(text: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = text.split('\u{ad}').collect();
    let word = |pair: &[&str]| {
        let left = pair[0].rsplit(|c: char| !c.is_alphabetic()).next().unwrap();
        let right = pair[1].trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap();
        (left.to_lowercase(), right.to_lowercase())
    };
    parts.windows(2).map(word).filter(|(_, right)| !right.is_empty()).collect()
}

/// The text of a page in the order in which it is painted.
fn painted(document: &Document, page: ObjectId) -> String {
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: BTreeMap<_, _> =
        fonts.into_iter().map(|(name, font)| (name, font.get_font_encoding(document).unwrap())).collect();
    let (mut text, mut encoding) = (String::new(), None::<&Encoding>);
    // The transformation, and the height of the line before.
    let (mut now, mut saved, mut last) = ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], Vec::new(), 0.0);
    // How many contents are open inside of one with a text of its own.
    let mut replaced: Option<usize> = None;
    for operation in document.get_and_decode_page_content(page).unwrap().operations {
        match operation.operator.as_str() {
            "BDC" | "BMC" => {
                let properties = operation.operands.get(1).and_then(|properties| properties.as_dict().ok());
                let own = properties.and_then(|properties| properties.get(b"ActualText").ok());
                match (&mut replaced, own) {
                    (Some(depth), _) => *depth += 1,
                    (None, Some(own)) => {
                        text.push_str(&lopdf::decode_text_string(own).unwrap());
                        replaced = Some(0);
                    }
                    (None, None) => {}
                }
            }
            "EMC" => replaced = replaced.and_then(|depth| depth.checked_sub(1)),
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap(),
            "cm" => {
                let own: Vec<f32> = operation.operands.iter().map(|number| number.as_float().unwrap()).collect();
                let [a, b, c, d, e, f] = now;
                let moved = |x: f32, y: f32| [a * x + c * y, b * x + d * y];
                let ([a, b], [c, d], [x, y]) = (moved(own[0], own[1]), moved(own[2], own[3]), moved(own[4], own[5]));
                now = [a, b, c, d, x + e, y + f];
            }
            // The last word of a line and the first of the next are one only where it is divided.
            "BT" => {
                // Along the upright of its letters, since a page can be turned.
                let height = now[4] * now[2] + now[5] * now[3];
                let is_next = (std::mem::replace(&mut last, height) - height).abs() > 0.1;
                text.push_str(if is_next && !text.ends_with('\u{ad}') { " " } else { "" });
            }
            "Tf" => encoding = encodings.get(operation.operands[0].as_name().unwrap()),
            "Tj" | "TJ" if replaced.is_none() => {
                let strings = match &operation.operands[0] {
                    Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
                    string => vec![string.as_str().unwrap()],
                };
                for string in strings {
                    text.push_str(&Document::decode_text(encoding.unwrap(), string).unwrap());
                }
            }
            _ => {}
        }
    }
    text
}
