//! Ways through the report: from an item over its fields, its tables, its links and the ways back, to what stands at the end, such as
//! `theme`, `evidence.source` or `retest.status`.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::nearest;
use crate::graph::Graph;
use crate::model::declared::Vocabulary;
use crate::model::{Cvss, Date, Declaration, Declarations, Field, Item, Shape, Type, Value, natural_key};

/// A way that the declarations allow, from the items of a kind.
#[derive(Debug, Clone)]
pub struct Way {
    keys: Vec<String>,
    /// What stands at its end.
    pub end: End,
    /// The kind of the last step and its field; a way back has no field.
    pub from: &'static Declaration,
    pub field: Option<&'static Field>,
}

/// What stands at the end of a way.
#[derive(Debug, Clone)]
pub enum End {
    /// The id of the item itself.
    Id,
    /// A word of a vocabulary, by its number.
    Word(usize),
    /// A score, whose rating is a word of the vocabulary of this number.
    Rating(usize),
    /// Ids of items of these kinds.
    Link(Vec<&'static Declaration>),
    YesNo,
    /// Any other value.
    Value,
}

/// Why there is no way.
#[derive(Debug)]
pub struct NoWay {
    /// What is wrong, without the name of the figure.
    pub message: String,
    pub hint: Option<String>,
}

/// What an item has at the end of a way.
#[derive(Debug, Clone)]
pub enum Found<'g> {
    Id(String),
    Word(&'static str),
    Value(&'static Field, &'g Value),
}

impl End {
    /// The vocabulary of the words that items are grouped and chosen by.
    pub fn vocabulary(&self) -> Option<usize> {
        match self {
            End::Word(number) | End::Rating(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether items can be grouped by what stands there.
    pub fn is_group(&self) -> bool {
        self.vocabulary().is_some() || matches!(self, End::Link(_))
    }
}

impl Way {
    /// Reads a way from the items of a kind. Fails where a key is unknown, or leads no further.
    pub fn read(declarations: &'static Declarations, kind: &'static Declaration, written: &str) -> Result<Way, NoWay> {
        let keys: Vec<String> = written.split('.').map(str::to_owned).collect();
        let mut kinds = vec![kind];
        for (number, key) in keys.iter().enumerate() {
            let is_last = number + 1 == keys.len();
            let Some((from, field)) = kinds.iter().find_map(|kind| Some((*kind, step(kind, key)?))) else {
                return Err(unknown(&kinds, key));
            };
            let made = |end, field| Ok(Way { keys: keys.clone(), end, from, field });
            match field {
                Step::Id if is_last => return made(End::Id, None),
                Step::Back if is_last => return made(End::Link(linking(declarations, from, key)), None),
                Step::Back => kinds = linking(declarations, from, key),
                Step::Field(field) => match next(declarations, from, field) {
                    Next::Tables(inner) if !is_last => kinds = inner,
                    Next::Tables(inner) => return Err(table(from, key, &inner)),
                    Next::Items(target) if !is_last => kinds = target,
                    Next::Items(target) => return made(End::Link(target), Some(field)),
                    Next::End(end) if is_last => return made(end, Some(field)),
                    Next::End(_) => return Err(leads_nowhere(from, key)),
                },
                Step::Id => return Err(leads_nowhere(from, key)),
            }
        }
        Err(unknown(&kinds, written))
    }

    /// The key of the last step.
    pub fn last_key(&self) -> &str {
        self.keys.last().expect("a way has a key")
    }

    /// How it is written.
    pub fn written(&self) -> String {
        self.keys.join(".")
    }

    /// Whether sums of money or numbers stand at its end, which can be added up.
    pub fn is_number(&self) -> bool {
        let is_number = |it: &Type| matches!(it, Type::Money | Type::Integer | Type::Number);
        self.field.is_some_and(|field| field.types().all(is_number))
    }
}

enum Step {
    Id,
    Field(&'static Field),
    Back,
}

/// Where a field leads.
enum Next {
    Tables(Vec<&'static Declaration>),
    Items(Vec<&'static Declaration>),
    End(End),
}

/// Whether a way may go over a field: one that the report uses, and that says something to readers.
fn is_open(field: &Field) -> bool {
    field.used && field.key != "*" && !field.silent
}

fn step(kind: &'static Declaration, key: &str) -> Option<Step> {
    if key == "id" && kind.has_ids {
        return Some(Step::Id);
    }
    let field = kind.field(key).filter(|field| is_open(field)).map(Step::Field);
    field.or_else(|| kind.backs.iter().any(|way| way.key == key).then_some(Step::Back))
}

fn next(declarations: &'static Declarations, kind: &'static Declaration, field: &'static Field) -> Next {
    if let Shape::Through(middle) = &field.shape {
        let between = match step(kind, middle) {
            Some(Step::Field(field)) => match next(declarations, kind, field) {
                Next::Items(kinds) => kinds,
                _ => Vec::new(),
            },
            Some(Step::Back) => linking(declarations, kind, middle),
            _ => Vec::new(),
        };
        let ends = between.into_iter().filter_map(|between| match step(between, &field.key)? {
            Step::Field(field) => Some(next(declarations, between, field)),
            Step::Back => Some(Next::Items(linking(declarations, between, &field.key))),
            Step::Id => None,
        });
        return ends.into_iter().next().unwrap_or(Next::End(End::Value));
    }
    let all = |wanted: fn(&Type) -> bool| field.types().filter(move |it| wanted(it));
    let kinds = |wanted: fn(&Type) -> bool| -> Vec<&'static Declaration> {
        let targets = all(wanted).filter_map(|it| match it {
            Type::Link(kind) | Type::Table(kind) => Some(declarations.kind(*kind)),
            _ => None,
        });
        let mut kinds: Vec<&Declaration> = targets.collect();
        kinds.dedup_by(|a, b| a.key == b.key);
        kinds
    };
    let (tables, links) = (kinds(|it| matches!(it, Type::Table(_))), kinds(|it| matches!(it, Type::Link(_))));
    match field.types().next() {
        _ if !tables.is_empty() => Next::Tables(tables),
        _ if !links.is_empty() => Next::Items(links),
        Some(Type::Word(number)) => Next::End(End::Word(*number)),
        Some(Type::YesNo) => Next::End(End::YesNo),
        Some(Type::Cvss) => {
            let is_rating = |vocabulary: &Vocabulary| vocabulary.key == Cvss::RATING;
            let number = declarations.vocabularies.iter().position(is_rating);
            Next::End(number.map_or(End::Value, End::Rating))
        }
        _ => Next::End(End::Value),
    }
}

/// The kinds whose items link to one of a kind by a way back.
fn linking(declarations: &'static Declarations, to: &'static Declaration, key: &str) -> Vec<&'static Declaration> {
    let leads = |field: &Field| {
        let back = field.back.as_ref().and_then(|back| back.key.as_deref());
        back == Some(key)
            && field.types().any(|it| matches!(it, Type::Link(kind) if std::ptr::eq(declarations.kind(*kind), to)))
    };
    let holding = declarations.kinds.iter().filter(|kind| kind.fields.iter().any(leads));
    let mut kinds: Vec<&Declaration> = holding.map(|kind| declarations.owner(kind)).collect();
    kinds.dedup_by(|a, b| a.key == b.key);
    kinds
}

/// The keys by which a way goes on from an item of a kind.
pub fn keys(kind: &'static Declaration) -> Vec<&'static str> {
    let fields = kind.fields.iter().filter(|field| is_open(field)).map(|field| field.key.as_str());
    let id = kind.has_ids.then_some("id");
    id.into_iter().chain(fields).chain(kind.backs.iter().map(|way| way.key.as_str())).collect()
}

fn unknown(kinds: &[&'static Declaration], key: &str) -> NoWay {
    let names: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.key)).collect();
    let known: Vec<&str> = kinds.iter().flat_map(|kind| keys(kind)).collect();
    let message = format!("{} has no field `{key}`", names.join(" or "));
    NoWay { message, hint: nearest::hint(key, &known) }
}

fn table(from: &Declaration, key: &str, inner: &[&'static Declaration]) -> NoWay {
    let known = inner.iter().flat_map(|kind| keys(kind)).map(|inner| format!("`{key}.{inner}`"));
    let message = format!("`{key}` of `{}` is a table", from.key);
    NoWay { message, hint: Some(format!("say which of its fields: {}", known.collect::<Vec<_>>().join(", "))) }
}

fn leads_nowhere(from: &Declaration, key: &str) -> NoWay {
    let message = format!("`{key}` of `{}` is a value, from which no way leads further", from.key);
    NoWay { message, hint: Some(format!("end the way at `{key}`")) }
}

/// Finds what stands at the ends of ways.
pub struct Ways<'g> {
    graph: &'g Graph,
    /// Everything that has an id, also inside other items.
    items: HashMap<&'g str, &'g Item>,
}

impl<'g> Ways<'g> {
    pub fn new(graph: &'g Graph) -> Self {
        let items = graph.model.with_ids().map(|item| (item.id(), item)).collect();
        Self { graph, items }
    }

    pub fn item(&self, id: &str) -> Option<&'g Item> {
        self.items.get(id).copied()
    }

    /// The items of a kind, in the order in which readers meet them.
    pub fn of(&self, kind: &'static Declaration) -> Vec<&'g Item> {
        self.graph.model.with_ids().filter(|item| std::ptr::eq(item.declared, kind)).collect()
    }

    /// What an item has at the end of a way, each thing once. Of a list of tables with dates only the latest counts, and of several on
    /// one day the last.
    pub fn found(&self, item: &'g Item, way: &Way) -> Vec<Found<'g>> {
        let mut at = vec![item];
        let (last, around) = way.keys.split_last().expect("a way has a key");
        for key in around {
            at = at.into_iter().flat_map(|item| self.inside(item, key)).collect();
        }
        let mut found = Vec::new();
        for item in at {
            self.at_end(item, last, &way.end, &mut found);
        }
        let mut seen = HashSet::new();
        found.retain(|found| match found {
            Found::Id(id) => seen.insert(id.clone()),
            Found::Word(word) => seen.insert((*word).to_owned()),
            Found::Value(..) => true,
        });
        // Ids that come by several items are in no order of their own.
        if !around.is_empty() && matches!(way.end, End::Link(_)) {
            found.sort_by_cached_key(|found| if let Found::Id(id) = found { natural_key(id) } else { Vec::new() });
        }
        found
    }

    fn at_end(&self, item: &'g Item, key: &str, end: &End, found: &mut Vec<Found<'g>>) {
        match end {
            End::Id => found.push(Found::Id(item.id().to_owned())),
            End::Link(_) => found.extend(self.graph.led_to(item, key).into_iter().map(Found::Id)),
            End::Word(_) | End::Rating(_) | End::YesNo | End::Value => {
                let Some(field) = item.declared.field(key) else { return };
                let values = match item.get(key) {
                    Some(Value::List(values)) => &values[..],
                    one => one.map_or(&[][..], std::slice::from_ref),
                };
                found.extend(values.iter().map(|value| match value {
                    Value::Word(said) => Found::Word(said.word),
                    value => Found::Value(field, value),
                }));
            }
        }
    }

    /// The tables in a field, or the items that it leads to.
    fn inside(&self, item: &'g Item, key: &str) -> Vec<&'g Item> {
        let values = match item.get(key) {
            Some(Value::List(values)) => &values[..],
            one => one.map_or(&[][..], std::slice::from_ref),
        };
        let tables = values.iter().filter_map(|value| if let Value::Item(item) = value { Some(&**item) } else { None });
        let tables: Vec<&Item> = tables.collect();
        if tables.is_empty() {
            return self.graph.led_to(item, key).iter().filter_map(|id| self.item(id)).collect();
        }
        let dated = tables.iter().filter_map(|table| Some((date(table)?, *table)));
        match dated.max_by_key(|(date, _)| *date) {
            Some((_, latest)) => vec![latest],
            None => tables,
        }
    }
}

impl Found<'_> {
    /// The word that an item is grouped and chosen by.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Found::Word(word) => Some(word),
            Found::Value(_, Value::Cvss(cvss)) => Some(cvss.rating()),
            _ => None,
        }
    }

    pub fn is_yes(&self) -> bool {
        matches!(self, Found::Value(_, Value::YesNo(true)))
    }
}

/// The date of a table that has one.
fn date(table: &Item) -> Option<(u16, u8, u8)> {
    match table.get("date") {
        Some(Value::Date(date)) => Some(Date::ymd(*date)),
        _ => None,
    }
}
