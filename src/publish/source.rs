//! Reads the source from a foreign PDF, and lists the other files inside. Only the objects on the way to the archive are read, and
//! `Reader` limits the work for them, so that the rest of a hostile PDF costs nothing. Another program may have saved the PDF again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use lopdf::{Dictionary, Object};

use crate::bounds::archive::LARGEST_ARCHIVE;
use crate::bounds::pdf::{DEEPEST_NAMES, LARGEST_PDF, MOST_FILES, MOST_WORK};
use crate::files::{Origin, Source, archive};
use crate::typeset::pdf::record;

use super::pdf_fault::Fault;
use super::reader::{Reader, first_revision, isolated};

const NO_CONTENT: Fault = Fault::Damaged("a file in it has no content");

/// The source that a PDF carries, and its origin. Fails if there is none, or the PDF or its archive is invalid.
pub fn read(pdf: &[u8]) -> Result<(Source, Origin), Fault> {
    let tree = archive::unpack(&archive(pdf)?).map_err(Fault::Source)?;
    Source::from_carried(tree).map_err(Fault::Source)
}

/// The archive that a PDF carries: that of its first revision, which updates cannot replace, or else of the newest. Fails if there is none, or
/// the PDF is invalid.
pub fn archive(pdf: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    let first = if pdf.len() > LARGEST_PDF { None } else { first_revision(pdf) };
    match first.map(|length| archive_of_whole(&pdf[..length])) {
        Some(Ok(archive)) => Ok(archive),
        _ => archive_of_whole(pdf),
    }
}

fn archive_of_whole(pdf: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    opened(pdf, |reader, catalog| {
        let found = visit(reader, catalog, &mut |reader, file, is_associated| {
            let relation = file.get(b"AFRelationship").and_then(Object::as_name);
            let is_right = is_source(file) && (!is_associated || relation.is_ok_and(|name| name == b"Source"));
            if is_right { content(reader, file).map(Some) } else { Ok(None) }
        })?;
        found.ok_or(Fault::NoSource)
    })
}

/// The record of an extract; `None` if the PDF is none.
pub fn extract_record(pdf: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    opened(pdf, |reader, catalog| {
        let Ok(pieces) = catalog.get(b"PieceInfo") else { return Ok(None) };
        let pieces = reader.dictionary(pieces)?;
        let Ok(own) = pieces.get(record::OWNER.as_bytes()) else { return Ok(None) };
        let own = reader.dictionary(own)?;
        let private = reader.dictionary(own.get(b"Private").unwrap_or(&Object::Null))?;
        Ok(private.get(record::RECORD.as_bytes()).and_then(Object::as_str).ok().map(<[u8]>::to_vec))
    })
}

/// Runs work on a PDF, in a thread of its own.
fn opened<'a, T: Send>(
    pdf: &'a [u8],
    work: impl FnOnce(&mut Reader<'a>, &Dictionary) -> Result<T, Fault> + Send,
) -> Result<T, Fault> {
    if pdf.len() > LARGEST_PDF {
        return Err(Fault::TooLarge);
    }
    if !pdf.starts_with(b"%PDF-") {
        return Err(Fault::NotPdf);
    }
    isolated(|| {
        let (mut reader, catalog) = Reader::open(pdf, MOST_WORK)?;
        work(&mut reader, &catalog)
    })
}

/// The number of pages that a PDF claims (ISO 32000-1, 7.7.3.2, `Count` of the root of the page tree). It may be wrong.
pub fn pages(pdf: &[u8]) -> Option<u64> {
    let count = opened(pdf, |reader, catalog| {
        let root = reader.dictionary(catalog.get(b"Pages").unwrap_or(&Object::Null))?;
        Ok(root.get(b"Count").and_then(Object::as_i64).ok())
    });
    u64::try_from(count.ok()??).ok()
}

