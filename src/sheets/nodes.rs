//! Everything in a report that has an id, with where it stands in its file.

use crate::diagnostics::FileKey;
use crate::model::{Declarations, Item, Model, Type, Value};

/// Keys that lead to a table in a file; those of lists with a number, from 0.
pub type Path = Vec<(String, Option<usize>)>;

/// Something that has an id, where it stands.
#[derive(Debug)]
pub struct Node<'m> {
    pub item: &'m Item,
    /// The nearest thing around it that has an id.
    pub holder: Option<&'m Item>,
    pub file: FileKey,
    pub path: Path,
}

/// Everything that has an id, in the order of the model.
pub fn nodes(model: &Model) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    for item in &model.items {
        found.push(Node { item, holder: None, file: item.place.file, path: Vec::new() });
        below(item, Some(item), item.place.file, &Vec::new(), &mut found);
    }
    for (key, items) in &model.listed {
        let file = model.declarations.find(key);
        for (number, item) in items.iter().enumerate().filter(|(_, item)| item.declared.has_ids) {
            let Some(field) = file.and_then(|kind| key_of(kind, item, model.declarations)) else { continue };
            let path = vec![(field, Some(number))];
            below(item, Some(item), item.place.file, &path, &mut found);
            found.push(Node { item, holder: None, file: item.place.file, path });
        }
    }
    if let Some(report) = &model.report {
        below(report, None, report.place.file, &Vec::new(), &mut found);
    }
    found
}

/// The field of a kind that holds an item.
fn key_of(kind: &crate::model::Declaration, item: &Item, declarations: &'static Declarations) -> Option<String> {
    let holds = |it: &Type| matches!(it, Type::Table(inner) if std::ptr::eq(declarations.kind(*inner), item.declared));
    kind.fields.iter().find(|field| field.types().any(holds)).map(|field| field.key.clone())
}

fn below<'m>(item: &'m Item, holder: Option<&'m Item>, file: FileKey, path: &Path, found: &mut Vec<Node<'m>>) {
    for (field, value) in item.fields() {
        let (values, is_list) = match value {
            Value::List(values) => (&values[..], true),
            one => (std::slice::from_ref(one), false),
        };
        for (number, value) in values.iter().enumerate() {
            let Value::Item(inner) = value else { continue };
            let mut path = path.clone();
            path.push((field.key.clone(), is_list.then_some(number)));
            let has_id = inner.declared.has_ids;
            below(inner, if has_id { Some(inner) } else { holder }, file, &path, found);
            if has_id {
                found.push(Node { item: inner, holder, file, path });
            }
        }
    }
}
