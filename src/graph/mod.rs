//! What comes in: what editors wrote. What goes out: the report with every link resolved; a `Graph` exists only if every id is
//! unique and every link holds. This room must not know what a good report is, or how one is shown.

pub mod ways;
pub mod reading_order;
pub mod from_data;
pub mod salvage;
pub mod schema;
pub mod withdrawn;

use std::collections::{BTreeMap, HashMap, HashSet};

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Diagnostic, Place, nearest};
use crate::model::{
    Declarations, Field, Id, Item, Kind, Link, LinkOf, Model, Shape, Typed, Value, load::QUESTIONS, natural_key,
    typed::Report,
};

use withdrawn::Withdrawals;

/// The whole report, linked.
#[derive(Debug, Clone)]
pub struct Graph {
    /// What editors wrote: there is a report, and the items stand in the order in which readers meet them.
    pub model: Model,
    index: HashMap<String, usize>,
    pub withdrawn: Withdrawals,
    kinds: Kinds,
    backs: Backs,
}

/// Links point one way, and this is the way back: by what is linked to and the key of the way, the ids of what links there.
type Backs = HashMap<String, BTreeMap<&'static str, Vec<String>>>;

impl Graph {
    pub fn report(&self) -> Report<'_> {
        self.model.report().expect("a graph has a report")
    }

    /// The languages of the report. The first is the one that it is written in.
    pub fn languages(&self) -> &[Language] {
        &self.model.languages
    }

    /// The language that the report is written in.
    pub fn source_language(&self) -> Language {
        self.languages()[0]
    }

    /// The items with files of their own, each kind in its natural order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.model.items.iter().map(|item| &**item)
    }

    /// Every link, also of what has no id of an item: the report, terms, withdrawn ids.
    pub fn links(&self) -> impl Iterator<Item = LinkOf<'_>> {
        links(&self.model)
    }

    /// The items of a kind, which have files of their own.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items().filter(move |item| item.kind() == kind)
    }

    /// The items of a kind that rules know.
    pub fn all<'g, T: Typed<'g> + 'g>(&'g self) -> impl Iterator<Item = T> + 'g {
        self.model.all()
    }

    /// An item with a file of its own.
    pub fn get(&self, id: &str) -> Option<&Item> {
        self.index.get(id).map(|&index| &*self.model.items[index])
    }

    /// What an id names, if anything.
    pub fn kind(&self, id: &str) -> Option<Kind> {
        self.kinds.get(id).map(|(kind, _)| *kind)
    }

    /// Where an id is declared.
    pub fn place(&self, id: &str) -> Option<Place> {
        self.kinds.get(id).map(|(_, place)| *place)
    }

    /// Every id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// The ids of what links to an item by the way back of this key, in their order.
    pub fn back(&self, id: &str, key: &str) -> &[String] {
        self.backs.get(id).and_then(|ways| ways.get(key)).map_or(&[], Vec::as_slice)
    }

    /// What an item leads to by a field that links, by a way back, or through one of them; each once. What it leads to through others stands in
    /// the order of ids, since the way there is no order.
    pub fn led_to(&self, item: &Item, key: &str) -> Vec<String> {
        match item.declared.field(key).map(|field| &field.shape) {
            None => self.back(item.id(), key).to_vec(),
            Some(Shape::Through(middle)) => {
                let between = self.led_to(item, middle).into_iter().filter_map(|id| self.get(&id));
                let mut seen = HashSet::new();
                let ids = between.flat_map(|item| self.led_to(item, key)).filter(|id| seen.insert(id.clone()));
                let mut ids: Vec<String> = ids.collect();
                ids.sort_by_cached_key(|id| natural_key(id));
                ids
            }
            Some(_) => {
                let values = match item.get(key) {
                    Some(Value::List(values)) => &values[..],
                    one => one.map_or(&[][..], std::slice::from_ref),
                };
                let link = |value: &Value| if let Value::Link(link) = value { Some(link.id.clone()) } else { None };
                values.iter().filter_map(link).collect()
            }
        }
    }
}

fn ways_back(model: &Model) -> Backs {
    let mut backs: HashMap<&str, BTreeMap<&'static str, Vec<String>>> = HashMap::new();
    for LinkOf { from, field, link } in links(model) {
        let Some(key) = field.back.as_ref().and_then(|back| back.key.as_deref()) else { continue };
        // Nothing leads back to the report itself, to a term or to what was withdrawn, which have no ids of items.
        if !from.declared.has_ids {
            continue;
        }
        let ids = backs.entry(&link.id).or_default().entry(key).or_default();
        if ids.last().is_none_or(|last| last != from.id()) {
            ids.push(from.id().to_owned());
        }
    }
    backs.into_iter().map(|(id, ways)| (id.to_owned(), ways)).collect()
}

