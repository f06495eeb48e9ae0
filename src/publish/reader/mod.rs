//! Reads objects of a foreign PDF by number (ISO 32000-1, 7.5): only requested ones, within limits of sections, objects, chains of
//! references, and bytes that are unpacked and parsed. lopdf parses objects, to a limited depth. Damaged files are not repaired, since
//! then nobody could say whether the content is the same.

mod encryption;
mod sections;

use std::borrow::Cow;
use std::collections::BTreeMap;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, EncryptionState, Object, Stream};

use crate::bounds::pdf::{LONGEST_CHAIN, LONGEST_HEAD, LONGEST_OBJECT, STACK};
use crate::typeset::pdf::syntax;

use super::pdf_fault::Fault;

pub use sections::first_revision;

const FAULTY_CONTAINER: Fault = Fault::Damaged("an object stream of it cannot be read");
const OF_ANOTHER_KIND: Fault = Fault::Damaged("an object in it is of another kind than it should be");
const LOST: Fault = Fault::Damaged("an object is not where it should be");

pub struct Reader<'a> {
    pdf: &'a [u8],
    /// The location of each object, by number.
    entries: BTreeMap<u32, XrefEntry>,
    /// The offsets of objects, sorted.
    starts: Vec<usize>,
    /// Unpacked object streams, by number.
    containers: BTreeMap<u32, Container>,
    /// The bytes that may still be unpacked or parsed.
    left: usize,
    /// The offsets of the cross-reference sections, the newest first.
    sections: Vec<usize>,
    /// The key of an encrypted file.
    key: Option<EncryptionState>,
    /// The newest trailer.
    pub trailer: Dictionary,
}

/// An unpacked object stream (ISO 32000-1, 7.5.7).
struct Container {
    content: Vec<u8>,
    /// The numbers and offsets of its objects.
    index: Vec<(usize, usize)>,
}

/// Runs work on a foreign PDF in a thread of its own, so that a panic of a parser does not end the program. Fails as the work does, or
/// because it panics.
pub fn isolated<T: Send>(work: impl FnOnce() -> Result<T, Fault> + Send) -> Result<T, Fault> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| Fault::TooMuch("the system cannot start a thread"))?;
        thread.join().unwrap_or(Err(Fault::Damaged("an object in it cannot be read")))
    })
}

/// A stream of a PDF, still packed.
pub struct Raw<'a> {
    pub dictionary: Dictionary,
    pub content: Cow<'a, [u8]>,
}

impl<'a> Raw<'a> {
    /// The content, unpacked to at most `most` bytes. This program embeds archives without a filter, since they are compressed
    /// already; other programs add one. Fails if the filter is not Flate, or the content is damaged or too long.
    pub fn unpacked(&self, most: usize) -> Result<Cow<'a, [u8]>, Fault> {
        if !self.dictionary.has(b"Filter") {
            return Ok(self.content.clone());
        }
        check_filters(&self.dictionary)?;
        let content = Stream::new(self.dictionary.clone(), self.content.to_vec()).get_plain_content_with_limit(most);
        content.map(Cow::Owned).map_err(|_| Fault::Damaged("a stream of it cannot be read"))
    }
}

impl<'a> Reader<'a> {
    /// Reads the cross-reference sections and the catalog. At most `work` bytes are unpacked and parsed. Fails if the file
    /// cannot be opened without a password.
    pub fn open(pdf: &'a [u8], work: usize) -> Result<(Self, Dictionary), Fault> {
        let mut reader = Self {
            pdf,
            entries: BTreeMap::new(),
            starts: Vec::new(),
            containers: BTreeMap::new(),
            left: work,
            sections: Vec::new(),
            key: None,
            trailer: Dictionary::new(),
        };
        let trailer = reader.sections()?;
        reader.key = reader.key(&trailer)?;
        let catalog = reader.dictionary(trailer.get(b"Root").map_err(|_| Fault::Damaged("it has no catalog"))?)?;
        reader.trailer = trailer;
        Ok((reader, catalog))
    }

