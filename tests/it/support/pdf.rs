//! Reads finished PDFs with other code than the program's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lopdf::{Dictionary, Document, Object};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf};

/// Validates against PDF/UA-1 and PDF/A-3a.
pub fn must_be_accessible_and_archivable(path: &Path) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
        let failures = failures(path, profile);
        assert!(failures.is_empty(), "{}: {profile:?}: {failures:#?}", path.display());
    }
}

/// Violations of a standard: the clause of each rule (`7.2:1`) and a message.
///
/// If the last byte of a stream is a carriage return, the validator falsely reports a wrong length (6.1.7.1). Such a violation is ignored
/// if it is the only one, in a file with such a stream.
pub fn failures(path: &Path, profile: ValidationProfile) -> Vec<String> {
    let result = validate_pdf(path, &ValidationOptions::default().profile(profile)).unwrap();
    let failures: Vec<String> =
        result.failures.iter().map(|failure| format!("{} {}", clause(&failure.rule_id), failure.message)).collect();
    let doubtful = failures.iter().all(|failure| failure.starts_with("6.1.7.1:"));
    if doubtful && has_stream_ending_in_return(path) { Vec::new() } else { failures }
}

/// `7.2:1` of `ISO 14289-1:2014:7.2:1`.
fn clause(rule: &str) -> &str {
    rule.rsplitn(3, ':').last().map_or(rule, |standard| &rule[standard.len() + 1..])
}

fn has_stream_ending_in_return(path: &Path) -> bool {
    let document = Document::load(path).unwrap();
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    streams.into_iter().any(|stream| stream.content.last() == Some(&b'\r'))
}

/// The text of all pages, without characters that depend on line breaks: white space, hyphens, and invisible marks.
pub fn text(path: &Path) -> String {
    texts_of_pages(path).concat()
}

/// The text of each page, in the form of [`text`].
pub fn texts_of_pages(path: &Path) -> Vec<String> {
    let document = Document::load(path).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    pages.iter().map(|page| without_breaks(&document.extract_text(&[*page]).unwrap())).collect()
}

/// See [`text`].
pub fn without_breaks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{200b}')).collect()
}

/// The names of the destinations.
pub fn named_destinations(path: &Path) -> BTreeSet<String> {
    destinations(&Document::load(path).unwrap()).into_keys().collect()
}

/// The named destinations and their targets (ISO 32000-1, 12.3.2).
pub fn destinations(document: &Document) -> BTreeMap<String, Object> {
    let catalog = document.catalog().unwrap();
    let mut found = BTreeMap::new();
    if let Ok(tree) = catalog.get(b"Names").and_then(|names| resolve(document, names).as_dict()?.get(b"Dests")) {
        collect_names(document, tree, &mut found);
    }
    if let Ok(Object::Dictionary(dests)) = catalog.get(b"Dests").map(|dests| resolve(document, dests)) {
        found.extend(
            dests.iter().map(|(name, leaf)| (String::from_utf8_lossy(name).into_owned(), target(document, leaf))),
        );
    }
    found
}

/// A destination may be inside a dictionary.
fn target(document: &Document, leaf: &Object) -> Object {
    match resolve(document, leaf) {
        Object::Dictionary(dictionary) => resolve(document, dictionary.get(b"D").unwrap()).clone(),
        destination => destination.clone(),
    }
}

fn collect_names(document: &Document, node: &Object, found: &mut BTreeMap<String, Object>) {
    let Ok(node) = resolve(document, node).as_dict() else { return };
    if let Ok(leaves) = node.get(b"Names").and_then(|leaves| resolve(document, leaves).as_array()) {
        for pair in leaves.chunks_exact(2) {
            found.insert(lopdf::decode_text_string(&pair[0]).unwrap(), target(document, &pair[1]));
        }
    }
    if let Ok(kids) = node.get(b"Kids").and_then(|kids| resolve(document, kids).as_array()) {
        kids.iter().for_each(|kid| collect_names(document, kid, found));
    }
}

fn resolve<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    document.dereference(object).map(|(_, object)| object).unwrap()
}

