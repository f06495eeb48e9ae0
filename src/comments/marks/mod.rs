//! Reads the marks of a PDF: their places, texts, replies and proposals.

mod dates;
mod entry;
mod place;
mod rich;
mod strings;
mod threads;
mod values;

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use crate::bounds::marks::{LARGEST_MARKED, MOST_ENTRIES, MOST_MARKS, MOST_PAGES, MOST_WORK};
use crate::files::digest;
use crate::publish::page_tree::{self, Page};
use crate::publish::pdf_fault::Fault;
use crate::publish::reader::{Reader, isolated};

use super::mark::{Key, Marked, MarkedPage};
use entry::Entry;
use values::bearable;

/// The marks of a PDF, and its pages. A mark that cannot be read is told, and the others are read. Fails if the file is damaged or too
/// much work.
pub fn of(pdf: &[u8]) -> Result<Marked, Fault> {
    if pdf.len() > LARGEST_MARKED {
        return Err(Fault::TooMuch("it is too large for one with marks"));
    }
    if !pdf.starts_with(b"%PDF-") {
        return Err(Fault::NotPdf);
    }
    isolated(|| {
        let (mut reader, catalog) = Reader::open(pdf, MOST_WORK)?;
        let mut found = Found { published: reader.first_revision(), ..Found::default() };
        page_tree::visit(&mut reader, &catalog, MOST_PAGES, &mut |reader, page| found.add_page(reader, &page))?;
        let Found { entries, pages, published, unread, .. } = found;
        Ok(Marked { marks: threads::marks(entries), pages, published, unread })
    })
}

/// Whether an annotation is a mark of a person.
pub fn is_mark(annotation: &Dictionary) -> bool {
    entry::kind(annotation).is_some()
}

/// What was read so far.
#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    pages: Vec<MarkedPage>,
    published: Option<usize>,
    unread: Vec<String>,
    /// The number of entries in the lists of all pages.
    listed: usize,
}

impl Found {
    fn add_page(&mut self, reader: &mut Reader, page: &Page) -> Result<(), Fault> {
        let number = self.pages.len() + 1;
        let media = place::media(reader, page)?;
        let content = bearable(page_tree::content(reader, page))?.map(|content| digest::of(&content));
        self.pages.push(MarkedPage { media, content });
        let Ok(list) = page.own.get(b"Annots") else { return Ok(()) };
        let Some(list) = bearable(reader.resolve(list))? else {
            self.unread.push(format!("the marks of page {number} cannot be read"));
            return Ok(());
        };
        // Without marks, some programs write `null`.
        let Object::Array(list) = list else { return Ok(()) };
        self.listed += list.len();
        if self.listed > MOST_ENTRIES {
            return Err(Fault::TooMuch("its pages list too many marks and links"));
        }
        let mut seen = HashSet::new();
        for (place, object) in list.iter().enumerate() {
            let object_number = object.as_reference().ok().map(|(number, _)| number);
            let is_new = object_number.is_none_or(|number| seen.insert(number));
            let key = Key { page: number - 1, object: object_number, place };
            if is_new && bearable(self.add(reader, object, key))?.is_none() {
                self.unread.push(format!("entry {} in the list of page {number} cannot be read", place + 1));
            }
        }
        Ok(())
    }

    fn add(&mut self, reader: &mut Reader, object: &Object, key: Key) -> Result<(), Fault> {
        let Object::Dictionary(entry) = reader.resolve(object)? else {
            return Err(Fault::Damaged("an entry is no dictionary"));
        };
        let Some(kind) = entry::kind(&entry) else { return Ok(()) };
        if self.entries.len() >= MOST_MARKS {
            return Err(Fault::TooMuch("it has too many marks"));
        }
        let media = self.pages[key.page].media;
        let (entry, told) = entry::read(reader, &entry, kind, key, media)?;
        let said = told.map(|told| format!("the {} on page {} {told}", kind.name(), key.page + 1));
        self.unread.extend(said);
        self.entries.push(entry);
        Ok(())
    }
}
