//! How a report with declarations of its own is divided: the groups of its chapters, the chain of what rests on what, and the
//! kinds that it does without. A report without declarations gets none of these, and templates divide it as they know.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use icu::locale::subtags::Language;
use serde_json::{Map, Value as Json, json};

use crate::graph::ways::{End, Found, Way, Ways};
use crate::merge::names::named_in;
use crate::model::declared::Vocabulary;
use crate::model::{Declaration, Declarations, Field, Kind, Type, Value};

use super::builder::Builder;
use super::kinds::{own_kinds, with_own_template};
use super::{Collection, Dict, Shown};

/// The built-in kinds whose items rest on one another.
const CHAIN: [Kind; 3] = [Kind::FINDING, Kind::CONCLUSION, Kind::RECOMMENDATION];

/// A group of a chapter: where it stands among the others, its title, and the item that it is named by.
struct Group {
    order: usize,
    title: Shown,
    item: Shown,
}

/// What links can lead to: the order of each item, and its kind.
type Targets<'t> = HashMap<&'t str, (usize, &'static Declaration)>;

impl Builder<'_> {
    /// The keys `groups`, `chain` and `without` of the report.
    pub(super) fn division(&self, collections: &[Arc<Collection>]) -> Vec<(&'static str, Shown)> {
        let declarations = self.graph.model.declarations;
        if std::ptr::eq(declarations, Declarations::built_in()) {
            return Vec::new();
        }
        let groups = collections.iter().filter(|collection| !is_divided_as_built_in(collection.declared));
        let groups = groups.map(|collection| (collection.name(), self.groups(collection, collections)));
        // A file that held the items has a collection of the same name.
        let built_in = Declarations::built_in();
        let has_items = |kind: &Declaration| built_in.find(&kind.key).is_some_and(|known| known.file.is_none());
        let is_gone = |kind: &&Declaration| !kind.used && !kind.collection.is_empty() && has_items(kind);
        let without = declarations.kinds.iter().filter(is_gone);
        let without = without.map(|kind| (kind.collection.as_str(), Shown::YesNo(true)));
        let dicts = [("groups", groups.collect::<Vec<_>>()), ("without", without.collect())];
        // Typst takes an empty dictionary for an array.
        let dicts = dicts.into_iter().filter(|(_, entries)| !entries.is_empty());
        let dicts = dicts.map(|(key, entries)| (key, Shown::Card(Dict::of(entries))));
        dicts.chain([("chain", self.chain())]).collect()
    }

    /// The groups of a kind in their order, those without one last, each with the ids of its items in theirs.
    fn groups(&self, collection: &Collection, collections: &[Arc<Collection>]) -> Shown {
        let mut groups: BTreeMap<usize, (Group, Vec<String>)> = BTreeMap::new();
        let declarations = self.graph.model.declarations;
        let way = collection.declared.group.as_deref();
        let way = way.and_then(|way| Way::read(declarations, collection.declared, way).ok());
        let ways = Ways::new(self.graph);
        let all = collections.iter().flat_map(|collection| collection.items.iter().map(move |it| (collection, it)));
        let targets: Targets =
            all.enumerate().map(|(order, (of, (id, _)))| (id.as_str(), (order, of.declared))).collect();
        for (id, _) in &collection.items {
            let item = ways.item(id);
            let found = way.as_ref().zip(item).and_then(|(way, item)| {
                let found = ways.found(item, way).into_iter().next();
                self.group(way, found.as_ref(), &targets, &ways)
            });
            let group = found.unwrap_or(Group { order: usize::MAX, title: Shown::None, item: Shown::None });
            groups.entry(group.order).or_insert((group, Vec::new())).1.push(id.clone());
        }
        let several = groups.len() > 1;
        let shown = groups.into_values().map(|(group, ids)| {
            let other = || self.wording.word(&["heading", "other"]).unwrap_or_default().to_owned();
            let title = match group.title {
                Shown::None if several => Shown::Text(other()),
                title => title,
            };
            Shown::Dict(Dict::of(vec![("title", title), ("item", group.item), ("ids", Shown::texts(&ids))]))
        });
        Shown::List(shown.collect())
    }

    /// The group of what an item has at the end of a way: that of its word, by rank, or that of what it links to, in the order of those.
    fn group(&self, way: &Way, found: Option<&Found>, targets: &Targets, ways: &Ways) -> Option<Group> {
        let vocabularies = &self.graph.model.declarations.vocabularies;
        match (&way.end, found) {
            (End::Word(number), Some(Found::Word(word))) => {
                self.group_of_word(way.field?, &vocabularies[*number], word)
            }
            // What is not said is not so.
            (End::YesNo, found) => {
                let is_so = found.is_some_and(Found::is_yes);
                let field = way.field?;
                let word = self.wording.word(&["changes", if is_so { "yes" } else { "no" }]).unwrap_or_default();
                let locale = &self.wording.locale;
                Some(self.named_group(field, usize::from(!is_so), (locale.language, &locale.in_sentence(word))))
            }
            (End::Rating(number), Some(Found::Value(field, Value::Cvss(cvss)))) => {
                self.group_of_word(field, &vocabularies[*number], cvss.rating())
            }
            (_, Some(Found::Id(id))) => {
                let (order, declared) = *targets.get(id.as_str())?;
                let title = self.title(ways.item(id)?).unwrap_or_else(|| Shown::Text(id.to_owned()));
                // Packages and themes say more than their titles there.
                let says_more = [Kind::PACKAGE, Kind::THEME].contains(&declared.kind());
                let item = if says_more { Shown::Text(id.to_owned()) } else { Shown::None };
                Some(Group { order, title, item })
            }
            _ => None,
        }
    }

    /// The group of a word. Its title names the field, since a word such as “High” alone does not say what is.
    fn group_of_word(&self, field: &'static Field, vocabulary: &Vocabulary, word: &str) -> Option<Group> {
        let order = vocabulary.words.iter().position(|known| known.key == word)?;
        let word = &vocabulary.words[order];
        let around = self.wording.locale.language;
        let declared = || named_in(&word.name, around, self.graph.source_language());
        let of_look = self.wording.spoken(&vocabulary.key, &word.key);
        // A word without a tone can be a name, such as that of a town.
        let is_common = of_look.is_some() || word.tone.is_some();
        let (language, spoken) = of_look.or_else(declared).unwrap_or((around, &word.key));
        let after_colon = if is_common { self.wording.locale.in_sentence(spoken) } else { spoken.to_owned() };
        Some(self.named_group(field, order, (language, &after_colon)))
    }

    /// A title in two languages counts as one in that of the edition.
    fn named_group(&self, field: &'static Field, order: usize, (of_word, word): (Language, &str)) -> Group {
        let name = self.name(&field.name, &field.key);
        let title = self.wording.locale.spaced(&format!("{}: {word}", name.text()));
        let is_one = matches!(name, Shown::Called(of_name, _) if of_name == of_word);
        let language = if is_one { of_word } else { self.wording.locale.language };
        Group { order, title: Shown::Called(language, title.into()), item: Shown::None }
    }

    /// The kinds by how much they rest on, and what each item rests on. Nothing where they are those of the built-in templates.
    fn chain(&self) -> Shown {
        let declarations = self.graph.model.declarations;
        let edges = edges(declarations);
        if edges == self::edges(Declarations::built_in()) {
            return Shown::None;
        }
        let mut depths: HashMap<&str, usize> = HashMap::new();
        // No chain is longer than there are kinds, and a circle is a fault of the declarations.
        for _ in 0..edges.len() {
            for (from, to) in &edges {
                let depth = depths.get(to).map_or(0, |depth| *depth) + 1;
                let known = depths.entry(from).or_default();
                *known = (*known).max(depth).min(edges.len());
                depths.entry(to).or_default();
            }
        }
        let mut columns: BTreeMap<usize, Vec<Json>> = BTreeMap::new();
        for kind in in_chain(declarations) {
            if let Some(depth) = depths.get(kind.key.as_str()) {
                let column = columns.entry(*depth).or_default();
                column.push(json!({ "kind": kind.key, "collection": kind.collection }));
            }
        }
        let mut rests = Map::new();
        for item in self.graph.model.with_ids().filter(|item| depths.contains_key(item.declared.key.as_str())) {
            let links = item.links().into_iter().filter(|it| it.field.rests_on && it.from.id() == item.id());
            let ids = links.filter(|it| depths.contains_key(it.link.kind.as_str())).map(|it| json!(it.link.id));
            rests.insert(item.id().to_owned(), Json::Array(ids.collect()));
        }
        let columns: Vec<Vec<Json>> = columns.into_values().collect();
        Shown::Json(json!({ "columns": columns, "rests": rests }))
    }
}

