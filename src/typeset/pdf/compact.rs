//! Makes a PDF small: objects that are not streams share compressed ones (ISO 32000-1, 7.5.7). Tags are thousands of small
//! objects, which Typst writes one by one and as plain text.
//!
//! Objects come as they are written, and go into the file so. They are packed on all cores.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, Stream, Writer, dictionary};
use rayon::prelude::*;

use super::written::Written;

/// As many objects share a stream: more would hardly be smaller, and a viewer unpacks a whole stream for one object.
const OBJECTS_PER_STREAM: usize = 200;

/// What a file is made of.
pub struct Parts<'a> {
    version: String,
    binary_mark: Vec<u8>,
    trailer: Dictionary,
    /// Each as it is written, by number.
    objects: BTreeMap<u32, Cow<'a, [u8]>>,
}

impl<'a> Parts<'a> {
    /// The objects of a document, written.
    ///
    /// # Errors
    /// When lopdf cannot write one, which memory alone does not bring about.
    pub fn of(document: Document) -> io::Result<Parts<'static>> {
        let Document { version, binary_mark, trailer, objects, .. } = document;
        let objects: Vec<_> = objects.into_iter().collect();
        let objects = objects.into_par_iter().map(|((number, _), object)| Ok((number, Cow::Owned(write(&object)?))));
        Ok(Parts { version, binary_mark, trailer, objects: objects.collect::<io::Result<_>>()? })
    }

    /// The objects of a written file, some of which are those of a document instead.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_written(written: Written<'a>, changed: Document) -> io::Result<Self> {
        let Written { version, binary_mark, objects, .. } = written;
        let objects = objects.into_iter().map(|(number, object)| (number, Cow::Borrowed(object)));
        let mut parts: Parts<'a> = Self::of(changed)?;
        let changed = std::mem::replace(&mut parts.objects, objects.collect());
        parts.objects.extend(changed);
        Ok(Self { version: version.to_owned(), binary_mark: binary_mark.to_owned(), ..parts })
    }
}

fn write(object: &Object) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Writer::write_object(&mut bytes, object)?;
    Ok(bytes)
}

/// The parts as a file.
///
/// # Errors
/// When they do not fit into one.
pub fn bytes(parts: Parts) -> io::Result<Vec<u8>> {
    let Parts { version, binary_mark, trailer, objects } = parts;
    let mut last = objects.last_key_value().map_or(0, |(number, _)| *number);
    let (streams, plain): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|(_, object)| object.ends_with(b"endstream"));
    let shared: Vec<Vec<u8>> = plain.par_chunks(OBJECTS_PER_STREAM).map(share).collect::<io::Result<_>>()?;

    let mut file = File::begin(&version, &binary_mark)?;
    for (number, object) in &streams {
        file.object(*number, object)?;
    }
    for (members, stream) in plain.chunks(OBJECTS_PER_STREAM).zip(shared) {
        last += 1;
        file.object(last, &stream)?;
        for (index, (number, _)) in (0..).zip(members) {
            file.rows.push(Row { number: *number, kind: Kind::Shared { stream: last, index } });
        }
    }
    file.end(trailer, last + 1)
}

/// A stream of objects: their numbers and places, and then they themselves.
fn share(group: &[(u32, Cow<[u8]>)]) -> io::Result<Vec<u8>> {
    let (mut index, mut objects) = (String::new(), Vec::new());
    for (number, object) in group {
        index.push_str(&format!("{number} {} ", objects.len()));
        objects.extend_from_slice(object);
        objects.push(b'\n');
    }
    let facts = dictionary! { "Type" => "ObjStm", "N" => group.len() as i64, "First" => index.len() as i64 };
    packed(facts, &[index.into_bytes(), objects].concat())
}

/// A compressed stream, written. zlib's own choice of a level: the highest takes twice as long for one hundredth less.
fn packed(mut facts: Dictionary, content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    facts.set("Filter", "FlateDecode");
    write(&Object::Stream(Stream::new(facts, encoder.finish()?)))
}

/// Where an object is found: a row of the cross-reference stream (ISO 32000-1, 7.5.8.3).
struct Row {
    number: u32,
    kind: Kind,
}

enum Kind {
    /// In the file, at this byte.
    Own { offset: u32 },
    /// In a stream of objects, at this place among them, from 0.
    Shared { stream: u32, index: u16 },
}

impl Row {
    /// One byte, four and two; the generation of an object of its own is always 0.
    fn bytes(&self) -> [u8; 7] {
        let (kind, first, second) = match self.kind {
            Kind::Own { offset } => (1, offset, 0),
            Kind::Shared { stream, index } => (2, stream, index),
        };
        let ([a, b, c, d], [e, f]) = (first.to_be_bytes(), second.to_be_bytes());
        [kind, a, b, c, d, e, f]
    }
}

/// A file that is being written.
struct File {
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

impl File {
    fn begin(version: &str, binary_mark: &[u8]) -> io::Result<Self> {
        let mut bytes = Vec::new();
        write!(bytes, "%PDF-{version}\n%")?;
        bytes.extend(binary_mark);
        bytes.push(b'\n');
        Ok(Self { bytes, rows: Vec::new() })
    }

    fn object(&mut self, number: u32, object: &[u8]) -> io::Result<()> {
        let offset = self.offset()?;
        self.rows.push(Row { number, kind: Kind::Own { offset } });
        writeln!(self.bytes, "{number} 0 obj")?;
        self.bytes.extend_from_slice(object);
        self.bytes.extend(b"\nendobj\n");
        Ok(())
    }

    /// Where the next byte goes.
    fn offset(&self) -> io::Result<u32> {
        u32::try_from(self.bytes.len()).map_err(|_| io::Error::other("it would be larger than 4 GiB"))
    }

    /// Ends the file with its cross-reference stream, which has this number.
    fn end(mut self, mut trailer: Dictionary, number: u32) -> io::Result<Vec<u8>> {
        let start = self.offset()?;
        self.rows.push(Row { number, kind: Kind::Own { offset: start } });
        self.rows.sort_unstable_by_key(|row| row.number);
        let index = self.rows.chunk_by(|one, next| one.number + 1 == next.number);
        let index = index.flat_map(|run| [i64::from(run[0].number), run.len() as i64].map(Object::Integer));
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(number) + 1);
        trailer.set("Index", index.collect::<Vec<_>>());
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        let rows: Vec<u8> = self.rows.iter().flat_map(Row::bytes).collect();
        self.object(number, &packed(trailer, &rows)?)?;
        write!(self.bytes, "startxref\n{start}\n%%EOF")?;
        Ok(self.bytes)
    }
}