/// The files inside a foreign PDF except its source, sorted by the names that it gives them, with their unpacked sizes in bytes. Fails if
/// the PDF is invalid, or a file cannot be unpacked.
pub fn beside(pdf: &[u8]) -> Result<Vec<(String, usize)>, Fault> {
    opened(pdf, |reader, catalog| {
        // A file is usually in both lists of a PDF.
        let mut found = BTreeMap::new();
        visit(reader, catalog, &mut |reader, file, _| {
            if !is_source(file) {
                let number = number_of(reader, file)?;
                if let Entry::Vacant(entry) = found.entry(number) {
                    let packed = reader.stream(number)?.ok_or(NO_CONTENT)?;
                    entry.insert((name_of(file), reader.unpacked(&packed)?.len()));
                }
            }
            Ok(None::<()>)
        })?;
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(found)
    })
}

/// Called with each file of a PDF, and whether it is an associated file. A result ends the visit.
pub type Visitor<'a, 'v, T> = dyn FnMut(&mut Reader<'a>, &Dictionary, bool) -> Result<Option<T>, Fault> + 'v;

/// Visits the specification of each file, associated files first.
pub fn visit<'a, T>(
    reader: &mut Reader<'a>,
    catalog: &Dictionary,
    visitor: &mut Visitor<'a, '_, T>,
) -> Result<Option<T>, Fault> {
    let mut left = MOST_FILES;
    if let Ok(files) = catalog.get(b"AF") {
        let files = reader.array(files)?;
        left = left.checked_sub(files.len()).ok_or(Fault::TooMuch("it lists too many files"))?;
        for file in &files {
            let file = reader.dictionary(file)?;
            if let Some(found) = visitor(reader, &file, true)? {
                return Ok(Some(found));
            }
        }
    }
    // Some programs drop the list of associated files, but keep the name tree of embedded files (ISO 32000-1, 7.11.4).
    let Ok(names) = catalog.get(b"Names") else { return Ok(None) };
    let names = reader.dictionary(names)?;
    let Ok(files) = names.get(b"EmbeddedFiles") else { return Ok(None) };
    let mut nodes = vec![(files.clone(), 0)];
    while let Some((node, depth)) = nodes.pop() {
        let node = reader.dictionary(&node)?;
        for (key, is_leaf) in [(&b"Names"[..], true), (b"Kids", false)] {
            let Ok(children) = node.get(key) else { continue };
            let children = reader.array(children)?;
            left = left.checked_sub(children.len() / 2).ok_or(Fault::TooMuch("it lists too many files"))?;
            if !is_leaf && depth < DEEPEST_NAMES {
                nodes.extend(children.iter().map(|child| (child.clone(), depth + 1)));
            }
            for file in children.iter().skip(1).step_by(2).filter(|_| is_leaf) {
                let file = reader.dictionary(file)?;
                if let Some(found) = visitor(reader, &file, false)? {
                    return Ok(Some(found));
                }
            }
        }
    }
    Ok(None)
}

/// Whether a file specification has the name of a source.
fn is_source(file: &Dictionary) -> bool {
    let name = file.get(b"F").and_then(Object::as_str).unwrap_or_default();
    name.ends_with(b"-source.zip")
}

/// The name of a file, in Unicode if the PDF has it (ISO 32000-1, 7.11.3).
pub fn name_of(file: &Dictionary) -> String {
    let text = |key: &[u8]| lopdf::decode_text_string(file.get(key).ok()?).ok();
    text(b"UF").or_else(|| text(b"F")).unwrap_or_default()
}

fn content<'a>(reader: &mut Reader<'a>, file: &Dictionary) -> Result<Cow<'a, [u8]>, Fault> {
    let number = number_of(reader, file)?;
    reader.stream(number)?.ok_or(NO_CONTENT)?.unpacked(LARGEST_ARCHIVE)
}

/// The number of the object with the content of a file.
fn number_of(reader: &mut Reader, file: &Dictionary) -> Result<u32, Fault> {
    let embedded = reader.dictionary(file.get(b"EF").map_err(|_| NO_CONTENT)?)?;
    Ok(embedded.get(b"F").and_then(Object::as_reference).map_err(|_| NO_CONTENT)?.0)
}
