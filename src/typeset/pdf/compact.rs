//! Makes a PDF small: its objects, such as thousands of tags, share streams (ISO 32000-1, 7.5.7), which are compressed on all cores.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Object, Stream, dictionary};
use rayon::prelude::*;

use super::written::{Written, write};

/// The objects that share a stream: more would hardly be smaller, and a viewer decompresses a whole stream for one object.
const OBJECTS_PER_STREAM: usize = 200;

/// The objects as a file. Fails if the file would be larger than 4 GiB.
pub fn bytes(Written { head, trailer, objects }: Written) -> io::Result<Vec<u8>> {
    let mut last = objects.last_key_value().map_or(0, |(number, _)| *number);
    let (streams, plain): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|(_, object)| object.ends_with(b"endstream"));
    let shared: Vec<Vec<u8>> = plain.par_chunks(OBJECTS_PER_STREAM).map(share).collect::<io::Result<_>>()?;

    let mut file = File { bytes: head, rows: BTreeMap::new() };
    for (number, object) in &streams {
        file.object(*number, object)?;
    }
    for (members, stream) in plain.chunks(OBJECTS_PER_STREAM).zip(shared) {
        last += 1;
        file.object(last, &stream)?;
        file.rows.extend((0..).zip(members).map(|(index, (number, _))| (*number, row(2, last, index))));
    }
    file.end(trailer, last + 1)
}

/// A stream of objects: their numbers and offsets, then the objects.
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

/// A compressed stream, serialized. At zlib's default level: the highest takes twice as long for 1 % less.
fn packed(mut facts: Dictionary, content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    facts.set("Filter", "FlateDecode");
    write(&Object::Stream(Stream::new(facts, encoder.finish()?)))
}

/// A row of the cross-reference stream (ISO 32000-1, 7.5.8.3). An object of kind 1 is at a byte of the file; one of kind 2 is in the
/// object stream of this number, at an index from 0.
fn row(kind: u8, byte_or_stream: u32, index: u16) -> [u8; 7] {
    let ([a, b, c, d], [e, f]) = (byte_or_stream.to_be_bytes(), index.to_be_bytes());
    [kind, a, b, c, d, e, f]
}

/// A file that is being written.
struct File {
    bytes: Vec<u8>,
    /// By the numbers of the objects.
    rows: BTreeMap<u32, [u8; 7]>,
}

impl File {
    fn object(&mut self, number: u32, object: &[u8]) -> io::Result<()> {
        self.add_row(number)?;
        writeln!(self.bytes, "{number} 0 obj")?;
        self.bytes.extend_from_slice(object);
        self.bytes.extend(b"\nendobj\n");
        Ok(())
    }

    /// Notes that an object begins at the next byte.
    fn add_row(&mut self, number: u32) -> io::Result<()> {
        let offset = u32::try_from(self.bytes.len()).map_err(|_| io::Error::other("it would be larger than 4 GiB"))?;
        self.rows.insert(number, row(1, offset, 0));
        Ok(())
    }

    /// Ends the file with its cross-reference stream, which has this number.
    fn end(mut self, mut trailer: Dictionary, number: u32) -> io::Result<Vec<u8>> {
        let start = self.bytes.len();
        self.add_row(number)?;
        let numbers: Vec<u32> = self.rows.keys().copied().collect();
        let runs = numbers.chunk_by(|one, next| one + 1 == *next);
        let index = runs.flat_map(|run| [i64::from(run[0]), run.len() as i64].map(Object::Integer));
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(number) + 1);
        trailer.set("Index", index.collect::<Vec<_>>());
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        let rows: Vec<u8> = self.rows.values().flatten().copied().collect();
        self.object(number, &packed(trailer, &rows)?)?;
        write!(self.bytes, "startxref\n{start}\n%%EOF")?;
        Ok(self.bytes)
    }
}
