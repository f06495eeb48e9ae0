//! Makes PDFs that carry another source than their own.

use std::fs;
use std::path::Path;

use lopdf::{Document, Object};
use raportti::files::archive;
use raportti::files::read::Tree;

/// Replaces the source of a PDF by an incremental update, as other programs add annotations.
pub fn with_source(pdf: &Path, tree: &Tree) -> Vec<u8> {
    let mut bytes = fs::read(pdf).unwrap();
    let document = Document::load(pdf).unwrap();
    let resolve = |object: &Object| document.dereference(object).unwrap().1.clone();
    let root = document.trailer.get(b"Root").unwrap().as_reference().unwrap();
    let files = resolve(document.catalog().unwrap().get(b"AF").unwrap()).as_array().unwrap().clone();
    let files = files.iter().map(|file| resolve(file).as_dict().unwrap().clone());
    let file = files.into_iter().find(|file| file.get(b"AFRelationship").unwrap().as_name().unwrap() == b"Source");
    let embedded =
        resolve(file.unwrap().get(b"EF").unwrap()).as_dict().unwrap().get(b"F").unwrap().as_reference().unwrap();
    let previous = String::from_utf8_lossy(&bytes[bytes.len() - 60..]).into_owned();
    let previous = previous.split("startxref").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();

    let content = archive::pack(tree).unwrap();
    let at = bytes.len();
    bytes.extend(format!("\n{} 0 obj\n<</Type/EmbeddedFile/Length {}>>\nstream\n", embedded.0, content.len()).bytes());
    let at = at + 1;
    bytes.extend(content);
    bytes.extend(b"\nendstream\nendobj\n");
    let xref = bytes.len();
    let number = document.max_id + 1;
    let entry = |offset: usize| [&[1][..], &u32::try_from(offset).unwrap().to_be_bytes(), &[0, 0]].concat();
    let entries = [entry(at), entry(xref)].concat();
    bytes.extend(
        format!(
            "{number} 0 obj\n<</Type/XRef/W[1 4 2]/Index[{} 1 {number} 1]/Size {}/Root {} 0 R/Prev {previous}/Length {}>>\nstream\n",
            embedded.0,
            number + 1,
            root.0,
            entries.len()
        )
        .bytes(),
    );
    bytes.extend(entries);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{xref}\n%%EOF\n").bytes());
    bytes
}
