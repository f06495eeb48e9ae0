//! The file of one item, by itself: its id, its record, and the links of one that is broken.

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Files, Place};

use super::decode::{Context, Fields, LooseLink};
use super::load::parse;
use super::records::Item;
use super::scalar::id_fault;

/// The file of an item, before it is understood.
pub struct Written<'t> {
    /// The file's name without its ending, of which the start is the id.
    pub stem: &'t str,
    /// `None` when it is no text.
    pub file: Option<FileKey>,
}

impl<'t> Written<'t> {
    /// The start of the file's name.
    pub fn id(&self) -> &'t str {
        self.stem.split('-').next().unwrap_or_default()
    }
}

/// What a file of an item gives.
pub struct Understood<T> {
    pub item: Option<Item<T>>,
    pub diagnostics: Vec<Diagnostic>,
    pub loose_links: Vec<LooseLink>,
}

/// One item; its id is the start of its file's name.
pub fn item<T>(
    written: &Written,
    files: &Files,
    languages: &[Language],
    decode: fn(Fields, &mut Context) -> Option<T>,
) -> Understood<T> {
    let (id, mut diagnostics, mut loose_links) = (written.id(), Vec::new(), Vec::new());
    let mut read = |key| {
        if let Some(fault) = id_fault(id) {
            let message = format!("the file name `{}.toml` does not start with an id", written.stem);
            diagnostics.push(Diagnostic::new(Code::MalformedId, Place::new(key, 0..0), message).with_hint(fault));
            return None;
        }
        let text = &files.get(key).text;
        let table = parse(key, text, &mut diagnostics)?;
        let context = Context::new(key, text, languages, &mut diagnostics);
        let data = record(&table, decode, context, &mut loose_links)?;
        Some(Item { id: id.to_owned(), place: first_key(&table, key), data })
    };
    let item = written.file.and_then(&mut read);
    Understood { item, diagnostics, loose_links }
}

/// A table as a record. Of one that is broken the links come back alone.
pub fn record<T>(
    table: &Spanned<DeTable>,
    decode: fn(Fields, &mut Context) -> Option<T>,
    mut context: Context,
    loose_links: &mut Vec<LooseLink>,
) -> Option<T> {
    let record = decode(Fields::new(table.get_ref(), first_key(table, context.file)), &mut context);
    if record.is_none() {
        loose_links.append(&mut context.links);
    }
    record
}

/// Where the content of a file begins, after the comments at its head: there an item is pointed at as a whole.
pub fn first_key(table: &Spanned<DeTable>, file: FileKey) -> Place {
    let first = table.get_ref().keys().map(Spanned::span).min_by_key(|span| span.start);
    Place::new(file, first.unwrap_or(0..0))
}