    /// Follows references to an object. Fails if a reference is broken.
    pub fn resolve(&mut self, object: &Object) -> Result<Object, Fault> {
        let mut object = object.clone();
        for _ in 0..=LONGEST_CHAIN {
            let Object::Reference((number, _)) = object else { return Ok(object) };
            object = self.load(number)?;
        }
        Err(Fault::Damaged("references in it lead in a circle"))
    }

    /// As [`Self::resolve`]. Fails also if it is not a dictionary.
    pub fn dictionary(&mut self, object: &Object) -> Result<Dictionary, Fault> {
        match self.resolve(object)? {
            Object::Dictionary(dictionary) => Ok(dictionary),
            _ => Err(OF_ANOTHER_KIND),
        }
    }

    /// As [`Self::resolve`]. Fails also if it is not an array.
    pub fn array(&mut self, object: &Object) -> Result<Vec<Object>, Fault> {
        match self.resolve(object)? {
            Object::Array(array) => Ok(array),
            _ => Err(OF_ANOTHER_KIND),
        }
    }

    /// The object with this number; of a stream, its dictionary. Fails if it is not at its offset.
    pub fn load(&mut self, number: u32) -> Result<Object, Fault> {
        match self.entries.get(&number).cloned() {
            Some(XrefEntry::Normal { offset, .. }) => {
                let offset = offset as usize;
                let (id, at) = header(self.pdf, offset)?;
                if id != number {
                    return Err(LOST);
                }
                // Of a stream, only the dictionary is read.
                let end = self.end_of(offset).min(at.saturating_add(LONGEST_OBJECT));
                let object = self.parse(&self.pdf[at.min(end)..end])?;
                self.decrypted(number, object)
            }
            Some(XrefEntry::Compressed { container, index }) => self.load_compressed(number, container, index.into()),
            _ => Err(Fault::Damaged("it refers to an object that does not exist")),
        }
    }

    /// An object of an object stream.
    fn load_compressed(&mut self, number: u32, container: u32, index: usize) -> Result<Object, Fault> {
        if !self.containers.contains_key(&container) {
            let unpacked = self.unpack(container)?;
            self.containers.insert(container, unpacked);
        }
        let Container { content, index: objects } = &self.containers[&container];
        let (id, start) = *objects.get(index).ok_or(FAULTY_CONTAINER)?;
        let end = objects.get(index + 1).map_or(content.len(), |(_, next)| *next);
        if id != number as usize || start > end || end > content.len() {
            return Err(FAULTY_CONTAINER);
        }
        let object = content[start..end].to_vec();
        self.parse(&object)
    }

    fn unpack(&mut self, container: u32) -> Result<Container, Fault> {
        let Some(XrefEntry::Normal { offset, .. }) = self.entries.get(&container) else { return Err(FAULTY_CONTAINER) };
        let (id, raw) = self.stream_at(*offset as usize)?;
        if id != container || !raw.dictionary.has_type(b"ObjStm") {
            return Err(FAULTY_CONTAINER);
        }
        let raw = self.decrypted_stream(id, raw)?;
        check_filters(&raw.dictionary)?;
        self.spend(raw.content.len())?;
        let content = raw.unpacked(self.left).map_err(|_| FAULTY_CONTAINER)?.into_owned();
        self.spend(content.len())?;
        let first =
            offset_in(&raw.dictionary, b"First").filter(|first| *first <= content.len()).ok_or(FAULTY_CONTAINER)?;
        let numbers = content[..first].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let numbers = numbers.map(|word| std::str::from_utf8(word).ok()?.parse().ok()).collect::<Option<Vec<usize>>>();
        let numbers = numbers.ok_or(FAULTY_CONTAINER)?;
        let index = numbers.chunks_exact(2).map(|pair| (pair[0], first.saturating_add(pair[1]))).collect();
        Ok(Container { content, index })
    }

