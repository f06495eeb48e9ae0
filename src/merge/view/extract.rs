//! The view of an extract: that of the whole report without what is left out, of which only ids are known, and where the report allows it
//! titles.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostics::Files;
use crate::meaning::extract::Selection;
use crate::merge::Input;
use crate::model::{Edition, Item, Kind, typed::Withdrawn};

use super::builder::Builder;
use super::{AttachmentView, Collection, Dict, PartView, Shown, View};

/// The numbers that the pages of the whole report give, which an extract keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Those of figures, tables and chapters, by their labels.
    pub labelled: BTreeMap<String, u64>,
}

/// Kinds whose ways back no card shows: they say only where something is used, also in what is left out.
const WITHOUT_WAYS_BACK: [Kind; 5] = [Kind::ACTOR, Kind::THEME, Kind::SOURCE, Kind::FIGURE, Kind::QUESTION];
/// Values of the report that say something of all its items.
const OF_ALL_ITEMS: [&str; 1] = ["sums"];

/// What an extract is, for its templates.
pub struct Description<'a> {
    pub selection: &'a Selection,
    pub numbers: &'a Numbers,
    /// Whether titles of what is left out may be printed.
    pub titles: bool,
    /// The actor that it is for.
    pub addressee: Option<&'a str>,
    /// Figures that no card or chapter of the extract has.
    pub figures: Vec<String>,
}

/// The view of an extract in these parts.
pub fn restricted(
    whole: &View,
    parts: Vec<PartView>,
    attachments: Vec<AttachmentView>,
    description: &Description,
) -> View {
    let collections = whole.collections.iter().map(|collection| Arc::new(description.collection(collection)));
    let mut report = whole.report.clone();
    report.common.entries.retain(|(key, _)| !OF_ALL_ITEMS.contains(key));
    for (key, value) in &mut report.common.entries {
        match (*key, value) {
            ("parts", value) => *value = Shown::texts(parts.iter().map(|part| &part.name)),
            ("groups", Shown::Card(groups)) => {
                groups.entries.iter_mut().for_each(|(_, groups)| description.keep_groups(groups))
            }
            ("chain", Shown::Json(chain)) => description.keep_chain(chain),
            ("key_figures", Shown::List(figures)) => figures.retain(|figure| {
                !matches!(figure, Shown::Dict(figure) if figure.ids("finding").any(|id| !description.selection.has(id)))
            }),
            _ => {}
        }
    }
    report.common.entries.push(("extract", Shown::Dict(description.shown(whole))));
    let announcement = Dict::of(Vec::new());
    View { report, parts, attachments, announcement, collections: collections.collect(), ..*whole }
}

impl Description<'_> {
    fn shown(&self, whole: &View) -> Dict {
        let name = self.addressee.and_then(|id| whole.item("actors", id)?.get("name").cloned());
        Dict::of(vec![
            ("addressee", self.addressee.map_or(Shown::None, |id| Shown::Text(id.to_owned()))),
            ("name", name.unwrap_or(Shown::None)),
            ("figures", Shown::texts(&self.figures)),
        ])
    }

    fn collection(&self, collection: &Collection) -> Collection {
        let declared = collection.declared;
        let is_kept = |id: &str| match declared.collection.as_str() {
            "terms" => true,
            "withdrawn" => false,
            _ => self.selection.has(id),
        };
        let kept = collection.items.iter().filter(|(id, _)| is_kept(id));
        let items = kept.map(|(id, item)| {
            let mut item = item.clone();
            if WITHOUT_WAYS_BACK.contains(&declared.kind()) {
                let backs = item.entries.iter_mut().filter(|(key, _)| declared.backs.iter().any(|way| way.key == *key));
                backs.for_each(|(_, ids)| self.keep_ids(ids));
            }
            if declared.kind() == Kind::FIGURE
                && let Some(number) = self.numbers.labelled.get(id)
            {
                item.entries.push(("number", Shown::Integer(i64::try_from(*number).unwrap_or(i64::MAX))));
            }
            if !self.titles {
                item.entries.iter_mut().for_each(|(_, value)| self.without_titles(value));
            }
            (id.clone(), item)
        });
        Collection { declared, items: items.collect() }
    }

    fn keep_ids(&self, ids: &mut Shown) {
        if let Shown::List(ids) = ids {
            ids.retain(|id| !matches!(id, Shown::Text(id) if !self.selection.has(id)));
        }
    }

    /// Takes what is left out out of the groups of a kind, and groups that are then empty.
    fn keep_groups(&self, groups: &mut Shown) {
        let Shown::List(groups) = groups else { return };
        groups.retain_mut(|group| {
            let Shown::Dict(group) = group else { return true };
            group.entries.iter_mut().filter(|(key, _)| *key == "ids").for_each(|(_, ids)| self.keep_ids(ids));
            !group.list("ids").is_empty()
        });
    }

    fn keep_chain(&self, chain: &mut Json) {
        if let Some(rests) = chain.get_mut("rests").and_then(Json::as_object_mut) {
            rests.retain(|id, _| self.selection.has(id));
            for grounds in rests.values_mut().filter_map(Json::as_array_mut) {
                grounds.retain(|id| id.as_str().is_some_and(|id| self.selection.has(id)));
            }
        }
    }

    /// Puts ids in the place of the names of what is left out.
    fn without_titles(&self, value: &mut Shown) {
        match value {
            Shown::List(values) => values.iter_mut().for_each(|value| self.without_titles(value)),
            Shown::Dict(dict) | Shown::Card(dict) => {
                let id = dict.ids("id").next().filter(|id| !self.selection.has(id)).map(str::to_owned);
                match id {
                    Some(id) => dict.set("value", Shown::Text(id)),
                    None => dict.entries.iter_mut().for_each(|(_, value)| self.without_titles(value)),
                }
            }
            _ => {}
        }
    }
}

