//! Reads the source out of a PDF that anybody may have made.
//!
//! Nothing but the way to the archive is looked at: the cross-reference stream, the catalog, its associated files, the one
//! file among them. So what else a hostile PDF holds costs nothing, and what lies on the way has limits: the size of the
//! file, how many sections and objects are visited, and how many bytes are unpacked and parsed on all of it together.
//! Objects are parsed by lopdf, whose parser is bounded in depth.

use std::collections::BTreeMap;
use std::fmt;

use lopdf::xref::{XrefEntry, decode_xref_stream_with_limit};
use lopdf::{Dictionary, Object, Stream};

use crate::bounds::pdf::{
    LARGEST_PDF, LONGEST_CHAIN, LONGEST_HEAD, MOST_FILES, MOST_OBJECTS, MOST_SECTIONS, MOST_WORK, STACK,
};
use crate::data::archive;
use crate::data::origin::{self, Origin, Source};
use crate::typeset::pdf::syntax;

/// Why no source was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    NotPdf,
    TooLarge,
    Encrypted,
    /// A sound PDF, as far as it was looked at, which carries no source.
    NoSource,
    /// Something on the way to the archive is not as the program writes it.
    Damaged(&'static str),
    TooMuch(&'static str),
    Archive(archive::Fault),
    Origin(origin::Fault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::NotPdf => f.write_str("it is not a PDF"),
            Fault::TooLarge => write!(f, "it is larger than {} MiB", LARGEST_PDF >> 20),
            Fault::Encrypted => f.write_str("it is encrypted"),
            Fault::NoSource => f.write_str("it carries no source"),
            Fault::Damaged(what) => write!(f, "it is damaged: {what}"),
            Fault::TooMuch(what) => write!(f, "it asks for too much work: {what}"),
            Fault::Archive(fault) => fault.fmt(f),
            Fault::Origin(fault) => fault.fmt(f),
        }
    }
}

/// The source that a PDF carries, and which PDF it was.
///
/// # Errors
/// When there is none, or anything about the PDF or its archive is not as it should be.
pub fn read(pdf: &[u8]) -> Result<(Source, Origin), Fault> {
    let tree = archive::unpack(archive(pdf)?).map_err(Fault::Archive)?;
    Source::from_carried(tree).map_err(Fault::Origin)
}

/// The archive that a PDF carries.
///
/// # Errors
/// When there is none, or the way to it is not as it should be.
pub fn archive(pdf: &[u8]) -> Result<&[u8], Fault> {
    if pdf.len() > LARGEST_PDF {
        return Err(Fault::TooLarge);
    }
    if !pdf.starts_with(b"%PDF-") {
        return Err(Fault::NotPdf);
    }
    // Whatever a parser may yet do, it does not take the program with it.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || find(pdf));
        let thread = thread.map_err(|_| Fault::TooMuch("the system gives no thread"))?;
        thread.join().unwrap_or(Err(Fault::Damaged("an object in it cannot be read")))
    })
}

/// How many pages a PDF says it has (ISO 32000-1, 7.7.3.2, `Count` of the root of the page tree). Anybody may have written the
/// number.
pub fn pages(pdf: &[u8]) -> Option<u64> {
    if pdf.len() > LARGEST_PDF {
        return None;
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || count(pdf));
        thread.ok()?.join().ok()?.ok()
    })
}

fn count(pdf: &[u8]) -> Result<u64, Fault> {
    const NO_PAGES: Fault = Fault::Damaged("it has no pages");
    let mut reader = Reader { pdf, entries: BTreeMap::new(), containers: BTreeMap::new(), left: MOST_WORK };
    let trailer = reader.sections()?;
    let catalog = reader.dictionary(trailer.get(b"Root").map_err(|_| NO_PAGES)?)?;
    let root = reader.dictionary(catalog.get(b"Pages").map_err(|_| NO_PAGES)?)?;
    let count = root.get(b"Count").and_then(Object::as_i64).map_err(|_| NO_PAGES)?;
    u64::try_from(count).map_err(|_| NO_PAGES)
}

fn find(pdf: &[u8]) -> Result<&[u8], Fault> {
    let mut reader = Reader { pdf, entries: BTreeMap::new(), containers: BTreeMap::new(), left: MOST_WORK };
    let trailer = reader.sections()?;
    if trailer.has(b"Encrypt") {
        return Err(Fault::Encrypted);
    }
    let catalog = reader.dictionary(trailer.get(b"Root").map_err(|_| Fault::Damaged("it has no catalog"))?)?;
    let Ok(files) = catalog.get(b"AF") else { return Err(Fault::NoSource) };
    let files = reader.resolve(files)?;
    let files = files.as_array().map_err(|_| Fault::Damaged("its list of files is none"))?;
    if files.len() > MOST_FILES {
        return Err(Fault::TooMuch("it lists too many files"));
    }
    for file in files {
        let file = reader.dictionary(file)?;
        let is_source = file.get(b"AFRelationship").and_then(Object::as_name).is_ok_and(|name| name == b"Source");
        let name = file.get(b"F").and_then(Object::as_str).unwrap_or_default();
        if is_source && name.ends_with(b"-source.zip") {
            let embedded = file.get(b"EF").map_err(|_| Fault::Damaged("the source has no content"))?;
            let embedded = reader.dictionary(embedded)?;
            let id = embedded.get(b"F").and_then(Object::as_reference);
            return reader.plain_content(id.map_err(|_| Fault::Damaged("the source has no content"))?.0);
        }
    }
    Err(Fault::NoSource)
}

