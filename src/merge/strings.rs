//! String literals of Typst.

/// The characters of a text that end or change a Typst string, with their escapes. They have one byte each.
pub fn escapes(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    text.bytes().enumerate().filter_map(|(at, byte)| {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            // A line break inside a literal would make line numbers of generated files depend on the data.
            b'\n' => "\\n",
            b'\r' => "\\r",
            _ => return None,
        };
        Some((at, escape))
    })
}

/// Appends a string literal.
pub fn push_string(out: &mut String, value: &str) {
    out.push('"');
    push_escaped(out, value);
    out.push('"');
}

/// Appends what stands between its quotes.
pub fn push_escaped(out: &mut String, value: &str) {
    let mut rest = 0;
    for (at, escape) in escapes(value) {
        out.push_str(&value[rest..at]);
        out.push_str(escape);
        rest = at + 1;
    }
    out.push_str(&value[rest..]);
}
