//! The source inside the PDF: an associated file (ISO 19005-3, 6.8, and annex E) with everything that it was made from. No template
//! attaches it, so that it does not depend on the look.

use std::io;

use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary, text_string};
use md5::{Digest, Md5};

use super::written::Written;

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

/// Lists a file in the catalog, beside the files that templates attached. Fails if its lists are not in the catalog itself, where Typst
/// writes them.
pub fn list(catalog: &mut Dictionary, name: &str, file: Object) -> lopdf::Result<()> {
    value(catalog, "AF", Vec::<Object>::new()).as_array_mut()?.push(file.clone());
    let names = value(catalog, "Names", Dictionary::new()).as_dict_mut()?;
    let tree = value(names, "EmbeddedFiles", Dictionary::new()).as_dict_mut()?;
    let files = value(tree, "Names", Vec::<Object>::new()).as_array_mut()?;
    // The order of a name tree is that of its bytes (ISO 32000-1, 7.9.6).
    let is_before = |pair: &&[Object]| pair[0].as_str().is_ok_and(|other| other <= name.as_bytes());
    let at = 2 * files.chunks(2).take_while(is_before).count();
    files.splice(at..at, [Object::string_literal(name), file]);
    Ok(())
}

/// The value of a key, which is set to `empty` if it is missing.
fn value<'d>(dictionary: &'d mut Dictionary, key: &str, empty: impl Into<Object>) -> &'d mut Object {
    dictionary.as_hashmap_mut().entry(key.into()).or_insert(empty.into())
}

/// Adds the file and its description; returns a reference to the description. Fails as [`Written::put`].
pub fn embed(written: &mut Written, source: &Source) -> io::Result<Object> {
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
    let stream = written.add(stream)?;
    written.add(dictionary! {
        "Type" => "Filespec",
        "AFRelationship" => "Source",
        "F" => Object::string_literal(source.name.clone()),
        "UF" => Object::string_literal(source.name.clone()),
        "Desc" => text_string(&source.description),
        "EF" => dictionary! { "F" => stream.clone(), "UF" => stream },
    })
}
