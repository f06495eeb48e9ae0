//! Whether two PDFs have the same pages though their bytes differ: another program may have saved one of them again. Compares the
//! boxes, the content streams and their resources (ISO 32000-1, 7.8): fonts, images, colours; annotations are not compared.

use crate::bounds::pdf::{MOST_COMPARED, MOST_PAGES};
use crate::diagnostics::many;

use super::page_tree::{self, INHERITED, Page};
use super::pdf_fault::Fault;
use super::reader::{Reader, isolated};
use super::same_objects::Lockstep;

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
/// Keys that lead back to the document, or number the tags.
const IGNORED: [&[u8]; 3] = [b"Parent", b"StructParents", b"StructParent"];

/// Compares the pages of a foreign PDF with those of one that this program made. Fails if one of them cannot be read.
pub fn compare(found: &[u8], expected: &[u8]) -> Result<Found, Fault> {
    isolated(|| {
        let (ours, theirs) = (pages(expected)?, pages(found)?);
        if ours.1.len() != theirs.1.len() {
            return Ok(Found::Count(theirs.1.len(), ours.1.len()));
        }
        let mut files = Lockstep::new(theirs.0, ours.0, &IGNORED);
        for (index, (their, our)) in theirs.1.iter().zip(&ours.1).enumerate() {
            if !is_same(&mut files, their, our)? {
                return Ok(Found::Page(index + 1));
            }
        }
        Ok(Found::Same(ours.1.len()))
    })
}

/// A sentence on whether the pages match the source; `None` if they cannot be compared.
pub fn note(found: &[u8], expected: &[u8]) -> Option<String> {
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
    let pages = page_tree::all(&mut reader, &catalog, MOST_PAGES)?;
    Ok((reader, pages))
}

/// Whether two pages are the same. Fails if one of them cannot be read.
fn is_same(files: &mut Lockstep, their: &Page, our: &Page) -> Result<bool, Fault> {
    for key in INHERITED.iter().chain(&OWN) {
        if !files.is_same(their.get(key), our.get(key))? {
            return Ok(false);
        }
    }
    Ok(page_tree::content(&mut files.theirs, their)? == page_tree::content(&mut files.ours, our)?)
}