struct Reader<'a> {
    pdf: &'a [u8],
    /// Where each object lies, by its number.
    entries: BTreeMap<u32, XrefEntry>,
    /// Unpacked object streams by their numbers, each with where its objects begin.
    containers: BTreeMap<u32, (Dictionary, Vec<u8>)>,
    /// How many bytes may still be unpacked or parsed.
    left: usize,
}

impl<'a> Reader<'a> {
    /// Reads the cross-reference streams from the last one to the first; what stands in a later one holds.
    fn sections(&mut self) -> Result<Dictionary, Fault> {
        const LOST: Fault = Fault::Damaged("its cross-reference stream is not where it should be");
        let mut next = syntax::last_section(self.pdf);
        let mut newest = None;
        let mut seen = Vec::new();
        while let Some(offset) = next {
            if seen.contains(&offset) || seen.len() >= MOST_SECTIONS {
                return Err(Fault::Damaged("its cross-reference streams lead in a circle"));
            }
            seen.push(offset);
            let (_, dictionary, content) = self.stream_at(offset)?;
            if !dictionary.has_type(b"XRef") {
                return Err(LOST);
            }
            must_be_simple(&dictionary)?;
            self.spend(content.len())?;
            let stream = Stream::new(dictionary.clone(), content.to_vec());
            let (xref, _) = decode_xref_stream_with_limit(stream, Some(self.left))
                .map_err(|_| Fault::Damaged("a cross-reference stream of it cannot be read"))?;
            self.spend(8 * xref.entries.len())?;
            for (id, entry) in xref.entries {
                self.entries.entry(id).or_insert(entry);
            }
            if self.entries.len() > MOST_OBJECTS {
                return Err(Fault::TooMuch("it has too many objects"));
            }
            next = dictionary.get(b"Prev").and_then(Object::as_i64).ok().and_then(|prev| usize::try_from(prev).ok());
            newest.get_or_insert(dictionary);
        }
        newest.ok_or(LOST)
    }

    /// What an object is, after all references to it.
    fn resolve(&mut self, object: &Object) -> Result<Object, Fault> {
        let mut object = object.clone();
        for _ in 0..LONGEST_CHAIN {
            let Object::Reference((number, _)) = object else { return Ok(object) };
            object = self.load(number)?;
        }
        Err(Fault::Damaged("references in it lead in a circle"))
    }

    fn dictionary(&mut self, object: &Object) -> Result<Dictionary, Fault> {
        match self.resolve(object)? {
            Object::Dictionary(dictionary) => Ok(dictionary),
            _ => Err(Fault::Damaged("an object in it is of another kind than it should be")),
        }
    }

    fn load(&mut self, number: u32) -> Result<Object, Fault> {
        match self.entries.get(&number) {
            Some(XrefEntry::Normal { offset, .. }) => {
                let offset = *offset as usize;
                let (id, at) = header(self.pdf, offset)?;
                if id != number {
                    return Err(Fault::Damaged("an object is not where it should be"));
                }
                let end = self.end_of(offset)?;
                self.parse(&self.pdf[at.min(end)..end])
            }
            Some(XrefEntry::Compressed { container, index }) => {
                let (container, index) = (*container, usize::from(*index));
                self.load_compressed(number, container, index)
            }
            _ => Err(Fault::Damaged("it refers to an object that is not there")),
        }
    }

