//! The file of one item, by itself: its id, its fields, and the links of one that is broken.

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Files, Place};

use super::declared::{Declaration, Declarations};
use super::decode::Context;
use super::item::{Item, Link};
use super::load::parse;
use super::scalar::{Id, id_fault};

/// The file of an item, before it is understood.
pub struct Written<'t> {
    pub declared: &'static Declaration,
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
pub struct Understood {
    pub item: Option<Item>,
    pub diagnostics: Vec<Diagnostic>,
    pub loose_links: Vec<Link>,
}

/// One item; its id is the start of its file's name.
pub fn item(
    written: &Written,
    files: &Files,
    languages: &[Language],
    declarations: &'static Declarations,
) -> Understood {
    let (id, mut diagnostics, mut loose_links) = (written.id(), Vec::new(), Vec::new());
    let mut read = |key| {
        if let Some(fault) = id_fault(id) {
            let message = format!("the file name `{}.toml` does not start with an id", written.stem);
            diagnostics.push(Diagnostic::new(Code::MalformedId, Place::new(key, 0..0), message).with_hint(fault));
            return None;
        }
        let text = &files.get(key).text;
        let table = parse(key, text, &mut diagnostics)?;
        let context = Context::new(key, text, languages, &mut diagnostics).with(declarations);
        let mut item = whole(&table, written.declared, context, &mut loose_links)?;
        item.id = Some(Id { id: id.to_owned(), place: item.place });
        Some(item)
    };
    let item = written.file.and_then(&mut read);
    Understood { item, diagnostics, loose_links }
}

/// The table of a whole file as an item. Of one that is broken the links come back alone.
pub fn whole(
    table: &Spanned<DeTable>,
    declared: &'static Declaration,
    mut context: Context,
    loose_links: &mut Vec<Link>,
) -> Option<Item> {
    let item = context.item(declared, table.get_ref(), first_key(table, context.file));
    if item.is_none() {
        loose_links.append(&mut context.links);
    }
    item
}

/// Where the content of a file begins, after the comments at its head: there an item is pointed at as a whole.
pub fn first_key(table: &Spanned<DeTable>, file: FileKey) -> Place {
    let first = table.get_ref().keys().map(Spanned::span).min_by_key(|span| span.start);
    Place::new(file, first.unwrap_or(0..0))
}
