//! Makes PDFs that carry another source than their own.

use std::path::Path;

use lopdf::{Document, Object};
use raportti::files::archive;
use raportti::files::read::Tree;

/// A PDF with another source, written whole.
pub fn with_source(pdf: &Path, tree: &Tree) -> Vec<u8> {
    let mut document = Document::load(pdf).unwrap();
    let resolve = |object: &Object| document.dereference(object).unwrap().1.clone();
    let files = resolve(document.catalog().unwrap().get(b"AF").unwrap()).as_array().unwrap().clone();
    let files = files.iter().map(|file| resolve(file).as_dict().unwrap().clone());
    let file = files.into_iter().find(|file| file.get(b"AFRelationship").unwrap().as_name().unwrap() == b"Source");
    let embedded =
        resolve(file.unwrap().get(b"EF").unwrap()).as_dict().unwrap().get(b"F").unwrap().as_reference().unwrap();
    let stream = document.get_object_mut(embedded).unwrap().as_stream_mut().unwrap();
    stream.set_content(archive::pack(tree).unwrap());
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}