/// What is known of things that are left out and that an extract refers to.
pub struct LeftOut<'a> {
    pub input: Input<'a>,
    pub files: &'a Files,
    pub numbers: &'a Numbers,
    pub titles: bool,
}

impl LeftOut<'_> {
    /// The ids with their kinds, titles, numbers and addresses, in the order given. An action has the title of its recommendation.
    pub fn list(&self, ids: &[String]) -> Shown {
        let graph = self.input.graph;
        let items: HashMap<&str, &Item> = graph.model.with_ids().map(|item| (item.id(), item)).collect();
        let held = graph.items().flat_map(|item| item.held().into_iter().map(move |(_, held)| (held.id(), item)));
        let holders: HashMap<&str, &Item> = held.collect();
        let (attached, none) = (BTreeMap::new(), HashMap::new());
        let wording = self.input.wording;
        let builder = Builder {
            graph,
            files: self.files,
            wording,
            edition: Edition::Screen,
            attached: &attached,
            with_ids: &none,
        };
        let entries = ids.iter().filter_map(|id| {
            let (kind, title) = match (items.get(id.as_str()), graph.withdrawn.get(id)) {
                (Some(item), _) => {
                    let title = builder.title(item).or_else(|| builder.title(holders.get(id.as_str())?));
                    (item.kind(), title)
                }
                (None, Some(gone)) => (Withdrawn::kind(gone), Some(Shown::Words(builder.localized(gone.title())))),
                (None, None) => return None,
            };
            Some(Shown::Dict(self.entry(id, Some(kind), title)))
        });
        Shown::List(entries.collect())
    }

    /// One of them; a chapter has no kind.
    pub fn entry(&self, id: &str, kind: Option<Kind>, title: Option<Shown>) -> Dict {
        let number = self.numbers.labelled.get(id).filter(|_| kind == Some(Kind::FIGURE));
        let number = number.map_or(Shown::None, |number| Shown::Integer(i64::try_from(*number).unwrap_or(i64::MAX)));
        let is_table = kind == Some(Kind::FIGURE) && self.is_table(id);
        Dict::of(vec![
            ("id", Shown::Text(id.to_owned())),
            ("kind", kind.map_or(Shown::None, |kind| Shown::Text(kind.as_str().to_owned()))),
            // Titles of chapters are of no item.
            ("title", title.filter(|_| self.titles || kind.is_none()).unwrap_or(Shown::None)),
            ("number", number),
            ("is_table", Shown::YesNo(is_table)),
            ("address", self.address(id).map_or(Shown::None, Shown::Text)),
        ])
    }

    fn is_table(&self, id: &str) -> bool {
        let figure = self.input.graph.get(id).map(crate::model::typed::Figure);
        let kinds = ["table", "matrix", "list"];
        figure.is_some_and(|figure| kinds.contains(&figure.kind().as_str()))
    }

    /// Where the whole report shows an id: in its PDF of the same language, or at the address that it is published at.
    fn address(&self, id: &str) -> Option<String> {
        let report = self.input.graph.report();
        let language = self.input.wording.locale.language;
        let folder = report.announcement().and_then(|announcement| announcement.address());
        let of_folder = folder
            .map(|folder| format!("{}/{}-{language}.pdf#{id}", folder.value.trim_end_matches('/'), report.id().value));
        of_folder.or_else(|| Some(format!("{}#{id}", report.address()?.value)))
    }
}

/// The string literals in a file of Typst.
pub fn literals(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let mut literal = String::new();
        let mut characters = rest.char_indices();
        let end = loop {
            match characters.next() {
                Some((at, '"')) => break at + 1,
                Some((_, '\\')) => literal.extend(characters.next().map(|(_, escaped)| escaped)),
                Some((_, character)) => literal.push(character),
                None => break rest.len(),
            }
        };
        rest = &rest[end..];
        found.insert(literal);
    }
    found
}
