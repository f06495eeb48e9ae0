//! The XML of a workbook's parts, as a stream of elements and words.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::found::WorkbookFault;

/// A part that is being read.
pub(super) struct Part<'x> {
    reader: Reader<&'x [u8]>,
}

/// What comes next in a part. Names are without their prefix.
pub(super) enum Next<'x> {
    Opens(BytesStart<'x>),
    Closes(String),
    Words(String),
}

impl<'x> Part<'x> {
    pub fn new(bytes: &'x [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        reader.config_mut().expand_empty_elements = true;
        Self { reader }
    }

    /// The next element or words; `None` at the end. Fails where it is no XML, or has a document type, which could stand for anything.
    pub fn next(&mut self) -> Result<Option<Next<'x>>, WorkbookFault> {
        loop {
            let event = self.reader.read_event().map_err(WorkbookFault::damaged)?;
            return Ok(Some(match event {
                Event::Start(element) | Event::Empty(element) => Next::Opens(element),
                Event::End(element) => {
                    Next::Closes(String::from_utf8_lossy(element.local_name().as_ref()).into_owned())
                }
                Event::Text(text) => Next::Words(text.decode().map_err(WorkbookFault::damaged)?.into_owned()),
                Event::CData(text) => Next::Words(text.decode().map_err(WorkbookFault::damaged)?.into_owned()),
                Event::GeneralRef(name) => {
                    let character = name.resolve_char_ref().map_err(WorkbookFault::damaged)?;
                    let name = name.decode().map_err(WorkbookFault::damaged)?;
                    let known = || resolve_predefined_entity(&name).map(str::to_owned);
                    let words = character.map(String::from).or_else(known);
                    Next::Words(words.ok_or_else(|| WorkbookFault::damaged(format!("`&{name};` stands for nothing")))?)
                }
                Event::DocType(_) => return Err(WorkbookFault::damaged("it has a document type")),
                Event::Eof => return Ok(None),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            }));
        }
    }
}

impl<'x> Next<'x> {
    /// The element that opens, if it has this name.
    pub fn opening(&self, name: &str) -> Option<&BytesStart<'x>> {
        match self {
            Next::Opens(element) if element.local_name().as_ref() == name.as_bytes() => Some(element),
            _ => None,
        }
    }
}

/// An attribute by its name without prefix.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Result<Option<String>, WorkbookFault> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(WorkbookFault::damaged)?;
        if attribute.key.local_name().as_ref() == name.as_bytes() {
            let value = attribute.unescape_value().map_err(WorkbookFault::damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A text with the characters that XML cannot hold, which stand as `_x0001_` (ECMA-376, 22.9.2.19).
pub(super) fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        let number = rest.get(at + 2..at + 6).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = number.filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        match unit.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                units.push(unit);
                rest = &rest[at + 7..];
            }
            None => {
                units.extend("_x".encode_utf16());
                rest = &rest[at + 2..];
            }
        }
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}
