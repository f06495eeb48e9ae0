//! Which tables a report has, and which columns they have: one table for each kind with ids, and one for each kind of table inside these.

use icu::locale::subtags::Language;

use crate::model::{Declaration, Declarations, Field, Shape, Type};

use super::form::Form;

/// The column of the item that a row belongs to.
pub const OWNER: &str = "in";
/// The column of the number that a row has among those of its item.
pub const NUMBER: &str = "#";

/// A table: the items of a kind, or the tables in one field of all items of a kind.
#[derive(Debug)]
pub struct Part {
    /// What users name it by.
    pub key: String,
    /// What a row is.
    pub kind: &'static Declaration,
    /// Of tables without ids: the kind that holds them, and its field.
    pub inside: Option<(&'static Declaration, &'static Field)>,
    pub columns: Vec<Column>,
}

#[derive(Debug)]
pub struct Column {
    /// `title.fi`, `priority`.
    pub key: String,
    pub what: What,
}

/// What stands in a column.
#[derive(Debug)]
pub enum What {
    Id,
    /// The item that the row belongs to, which is of one of these kinds.
    Owner(Vec<&'static Declaration>),
    Number,
    Field {
        field: &'static Field,
        form: Form,
        language: Option<Language>,
    },
}

impl Column {
    fn new(key: &str, what: What) -> Self {
        Self { key: key.to_owned(), what }
    }

    /// The field and its form.
    pub fn field(&self) -> Option<(&'static Field, &Form, Option<Language>)> {
        match &self.what {
            What::Field { field, form, language } => Some((field, form, *language)),
            _ => None,
        }
    }
}

impl Part {
    /// Whether an item can have several of its rows.
    pub fn is_list(&self) -> bool {
        self.inside.is_none_or(|(_, field)| matches!(field.shape, Shape::List(_)))
    }

    /// The column of a key.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The column of the item that a new row belongs to.
    pub fn owner(&self) -> Option<usize> {
        self.columns.iter().position(|column| matches!(column.what, What::Owner(_)))
    }
}

/// The tables of a report with these languages, in the order in which readers meet them.
pub fn parts(declarations: &'static Declarations, languages: &[Language]) -> Vec<Part> {
    let mut parts = Vec::new();
    for kind in declarations.with_ids().filter(|kind| kind.used) {
        let holders: Vec<&Declaration> = declarations.holders(kind).filter(|holder| holder.has_ids).collect();
        let owner = (!holders.is_empty()).then(|| Column::new(OWNER, What::Owner(holders)));
        let head = [Column::new("id", What::Id)].into_iter().chain(owner).collect();
        parts.extend(part(kind.key.clone(), kind, None, head, (languages, declarations)));
        for field in kind.fields.iter().filter(|field| field.is_written() && !field.silent && field.key != "*") {
            let Some(inner) = table_in(field, declarations) else { continue };
            let is_once = declarations.holders(inner).count() == 1 && inner.key == field.key;
            let key = if is_once { inner.key.clone() } else { format!("{}.{}", kind.key, field.key) };
            let number = matches!(field.shape, Shape::List(_)).then(|| Column::new(NUMBER, What::Number));
            let head = [Column::new(OWNER, What::Owner(vec![kind]))].into_iter().chain(number).collect();
            parts.extend(part(key, inner, Some((kind, field)), head, (languages, declarations)));
        }
    }
    parts
}

/// The kind of the tables without ids in a field, if nothing else can stand there.
fn table_in(field: &Field, declarations: &'static Declarations) -> Option<&'static Declaration> {
    let (Shape::One(Type::Table(kind)) | Shape::List(Type::Table(kind))) = &field.shape else { return None };
    let kind = declarations.kind(*kind);
    let is_alone = field.or.as_ref().is_none_or(|or| *or == Shape::One(Type::Csv)) && field.more.is_empty();
    (is_alone && !kind.has_ids && kind.used).then_some(kind)
}

/// Whether a field has tables that get no sheet of their own, such as those in tables without ids: they are shown where they stand.
fn has_no_sheet(field: &Field, is_inside: bool, declarations: &'static Declarations) -> bool {
    let is_nameless = |it: &Type| matches!(it, Type::Table(kind) if !declarations.kind(*kind).has_ids);
    let is_said = field.is_written() && !field.silent && field.key != "*";
    is_said && field.types().any(is_nameless) && (is_inside || table_in(field, declarations).is_none())
}

/// A table with these first columns; `None` if it has no others.
fn part(
    key: String,
    kind: &'static Declaration,
    inside: Option<(&'static Declaration, &'static Field)>,
    head: Vec<Column>,
    (languages, declarations): (&[Language], &'static Declarations),
) -> Option<Part> {
    let mut columns = head;
    let before = columns.len();
    for field in &kind.fields {
        let shown = || has_no_sheet(field, inside.is_some(), declarations).then_some(Form::Shown);
        let Some(form) = Form::of(field).or_else(shown) else { continue };
        if !form.is_by_language() || languages.len() == 1 {
            let language = languages.first().copied().filter(|_| form.is_by_language());
            columns.push(Column::new(&field.key, What::Field { field, form, language }));
            continue;
        }
        columns.extend(languages.iter().map(|language| {
            let what = What::Field { field, form: form.clone(), language: Some(*language) };
            Column { key: format!("{}.{language}", field.key), what }
        }));
    }
    (columns.len() > before).then_some(Part { key, kind, inside, columns })
}
