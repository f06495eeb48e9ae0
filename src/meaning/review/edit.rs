//! Changes stamps in a lock and leaves all the rest as it is: comments, and the order that somebody gave the lines.

use std::collections::{BTreeMap, HashMap};

use toml_edit::{DocumentMut, Item, Table, Value, value};

use crate::model::natural_key;

use super::lock::{FORMAT, Name};

/// How a new lock opens.
const HEAD: &str = "\
# What each link and each translation was agreed against. `raportti review` writes the lines; do not write fingerprints.
# After a conflict in git, `raportti review --merge` keeps the lines of both sides.
";

/// The stamps to set; `None` removes one.
pub type Changes = BTreeMap<Name, Option<String>>;

/// The lock with changes; lines end as they did in `old`. Panics when `old` is no lock: reading it reports its faults.
pub fn edited(old: Option<&str>, changes: &Changes) -> String {
    let new = format!("{HEAD}format = {FORMAT}\n");
    let text = old.unwrap_or(&new).replace("\r\n", "\n");
    let mut document: DocumentMut = text.parse().expect("a lock that was read is TOML");
    let changes: Vec<(&Name, &Option<String>)> = changes.iter().collect();
    for changes in changes.chunk_by(|(one, _), (next, _)| one.language == next.language) {
        let table = match &changes[0].0.language {
            None => table_in(document.as_table_mut(), "links"),
            Some(language) => {
                let languages = table_in(document.as_table_mut(), "translations");
                languages.set_implicit(true);
                table_in(languages, language)
            }
        };
        change(table, changes);
    }
    let text = document.to_string();
    if old.is_some_and(|old| old.contains("\r\n")) { text.replace('\n', "\r\n") } else { text }
}

fn change(table: &mut Table, changes: &[(&Name, &Option<String>)]) {
    let mut order: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    let fresh = changes.iter().filter(|(name, stamp)| stamp.is_some() && !table.contains_key(&name.text));
    insert_sorted(&mut order, fresh.map(|(name, _)| &name.text).collect());
    for (Name { text: name, .. }, stamp) in changes {
        match (stamp, table.get_mut(name).and_then(Item::as_value_mut)) {
            (None, _) => _ = table.remove(name),
            (Some(stamp), Some(old)) => {
                let decor = old.decor().clone();
                *old = Value::from(stamp.as_str());
                *old.decor_mut() = decor;
            }
            (Some(stamp), None) => _ = table.insert(name, value(stamp.as_str())),
        }
    }
    let ranks: HashMap<&str, usize> = order.iter().enumerate().map(|(rank, name)| (name.as_str(), rank)).collect();
    table.sort_values_by(|one, _, other, _| ranks[one.get()].cmp(&ranks[other.get()]));
}

/// Puts new names where they belong in the natural order, and leaves the others where somebody put them.
fn insert_sorted(order: &mut Vec<String>, fresh: Vec<&String>) {
    let mut keyed: Vec<_> = order.drain(..).map(|name| (natural_key(&name), name)).collect();
    let is_sorted = keyed.is_sorted_by(|(one, _), (other, _)| one <= other);
    for name in fresh {
        let key = natural_key(name);
        let at = if is_sorted {
            keyed.partition_point(|(known, _)| *known < key)
        } else {
            keyed.iter().position(|(known, _)| *known > key).unwrap_or(keyed.len())
        };
        keyed.insert(at, (key, name.clone()));
    }
    order.extend(keyed.into_iter().map(|(_, name)| name));
}

/// The table of this name; a table in braces becomes one with a head, which has a line for each stamp.
fn table_in<'t>(parent: &'t mut Table, name: &str) -> &'t mut Table {
    let item = parent.entry(name).or_insert_with(|| Item::Table(Table::new()));
    if !item.is_table() {
        let table = std::mem::take(item).into_table().unwrap_or_default();
        *item = Item::Table(table);
    }
    item.as_table_mut().expect("it was just made a table")
}
