//! Tables of cells: what a report says, as rows.

use rayon::prelude::*;

use crate::model::{Item, Model, Value};

use super::datum::{Cell, Datum};
use super::nodes::Node;
use super::parts::{Part, What};
use super::shown;

/// The rows of a part.
#[derive(Debug)]
pub struct Table<'p, 'm> {
    pub part: &'p Part,
    pub rows: Vec<Row<'m>>,
}

/// An item, or a table inside one.
#[derive(Debug)]
pub struct Row<'m> {
    /// Its id; of a table without one, that of the item which has it.
    pub id: &'m str,
    /// Which of the tables of its item it is, from 1; 0 for an item, and where there is only one.
    pub number: usize,
    pub item: &'m Item,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// The rows of each part, of those items that are wanted.
pub fn tables<'p, 'm>(
    parts: &'p [Part],
    nodes: &[Node<'m>],
    model: &'m Model,
    is_wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Vec<Table<'p, 'm>> {
    let of_node = |part: &'p Part, node: &Node<'m>| rows_of(part, node, model);
    let table = |part: &'p Part| {
        let wanted = nodes.par_iter().filter(|node| is_wanted(node.item.id()));
        Table { part, rows: wanted.flat_map_iter(|node| of_node(part, node)).collect() }
    };
    parts.iter().map(table).collect()
}

/// The rows that an item has in a part.
fn rows_of<'m>(part: &Part, node: &Node<'m>, model: &'m Model) -> Vec<Row<'m>> {
    let id = node.item.id();
    let Some((holder, field)) = part.inside else {
        let is_own = std::ptr::eq(node.item.declared, part.kind);
        return is_own.then(|| row(part, node.item, (id, 0), node.holder.map(Item::id), model)).into_iter().collect();
    };
    match node.item.get(&field.key).filter(|_| std::ptr::eq(node.item.declared, holder)) {
        Some(Value::List(values)) => {
            let tables = values.iter().enumerate();
            let tables =
                tables.filter_map(|(at, value)| if let Value::Item(it) = value { Some((at, &**it)) } else { None });
            // The rows of a figure that stand in a file of their own stay there.
            let tables = tables.filter(|(_, inner)| inner.place.file == node.file);
            tables.map(|(at, inner)| row(part, inner, (id, at + 1), Some(id), model)).collect()
        }
        Some(Value::Item(inner)) => vec![row(part, inner, (id, 0), Some(id), model)],
        _ => Vec::new(),
    }
}

fn row<'m>(part: &Part, item: &'m Item, (id, number): (&'m str, usize), owner: Option<&str>, model: &Model) -> Row<'m> {
    let locked = |datum| Cell { datum, is_locked: true };
    let cells = part.columns.iter().map(|column| match &column.what {
        What::Id => locked(Datum::text(id)),
        What::Owner(_) => locked(Datum::text(owner.unwrap_or_default())),
        What::Number => locked(Datum::Number(number as f64)),
        What::Field { field, form, language } => {
            let is_source = language.is_none() || *language == model.languages.first().copied();
            shown::cell(item.get(&field.key), form, (*language, is_source), model.currency)
        }
    });
    Row { id, number, item, cells: cells.collect() }
}
