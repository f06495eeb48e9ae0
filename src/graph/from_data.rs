//! Figures from the data: what a figure of the kind `count`, `matrix` or `list` asks for, and the items that answer it.

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic, Place, nearest};
use crate::graph::ways::{End, Found, NoWay, Way, Ways};
use crate::graph::{Graph, reading_order};
use crate::model::typed::Figure;
use crate::model::{Declaration, Declarations, FigureKind, Item, Text};

/// What a figure asks for, as far as declarations alone can tell.
#[derive(Debug)]
pub struct Wanted<'g> {
    pub of: &'static Declaration,
    pub only: Vec<Only<'g>>,
    pub what: What,
}

/// That items have one of these values at the end of a way.
#[derive(Debug)]
pub struct Only<'g> {
    pub way: Way,
    pub values: Vec<&'g Text>,
}

#[derive(Debug)]
pub enum What {
    Count { by: Way, stacked_by: Option<Way> },
    Matrix { rows: Way, columns: Way },
    List { fields: Vec<Way>, sort: Vec<Way> },
}

/// What answers a figure.
#[derive(Debug)]
pub struct Answer<'g> {
    pub wanted: Wanted<'g>,
    pub items: Vec<&'g Item>,
    pub table: Table,
}

/// The items of an answer in groups. A list has none.
#[derive(Debug, Default)]
pub struct Table {
    pub rows: Vec<Group>,
    /// One without a value when nothing divides the rows.
    pub columns: Vec<Group>,
    /// For each row and column the numbers of the items that belong there.
    pub cells: Vec<Vec<Vec<usize>>>,
}

/// What items are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Group {
    Word(&'static str),
    Id(String),
    /// Of items that say nothing there.
    Unstated,
}

impl<'g> Wanted<'g> {
    /// Reads what a figure asks for. Every fault goes to `diagnostics`.
    ///
    /// Returns `None` for other kinds of figures, and when something is missing or wrong.
    pub fn read(
        figure: Figure<'g>,
        declarations: &'static Declarations,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let of = declarations.find(figure.of()?.as_str())?;
        let before = diagnostics.len();
        let mut way = |text: &'g Text, is_group: bool| match Way::read(declarations, of, &text.value) {
            Ok(way) if is_group && !way.end.is_group() => {
                diagnostics.push(no_group(declarations, of, text));
                None
            }
            Ok(way) => Some(way),
            Err(NoWay { message, hint }) => {
                diagnostics.push(Diagnostic::new(Code::UnknownWord, text.place, message).with_hints(hint.as_deref()));
                None
            }
        };
        let what = match figure.kind() {
            FigureKind::Count => {
                let (by, stacked_by) = (figure.by().map(|by| way(by, true)), figure.stacked_by());
                let stacked_by = stacked_by.map(|by| way(by, true));
                by.flatten().map(|by| What::Count { by, stacked_by: stacked_by.flatten() })
            }
            FigureKind::Matrix => {
                let [rows, columns] = [figure.rows_by(), figure.columns_by()].map(|by| by.and_then(|by| way(by, true)));
                rows.zip(columns).map(|(rows, columns)| What::Matrix { rows, columns })
            }
            FigureKind::List => {
                let fields: Vec<Way> = figure.fields().into_iter().filter_map(|field| way(field, false)).collect();
                let sort = figure.sort().into_iter().filter_map(|field| way(field, false)).collect();
                diagnostics.extend(figure.total().into_iter().filter_map(|total| no_total(total, &fields)));
                Some(What::List { fields, sort })
            }
            _ => None,
        };
        let mut only = Vec::new();
        for (key, values) in figure.only_where() {
            match Way::read(declarations, of, &key.id) {
                Ok(way) => {
                    diagnostics
                        .extend(values.iter().filter_map(|value| no_value(&way, value, declarations, key.place)));
                    only.push(Only { way, values });
                }
                Err(NoWay { message, hint }) => {
                    diagnostics
                        .push(Diagnostic::new(Code::UnknownWord, key.place, message).with_hints(hint.as_deref()));
                }
            }
        }
        let what = what.filter(|_| diagnostics.len() == before)?;
        Some(Wanted { of, only, what })
    }
}

/// The fault of a way that ends neither at words nor at links.
fn no_group(declarations: &'static Declarations, of: &'static Declaration, text: &Text) -> Diagnostic {
    let is_group = |key: &&str| Way::read(declarations, of, key).is_ok_and(|way| way.end.is_group());
    let known = super::ways::keys(of).into_iter().filter(is_group).map(|key| format!("`{key}`"));
    let message = format!("`{}` of `{}` is neither a word nor a link", text.value, of.key);
    let hint = format!("`{}` has {}", of.key, known.collect::<Vec<_>>().join(", "));
    Diagnostic::new(Code::MalformedValue, text.place, message).with_hint(hint)
}

