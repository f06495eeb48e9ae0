//! One annotation of a page, as it stands in its list, before replies and pairs are put together.

use lopdf::{Dictionary, Object};

use crate::bounds::marks::{LONGEST_NAME, LONGEST_TEXT};
use crate::comments::mark::{Area, Date, Key, Kind, State};
use crate::publish::pdf_fault::Fault;
use crate::publish::reader::Reader;

use super::values::value;
use super::{dates, place, rich, strings};

pub struct Entry {
    pub key: Key,
    pub kind: Kind,
    pub boxes: Vec<Area>,
    pub author: Option<String>,
    pub date: Option<Date>,
    pub text: String,
    pub name: Option<String>,
    /// The object that it belongs to (`IRT`).
    pub parent: Option<u32>,
    /// Whether it is a part of its parent, not an answer (`RT`).
    pub is_part: bool,
    /// The state that it gives its parent.
    pub state: Option<State>,
    /// Whether it is a caret that says that it replaces words.
    pub replaces: bool,
    /// Whether words under it are proposed to go.
    pub deletes: bool,
}

/// The kind of an annotation; `None` if it is no mark of a person, but a link, a form or a pop-up window.
pub fn kind(entry: &Dictionary) -> Option<Kind> {
    Some(match entry.get(b"Subtype").and_then(Object::as_name).ok()? {
        b"Text" => Kind::Note,
        b"Highlight" => Kind::Highlight,
        b"Underline" => Kind::Underline,
        b"StrikeOut" | b"Redact" => Kind::StrikeOut,
        b"Squiggly" => Kind::Squiggly,
        b"Caret" => Kind::Caret,
        b"FreeText" => Kind::TextBox,
        b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Ink" => Kind::Drawing,
        b"Stamp" => Kind::Stamp,
        b"FileAttachment" | b"Sound" => Kind::Attachment,
        _ => return None,
    })
}

/// Reads an annotation; also what of it could not be read, in words. Fails if the work is too much.
pub fn read(
    reader: &mut Reader,
    entry: &Dictionary,
    kind: Kind,
    key: Key,
    media: Area,
) -> Result<(Entry, Option<&'static str>), Fault> {
    let (boxes, told_of_place) = place::boxes(reader, entry, kind, media)?;
    let (text, told_of_text) = text(reader, entry, kind)?;
    let date = match date(reader, entry, b"M")? {
        None => date(reader, entry, b"CreationDate")?,
        date => date,
    };
    let intent = name(reader, entry, b"IT")?;
    let entry = Entry {
        key,
        kind,
        boxes,
        author: line(reader, entry, b"T")?,
        date,
        text,
        name: name_of(reader, entry, kind)?,
        parent: entry.get(b"IRT").and_then(Object::as_reference).ok().map(|(number, _)| number),
        is_part: name(reader, entry, b"RT")?.as_deref() == Some(b"Group"),
        state: if kind == Kind::Note { state(reader, entry)? } else { None },
        replaces: kind == Kind::Caret && intent.as_deref() == Some(b"Replace"),
        deletes: kind == Kind::StrikeOut,
    };
    Ok((entry, told_of_place.or(told_of_text)))
}

/// What a mark says: its text, or else its formatted text.
fn text(reader: &mut Reader, entry: &Dictionary, kind: Kind) -> Result<(String, Option<&'static str>), Fault> {
    let mut text = string(reader, entry, b"Contents")?.map(|raw| strings::lines(&raw)).unwrap_or_default();
    if text.trim().is_empty() {
        text = rich::of(reader, entry)?.map(|rich| strings::cleaned(&rich)).unwrap_or(text);
    }
    // The spaces of an insertion are a part of it.
    if kind != Kind::Caret {
        text = text.trim().to_owned();
    }
    let end = text.char_indices().nth(LONGEST_TEXT).map(|(end, _)| end);
    let told = end.map(|end| {
        text.truncate(end);
        "says more than is read"
    });
    Ok((text, told))
}

/// The name of an attached file or a stamp.
fn name_of(reader: &mut Reader, entry: &Dictionary, kind: Kind) -> Result<Option<String>, Fault> {
    match kind {
        Kind::Stamp => Ok(name(reader, entry, b"Name")?.and_then(|raw| shown(&raw))),
        Kind::Attachment => match value(reader, entry, b"FS")? {
            Some(Object::Dictionary(file)) => match line(reader, &file, b"UF")? {
                None => line(reader, &file, b"F"),
                named => Ok(named),
            },
            Some(Object::String(raw, _)) => Ok(shown(&raw)),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

fn state(reader: &mut Reader, entry: &Dictionary) -> Result<Option<State>, Fault> {
    let (state, model) = (line(reader, entry, b"State")?, line(reader, entry, b"StateModel")?);
    Ok(match (model.as_deref(), state.as_deref()) {
        (Some("Review"), Some("None")) => Some(State::None),
        (Some("Review"), Some("Accepted")) => Some(State::Accepted),
        (Some("Review"), Some("Rejected")) => Some(State::Rejected),
        (Some("Review"), Some("Cancelled")) => Some(State::Cancelled),
        (Some("Review"), Some("Completed")) => Some(State::Completed),
        (Some("Marked"), Some("Marked")) => Some(State::Marked),
        (Some("Marked"), Some("Unmarked")) => Some(State::Unmarked),
        _ => None,
    })
}

fn date(reader: &mut Reader, entry: &Dictionary, key: &[u8]) -> Result<Option<Date>, Fault> {
    Ok(string(reader, entry, key)?.and_then(|raw| dates::of(&strings::decoded(&raw))))
}

/// A string in one line; `None` if it is missing or has no visible character.
fn line(reader: &mut Reader, entry: &Dictionary, key: &[u8]) -> Result<Option<String>, Fault> {
    Ok(string(reader, entry, key)?.and_then(|raw| shown(&raw)))
}

fn shown(raw: &[u8]) -> Option<String> {
    let line: String = strings::line(raw).chars().take(LONGEST_NAME).collect();
    (!line.is_empty()).then_some(line)
}

fn string(reader: &mut Reader, entry: &Dictionary, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    Ok(match value(reader, entry, key)? {
        Some(Object::String(raw, _)) => Some(raw),
        _ => None,
    })
}

fn name(reader: &mut Reader, entry: &Dictionary, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    Ok(match value(reader, entry, key)? {
        Some(Object::Name(name)) => Some(name),
        _ => None,
    })
}
