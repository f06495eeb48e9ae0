//! A record in the PDF's catalog, for this program alone: page-piece data (ISO 32000-1, 14.5), which every standard of an edition allows.

use lopdf::{Dictionary, Object, StringFormat, dictionary};

/// The name of this program's data, and of the record in it. `publish/source` reads them.
pub const OWNER: &str = "raportti";
pub const RECORD: &str = "Extract";

/// A record that a PDF has.
pub struct Record<'r> {
    pub text: &'r str,
    /// The date of its making: year, month and day.
    pub date: (u16, u8, u8),
}

/// Puts a record into a catalog.
pub fn put(catalog: &mut Dictionary, Record { text, date: (year, month, day) }: &Record) {
    let private = dictionary! { RECORD => Object::String(text.as_bytes().to_vec(), StringFormat::Hexadecimal) };
    let data = dictionary! {
        "LastModified" => Object::string_literal(format!("D:{year:04}{month:02}{day:02}000000Z")),
        "Private" => private,
    };
    catalog.set("PieceInfo", dictionary! { OWNER => data });
}