/// Every link of a model.
fn links(model: &Model) -> impl Iterator<Item = LinkOf<'_>> {
    let items = model.items.iter().chain(&model.report).map(|item| &**item);
    items.chain(model.listed.values().flatten()).flat_map(Item::links)
}

/// What each id names, and where it is declared.
pub type Kinds = HashMap<String, (Kind, Place)>;

/// The ids of a model. Of two things with one id the first counts; the others are faults, as is an id that was withdrawn.
fn kinds(model: &Model, withdrawn: &Withdrawals, diagnostics: &mut Vec<Diagnostic>) -> Kinds {
    let mut kinds = Kinds::new();
    for item in model.with_ids() {
        let Some(Id { id, place }) = &item.id else { continue };
        let kind = item.kind();
        if let Some(&(other, first)) = kinds.get(id) {
            let message = format!("the id `{id}` is taken");
            let hint = "ids are unique over all kinds, and that of a file ends at the first hyphen of its name; give one of the \
                        two another id";
            let fault = Diagnostic::new(Code::DuplicateId, *place, message).with_hint(hint);
            diagnostics.push(fault.with_related(first, format!("{} has it already", other.with_article())));
        } else {
            diagnostics.extend(withdrawn.get(id).map(|entry| withdrawn::reused(entry, kind, *place)));
            kinds.insert(id.clone(), (kind, *place));
        }
    }
    kinds
}

/// Resolves every link of the model. Duplicate ids and links to nothing or to another kind go to `diagnostics`; with any of
/// them, or with files that had faults of their own, there is no graph.
pub fn link(model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Option<Graph> {
    let before = diagnostics.len();
    let withdrawn = Withdrawals::of(model);
    let kinds = kinds(model, &withdrawn, diagnostics);
    // Themes and questions stand together in a file; when that is broken, which of them exist is unknown.
    let is_unknowable = |kind: Kind| match kind {
        Kind::THEME => model.report.is_none(),
        Kind::QUESTION => model.broken.files.contains(QUESTIONS),
        _ => false,
    };
    let all = links(model).map(|it| (it.link, Some(it.field)));
    let all = all.chain(model.loose_links.iter().map(|link| (link, None)));
    let all = all.filter(|(link, _)| !is_unknowable(link.kind) && !model.broken.contains(&link.id));
    diagnostics.extend(all.filter_map(|link| dangling(link, model.declarations, &kinds, &withdrawn)));
    withdrawn::check(model, &withdrawn, &kinds, diagnostics);
    let holds = diagnostics.len() == before && model.broken.is_empty() && model.report.is_some();
    holds.then(|| assemble(model, kinds, withdrawn))
}

/// The graph of a model that has a report, and whose links hold.
fn assemble(model: &Model, kinds: Kinds, withdrawn: Withdrawals) -> Graph {
    let model = Model { items: model.items_in_order(), ..model.clone() };
    let index = model.items.iter().enumerate().map(|(index, item)| (item.id().to_owned(), index)).collect();
    Graph { index, backs: ways_back(&model), model, withdrawn, kinds }
}

/// The fault of a link that leads to nothing, or to another kind.
fn dangling(
    (link, field): (&Link, Option<&Field>),
    declarations: &'static Declarations,
    kinds: &Kinds,
    withdrawn: &Withdrawals,
) -> Option<Diagnostic> {
    if kinds.get(&link.id).is_some_and(|(kind, _)| *kind == link.kind) {
        return None;
    }
    let Link { kind: wanted, id, place: at, .. } = link;
    let several = field.filter(|_| link.is_of_several).map(|field| field.kinds(declarations).collect::<Vec<Kind>>());
    let wanted_kinds = several.unwrap_or_else(|| vec![*wanted]);
    let expected = wanted_kinds.iter().map(|kind| kind.with_article()).collect::<Vec<_>>().join(" or ");
    match kinds.get(id) {
        Some((kind, place)) => {
            let message = format!("expected {expected}, but `{id}` is {}", kind.with_article());
            let fault = Diagnostic::new(Code::DanglingLink, *at, message);
            Some(fault.with_related(*place, format!("`{id}` is declared here")))
        }
        None if withdrawn.get(id).is_some() => withdrawn::linked(withdrawn, id, *wanted, *at),
        None => {
            let fault = Diagnostic::new(Code::DanglingLink, *at, format!("there is no `{id}`; expected {expected}"));
            let candidates = kinds.iter().filter(|(_, (kind, _))| wanted_kinds.contains(kind));
            let mut candidates: Vec<&str> = candidates.map(|(id, _)| id.as_str()).collect();
            candidates.sort_unstable();
            let Some(near) = nearest::nearest(id, candidates) else { return Some(fault) };
            let fault = fault.with_related(kinds[near].1, format!("`{near}` is here"));
            Some(fault.with_hint(format!("did you mean `{near}`?")))
        }
    }
}
