//! The formatted text of a mark (ISO 32000-1, 12.7.3.4), which is a part of XHTML. Nothing is fetched, and there are no entities but
//! those of XML.

use lopdf::{Dictionary, Object};
use usvg::roxmltree::{self, ParsingOptions};

use crate::bounds::marks::LARGEST_RICH;
use crate::publish::pdf_fault::Fault;
use crate::publish::reader::Reader;

use super::strings;
use super::values::{bearable, value};

/// The words of a mark's formatted text, a line for each paragraph; `None` if it has none that can be read. Fails if the work is too much.
pub fn of(reader: &mut Reader, entry: &Dictionary) -> Result<Option<String>, Fault> {
    let reference = entry.get(b"RC").and_then(Object::as_reference).ok();
    let stream = match reference {
        Some((number, _)) => bearable(reader.stream(number))?.flatten(),
        None => None,
    };
    let raw = match (stream, value(reader, entry, b"RC")?) {
        // A stream that unpacks to more is none that can be read.
        (Some(stream), _) => stream.unpacked(LARGEST_RICH).map(|raw| raw.into_owned()).ok(),
        (None, Some(Object::String(raw, _))) => Some(raw),
        _ => None,
    };
    Ok(raw.filter(|raw| raw.len() <= LARGEST_RICH).and_then(|raw| words(&strings::decoded_xml(&raw))))
}

fn words(xml: &str) -> Option<String> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: LARGEST_RICH as u32, ..ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(xml, options).ok()?;
    let mut words = String::new();
    for node in document.descendants() {
        if node.is_element() && matches!(node.tag_name().name(), "p" | "br" | "li" | "div") && !words.is_empty() {
            words.push('\n');
        } else if let Some(text) = node.text().filter(|_| node.is_text()) {
            words += text;
        }
    }
    Some(words)
}
