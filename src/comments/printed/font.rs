//! What a font says of its codes: their widths and characters. The fonts that Typst writes have codes of two bytes (ISO 32000-1, 9.7).

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use crate::bounds::printed::{MOST_UNPACKED, MOST_WIDTHS};

type Characters = Box<dyn Fn(u32) -> Option<Vec<u16>>>;

pub struct Font {
    /// In parts of the size of the text.
    widths: HashMap<u32, f64>,
    usual_width: f64,
    /// The UTF-16 of a code.
    characters: Characters,
}

impl Font {
    /// `None` of a font with codes of one byte, which no text of a report has.
    pub fn read(document: &Document, font: &Dictionary) -> Option<Self> {
        let of = |holder: &Dictionary, key: &[u8]| {
            document.dereference(holder.get(key).ok()?).ok().map(|(_, it)| it.clone())
        };
        if font.get(b"Subtype").and_then(Object::as_name).ok()? != b"Type0" {
            return None;
        }
        let below = of(font, b"DescendantFonts")?;
        let below = document.dereference(below.as_array().ok()?.first()?).ok()?.1.as_dict().ok()?;
        let usual_width = of(below, b"DW").and_then(|width| width.as_float().ok()).unwrap_or(1000.0);
        let widths = of(below, b"W").map(|widths| widths_of(document, &widths)).unwrap_or_default();
        let characters: Characters = match font.get_font_encoding_with_limit(document, MOST_UNPACKED) {
            Ok(Encoding::UnicodeMapEncoding(map)) => Box::new(move |code| map.get(code, 2)),
            _ => Box::new(|_| None),
        };
        Some(Self { widths, usual_width: f64::from(usual_width) / 1000.0, characters })
    }

    pub fn width(&self, code: u32) -> f64 {
        self.widths.get(&code).copied().unwrap_or(self.usual_width)
    }

    /// The characters of a code; nothing if nobody says which they are.
    pub fn text(&self, code: u32) -> String {
        let units = (self.characters)(code).unwrap_or_default();
        String::from_utf16_lossy(&units)
    }
}

/// The list of widths: `c [w1 w2 …]`, and `first last w` (ISO 32000-1, 9.7.4.3).
fn widths_of(document: &Document, list: &Object) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let Ok(list) = list.as_array() else { return widths };
    let number = |object: &Object| document.dereference(object).ok()?.1.as_float().ok();
    let code = |object: &Object| u32::try_from(object.as_i64().ok()?).ok();
    let mut rest = list.as_slice();
    while let [first, second, after @ ..] = rest {
        let Some(begin) = code(first) else { return widths };
        let second = document.dereference(second).map_or(second, |(_, second)| second);
        if let Ok(each) = second.as_array() {
            let each = each.iter().map(|width| f64::from(number(width).unwrap_or_default()) / 1000.0);
            widths.extend((begin..).zip(each).take(MOST_WIDTHS));
            rest = after;
        } else {
            let (Some(end), [width, after @ ..]) = (code(second), after) else { return widths };
            let width = f64::from(number(width).unwrap_or_default()) / 1000.0;
            widths.extend((begin..=end).map(|code| (code, width)).take(MOST_WIDTHS));
            rest = after;
        }
        if widths.len() > MOST_WIDTHS {
            return widths;
        }
    }
    widths
}