/// The document's language and title, as assistive technology sees them.
pub fn language_and_title(path: &Path) -> (String, String) {
    let document = Document::load(path).unwrap();
    let language = document.catalog().unwrap().get(b"Lang").and_then(lopdf::decode_text_string).unwrap();
    let info = resolve(&document, document.trailer.get(b"Info").unwrap()).as_dict().unwrap();
    (language, info.get(b"Title").and_then(lopdf::decode_text_string).unwrap())
}

/// The bookmarks' titles, in order.
pub fn bookmarks(path: &Path) -> Vec<String> {
    let document = Document::load(path).unwrap();
    let mut titles = Vec::new();
    let outlines = document.catalog().unwrap().get(b"Outlines").map(|outlines| resolve(&document, outlines));
    if let Ok(outlines) = outlines {
        collect_bookmarks(&document, outlines, &mut titles);
    }
    titles
}

fn collect_bookmarks(document: &Document, parent: &Object, titles: &mut Vec<String>) {
    let mut next = parent.as_dict().unwrap().get(b"First").ok();
    while let Some(item) = next {
        let item = resolve(document, item);
        let dictionary = item.as_dict().unwrap();
        titles.push(lopdf::decode_text_string(dictionary.get(b"Title").unwrap()).unwrap());
        collect_bookmarks(document, item, titles);
        next = dictionary.get(b"Next").ok();
    }
}

/// The alternative text of each link.
pub fn links(path: &Path) -> Vec<String> {
    let document = Document::load(path).unwrap();
    let annotations = document.objects.values().filter_map(|object| object.as_dict().ok());
    annotations
        .filter(|it| it.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Link"))
        .map(|link| lopdf::decode_text_string(link.get(b"Contents").unwrap()).unwrap())
        .collect()
}

/// The alternative text of each link, and its target: the name of a destination, `page 5`, or an address.
pub fn links_with_targets(path: &Path) -> Vec<(String, String)> {
    let document = Document::load(path).unwrap();
    let mut links = Vec::new();
    for page in document.get_pages().into_values() {
        for link in document.get_page_annotations(page).unwrap() {
            let says = lopdf::decode_text_string(link.get(b"Contents").unwrap()).unwrap();
            links.push((says, target_of_link(&document, link)));
        }
    }
    links
}

fn target_of_link(document: &Document, link: &Dictionary) -> String {
    let destination = match link.get(b"A").map(|action| resolve(document, action).as_dict().unwrap()) {
        Ok(action) => match action.get(b"URI") {
            Ok(address) => return String::from_utf8(address.as_str().unwrap().to_vec()).unwrap(),
            Err(_) => action.get(b"D").unwrap(),
        },
        Err(_) => link.get(b"Dest").unwrap(),
    };
    match resolve(document, destination) {
        Object::Array(place) => {
            let page = place[0].as_reference().unwrap();
            let pages = document.get_pages();
            format!("page {}", pages.iter().find(|(_, id)| **id == page).unwrap().0)
        }
        Object::Name(name) => String::from_utf8(name.clone()).unwrap(),
        name => lopdf::decode_text_string(name).unwrap(),
    }
}

/// The attached files by their names, each with its bytes.
pub fn attachments(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let document = Document::load(path).unwrap();
    let specifications = document.objects.values().filter_map(|object| object.as_dict().ok());
    specifications
        .filter(|dictionary| dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Filespec"))
        .map(|file| {
            assert!(file.has(b"AFRelationship") && file.has(b"Desc"), "a file says what it is");
            let name = lopdf::decode_text_string(file.get(b"UF").unwrap()).unwrap();
            let embedded = resolve(&document, file.get(b"EF").unwrap()).as_dict().unwrap();
            let stream = resolve(&document, embedded.get(b"F").unwrap()).as_stream().unwrap();
            assert!(stream.dict.has(b"Subtype"), "a file says its MIME type");
            (name, stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()))
        })
        .collect()
}

/// The width and height of each image in a PDF, in pixels.
pub fn image_sizes(path: &Path) -> Vec<(i64, i64)> {
    let document = Document::load(path).unwrap();
    let images = document.objects.values().filter_map(|object| object.as_stream().ok());
    let images =
        images.filter(|image| image.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image"));
    let number = |image: &lopdf::Stream, key: &[u8]| image.dict.get(key).and_then(Object::as_i64).unwrap();
    images.map(|image| (number(image, b"Width"), number(image, b"Height"))).collect()
}
