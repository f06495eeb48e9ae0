//! The view as a whole: the report and its items as templates see them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::diagnostics::FileKey;
use crate::graph::Graph;
use crate::merge::emit::{emit_keyed, emit_list};
use crate::merge::markdown::ids_in;
use crate::merge::{Emit, Emitter};
use crate::model::{Declaration, Declarations, Kind, Opening};
use crate::rules::{References, usage};

use super::{Dict, Shown};

/// The part that prints the key figures.
const SUMMARY_PAGE: &str = "summary-page";
/// What links to a source.
const USED_BY: &str = "used_by";

/// A part of the report: the template that sets it and the chapter that opens it.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    pub name: String,
    /// The path of the part's own module in the Typst project, where the look has the template for it.
    pub module: String,
    /// The path of the template in the Typst project.
    pub template: String,
    /// The path of the chapter's module in the Typst project.
    pub chapter: Option<String>,
    /// What it shows, where one template shows items of any kind: the name of their collection.
    pub collection: Option<String>,
    /// Where it begins: `page` or `run-on`.
    pub opening: &'static str,
    /// In an extract, the number that its chapter has in the whole report.
    pub number: Option<u64>,
}

impl PartView {
    /// Where the modules of parts lie in the Typst project.
    pub const MODULES: &str = "/generated/parts/";

    pub fn new(name: &str, template: String, chapter: Option<String>) -> Self {
        // Typst's paths have no backslash, which the name of a file may have.
        let file = name.replace('%', "%25").replace('\\', "%5C");
        Self {
            name: name.to_owned(),
            module: format!("{}{file}.typ", Self::MODULES),
            template,
            chapter,
            collection: None,
            opening: Opening::Page.as_str(),
            number: None,
        }
    }
}

/// A file that travels inside the PDF.
#[derive(Debug, Clone, Serialize)]
pub struct AttachmentView {
    /// The key of its description among the labels.
    pub label: String,
    /// The name that readers see.
    pub name: String,
    /// The path in the Typst project.
    pub path: String,
    pub mime: String,
}

/// The report of one edition. To minijinja it is one; in Typst the edition is a module of its own, so that the source of the
/// rest, and with it Typst's number of each place there, is the same in print as for a screen.
#[derive(Debug, Clone, Serialize)]
pub struct ReportOfEdition {
    /// `report` in every template, without the items and without the values that depend on the edition.
    #[serde(flatten)]
    pub common: Dict,
    #[serde(flatten)]
    pub edition: Dict,
}

/// The items of one kind, by their ids.
#[derive(Debug, Clone)]
pub struct Collection {
    pub declared: &'static Declaration,
    pub items: Vec<(String, Dict)>,
}

impl Collection {
    /// What templates call it.
    pub fn name(&self) -> &'static str {
        &self.declared.collection
    }

    /// Terms are words and no ids.
    pub(super) fn is_list(&self) -> bool {
        self.declared.key == "term"
    }
}

impl Emit for Collection {
    fn emit(&self, emitter: &mut Emitter) {
        if self.is_list() {
            emit_list(self.items.iter().map(|(_, item)| item), emitter);
        } else {
            emit_keyed(self.items.iter().map(|(id, item)| (id, item)), emitter);
        }
    }
}

impl Serialize for Collection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_list() {
            serializer.collect_seq(self.items.iter().map(|(_, item)| item))
        } else {
            serializer.collect_map(self.items.iter().map(|(id, item)| (id, item)))
        }
    }
}

/// Everything that templates see of one edition in one language.
#[derive(Debug, Clone)]
pub struct View {
    /// What its items are declared by.
    pub declarations: &'static Declarations,
    pub report: ReportOfEdition,
    pub parts: Vec<PartView>,
    /// The files that the screen edition carries.
    pub attachments: Vec<AttachmentView>,
    /// The words of the news text of a release that the report itself does not have.
    pub announcement: Dict,
    /// In the order of [`Self::kinds`].
    pub collections: Vec<Arc<Collection>>,
}

impl View {
    /// The kinds whose items are collections: those with a folder, and those that a file lists, the report only with ids. Built-in ones
    /// that the report does without have no items.
    pub fn kinds(declarations: &'static Declarations) -> impl Iterator<Item = &'static Declaration> {
        let built_in = Declarations::built_in();
        let is_known = |kind: &Declaration| built_in.find(&kind.key).is_some_and(|known| has_place(built_in, known));
        declarations.kinds.iter().filter(move |kind| has_place(declarations, kind) || is_known(kind))
    }

    /// The names that minijinja knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let fixed = ["report", "parts", "attachments", "announcement"];
        fixed.into_iter().chain(Self::kinds(Declarations::built_in()).map(|kind| kind.collection.as_str()))
    }

    /// The items of a collection with their ids.
    pub fn items(&self, collection: &str) -> &[(String, Dict)] {
        self.collections.iter().find(|known| known.name() == collection).map_or(&[], |found| &found.items)
    }

    pub fn items_mut(&mut self, collection: &str) -> &mut [(String, Dict)] {
        let found = self.collections.iter_mut().find(|known| known.name() == collection);
        found.map_or(&mut [], |found| &mut Arc::make_mut(found).items)
    }

    /// Notes which chapters and which other items cite each source in their texts. Chapters are known once they are written.
    pub fn mark_cited(&mut self, graph: &Graph, references: &References) {
        let names: HashMap<FileKey, &str> =
            graph.model.chapters.iter().map(|chapter| (chapter.file, chapter.name.as_str())).collect();
        let mut cited: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (id, place) in &references.cited {
            cited.entry(id).or_default().extend(names.get(&place.file));
        }
        for link in usage::key_figures(graph) {
            cited.entry(link.id.as_str()).or_default().insert(SUMMARY_PAGE);
        }
        let in_items = self.citing_items();
        let parts: Vec<String> = self.parts.iter().map(|part| part.name.clone()).collect();
        for (id, source) in self.items_mut("sources") {
            if let Some(users) = in_items.get(id) {
                let known: Vec<String> = source.ids(USED_BY).map(str::to_owned).collect();
                let others = users.iter().filter(|id| !known.contains(id));
                source.set(USED_BY, Shown::texts(known.iter().chain(others)));
            }
            let Some(names) = cited.get(id.as_str()) else { continue };
            source.set("in_chapters", Shown::YesNo(true));
            source.set("cited_in", Shown::texts(parts.iter().filter(|name| names.contains(name.as_str()))));
        }
    }

    /// The items that cite a source in a text of theirs, by the id of the source.
    fn citing_items(&self) -> HashMap<String, Vec<String>> {
        let mut citing: HashMap<String, Vec<String>> = HashMap::new();
        let collections = self.collections.iter().filter(|it| it.declared.folder.is_some());
        for (id, item) in collections.flat_map(|it| &it.items) {
            let mut named = BTreeSet::new();
            item.visit_prose(&mut |text| named.extend(ids_in(text).map(str::to_owned)));
            for source in named {
                citing.entry(source).or_default().push(id.clone());
            }
        }
        citing
    }

    pub fn item(&self, collection: &str, id: &str) -> Option<&Dict> {
        self.items(collection).iter().find(|(known, _)| known == id).map(|(_, item)| item)
    }
}

/// Whether the items of a kind have a folder or a file.
fn has_place(declarations: &'static Declarations, kind: &'static Declaration) -> bool {
    let lists = |file: &'static Declaration| file.file.is_some() && (file.kind() != Kind::REPORT || kind.has_ids);
    kind.folder.is_some() || declarations.holders(kind).any(lists)
}
