//! A file of items, decoded: its item, or what is still known of one that has faults.

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place};
use crate::model::{
    Declaration, Declarations, Field, Id, Item, Link,
    decode::{Context, OwnCurrency},
    syntax,
};

/// The table of a whole file.
#[derive(Default)]
pub struct Decoded {
    pub item: Option<Item>,
    /// The links of a table that is no item, which are checked all the same.
    pub loose_links: Vec<Link>,
}

impl Decoded {
    pub fn of(table: &Spanned<DeTable>, declared: &'static Declaration, mut context: Context) -> Self {
        let item = context.item(declared, table.get_ref(), first_key(table, context.file));
        Self { item, loose_links: context.links }
    }
}

/// Where the content of a file begins, after the comments at its head: there an item is pointed at as a whole.
pub fn first_key(table: &Spanned<DeTable>, file: FileKey) -> Place {
    let first = table.get_ref().keys().map(Spanned::span).min_by_key(|span| span.start);
    Place::new(file, first.unwrap_or(0..0))
}

/// The file of one item, before it is decoded.
pub struct ItemFile<'t> {
    pub declared: &'static Declaration,
    /// The file's name without its ending. It begins with the id.
    pub stem: &'t str,
    /// `None` when it is no text.
    pub file: Option<FileKey>,
}

impl<'t> ItemFile<'t> {
    pub fn id(&self) -> &'t str {
        self.declared.id_of(self.stem)
    }

    /// The item of the file, and the faults of the file.
    pub fn decode(
        &self,
        declarations: &'static Declarations,
        files: &Files,
        languages: &[Language],
        currency: OwnCurrency,
    ) -> (Decoded, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let decoded = self.file.and_then(|file| {
            if let Some(fault) = self.declared.id_fault(self.id()) {
                let message = format!("the file name `{}.toml` does not start with an id", self.stem);
                diagnostics.push(Diagnostic::new(Code::MalformedId, Place::new(file, 0..0), message).with_hint(fault));
                return None;
            }
            let text = &files.get(file).text;
            let table = syntax::parse(file, text, &mut diagnostics)?;
            if let Some(other) = other_kind(table.get_ref(), self.declared, declarations) {
                diagnostics.push(self.in_wrong_folder(other, first_key(&table, file)));
                return None;
            }
            let context = Context::new(declarations, (file, text), languages, &mut diagnostics).with_currency(currency);
            let mut decoded = Decoded::of(&table, self.declared, context);
            if let Some(item) = &mut decoded.item {
                item.id = Some(Id { id: self.id().to_owned(), place: item.place });
            }
            Some(decoded)
        });
        (decoded.unwrap_or_default(), diagnostics)
    }

    fn in_wrong_folder(&self, other: &'static Declaration, place: Place) -> Diagnostic {
        let (own, folder) = (self.declared.kind().with_article(), &other.collection);
        let written = other.kind().with_article();
        let message = format!("this is written as {written}, but stands among {}", self.declared.collection);
        Diagnostic::new(Code::UnknownFile, place, message)
            .with_hint(format!("move the file to `report/{folder}/`, or give it the keys of {own}"))
    }
}

/// The kind that a table is written as, when it is not `declared`: all its keys are of that kind, and several are of no item in its folder.
fn other_kind(
    table: &DeTable,
    declared: &Declaration,
    declarations: &'static Declarations,
) -> Option<&'static Declaration> {
    let fits = |kind: &Declaration, key: &str| kind.field(key).is_some_and(Field::is_written);
    let strange = table.keys().filter(|key| !fits(declared, key.get_ref())).count();
    let others = || declarations.kinds.iter().filter(|other| other.folder.is_some() && other.key != declared.key);
    let whole = |other: &&Declaration| {
        let mut needed = other.fields.iter().filter(|field| field.is_indispensable());
        table.keys().all(|key| fits(other, key.get_ref())) && needed.all(|field| table.contains_key(field.key.as_str()))
    };
    others().filter(|_| strange >= 2).find(whole)
}
