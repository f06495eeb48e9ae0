//! Texts and references in the XML of a workbook.

/// The longest text of a cell, in units of UTF-16.
pub const LONGEST_TEXT: usize = 32_767;

/// A sheet as a formula names it.
pub(super) fn quoted(sheet: &str) -> String {
    escaped(&format!("'{}'", sheet.replace('\'', "''")))
}

/// A text in XML. What XML cannot hold stands as `_x0001_`, and what already looks so is escaped (ECMA-376, 22.9.2.19).
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '_' if looks_escaped(&text[at..]) => out.push_str("_x005F_"),
            c if c.is_control() && u32::from(c) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("_x{:04X}_", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a text begins as an escaped character does: `_x0041_`.
fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes.starts_with(b"_x") && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

/// As much of a text as a cell holds.
pub(super) fn cut(text: &str) -> &str {
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}
