//! The source inside the PDF: an associated file (ISO 19005-3, 6.8, and annex E) with everything that it was made from. No template
//! attaches it, so that it does not depend on the look.

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary, text_string};
use md5::{Digest, Md5};

/// The file that a PDF carries.
pub struct Source {
    /// As readers see it, such as `uusimaa-1.0.0-source.zip`, in ASCII.
    pub name: String,
    /// What it is, in the edition's language.
    pub description: String,
    /// Its date of modification: year, month and day.
    pub date: (u16, u8, u8),
    /// The zip file.
    pub archive: Vec<u8>,
}

/// Puts the source into a PDF beside the files that templates attached. Fails if the PDF has no catalog, or malformed lists of files.
pub fn attach(document: &mut Document, source: &Source) -> lopdf::Result<()> {
    let file = embed(document, source);
    let catalog = document.catalog()?;
    let mut associated =
        value(document, catalog, b"AF").map(Object::as_array).transpose()?.cloned().unwrap_or_default();
    associated.push(file.into());
    let mut names = value(document, catalog, b"Names").map(Object::as_dict).transpose()?.cloned().unwrap_or_default();
    let tree = value(document, &names, b"EmbeddedFiles").map(Object::as_dict).transpose()?;
    let mut files = tree.map(|tree| leaves(document, tree, 0)).transpose()?.unwrap_or_default();
    files.push((Object::string_literal(source.name.clone()), file.into()));
    // The order of a name tree is that of its bytes (ISO 32000-1, 7.9.6).
    files.sort_by(|(a, _), (b, _)| a.as_str().unwrap_or_default().cmp(b.as_str().unwrap_or_default()));
    let files: Vec<Object> = files.into_iter().flat_map(|(name, file)| [name, file]).collect();
    names.set("EmbeddedFiles", dictionary! { "Names" => files });
    let catalog = document.catalog_mut()?;
    catalog.set("AF", associated);
    catalog.set("Names", names);
    Ok(())
}

/// The value of a key, wherever it stands.
fn value<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    dictionary.get_deref(key, document).ok()
}

/// Adds the file and describes it; returns the object that stands for it.
fn embed(document: &mut Document, source: &Source) -> lopdf::ObjectId {
    let (year, month, day) = source.date;
    let parameters = dictionary! {
        "Size" => source.archive.len() as i64,
        // ISO 32000-1, table 46, asks for MD5. It finds damage, but does not prove that nobody changed the file on purpose.
        "CheckSum" => Object::String(Md5::digest(&source.archive).to_vec(), StringFormat::Hexadecimal),
        "ModDate" => Object::string_literal(format!("D:{year:04}{month:02}{day:02}000000Z")),
    };
    let dictionary = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => "application/zip",
        "Params" => parameters,
    };
    // The archive is compressed already.
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

/// Every name in a tree, with its file. Typst's trees are as flat as a few files need.
fn leaves(document: &Document, node: &Dictionary, depth: usize) -> lopdf::Result<Vec<(Object, Object)>> {
    const DEEPEST: usize = 8;
    if depth > DEEPEST {
        return Err(lopdf::Error::InvalidStream("the names of the attached files lie too deep".to_owned()));
    }
    if let Some(names) = value(document, node, b"Names") {
        return Ok(names.as_array()?.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect());
    }
    let mut all = Vec::new();
    for kid in node.get_deref(b"Kids", document)?.as_array()? {
        all.extend(leaves(document, document.dereference(kid)?.1.as_dict()?, depth + 1)?);
    }
    Ok(all)
}
