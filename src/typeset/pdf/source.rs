//! The source inside the PDF: an associated file (ISO 19005-3, 6.8, and annex E) that holds everything the PDF was made from.
//!
//! It is put in when the PDF is finished and not by a template, so that every look carries it.

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary, text_string};

use super::md5;

/// The file that a PDF carries.
pub struct Source {
    /// As readers see it, such as `uusimaa-1.0.0-source.zip`, in ASCII.
    pub name: String,
    /// What it is, in the edition's language.
    pub description: String,
    /// Year, month and day that it says it was changed.
    pub date: (u16, u8, u8),
    /// The zip file.
    pub archive: Vec<u8>,
}

/// Puts the source into a PDF beside the files that the templates attached.
///
/// # Errors
/// When the PDF has no catalog, or lists its files in a way that PDF does not know.
pub fn attach(document: &mut Document, source: &Source) -> Result<(), String> {
    let file = embed(document, source);
    let names = file_names(document)?;
    let mut files = names.as_ref().map(|names| leaves(document, names, 0)).transpose()?.unwrap_or_default();
    files.push((Object::string_literal(source.name.clone()), file.into()));
    // The order of a name tree is that of its bytes (ISO 32000-1, 7.9.6).
    files.sort_by(|(a, _), (b, _)| a.as_str().unwrap_or_default().cmp(b.as_str().unwrap_or_default()));
    let leaf = dictionary! { "Names" => files.into_iter().flat_map(|(name, file)| [name, file]).collect::<Vec<_>>() };

    let mut associated = associated(document)?;
    associated.push(file.into());
    let names = names_of_catalog(document)?;
    let catalog = document.catalog_mut().map_err(|error| error.to_string())?;
    catalog.set("AF", associated);
    let mut names = names;
    names.set("EmbeddedFiles", leaf);
    catalog.set("Names", names);
    Ok(())
}

/// Adds the file and tells what it is; returns the object that stands for it.
fn embed(document: &mut Document, source: &Source) -> lopdf::ObjectId {
    let (year, month, day) = source.date;
    let parameters = dictionary! {
        "Size" => source.archive.len() as i64,
        "CheckSum" => Object::String(md5::of(&source.archive).to_vec(), StringFormat::Hexadecimal),
        "ModDate" => Object::string_literal(format!("D:{year:04}{month:02}{day:02}000000Z")),
    };
    let dictionary = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => "application/zip",
        "Params" => parameters,
    };
    // The archive is packed already.
    let stream = Stream::new(dictionary, source.archive.clone()).with_compression(false);
    let stream = document.add_object(stream);
    document.add_object(dictionary! {
        "Type" => "Filespec",
        "AFRelationship" => "Source",
        "F" => Object::string_literal(source.name.clone()),
        "UF" => Object::string_literal(source.name.clone()),
        "Desc" => text_string(&source.description),
        "EF" => dictionary! { "F" => stream, "UF" => stream },
    })
}

/// What the catalog says of its associated files.
fn associated(document: &Document) -> Result<Vec<Object>, String> {
    let catalog = document.catalog().map_err(|error| error.to_string())?;
    match catalog.get_deref(b"AF", document) {
        Ok(files) => files.as_array().cloned().map_err(|error| error.to_string()),
        Err(_) => Ok(Vec::new()),
    }
}

/// The name trees of the catalog.
fn names_of_catalog(document: &Document) -> Result<Dictionary, String> {
    let catalog = document.catalog().map_err(|error| error.to_string())?;
    match catalog.get_deref(b"Names", document) {
        Ok(names) => names.as_dict().cloned().map_err(|error| error.to_string()),
        Err(_) => Ok(Dictionary::new()),
    }
}

/// The root of the tree of embedded files; none when there are no files yet.
fn file_names(document: &Document) -> Result<Option<Dictionary>, String> {
    let names = names_of_catalog(document)?;
    match names.get_deref(b"EmbeddedFiles", document) {
        Ok(root) => root.as_dict().cloned().map(Some).map_err(|error| error.to_string()),
        Err(_) => Ok(None),
    }
}

/// Every name in a tree, with its file. Typst's trees are as flat as a few files need.
fn leaves(document: &Document, node: &Dictionary, depth: usize) -> Result<Vec<(Object, Object)>, String> {
    const DEEPEST: usize = 8;
    if depth > DEEPEST {
        return Err("the names of the attached files lie too deep".to_owned());
    }
    if let Ok(names) = node.get_deref(b"Names", document).and_then(Object::as_array) {
        return Ok(names.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect());
    }
    let kids = node.get_deref(b"Kids", document).and_then(Object::as_array).map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    for kid in kids {
        let (_, kid) = document.dereference(kid).map_err(|error| error.to_string())?;
        all.extend(leaves(document, kid.as_dict().map_err(|error| error.to_string())?, depth + 1)?);
    }
    Ok(all)
}
