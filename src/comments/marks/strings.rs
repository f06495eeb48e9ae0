//! Text strings of a PDF (ISO 32000-1, 7.9.2), from any program: no bytes are an error, and no character of the result controls anything.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostics::visible::is_hidden;

/// The part of PDFDocEncoding (ISO 32000-1, annex D.2) that differs from Latin-1.
const ACCENTS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const UPPER: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
];

/// The characters of a string. Wrong bytes become U+FFFD.
pub fn decoded(raw: &[u8]) -> String {
    match raw {
        [0xfe, 0xff, text @ ..] => utf_16(text, u16::from_be_bytes),
        // Against the standard, but there are programs that write it.
        [0xff, 0xfe, text @ ..] => utf_16(text, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, text @ ..] => without_language(&String::from_utf8_lossy(text)),
        _ => raw.iter().map(|byte| pdf_doc(*byte)).collect(),
    }
}

/// The characters of XML, which is in UTF-8 unless it is a text string of another encoding.
pub fn decoded_xml(raw: &[u8]) -> String {
    std::str::from_utf8(raw).map_or_else(|_| decoded(raw), |text| text.trim_start_matches('\u{feff}').to_owned())
}

fn utf_16(text: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = text.as_chunks();
    let characters = char::decode_utf16(pairs.iter().copied().map(unit)).map(|it| it.unwrap_or('\u{fffd}'));
    without_language(&characters.chain((!rest.is_empty()).then_some('\u{fffd}')).collect::<String>())
}

/// Takes out the marks of a language in a text: two escapes with its code between them (ISO 32000-1, 7.9.2.2).
fn without_language(text: &str) -> String {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("\u{1b}[A-Za-z]{2}(-?[A-Za-z]{2})?\u{1b}").expect("the pattern is valid"));
    MARK.replace_all(text, "").into_owned()
}

fn pdf_doc(byte: u8) -> char {
    match byte {
        0x18..=0x1f => ACCENTS[usize::from(byte - 0x18)],
        0x80..=0x9e => UPPER[usize::from(byte - 0x80)],
        0xa0 => '€',
        _ => char::from(byte),
    }
}

/// A text of several lines, see [`cleaned`].
pub fn lines(raw: &[u8]) -> String {
    cleaned(&decoded(raw))
}

/// A text in one line, without spaces at its ends.
pub fn line(raw: &[u8]) -> String {
    lines(raw).split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text whose lines end with a line feed, without line ends before and after it, and without characters that control a terminal, the
/// direction of writing or nothing visible.
pub fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let ends = |c: char| matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let unseen = |c: char| is_hidden(c) || matches!(c, '\u{200b}' | '\u{2060}' | '\u{fffe}' | '\u{ffff}');
    let text: String = text
        .chars()
        .map(|c| if ends(c) { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !unseen(*c))
        .collect();
    let lines: Vec<&str> = text.trim_matches('\n').split('\n').collect();
    let last = lines.len() - 1;
    let line = |(number, line): (usize, &&str)| if number == last { *line } else { line.trim_end() }.to_owned();
    lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}