/// The kinds that can stand in the chain, in the order in which readers meet them.
fn in_chain(declarations: &'static Declarations) -> impl Iterator<Item = &'static Declaration> {
    let own: Vec<&str> = own_kinds(declarations).filter(|kind| kind.printed).map(|kind| kind.key.as_str()).collect();
    let is_part = move |kind: &&Declaration| {
        let is_built_in = CHAIN.iter().any(|known| known.as_str() == kind.key);
        kind.used && (is_built_in || own.contains(&kind.key.as_str()))
    };
    declarations.kinds.iter().filter(is_part)
}

/// Which kinds of the chain rest on which.
fn edges(declarations: &'static Declarations) -> Vec<(&'static str, &'static str)> {
    let kinds: Vec<&'static Declaration> = in_chain(declarations).collect();
    let target = |it: &Type| match it {
        Type::Link(id) => {
            kinds.iter().find(|kind| std::ptr::eq(**kind, declarations.kind(*id))).map(|kind| kind.key.as_str())
        }
        _ => None,
    };
    let of_kind = |kind: &&'static Declaration| {
        let fields = kind.fields.iter().filter(|field| field.used && field.rests_on);
        let from = kind.key.as_str();
        fields.flat_map(|field| field.types().filter_map(target)).map(|to| (from, to)).collect::<Vec<_>>()
    };
    kinds.iter().flat_map(of_kind).collect()
}

/// Whether the templates of a kind divide and sort its chapter as it declares.
fn is_divided_as_built_in(declared: &Declaration) -> bool {
    with_own_template(declared).is_some_and(|known| known.group == declared.group && known.sort == declared.sort)
}
