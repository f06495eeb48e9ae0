//! What is known of a report once its files are read.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use icu::locale::subtags::Language;

use crate::diagnostics::{FileKey, Place};
use crate::files::Tree;
use crate::model::typed::{Brand, Comment, Comments, Evidence, Figure, Finding, Print, Report, Withdrawn};
use crate::model::{
    Declarations, Field, Item, Link, Text, Type, Typed, Value, declared::project, decode::OwnCurrency, image,
    natural_key,
};

use super::bundle::Bundle;

/// The file that records what was agreed to.
pub const REVIEW_LOCK: &str = "review.lock";

/// The kinds of the files that list questions, and what was withdrawn.
pub const QUESTIONS: &str = "questions";
const WITHDRAWALS: &str = "withdrawals";

/// The folder of saved comments, and the part that prints them.
pub const COMMENTS: &str = "comments";

/// A chapter's Markdown in one language.
#[derive(Debug, Clone)]
pub struct Chapter {
    pub name: String,
    pub language: Language,
    pub file: FileKey,
    /// Whether the file is text, and named as a chapter is. One that is not is reported once, as that, and its part is not reported as unknown.
    pub is_text: bool,
}

/// Everything that the files say, before anything is linked.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What its items are declared by.
    pub declarations: &'static Declarations,
    /// `None` when `report.toml` has faults; the other files are read all the same, so that theirs show too.
    pub report: Option<Arc<Item>>,
    /// The first is the language that the report is written in.
    pub languages: Vec<Language>,
    /// The same, each with the place where `report.toml` names it.
    pub named_languages: Vec<(Language, Place)>,
    /// The currency of sums that name none.
    pub currency: OwnCurrency,
    /// Those with files of their own, by folder and name.
    pub items: Vec<Arc<Item>>,
    /// The items of files that hold several, such as `questions.toml`, in the order of their file; by the key of its kind.
    pub listed: BTreeMap<&'static str, Vec<Item>>,
    pub chapters: Vec<Chapter>,
    /// CSV files by their paths in the project; `None` for one that is no text.
    pub csv: BTreeMap<String, Option<FileKey>>,
    /// The files of comments, in the order of their names. No item of the report, and no part of what it says.
    pub comments: Vec<Item>,
    /// Whether the names in them were taken out.
    pub is_nameless: bool,
    /// All other files, such as images, by their paths in the project.
    pub images: HashSet<String>,
    /// What `[bundle]` says of the files.
    pub bundle: Bundle,
    /// The files that figures, evidence and `[print]` name, by their paths in the project, with where they are named.
    pub wanted: Vec<(String, Place)>,
    /// Images whose ending stands for another format than they have.
    pub misnamed: BTreeMap<String, image::Format>,
    /// Ids whose files have faults of their own: a link to one of these is not a second fault.
    pub broken: Broken,
    /// Links in files that are broken otherwise, which are checked all the same.
    pub loose_links: Vec<Link>,
}

