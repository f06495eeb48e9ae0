//! A PDF as serialized objects. Only the catalog is parsed; the others are copied into the finished file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use lopdf::{Dictionary, Document, Object, Writer};
use rayon::prelude::*;

use super::syntax::{self, number};

/// How long one row of a cross-reference table is (ISO 32000-1, 7.5.4), in bytes.
const ROW_LENGTH: usize = 20;

/// The objects of a file.
pub struct Written<'a> {
    /// The first two lines: the version, and bytes that show that the file is not text.
    pub head: Vec<u8>,
    pub trailer: Dictionary,
    /// The bytes between `obj` and `endobj`, by number.
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
        let objects: Vec<_> = objects.into_iter().collect();
        let written = objects.into_par_iter().map(|((number, _), object)| Ok((number, Cow::Owned(write(&object)?))));
        Ok(Self { head, trailer, objects: written.collect::<io::Result<_>>()? })
    }

    /// The number of the catalog, and the catalog. `None` if it is missing or cannot be parsed.
    pub fn catalog(&self) -> Option<(u32, Dictionary)> {
        let (number, _) = self.trailer.get(b"Root").and_then(Object::as_reference).ok()?;
        let Object::Dictionary(catalog) = syntax::object(self.objects.get(&number)?)? else { return None };
        Some((number, catalog))
    }

    /// Puts an object in the place of the one with this number. Fails as [`Self::of`].
    pub fn put(&mut self, number: u32, object: impl Into<Object>) -> io::Result<()> {
        self.objects.insert(number, Cow::Owned(write(&object.into())?));
        Ok(())
    }

    /// Adds an object after all others, and returns a reference to it. Fails as [`Self::of`].
    pub fn add(&mut self, object: impl Into<Object>) -> io::Result<Object> {
        let number = self.objects.last_key_value().map_or(0, |(number, _)| *number) + 1;
        self.put(number, object)?;
        Ok(Object::Reference((number, 0)))
    }
}

/// The bytes of an object between `obj` and `endobj`. Fails as [`Written::of`].
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

/// The bytes between `obj` and `endobj`; `None` if the object does not have this number.
fn inside(bytes: &[u8], expected: u32) -> Option<&[u8]> {
    let (found, rest) = syntax::header(bytes)?;
    let inside = rest.trim_ascii_end().strip_suffix(b"endobj")?;
    (found == expected).then(|| inside.trim_ascii())
}