    /// The stream with this number; `None` if the object is not a stream. Fails if it cannot be read.
    pub fn stream(&mut self, number: u32) -> Result<Option<Raw<'a>>, Fault> {
        let Some(XrefEntry::Normal { offset, .. }) = self.entries.get(&number) else { return Ok(None) };
        let offset = *offset as usize;
        let end = self.end_of(offset);
        let object = self.pdf.get(offset..end).unwrap_or_default();
        // After the last object of a file comes its cross-reference table.
        let end = object.windows(6).rposition(|word| word == b"endobj");
        self.spend(object.len() - end.unwrap_or_default())?;
        let end = end.unwrap_or(object.len());
        if !object[..end].trim_ascii_end().ends_with(b"endstream") {
            return Ok(None);
        }
        let (id, raw) = self.stream_at(offset)?;
        if id == number { self.decrypted_stream(id, raw).map(Some) } else { Err(LOST) }
    }

    /// The content of a stream, unpacked, which counts as work. Fails as [`Raw::unpacked`].
    pub fn unpacked(&mut self, raw: &Raw<'a>) -> Result<Cow<'a, [u8]>, Fault> {
        let content = raw.unpacked(self.left)?;
        self.spend(content.len())?;
        Ok(content)
    }

    /// The number and content of the stream object at an offset.
    fn stream_at(&mut self, offset: usize) -> Result<(u32, Raw<'a>), Fault> {
        const FAULTY: Fault = Fault::Damaged("a stream of it cannot be read");
        let (id, at) = header(self.pdf, offset)?;
        let rest = &self.pdf[at..];
        let keyword = b"stream";
        let head = &rest[..rest.len().min(LONGEST_HEAD)];
        let head = head.windows(keyword.len()).position(|bytes| bytes == keyword).ok_or(FAULTY)?;
        let Object::Dictionary(dictionary) = self.parse(&rest[..head])? else { return Err(FAULTY) };
        let after = &rest[head + keyword.len()..];
        // The keyword is followed by a line feed, optionally after a carriage return (ISO 32000-1, 7.3.8.1).
        let content = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).ok_or(FAULTY)?;
        let length = self.resolve(dictionary.get(b"Length").map_err(|_| FAULTY)?)?;
        let length = length.as_i64().ok().and_then(|length| usize::try_from(length).ok()).ok_or(FAULTY)?;
        let (content, after) = content.split_at_checked(length).ok_or(FAULTY)?;
        if !after.trim_ascii_start().starts_with(b"endstream") {
            return Err(FAULTY);
        }
        Ok((id, Raw { dictionary, content: Cow::Borrowed(content) }))
    }

    /// The upper bound of the object's end: the offset of the next object.
    fn end_of(&self, offset: usize) -> usize {
        let next = self.starts.partition_point(|start| *start <= offset);
        self.starts.get(next).copied().unwrap_or(self.pdf.len()).min(self.pdf.len())
    }

    /// Parses the object at the start of `bytes`.
    fn parse(&mut self, bytes: &[u8]) -> Result<Object, Fault> {
        self.spend(bytes.len())?;
        syntax::object(bytes).ok_or(Fault::Damaged("an object in it cannot be read"))
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes).ok_or(Fault::TooMuch("its objects are too many or too large"))?;
        Ok(())
    }
}

/// A stream may have at most one filter: nested ones would multiply the unpacked size.
fn check_filters(dictionary: &Dictionary) -> Result<(), Fault> {
    let is_flate = |filter: &Object| filter.as_name().is_ok_and(|name| name == b"FlateDecode");
    let simple = match dictionary.get(b"Filter") {
        Err(_) => true,
        Ok(Object::Array(filters)) => filters.len() <= 1 && filters.iter().all(is_flate),
        Ok(filter) => is_flate(filter),
    };
    if simple { Ok(()) } else { Err(Fault::Damaged("a stream has a filter that raportti does not support")) }
}

/// An offset or length in a dictionary.
fn offset_in(dictionary: &Dictionary, key: &[u8]) -> Option<usize> {
    usize::try_from(dictionary.get(key).and_then(Object::as_i64).ok()?).ok()
}

/// The number of the object at an offset (`7 0 obj`), and the offset of its content.
fn header(pdf: &[u8], offset: usize) -> Result<(u32, usize), Fault> {
    let (id, after) = pdf.get(offset..).and_then(syntax::header).ok_or(LOST)?;
    Ok((id, pdf.len() - after.len()))
}
