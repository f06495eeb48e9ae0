//! The lines of text on a page, from the content of a PDF.

use std::collections::HashMap;
use std::path::Path;

use lopdf::{Document, Encoding, Object};

/// How far each line of text is above the bottom edge of a page, in pt, and its letters without spaces. Pages count from 1.
pub fn lines(path: &Path, page: u32) -> Vec<(f64, String)> {
    let document = Document::load(path).unwrap();
    let page = document.get_pages()[&page];
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: HashMap<_, _> =
        fonts.into_iter().map(|(name, font)| (name, font.get_font_encoding(&document).unwrap())).collect();
    let mut encoding: Option<&Encoding> = None;
    let mut lines: Vec<(f64, String)> = Vec::new();
    // Only the vertical scale and offset of the transformation matter, since no text is rotated.
    let (mut now, mut saved, mut height) = ([1.0, 0.0], Vec::new(), 0.0);
    for operation in document.get_and_decode_page_content(page).unwrap().operations {
        let number = |place: usize| f64::from(operation.operands[place].as_float().unwrap());
        match operation.operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap(),
            "cm" => now = [now[0] * number(3), now[0] * number(5) + now[1]],
            "Tm" => height = now[0] * number(5) + now[1],
            "Tf" => encoding = encodings.get(operation.operands[0].as_name().unwrap()),
            "Tj" | "TJ" => {
                let strings = match &operation.operands[0] {
                    Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
                    string => vec![string.as_str().unwrap()],
                };
                let decode = |string: &[u8]| Document::decode_text(encoding.unwrap(), string).unwrap();
                let text: String = strings.into_iter().map(decode).collect();
                let text: String = text.split_whitespace().collect();
                match lines.iter_mut().find(|(known, _)| (known - height).abs() < 0.1) {
                    Some((_, line)) => line.push_str(&text),
                    None => lines.push((height, text)),
                }
            }
            _ => {}
        }
    }
    lines
}

/// How far the line that has these words is above the bottom edge of its page, in pt.
pub fn height(lines: &[(f64, String)], words: &str) -> f64 {
    let letters: String = words.split_whitespace().collect();
    let found = lines.iter().find(|(_, line)| line.contains(&letters));
    found.unwrap_or_else(|| panic!("no line has `{words}`: {lines:#?}")).0
}
