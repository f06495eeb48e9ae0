//! What a PDF with updates shows otherwise than the published file at its beginning: an update may replace any object, and leave the bytes of
//! the old one where they were. Marks are left out, and nothing else: every object of both files is compared.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object};

use crate::bounds::pdf::{MOST_COMPARED, MOST_PAGES};
use crate::publish::page_tree::{self, INHERITED, Page};
use crate::publish::pdf_fault::Fault;
use crate::publish::reader::{Reader, isolated};
use crate::publish::same_objects::Lockstep;
use crate::publish::source;

use super::marks::is_mark;
use super::opened;

/// Keys that lead back to the tree of pages, which is compared page by page.
const IGNORED: [&[u8]; 1] = [b"Parent"];
/// Keys of a page that are compared on their own.
const APART: [&[u8]; 4] = [b"Annots", b"Contents", b"Parent", b"Resources"];

/// What was compared.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Shown {
    pub pages: usize,
    pub attachments: usize,
    /// What differs, in words such as `the content of page 3`.
    pub differences: Vec<String>,
}

/// Compares a PDF with the published file that it begins with. Fails if one of them cannot be read.
pub fn compare(found: &[u8], published: &[u8]) -> Result<Shown, Fault> {
    isolated(|| {
        let (mut theirs, their_catalog) = Reader::open(found, MOST_COMPARED)?;
        let (mut ours, our_catalog) = Reader::open(published, MOST_COMPARED)?;
        let their_pages = page_tree::all(&mut theirs, &their_catalog, MOST_PAGES)?;
        let our_pages = page_tree::all(&mut ours, &our_catalog, MOST_PAGES)?;
        let mut comparison = Comparison {
            files: Lockstep::new(theirs, ours, &IGNORED),
            on_pages: BTreeMap::new(),
            elsewhere: BTreeSet::new(),
            attachments: 0,
        };
        comparison.pages(&their_pages, &our_pages)?;
        comparison.catalogs(&their_catalog, &our_catalog)?;
        comparison.attachments(&their_catalog, &our_catalog)?;
        Ok(comparison.shown(our_pages.len()))
    })
}

struct Comparison<'a, 'b> {
    files: Lockstep<'a, 'b>,
    /// What differs on pages, with their numbers.
    on_pages: BTreeMap<String, Vec<usize>>,
    /// What differs elsewhere.
    elsewhere: BTreeSet<String>,
    attachments: usize,
}

impl Comparison<'_, '_> {
    fn shown(self, pages: usize) -> Shown {
        let on_pages = self.on_pages.into_iter().map(|(what, pages)| {
            let pages: Vec<String> = pages.iter().map(usize::to_string).collect();
            match &pages[..] {
                [page] => format!("{what} of page {page}"),
                [first, .., last] => format!("{what} of {} pages, from {first} to {last}", pages.len()),
                [] => what,
            }
        });
        let differences = on_pages.chain(self.elsewhere).collect();
        Shown { pages, attachments: self.attachments, differences }
    }

    /// Whether two objects are the same. One that cannot be read is another. Fails if the work is too much.
    fn is_same(&mut self, their: &Object, our: &Object) -> Result<bool, Fault> {
        match self.files.is_same(their, our) {
            Err(fault @ Fault::TooMuch(_)) => Err(fault),
            outcome => Ok(outcome == Ok(true)),
        }
    }

    /// Compares the values of all keys of two dictionaries but some. Calls `tell` with those that differ.
    fn keys(
        &mut self,
        their: &Dictionary,
        our: &Dictionary,
        apart: &[&[u8]],
        tell: &mut dyn FnMut(&mut Self, &[u8]),
    ) -> Result<(), Fault> {
        let keys: BTreeSet<&[u8]> = their.iter().chain(our.iter()).map(|(key, _)| key.as_slice()).collect();
        for key in keys.into_iter().filter(|key| !apart.contains(key)) {
            let value = |dictionary: &Dictionary| dictionary.get(key).cloned().unwrap_or(Object::Null);
            if !self.is_same(&value(their), &value(our))? {
                tell(self, key);
            }
        }
        Ok(())
    }

