//! The lines of text on a page, from the content of a PDF.

use std::collections::HashMap;
use std::path::Path;

use lopdf::{Document, Encoding, Object};

/// A run of text on a page, in pt from its lower left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The left end of its baseline.
    pub x: f64,
    pub y: f64,
    pub text: String,
}

/// The runs of text on a page, in the order in which they are painted. Pages count from 1.
pub fn runs(path: &Path, page: u32) -> Vec<Run> {
    runs_of(&Document::load(path).unwrap(), page)
}

/// The same for every page.
pub fn runs_of_pages(path: &Path) -> Vec<Vec<Run>> {
    let document = Document::load(path).unwrap();
    document.get_pages().into_keys().map(|page| runs_of(&document, page)).collect()
}

fn runs_of(document: &Document, page: u32) -> Vec<Run> {
    let page = document.get_pages()[&page];
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: HashMap<_, _> =
        fonts.into_iter().map(|(name, font)| (name, font.get_font_encoding(document).unwrap())).collect();
    let mut encoding: Option<&Encoding> = None;
    let mut runs: Vec<Run> = Vec::new();
    // Only the scales and offsets of the transformation matter, since no text is rotated.
    let (mut now, mut saved, mut at) = ([1.0, 0.0, 1.0, 0.0], Vec::new(), (0.0, 0.0));
    for operation in document.get_and_decode_page_content(page).unwrap().operations {
        let number = |place: usize| f64::from(operation.operands[place].as_float().unwrap());
        match operation.operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap(),
            "cm" => {
                let [x_scale, x, y_scale, y] = now;
                now = [x_scale * number(0), x_scale * number(4) + x, y_scale * number(3), y_scale * number(5) + y];
            }
            "Tm" => at = (now[0] * number(4) + now[1], now[2] * number(5) + now[3]),
            "Tf" => encoding = encodings.get(operation.operands[0].as_name().unwrap()),
            "Tj" | "TJ" => {
                let strings = match &operation.operands[0] {
                    Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
                    string => vec![string.as_str().unwrap()],
                };
                let decode = |string: &[u8]| Document::decode_text(encoding.unwrap(), string).unwrap();
                runs.push(Run { x: at.0, y: at.1, text: strings.into_iter().map(decode).collect() });
            }
            _ => {}
        }
    }
    runs
}

/// How far each line of text is above the bottom edge of a page, in pt, and its letters without spaces. Pages count from 1.
pub fn lines(path: &Path, page: u32) -> Vec<(f64, String)> {
    joined(runs(path, page))
}

/// The same of the runs of a page.
pub fn joined(runs: Vec<Run>) -> Vec<(f64, String)> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for Run { y, text, .. } in runs {
        let text: String = text.split_whitespace().collect();
        match lines.iter_mut().find(|(known, _)| (known - y).abs() < 0.1) {
            Some((_, line)) => line.push_str(&text),
            None => lines.push((y, text)),
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
