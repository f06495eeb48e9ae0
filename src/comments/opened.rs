//! How a program opens a PDF, as its catalog asks for (ISO 32000-1, 7.7.2 and 12.2): no page changes by it, but what people see first does.
//! Some programs write it whenever they save.

use lopdf::{Dictionary, Object};

use crate::publish::pdf_fault::Fault;
use crate::publish::reader::Reader;

/// What differs, in words. Fails if the published file cannot be read, or the work is too much.
pub fn differences(
    (theirs, their): (&mut Reader, &Dictionary),
    (ours, our): (&mut Reader, &Dictionary),
) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let (expected, mode) = (name(ours, our, b"PageMode")?, named(theirs, their, b"PageMode")?);
    if beside(&mode) != beside(&expected) {
        found.push(match (beside(&mode), beside(&expected)) {
            ("nothing", expected) => format!("{expected} no longer open beside its pages"),
            (found, "nothing") => format!("{found} open beside its pages"),
            (found, expected) => format!("{found} open beside its pages, not {expected}"),
        });
    }
    let (expected, layout) = (name(ours, our, b"PageLayout")?, named(theirs, their, b"PageLayout")?);
    if layout.as_deref().unwrap_or("SinglePage") != expected.as_deref().unwrap_or("SinglePage") {
        found.push("how its pages are laid out when it opens".to_owned());
    }
    let expected = preferences(ours, our)?;
    match preferences(theirs, their) {
        Err(fault @ Fault::TooMuch(_)) => return Err(fault),
        preferences if preferences.as_ref() == Ok(&expected) => {}
        _ => found.push("the window that it opens in, or how it is printed".to_owned()),
    }
    Ok(found)
}

/// What a page mode shows beside the pages.
fn beside(mode: &Option<String>) -> &str {
    match mode.as_deref() {
        None | Some("UseNone") => "nothing",
        Some("UseOutlines") => "the bookmarks",
        Some("UseThumbs") => "small pictures of its pages",
        Some("UseAttachments") => "the attachments",
        Some("UseOC") => "the layers",
        Some("FullScreen") => "whole screens",
        Some(_) => "unknown things",
    }
}

fn name(reader: &mut Reader, catalog: &Dictionary, key: &[u8]) -> Result<Option<String>, Fault> {
    let Ok(value) = catalog.get(key) else { return Ok(None) };
    let value = reader.resolve(value)?;
    Ok(value.as_name().ok().map(|name| String::from_utf8_lossy(name).into_owned()))
}

/// The same of a foreign file, whose value may be damaged: then it has none.
fn named(reader: &mut Reader, catalog: &Dictionary, key: &[u8]) -> Result<Option<String>, Fault> {
    match name(reader, catalog, key) {
        Err(fault @ Fault::TooMuch(_)) => Err(fault),
        name => Ok(name.unwrap_or_default()),
    }
}

/// The preferences for the window and for printing that are not as usual, by their keys.
fn preferences(reader: &mut Reader, catalog: &Dictionary) -> Result<Vec<(Vec<u8>, Object)>, Fault> {
    let Ok(preferences) = catalog.get(b"ViewerPreferences") else { return Ok(Vec::new()) };
    let preferences = reader.dictionary(preferences)?;
    let mut unusual = Vec::new();
    for (key, value) in &preferences {
        let value = reader.resolve(value)?;
        let is_usual = match (key.as_slice(), &value) {
            (b"Direction", Object::Name(name)) => name == b"L2R",
            (b"NonFullScreenPageMode", Object::Name(name)) => name == b"UseNone",
            (_, Object::Boolean(value)) => !value,
            (_, value) => *value == Object::Null,
        };
        unusual.extend((!is_usual).then(|| (key.clone(), value)));
    }
    unusual.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(unusual)
}