/// The fault of a total of something that the list does not show, or that is no number.
fn no_total(total: &Text, fields: &[Way]) -> Option<Diagnostic> {
    let numbers: Vec<String> = fields.iter().filter(|way| way.is_number()).map(Way::written).collect();
    if numbers.contains(&total.value) {
        return None;
    }
    let message = format!("`{}` is no column of sums or numbers", total.value);
    let hint = match &*numbers {
        [] => "name a field with sums of money or numbers in `fields`, too".to_owned(),
        numbers => {
            format!("the list has {}", numbers.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
        }
    };
    Some(Diagnostic::new(Code::MalformedValue, total.place, message).with_hint(hint))
}

/// The fault of a value that nothing at the end of a way can be. Whether an id exists is known only in the graph.
fn no_value(way: &Way, value: &Text, declarations: &'static Declarations, key: Place) -> Option<Diagnostic> {
    let known: Vec<&str> = match way.end {
        End::Word(number) | End::Rating(number) => declarations.vocabularies[number].words().collect(),
        End::YesNo => vec!["true", "false"],
        End::Link(_) | End::Id => return None,
        End::Value if ["true", "false"].contains(&&*value.value) => return None,
        End::Value => {
            let message = format!("items can only be chosen by whether they have `{}`", way.written());
            let hint = "write `\"true\"` or `\"false\"`, or choose them by another field";
            return Some(Diagnostic::new(Code::MalformedValue, key, message).with_hint(hint));
        }
    };
    let message = format!("unknown word `{}`", value.value);
    let hint = nearest::hint(&value.value, &known);
    let fault = Diagnostic::new(Code::UnknownWord, value.place, message).with_hints(hint.as_deref());
    (!known.contains(&value.value.as_str())).then_some(fault)
}

impl<'g> Answer<'g> {
    /// The items that a figure asks for. `None` for other kinds of figures, and for faulty ones.
    pub fn of(figure: Figure<'g>, ways: &Ways<'g>, graph: &'g Graph) -> Option<Self> {
        let wanted = Wanted::read(figure, graph.model.declarations, &mut Vec::new())?;
        let is_wanted = |item: &&Item| wanted.only.iter().all(|only| only.holds(item, ways));
        let items: Vec<&Item> = ways.of(wanted.of).into_iter().filter(is_wanted).collect();
        let table = match &wanted.what {
            What::Count { by, stacked_by } => Table::of(&items, by, stacked_by.as_ref(), ways, graph),
            What::Matrix { rows, columns } => Table::of(&items, rows, Some(columns), ways, graph),
            What::List { .. } => Table::default(),
        };
        Some(Answer { wanted, items, table })
    }
}

impl Only<'_> {
    fn holds<'g>(&self, item: &'g Item, ways: &Ways<'g>) -> bool {
        let is_one = |text: &str| self.values.iter().any(|value| value.value == text);
        let found = ways.found(item, &self.way);
        match self.way.end {
            // What is not said is not so.
            End::YesNo => is_one(if found.iter().any(Found::is_yes) { "true" } else { "false" }),
            End::Value => is_one(if found.is_empty() { "false" } else { "true" }),
            _ => found.iter().any(|found| match found {
                Found::Id(id) => is_one(id),
                other => other.word().is_some_and(is_one),
            }),
        }
    }
}

impl Table {
    fn of<'g>(items: &[&'g Item], rows: &Way, columns: Option<&Way>, ways: &Ways<'g>, graph: &'g Graph) -> Self {
        let in_rows: Vec<Vec<Group>> = items.iter().map(|item| groups_of(item, rows, ways)).collect();
        let in_columns: Vec<Vec<Group>> = items
            .iter()
            .map(|item| columns.map_or_else(|| vec![Group::Unstated], |way| groups_of(item, way, ways)))
            .collect();
        let all_rows = all(rows, &in_rows, graph);
        let all_columns = columns.map_or_else(|| vec![Group::Unstated], |way| all(way, &in_columns, graph));
        let mut cells = vec![vec![Vec::new(); all_columns.len()]; all_rows.len()];
        let at = |group: &Group, all: &[Group]| all.iter().position(|other| other == group);
        for (number, (rows, columns)) in in_rows.iter().zip(&in_columns).enumerate() {
            for row in rows.iter().filter_map(|row| at(row, &all_rows)) {
                for column in columns.iter().filter_map(|column| at(column, &all_columns)) {
                    cells[row][column].push(number);
                }
            }
        }
        Self { rows: all_rows, columns: all_columns, cells }
    }
}

/// The groups that an item belongs to.
fn groups_of<'g>(item: &'g Item, way: &Way, ways: &Ways<'g>) -> Vec<Group> {
    let group = |found: Found| match found {
        Found::Id(id) => Some(Group::Id(id)),
        other => other.word().map(Group::Word),
    };
    let groups: Vec<Group> = ways.found(item, way).into_iter().filter_map(group).collect();
    if groups.is_empty() { vec![Group::Unstated] } else { groups }
}

/// All groups in their order: every word of the vocabulary by rank, the linked items in the order of readers, and last the items that say
/// nothing, if there are any.
fn all(way: &Way, found: &[Vec<Group>], graph: &Graph) -> Vec<Group> {
    let found: HashSet<&Group> = found.iter().flatten().collect();
    let is_found = |group: &Group| found.contains(group);
    let mut all: Vec<Group> = match way.end.vocabulary() {
        Some(number) => graph.model.declarations.vocabularies[number].words().map(Group::Word).collect(),
        None => {
            let mut items: Vec<&Item> = graph.model.with_ids().collect();
            reading_order::by_kind_of_actor(&mut items);
            items.into_iter().map(|item| Group::Id(item.id().to_owned())).filter(is_found).collect()
        }
    };
    all.extend(Some(Group::Unstated).filter(is_found));
    all
}
