//! Makes a PDF small: objects that are not streams share compressed ones (ISO 32000-1, 7.5.7). Tags are thousands of small
//! objects, which Typst writes one by one and as plain text.
//!
//! lopdf can write such a file, on one core and with a copy of each object. Here its parts are put together on all of them.

use std::io::{self, Write};

use lopdf::{Dictionary, Document, Object, ObjectId, ObjectStream, Stream, Writer};
use rayon::prelude::*;

/// As many objects share a stream: more would hardly be smaller, and a viewer unpacks a whole stream for one object.
const OBJECTS_PER_STREAM: usize = 200;

/// zlib's own choice. The highest level takes twice as long for one hundredth less.
const COMPRESSION: u32 = 6;

/// The document as a file.
///
/// # Errors
/// When an object stream cannot be compressed, which memory alone does not bring about.
pub fn bytes(document: Document) -> lopdf::Result<Vec<u8>> {
    let Document { version, binary_mark, trailer, objects, max_id, .. } = document;
    let (streams, plain): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|(_, object)| matches!(object, Object::Stream(_)));
    let shared: Vec<(Vec<ObjectId>, Stream)> =
        groups(plain).into_par_iter().map(share).collect::<lopdf::Result<_>>()?;

    let mut file = File::begin(&version, &binary_mark)?;
    for ((number, _), object) in &streams {
        file.object(*number, object)?;
    }
    let mut last = max_id;
    for (members, stream) in shared {
        last += 1;
        file.object(last, &Object::Stream(stream))?;
        for (index, (number, _)) in (0..).zip(members) {
            file.rows.push(Row { number, kind: Kind::Shared { stream: last, index } });
        }
    }
    file.end(trailer, last + 1)
}

/// The objects, in the groups that share a stream.
fn groups(plain: Vec<(ObjectId, Object)>) -> Vec<Vec<(ObjectId, Object)>> {
    let mut plain = plain.into_iter();
    std::iter::from_fn(|| {
        let group: Vec<_> = plain.by_ref().take(OBJECTS_PER_STREAM).collect();
        (!group.is_empty()).then_some(group)
    })
    .collect()
}

/// A stream of objects, and which these are, in its order.
fn share(group: Vec<(ObjectId, Object)>) -> lopdf::Result<(Vec<ObjectId>, Stream)> {
    let mut shared = ObjectStream::builder().max_objects(OBJECTS_PER_STREAM).compression_level(COMPRESSION).build();
    shared.objects = group.into_iter().collect();
    let stream = shared.to_stream_object()?;
    Ok((shared.objects.into_keys().collect(), stream))
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

    fn object(&mut self, number: u32, object: &Object) -> io::Result<()> {
        let offset = self.offset()?;
        self.rows.push(Row { number, kind: Kind::Own { offset } });
        writeln!(self.bytes, "{number} 0 obj")?;
        Writer::write_object(&mut self.bytes, object)?;
        self.bytes.extend(b"\nendobj\n");
        Ok(())
    }

    /// Where the next byte goes.
    fn offset(&self) -> io::Result<u32> {
        u32::try_from(self.bytes.len()).map_err(|_| io::Error::other("it would be larger than 4 GiB"))
    }

    /// Ends the file with its cross-reference stream, which has this number.
    fn end(mut self, mut trailer: Dictionary, number: u32) -> lopdf::Result<Vec<u8>> {
        let start = self.offset()?;
        self.rows.push(Row { number, kind: Kind::Own { offset: start } });
        self.rows.sort_unstable_by_key(|row| row.number);
        let index = self.rows.chunk_by(|one, next| one.number + 1 == next.number);
        let index = index.flat_map(|run| [i64::from(run[0].number), run.len() as i64].map(Object::Integer));
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(number) + 1);
        trailer.set("Index", index.collect::<Vec<_>>());
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        let rows = self.rows.iter().flat_map(Row::bytes).collect();
        let mut table = Stream::new(trailer, rows);
        table.compress()?;
        self.object(number, &Object::Stream(table))?;
        write!(self.bytes, "startxref\n{start}\n%%EOF")?;
        Ok(self.bytes)
    }
}
