//! A PDF as serialized objects. Only those that change are parsed; the others are copied into the finished file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;

use lopdf::{Dictionary, Document, Object, ObjectId, Writer};
use rayon::prelude::*;

use super::syntax::{self, number};

/// How long one row of a cross-reference table is (ISO 32000-1, 7.5.4), in bytes.
const ROW_LENGTH: usize = 20;
/// The keys that lead from the catalog to the attached files.
const TO_FILES: [&[u8]; 4] = [b"AF", b"Names", b"EmbeddedFiles", b"Kids"];

/// The objects of a file.
pub struct Written<'a> {
    /// The first two lines: the version, and bytes that show that the file is not text.
    pub head: Vec<u8>,
    pub trailer: Dictionary,
    /// What stands between `obj` and `endobj`, by number.
    pub objects: BTreeMap<u32, Cow<'a, [u8]>>,
}

impl<'a> Written<'a> {
    /// Takes a file apart that has one cross-reference table. `None` when it is not as Typst writes it.
    pub fn read(pdf: &'a [u8]) -> Option<Self> {
        let lines: Vec<_> = pdf.split_inclusive(|byte| *byte == b'\n').take(2).collect();
        let head = Some(lines.concat()).filter(|head| head.starts_with(b"%PDF-"))?;
        let table = syntax::last_section(pdf)?;
        let (mut places, trailer) = rows(pdf.get(table..)?)?;
        places.sort_unstable();
        let ends = places.iter().skip(1).map(|(next, _)| *next).chain([table]);
        let objects = places.iter().zip(ends);
        let objects = objects
            .map(|((start, number), end)| Some((*number, Cow::Borrowed(inside(pdf.get(*start..end)?, *number)?))));
        let objects = objects.collect::<Option<_>>()?;
        let Object::Dictionary(trailer) = syntax::object(trailer)? else { return None };
        Some(Self { head, trailer, objects })
    }

    /// The objects of a document. Fails if lopdf cannot write one, which does not happen in memory.
    pub fn of(document: Document) -> io::Result<Self> {
        let Document { version, binary_mark, trailer, objects, .. } = document;
        let head = [format!("%PDF-{version}\n%").as_bytes(), &binary_mark, b"\n"].concat();
        Ok(Self { head, trailer, objects: written(objects)? })
    }

    /// Puts the objects of a document in the place of those that have their numbers. Fails as [`Self::of`].
    pub fn put(&mut self, document: Document) -> io::Result<()> {
        self.objects.extend(written(document.objects)?);
        Ok(())
    }

    /// The catalog and the lists of attached files, as a document of their own that numbers new objects after all others. `None` if one
    /// of them is missing or cannot be parsed.
    pub fn list_of_files(&self) -> Option<Document> {
        let mut document = Document::new();
        document.trailer = self.trailer.clone();
        document.max_id = self.objects.last_key_value().map_or(0, |(number, _)| *number);
        let mut waiting = vec![self.trailer.get(b"Root").and_then(Object::as_reference).ok()?];
        while let Some(id) = waiting.pop() {
            if let Entry::Vacant(entry) = document.objects.entry(id) {
                let object = syntax::object(self.objects.get(&id.0)?)?;
                references(&object, &mut waiting);
                entry.insert(object);
            }
        }
        Some(document)
    }
}

fn written(objects: BTreeMap<ObjectId, Object>) -> io::Result<BTreeMap<u32, Cow<'static, [u8]>>> {
    let objects: Vec<_> = objects.into_iter().collect();
    objects.into_par_iter().map(|((number, _), object)| Ok((number, Cow::Owned(write(&object)?)))).collect()
}

/// An object as it stands between `obj` and `endobj`. Fails as [`Written::of`].
pub fn write(object: &Object) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Writer::write_object(&mut bytes, object)?;
    Ok(bytes)
}

/// Where an object begins, and its number.
type Row = (usize, u32);

/// The rows of objects in use, and the trailer that follows the table.
fn rows(table: &[u8]) -> Option<(Vec<Row>, &[u8])> {
    let (first, rest) = number(table.strip_prefix(b"xref")?)?;
    let (count, rest) = number(rest)?;
    let (rows, rest) = rest.strip_prefix(b"\n")?.split_at_checked(count.checked_mul(ROW_LENGTH)?)?;
    let mut used = Vec::with_capacity(count);
    for (object, row) in (first..).zip(rows.chunks_exact(ROW_LENGTH)) {
        match row[17] {
            b'n' => used.push((number(row)?.0, u32::try_from(object).ok()?)),
            b'f' => {}
            _ => return None,
        }
    }
    Some((used, rest.trim_ascii_start().strip_prefix(b"trailer")?))
}

/// What stands between `obj` and `endobj`, where the object has this number.
fn inside(bytes: &[u8], expected: u32) -> Option<&[u8]> {
    let (found, rest) = syntax::header(bytes)?;
    let inside = rest.trim_ascii_end().strip_suffix(b"endobj")?;
    (found == expected).then(|| inside.trim_ascii())
}

/// What an object refers to on the way to the attached files.
fn references(object: &Object, found: &mut Vec<ObjectId>) {
    let Object::Dictionary(dictionary) = object else { return };
    for key in TO_FILES {
        match dictionary.get(key) {
            Ok(Object::Reference(id)) => found.push(*id),
            Ok(value @ Object::Dictionary(_)) => references(value, found),
            Ok(Object::Array(kids)) if key == b"Kids" => {
                found.extend(kids.iter().filter_map(|kid| kid.as_reference().ok()));
            }
            _ => {}
        }
    }
}