    /// An object of an object stream (ISO 32000-1, 7.5.7).
    fn load_compressed(&mut self, number: u32, container: u32, index: usize) -> Result<Object, Fault> {
        const FAULTY: Fault = Fault::Damaged("an object stream of it cannot be read");
        if !self.containers.contains_key(&container) {
            let Some(XrefEntry::Normal { offset, .. }) = self.entries.get(&container) else { return Err(FAULTY) };
            let (id, dictionary, content) = self.stream_at(*offset as usize)?;
            if id != container || !dictionary.has_type(b"ObjStm") {
                return Err(FAULTY);
            }
            must_be_simple(&dictionary)?;
            self.spend(content.len())?;
            let stream = Stream::new(dictionary.clone(), content.to_vec());
            let content = stream.get_plain_content_with_limit(self.left).map_err(|_| FAULTY)?;
            self.spend(content.len())?;
            self.containers.insert(container, (dictionary, content));
        }
        // Its index is read from its start for each object.
        let length = self.containers.get(&container).map_or(0, |(_, content)| content.len());
        self.spend(length)?;
        let (dictionary, content) = &self.containers[&container];
        let first = dictionary.get(b"First").and_then(Object::as_i64).ok().and_then(|n| usize::try_from(n).ok());
        let first = first.filter(|first| *first <= content.len()).ok_or(FAULTY)?;
        let mut numbers = content[..first].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let mut place = |n: usize| numbers.nth(n).and_then(number_of);
        let (id, start) = (place(2 * index).ok_or(FAULTY)?, place(0).ok_or(FAULTY)?);
        // The number of the next object, and where it begins.
        let end = place(1).map_or(content.len(), |next| first.saturating_add(next));
        let start = first.saturating_add(start);
        if id != number as usize || start > end || end > content.len() {
            return Err(FAULTY);
        }
        let object = content[start..end].to_vec();
        self.parse(&object)
    }

    /// The stream object at an offset: its number, its dictionary, and its content as it stands.
    fn stream_at(&mut self, offset: usize) -> Result<(u32, Dictionary, &'a [u8]), Fault> {
        const FAULTY: Fault = Fault::Damaged("a stream of it cannot be read");
        let (id, at) = header(self.pdf, offset)?;
        let rest = &self.pdf[at..];
        let keyword = b"stream";
        let head = &rest[..rest.len().min(LONGEST_HEAD)];
        let head = head.windows(keyword.len()).position(|bytes| bytes == keyword).ok_or(FAULTY)?;
        let Object::Dictionary(dictionary) = self.parse(&rest[..head])? else { return Err(FAULTY) };
        let after = &rest[head + keyword.len()..];
        // The keyword is followed by a line feed, with a carriage return before it or without (ISO 32000-1, 7.3.8.1).
        let content = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).ok_or(FAULTY)?;
        let length = dictionary.get(b"Length").map_err(|_| FAULTY)?;
        let length = match length {
            Object::Reference(_) => self.resolve(length)?,
            direct => direct.clone(),
        };
        let length = length.as_i64().ok().and_then(|length| usize::try_from(length).ok()).ok_or(FAULTY)?;
        let (content, after) = content.split_at_checked(length).ok_or(FAULTY)?;
        if !after.trim_ascii_start().starts_with(b"endstream") {
            return Err(FAULTY);
        }
        Ok((id, dictionary, content))
    }

    /// The content of a stream that is not packed, as the program writes archives, which are packed in themselves.
    fn plain_content(&mut self, number: u32) -> Result<&'a [u8], Fault> {
        let Some(XrefEntry::Normal { offset, .. }) = self.entries.get(&number) else {
            return Err(Fault::Damaged("the source has no content"));
        };
        let (id, dictionary, content) = self.stream_at(*offset as usize)?;
        if id != number || dictionary.has(b"Filter") {
            return Err(Fault::Damaged("the source is not as raportti writes it"));
        }
        Ok(content)
    }

    /// Where the object that begins at `offset` ends at the latest: where the next one begins.
    fn end_of(&mut self, offset: usize) -> Result<usize, Fault> {
        self.spend(self.entries.len())?;
        let offsets = self.entries.values().filter_map(|entry| match entry {
            XrefEntry::Normal { offset, .. } => Some(*offset as usize),
            _ => None,
        });
        Ok(offsets.filter(|next| *next > offset).min().unwrap_or(self.pdf.len()).min(self.pdf.len()))
    }

    /// Parses the object that bytes begin with.
    fn parse(&mut self, bytes: &[u8]) -> Result<Object, Fault> {
        self.spend(bytes.len())?;
        syntax::object(bytes).ok_or(Fault::Damaged("an object in it cannot be read"))
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes).ok_or(Fault::TooMuch("the way to its source is too long"))?;
        Ok(())
    }
}

/// Streams are packed once or not at all: each further time would multiply what a byte can become.
fn must_be_simple(dictionary: &Dictionary) -> Result<(), Fault> {
    match dictionary.get(b"Filter") {
        Err(_) => Ok(()),
        Ok(filter) if filter.as_name().is_ok_and(|name| name == b"FlateDecode") => Ok(()),
        Ok(_) => Err(Fault::Damaged("a stream is packed in another way than raportti does")),
    }
}

/// The number of the object that begins at an offset, `7 0 obj`, and where its content begins.
fn header(pdf: &[u8], offset: usize) -> Result<(u32, usize), Fault> {
    const LOST: Fault = Fault::Damaged("an object is not where it should be");
    let (id, after) = pdf.get(offset..).and_then(syntax::header).ok_or(LOST)?;
    Ok((id, pdf.len() - after.len()))
}

fn number_of(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