    fn pages(&mut self, their: &[Page], our: &[Page]) -> Result<(), Fault> {
        if their.len() != our.len() {
            self.elsewhere.insert(format!("the number of pages: {} for {}", their.len(), our.len()));
        }
        let pairs = || their.iter().zip(our).enumerate();
        // Tags and links refer to pages, whose lists of marks may differ.
        for (their, our) in pairs().filter_map(|(_, (their, our))| their.number.zip(our.number)) {
            self.files.assume(their, our);
        }
        for (index, (their, our)) in pairs() {
            self.page(index + 1, their, our)?;
            self.annotations(index + 1, their, our)?;
        }
        Ok(())
    }

    fn page(&mut self, number: usize, their: &Page, our: &Page) -> Result<(), Fault> {
        let content = |reader: &mut Reader, page| page_tree::content(reader, page);
        let (found, expected) = (content(&mut self.files.theirs, their), content(&mut self.files.ours, our)?);
        if found.is_err() || found != Ok(expected) {
            self.differs_on(number, "the content");
        }
        let resources = |reader: &mut Reader, page: &Page| reader.resolve(page.get(b"Resources"));
        let their_resources = resources(&mut self.files.theirs, their);
        match (their_resources, resources(&mut self.files.ours, our)?) {
            (Ok(Object::Dictionary(their)), Object::Dictionary(our)) => {
                let what = |key: &[u8]| if key == b"Font" { "the fonts" } else { "the images, colours or patterns" };
                self.keys(&their, &our, &[], &mut |own, key| own.differs_on(number, what(key)))?;
            }
            (Ok(their), our) if self.is_same(&their, &our)? => {}
            _ => self.differs_on(number, "the resources"),
        }
        let mut is_same = true;
        for key in INHERITED.iter().filter(|key| !APART.contains(key)) {
            is_same &= self.is_same(their.get(key), our.get(key))?;
        }
        self.keys(&their.own, &our.own, &APART, &mut |_, key| is_same &= INHERITED.contains(&key))?;
        if !is_same {
            self.differs_on(number, "the size, the turn or another property");
        }
        Ok(())
    }

    fn differs_on(&mut self, page: usize, what: &str) {
        let pages = self.on_pages.entry(what.to_owned()).or_default();
        if pages.last() != Some(&page) {
            pages.push(page);
        }
    }

    /// Published annotations, which are links, have to stay, and only marks may come.
    fn annotations(&mut self, page: usize, their: &Page, our: &Page) -> Result<(), Fault> {
        let mut expected = list(&mut self.files.ours, our)?;
        let found = match list(&mut self.files.theirs, their) {
            Err(fault @ Fault::TooMuch(_)) => return Err(fault),
            found => found.unwrap_or_default(),
        };
        let is_kept = |annotation: &Object| expected.contains(annotation);
        let (mut kept, added) = found.into_iter().partition::<Vec<_>, _>(is_kept);
        kept.sort_by_key(number_of);
        expected.sort_by_key(number_of);
        let mut is_same = kept.len() == expected.len();
        for (their, our) in kept.iter().zip(&expected) {
            is_same = is_same && self.is_same(their, our)?;
        }
        if !is_same {
            self.differs_on(page, "the links");
        }
        for annotation in added {
            if !self.is_plain_mark(&annotation)? {
                self.differs_on(page, "something that is no mark, on top");
            }
        }
        Ok(())
    }

