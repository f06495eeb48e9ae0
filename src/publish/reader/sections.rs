//! The cross-reference sections of a file (ISO 32000-1, 7.5): tables, streams and hybrids, one for each revision.

use std::collections::BTreeMap;

use lopdf::xref::{XrefEntry, decode_xref_stream_with_limit};
use lopdf::{Dictionary, Object, Stream};

use crate::bounds::pdf::{LONGEST_HEAD, MOST_OBJECTS, MOST_SECTIONS, MOST_WORK};
use crate::publish::pdf_fault::Fault;
use crate::typeset::pdf::syntax;

use super::{Raw, Reader, check_filters, isolated, offset_in};

/// The keyword before the address of a revision's last cross-reference section.
const START: &[u8] = b"startxref";
/// The last line of a revision.
const END: &[u8] = b"%%EOF";

/// The maximum number of places at which a file could end that are tried.
const MOST_ENDS: usize = 16;

/// The length of the first revision of a file, if something was appended to it; `None` if it was written whole. The last revision may be
/// damaged: then it is the first part that is a whole file.
pub fn first_revision(pdf: &[u8]) -> Option<usize> {
    let found = isolated(|| {
        if let Ok((reader, _)) = Reader::open(pdf, MOST_WORK) {
            return Ok(reader.first_revision());
        }
        let places = pdf.windows(END.len()).enumerate().filter(|(_, word)| *word == END);
        let ends = places.map(|(place, _)| place + END.len()).take(MOST_ENDS);
        Ok({ ends }.find(|end| Reader::open(&pdf[..*end], MOST_WORK).is_ok()))
    });
    found.ok().flatten()
}

impl Reader<'_> {
    /// The length of the first revision, if updates were appended to it (ISO 32000-1, 7.5.6); `None` if the file was written whole.
    pub fn first_revision(&self) -> Option<usize> {
        let first = *self.sections.last()?;
        let after = self.pdf.get(first..)?;
        let ends = |at: usize| {
            let (offset, rest) = syntax::number(&after[at + START.len()..])?;
            let rest = rest.trim_ascii_start().strip_prefix(END).filter(|_| offset == first)?;
            Some(self.pdf.len() - rest.len())
        };
        let mut words = after.windows(START.len()).enumerate().filter(|(_, word)| *word == START);
        let end = words.find_map(|(at, _)| ends(at))?;
        (!self.pdf[end..].trim_ascii().is_empty()).then_some(end)
    }

    /// Reads the cross-reference sections from the newest to the oldest; newer entries win.
    pub(super) fn sections(&mut self) -> Result<Dictionary, Fault> {
        let mut next = syntax::last_section(self.pdf);
        let mut newest = None;
        while let Some(offset) = next {
            if self.sections.contains(&offset) || self.sections.len() >= MOST_SECTIONS {
                return Err(Fault::Damaged("its cross-reference sections lead in a circle"));
            }
            self.sections.push(offset);
            let dictionary = self.section(offset)?;
            next = offset_in(&dictionary, b"Prev");
            newest.get_or_insert(dictionary);
        }
        let starts = self.entries.values().filter_map(|entry| match entry {
            XrefEntry::Normal { offset, .. } => Some(*offset as usize),
            _ => None,
        });
        self.starts = starts.collect();
        self.starts.sort_unstable();
        newest.ok_or(Fault::Damaged("its cross-reference section is not where it should be"))
    }

    /// Reads one section, a table or a stream, and returns its trailer.
    fn section(&mut self, offset: usize) -> Result<Dictionary, Fault> {
        let rest = self.pdf.get(offset..).unwrap_or_default().trim_ascii_start();
        let Some(table) = rest.strip_prefix(b"xref") else { return self.stream_section(offset) };
        let (rows, trailer) = self.table(table)?;
        // Objects that are free in a table may be in a hybrid cross-reference stream (ISO 32000-1, 7.5.8.4).
        if let Some(offset) = offset_in(&trailer, b"XRefStm") {
            self.stream_section(offset)?;
        }
        self.add_rows(rows)?;
        Ok(trailer)
    }

    fn stream_section(&mut self, offset: usize) -> Result<Dictionary, Fault> {
        let (_, Raw { dictionary, content }) = self.stream_at(offset)?;
        if !dictionary.has_type(b"XRef") {
            return Err(Fault::Damaged("its cross-reference section is not where it should be"));
        }
        check_filters(&dictionary)?;
        self.spend(content.len())?;
        let stream = Stream::new(dictionary.clone(), content.to_vec());
        let (xref, _) = decode_xref_stream_with_limit(stream, Some(self.left))
            .map_err(|_| Fault::Damaged("a cross-reference stream of it cannot be read"))?;
        self.add_rows(xref.entries)?;
        Ok(dictionary)
    }

    /// The rows of a cross-reference table (ISO 32000-1, 7.5.4), and the trailer that follows it.
    fn table(&mut self, table: &[u8]) -> Result<(BTreeMap<u32, XrefEntry>, Dictionary), Fault> {
        const FAULTY: Fault = Fault::Damaged("a cross-reference table of it cannot be read");
        let mut rest = table;
        let mut rows = BTreeMap::new();
        loop {
            rest = rest.trim_ascii_start();
            if let Some(trailer) = rest.strip_prefix(b"trailer") {
                let trailer = self.parse(&trailer[..trailer.len().min(LONGEST_HEAD)])?;
                let Object::Dictionary(trailer) = trailer else { return Err(FAULTY) };
                return Ok((rows, trailer));
            }
            let (first, after) = syntax::number(rest).ok_or(FAULTY)?;
            let (count, after) = syntax::number(after).ok_or(FAULTY)?;
            rest = after;
            for id in first..first.saturating_add(count) {
                let (offset, after) = syntax::number(rest).ok_or(FAULTY)?;
                let (generation, after) = syntax::number(after).ok_or(FAULTY)?;
                let (kind, after) = after.trim_ascii_start().split_first().ok_or(FAULTY)?;
                let id = u32::try_from(id).map_err(|_| FAULTY)?;
                let entry = match kind {
                    b'n' => XrefEntry::Normal {
                        offset: u32::try_from(offset).map_err(|_| FAULTY)?,
                        generation: u16::try_from(generation).map_err(|_| FAULTY)?,
                    },
                    b'f' => XrefEntry::Free,
                    _ => return Err(FAULTY),
                };
                rows.insert(id, entry);
                check_object_count(rows.len())?;
                self.spend(rest.len() - after.len())?;
                rest = after;
            }
        }
    }

    /// Adds the rows of a section; existing entries are newer and stay.
    fn add_rows(&mut self, rows: BTreeMap<u32, XrefEntry>) -> Result<(), Fault> {
        self.spend(8 * rows.len())?;
        for (id, entry) in rows {
            self.entries.entry(id).or_insert(entry);
        }
        check_object_count(self.entries.len())
    }
}

fn check_object_count(objects: usize) -> Result<(), Fault> {
    if objects > MOST_OBJECTS { Err(Fault::TooMuch("it has too many objects")) } else { Ok(()) }
}
