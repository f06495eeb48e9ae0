//! Whether two PDFs have the same pages though their bytes differ: another program may have saved one of them again. Compares the
//! boxes, the content streams and their resources (ISO 32000-1, 7.8): fonts, images, colours; annotations are not compared. Both files
//! are walked in lockstep, so that a hostile file costs no more than the other one.

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use crate::bounds::pdf::{DEEPEST_PART, MOST_COMPARED, MOST_PAGES};
use crate::diagnostics::many;

use super::page_tree::{self, INHERITED, Page};
use super::pdf_fault::Fault;
use super::reader::{Raw, Reader, isolated};

/// The result of a comparison.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The number of pages, all of them the same.
    Same(usize),
    /// The first page that differs, counted from 1.
    Page(usize),
    /// Different numbers of pages.
    Count(usize, usize),
}

/// The compared keys of a page, besides those that it can inherit.
const OWN: [&[u8]; 4] = [b"BleedBox", b"TrimBox", b"ArtBox", b"UserUnit"];
/// Keys that say how a stream is packed, or lead back to the document.
const IGNORED: [&[u8]; 6] = [b"Length", b"Filter", b"DecodeParms", b"Parent", b"StructParents", b"StructParent"];

/// Compares the pages of a foreign PDF with those of one that this program made. Fails if one of them cannot be read.
pub fn compare(found: &[u8], expected: &[u8]) -> Result<Found, Fault> {
    isolated(|| {
        let (ours, theirs) = (pages(expected)?, pages(found)?);
        if ours.1.len() != theirs.1.len() {
            return Ok(Found::Count(theirs.1.len(), ours.1.len()));
        }
        let mut comparison = Comparison { theirs: theirs.0, ours: ours.0, seen: HashSet::new() };
        for (index, (their, our)) in theirs.1.iter().zip(&ours.1).enumerate() {
            if !comparison.page(their, our)? {
                return Ok(Found::Page(index + 1));
            }
        }
        Ok(Found::Same(ours.1.len()))
    })
}

/// A sentence on whether the pages match the source; `None` if they cannot be compared.
pub fn note(found: &[u8], expected: &[u8]) -> Option<String> {
    if found.starts_with(expected) {
        let added = found.len() - expected.len();
        return Some(format!(
            "its first {} bytes match its source; another program appended {added} bytes, such as annotations",
            expected.len()
        ));
    }
    Some(match compare(found, expected).ok()? {
        Found::Same(pages) => format!(
            "another program saved it again: its {} match its source; annotations and tags were not compared",
            many(pages, "page")
        ),
        Found::Page(page) => format!("its page {page} differs from its source"),
        Found::Count(found, expected) => {
            format!("it has {}, but its source makes {expected}", many(found, "page"))
        }
    })
}

/// A file and its pages.
fn pages(pdf: &[u8]) -> Result<(Reader<'_>, Vec<Page>), Fault> {
    let (mut reader, catalog) = Reader::open(pdf, MOST_COMPARED)?;
    let mut pages = Vec::new();
    page_tree::visit(&mut reader, &catalog, MOST_PAGES, &mut |_, page| {
        pages.push(page);
        Ok(())
    })?;
    Ok((reader, pages))
}

struct Comparison<'a, 'b> {
    theirs: Reader<'a>,
    ours: Reader<'b>,
    /// Pairs of object numbers that are the same, or are being compared.
    seen: HashSet<(u32, u32)>,
}

impl<'a, 'b> Comparison<'a, 'b> {
    fn page(&mut self, their: &Page, our: &Page) -> Result<bool, Fault> {
        let keys = INHERITED.iter().chain(&OWN);
        if !self.all_same(keys.map(|key| (their.get(key), our.get(key))), 0)? {
            return Ok(false);
        }
        Ok(page_tree::content(&mut self.theirs, their)? == page_tree::content(&mut self.ours, our)?)
    }

    fn same(&mut self, their: &Object, our: &Object, depth: usize) -> Result<bool, Fault> {
        if depth > DEEPEST_PART {
            return Err(Fault::TooMuch("its pages nest too deep"));
        }
        if let (Object::Reference((their, _)), Object::Reference((our, _))) = (their, our) {
            if !self.seen.insert((*their, *our)) {
                return Ok(true);
            }
            let streams = (self.theirs.stream(*their)?, self.ours.stream(*our)?);
            match streams {
                (Some(their), Some(our)) => return self.same_stream(&their, &our, depth),
                (None, None) => {}
                _ => return Ok(false),
            }
        }
        let (their, our) = (self.theirs.resolve(their)?, self.ours.resolve(our)?);
        Ok(match (&their, &our) {
            (Object::Dictionary(their), Object::Dictionary(our)) => return self.same_dictionary(their, our, depth),
            (Object::Array(their), Object::Array(our)) if their.len() == our.len() => {
                return self.all_same(their.iter().zip(our), depth + 1);
            }
            (Object::String(their, _), Object::String(our, _)) => their == our,
            (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
                let (a, b) = (their.as_float().unwrap_or_default(), our.as_float().unwrap_or_default());
                // Programs write numbers with different precision.
                (a - b).abs() <= 1e-5 * a.abs().max(1.0)
            }
            _ => their == our,
        })
    }

    fn same_dictionary(&mut self, their: &Dictionary, our: &Dictionary, depth: usize) -> Result<bool, Fault> {
        let keys: HashSet<&[u8]> = their.iter().chain(our.iter()).map(|(key, _)| key.as_slice()).collect();
        let keys = keys.into_iter().filter(|key| !IGNORED.contains(key));
        let values = keys.map(|key| [their, our].map(|dictionary| dictionary.get(key).unwrap_or(&Object::Null)));
        self.all_same(values.map(|[their, our]| (their, our)), depth + 1)
    }

    fn all_same<'o>(
        &mut self,
        mut pairs: impl Iterator<Item = (&'o Object, &'o Object)>,
        depth: usize,
    ) -> Result<bool, Fault> {
        let other = pairs.find_map(|(their, our)| Some(self.same(their, our, depth)).filter(|same| *same != Ok(true)));
        other.unwrap_or(Ok(true))
    }

    fn same_stream(&mut self, their: &Raw<'a>, our: &Raw<'b>, depth: usize) -> Result<bool, Fault> {
        if !self.same_dictionary(&their.dictionary, &our.dictionary, depth)? {
            return Ok(false);
        }
        let same_filter = their.dictionary.get(b"Filter").ok() == our.dictionary.get(b"Filter").ok();
        if same_filter && their.content == our.content {
            return Ok(true);
        }
        // A stream that cannot be unpacked is the same only if its bytes are.
        let (their, our) = (self.theirs.unpacked(their), self.ours.unpacked(our));
        Ok(matches!((their, our), (Ok(their), Ok(our)) if their == our))
    }
}