    /// Whether an annotation is a mark, or the window of one, and does nothing when it is clicked.
    fn is_plain_mark(&mut self, annotation: &Object) -> Result<bool, Fault> {
        match self.files.theirs.resolve(annotation) {
            Err(fault @ Fault::TooMuch(_)) => Err(fault),
            Ok(Object::Dictionary(annotation)) => {
                let is_window = annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|it| it == b"Popup");
                let acts = annotation.has(b"A") || annotation.has(b"AA");
                Ok((is_window || is_mark(&annotation)) && !acts)
            }
            other => Ok(other == Ok(Object::Null)),
        }
    }

    fn catalogs(&mut self, their: &Dictionary, our: &Dictionary) -> Result<(), Fault> {
        let apart: [&[u8]; 6] = [b"Pages", b"Names", b"AF", b"PageMode", b"PageLayout", b"ViewerPreferences"];
        self.keys(their, our, &apart, &mut |own, key| _ = own.elsewhere.insert(part_of_catalog(key)))?;
        self.elsewhere.extend(opened::differences((&mut self.files.theirs, their), (&mut self.files.ours, our))?);
        let names = |reader: &mut Reader, catalog: &Dictionary| match catalog.get(b"Names") {
            Ok(names) => reader.dictionary(names).unwrap_or_default(),
            Err(_) => Dictionary::new(),
        };
        let (their_names, our_names) = (names(&mut self.files.theirs, their), names(&mut self.files.ours, our));
        let tell = &mut |own: &mut Self, key: &[u8]| {
            let what = if key == b"Dests" { "the places that links lead to".to_owned() } else { part_of_catalog(key) };
            own.elsewhere.insert(what);
        };
        self.keys(&their_names, &our_names, &[b"EmbeddedFiles"], tell)?;
        let information = |reader: &Reader| reader.trailer.get(b"Info").cloned().unwrap_or(Object::Null);
        if !self.is_same(&information(&self.files.theirs), &information(&self.files.ours))? {
            self.elsewhere.insert("the properties of the document".to_owned());
        }
        Ok(())
    }

    /// Files are in two lists, of which readers show either.
    fn attachments(&mut self, their: &Dictionary, our: &Dictionary) -> Result<(), Fault> {
        let expected = files(&mut self.files.ours, our)?;
        let mut found = match files(&mut self.files.theirs, their) {
            Err(fault @ Fault::TooMuch(_)) => return Err(fault),
            found => found.unwrap_or_default(),
        };
        self.attachments = expected.keys().map(|(_, name)| name).collect::<BTreeSet<_>>().len();
        for (key, our) in expected {
            let same = match found.remove(&key) {
                Some(their) if their.len() == our.len() => {
                    let mut same = true;
                    for (their, our) in their.into_iter().zip(our) {
                        same = same && self.is_same(&their.into(), &our.into())?;
                    }
                    same
                }
                _ => false,
            };
            if !same {
                self.elsewhere.insert(format!("the attachment `{}`", key.1));
            }
        }
        self.elsewhere.extend(found.into_keys().map(|(_, name)| format!("the attachment `{name}`, which was added")));
        Ok(())
    }
}

fn number_of(object: &Object) -> Option<u32> {
    object.as_reference().ok().map(|(number, _)| number)
}

/// The annotations of a page.
fn list(reader: &mut Reader, page: &Page) -> Result<Vec<Object>, Fault> {
    match page.own.get(b"Annots").map(|list| reader.resolve(list)) {
        Ok(Ok(Object::Array(list))) => Ok(list),
        Ok(Err(fault)) => Err(fault),
        _ => Ok(Vec::new()),
    }
}

/// The files of a PDF, by the list that they stand in and their names.
fn files(reader: &mut Reader, catalog: &Dictionary) -> Result<BTreeMap<(bool, String), Vec<Dictionary>>, Fault> {
    let mut files = BTreeMap::<_, Vec<_>>::new();
    source::visit(reader, catalog, &mut |_, file, is_associated| {
        files.entry((is_associated, source::name_of(file))).or_default().push(file.clone());
        Ok(None::<()>)
    })?;
    Ok(files)
}

/// The name of a part that a key of the catalog leads to (ISO 32000-1, 7.7.2).
fn part_of_catalog(key: &[u8]) -> String {
    match key {
        b"StructTreeRoot" | b"MarkInfo" => "the tags".to_owned(),
        b"Metadata" => "the metadata".to_owned(),
        b"Outlines" => "the bookmarks".to_owned(),
        b"Dests" => "the places that links lead to".to_owned(),
        b"AcroForm" => "a form".to_owned(),
        b"OpenAction" | b"AA" | b"JavaScript" => "an action".to_owned(),
        b"OCProperties" => "the layers".to_owned(),
        b"OutputIntents" => "the colour profile".to_owned(),
        b"Lang" => "the language".to_owned(),
        key => format!("`{}` of the catalog", String::from_utf8_lossy(key)),
    }
}