impl Model {
    /// The report, when it could be understood.
    pub fn report(&self) -> Option<Report<'_>> {
        self.report.as_deref().map(Report)
    }

    /// In the order of their file.
    pub fn questions(&self) -> &[Item] {
        self.listed(QUESTIONS)
    }

    /// In the order of their file.
    pub fn terms(&self) -> &[Item] {
        self.listed("terms")
    }

    /// What was withdrawn, in the order of its file.
    pub fn withdrawn(&self) -> impl Iterator<Item = Withdrawn<'_>> {
        self.listed(WITHDRAWALS).iter().map(Withdrawn)
    }

    /// The saved comments, in the order of their files.
    pub fn saved_comments(&self) -> impl Iterator<Item = Comment<'_>> {
        self.comments.iter().flat_map(|file| Comments(file).comment())
    }

    /// Takes out who commented, replied and answers.
    pub fn forget_names(&mut self) {
        self.is_nameless = true;
        for file in &mut self.comments {
            let Some(Value::List(comments)) = file.get("comment").cloned() else { continue };
            let nameless = comments.into_iter().map(|mut comment| {
                if let Value::Item(comment) = &mut comment {
                    ["author", "answered_by", "time", "reply", "key"].iter().for_each(|key| comment.set(key, None));
                }
                comment
            });
            file.set("comment", Some(Value::List(nameless.collect())));
        }
    }

    fn listed(&self, kind: &str) -> &[Item] {
        self.listed.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The items with ids in files that hold several.
    pub fn listed_with_ids(&self) -> impl Iterator<Item = &Item> {
        self.listed.values().flatten().filter(|item| item.declared.has_ids)
    }

    /// The items with files of their own: by kind in the order of reading, and in the natural order of ids (`H2` before `H10`).
    pub fn items_in_order(&self) -> Vec<Arc<Item>> {
        let mut items = self.items.clone();
        items.sort_by_cached_key(|item| (item.declared.number, natural_key(item.id())));
        items
    }

    /// The items of a kind that rules know.
    pub fn all<'m, T: Typed<'m> + 'm>(&'m self) -> impl Iterator<Item = T> + 'm {
        self.items.iter().filter(|item| item.declared.key == T::KIND).map(|item| T::of(item))
    }

    /// Everything that has an id.
    pub fn with_ids(&self) -> impl Iterator<Item = &Item> {
        let own = self.items.iter().map(|item| &**item);
        let held = self.items.iter().flat_map(|item| item.held()).map(|(_, item)| item);
        let of_report = self.report.iter().flat_map(|report| report.held()).map(|(_, item)| item);
        own.chain(held).chain(self.listed_with_ids()).chain(of_report)
    }

    /// The files of the report that it uses, by their paths in the project. What its templates read comes on top.
    pub fn used(&self, tree: &Tree) -> BTreeSet<String> {
        let fixed = self.declarations.files().chain([project::FILE, REVIEW_LOCK]).map(|name| format!("report/{name}"));
        let named = self.wanted.iter().map(|(path, _)| path.clone());
        let parts = self.report().into_iter().flat_map(Report::parts).map(|part| part.value.as_str());
        let withdraws = self.withdrawn().next().is_some() || self.broken.files.contains(WITHDRAWALS);
        let gone = withdraws.then_some("withdrawn");
        let parts: BTreeSet<&str> = parts.chain(gone).collect();
        let chapters = self.chapters.iter().filter(|chapter| parts.contains(chapter.name.as_str()));
        let chapters = chapters.map(|chapter| format!("report/chapters/{}.{}.md", chapter.name, chapter.language));
        let prints_comments = parts.contains(COMMENTS);
        let is_printed = |path: &&String| self.is_item(path) || prints_comments && self.is_of_comments(path);
        let items = tree.keys().filter(is_printed).cloned();
        fixed.chain(named).chain(chapters).filter(|path| tree.contains_key(path)).chain(items).collect()
    }

    fn is_of_comments(&self, path: &str) -> bool {
        let inner = path.strip_prefix("report/").and_then(|inner| inner.split_once('/'));
        inner.is_some_and(|(folder, name)| {
            self.declarations.beside(folder).is_some() && name.ends_with(".toml") && !name.contains('/')
        })
    }

    /// Whether a file is that of an item, by its place and its ending.
    fn is_item(&self, path: &str) -> bool {
        let inner = path.strip_prefix("report/").and_then(|inner| inner.split_once('/'));
        inner.is_some_and(|(folder, name)| {
            self.declarations.of_folder(folder).is_some() && name.ends_with(".toml") && !name.contains('/')
        })
    }

    /// The files that travel inside a PDF: those that evidence and the report's own fields name.
    pub fn attached_files(&self) -> Vec<&Text> {
        let is_own = |field: &Field| field.is_own && field.types().any(|it| *it == Type::File);
        let evidence = self.all::<Finding>().flat_map(Finding::evidence).filter_map(Evidence::file);
        let mut found: Vec<&Text> = evidence.collect();
        if !self.declarations.kinds.iter().flat_map(|kind| &kind.fields).any(is_own) {
            return found;
        }
        let items = self.items.iter().map(|item| &**item).chain(self.listed.values().flatten());
        for item in items.chain(self.report.as_deref()) {
            item.visit(&mut |_, field, value| {
                if let Value::String(file) = value
                    && is_own(field)
                {
                    found.push(file);
                }
            });
        }
        found
    }

    /// The files that figures, fields, `[brand]` and `[print]` name, with where they are named.
    pub(super) fn named_files(&self) -> Vec<(String, Place)> {
        let figures = self.all::<Figure>().flat_map(|figure| {
            let data = figure.csv().map(|name| (format!("report/figures/{}", name.value), name.place));
            let images = figure.file().into_iter().chain(figure.print_file());
            images.map(|file| (format!("report/{}", file.value), file.place)).chain(data)
        });
        let attached = self.attached_files().into_iter().map(|file| (format!("report/{}", file.value), file.place));
        let brand = self.report().and_then(Report::brand).into_iter().flat_map(Brand::images);
        let brand = brand.map(|(image, _)| (format!("report/{}", image.value), image.place));
        let profile = self.report().and_then(Report::print).and_then(Print::icc).into_iter();
        figures
            .chain(attached)
            .chain(brand)
            .chain(profile.map(|icc| (format!("report/{}", icc.value), icc.place)))
            .collect()
    }
}

/// Ids that may be those of items whose files could not be read.
#[derive(Debug, Clone, Default)]
pub struct Broken {
    pub ids: HashSet<String>,
    /// Files of several items that have faults of their own, by the keys of their kinds: which of those exist is unknown.
    pub files: HashSet<&'static str>,
    /// A file stands where a folder of items should be: any id may be one of theirs.
    pub any: bool,
}

impl Broken {
    pub fn contains(&self, id: &str) -> bool {
        self.any || self.ids.contains(id)
    }

    /// Whether it is known which ids there are, and which are taken.
    pub fn is_empty(&self) -> bool {
        !self.any && self.ids.is_empty() && [QUESTIONS, WITHDRAWALS].iter().all(|file| !self.files.contains(file))
    }
}
