//! From the files of `report/` to the model: which file is what, and its faults.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use icu::locale::subtags::Language;
use rayon::prelude::*;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Files, Place};
use crate::diagnostics::nearest;

use super::bundle::{self, Bundle};
use super::characters;
use super::csv;
use super::declared::Declarations;
use super::decode::Context;
use super::image;
use super::item::{Item, Link};
use super::item_file::{Understood, Written, first_key, item, whole};
use super::languages;
use super::scalar::id_fault;
use super::syntax;
use super::text_file::{shown_file, text_file};
use super::typed::{Report, Typed};
use crate::files::read::Tree;

/// A chapter's Markdown in one language.
#[derive(Debug, Clone)]
pub struct Chapter {
    pub name: String,
    pub language: Language,
    pub file: FileKey,
    /// Whether the file is text. One that is not is told once, as that, and its part is not called unknown.
    pub is_text: bool,
}

/// Everything that the files say, before anything is linked.
#[derive(Debug, Clone)]
pub struct Model {
    /// What its items are declared by.
    pub declarations: &'static Declarations,
    /// `None` when `report.toml` has faults; the other files are read all the same, so that theirs show too.
    pub report: Option<Arc<Item>>,
    /// The first is the language that the report is written in.
    pub languages: Vec<Language>,
    /// Those with files of their own, by folder and name.
    pub items: Vec<Arc<Item>>,
    /// `None` when `questions.toml` has faults: nobody can tell then which questions exist.
    pub questions: Option<Vec<Item>>,
    /// `None` when `withdrawn.toml` has faults: nobody can tell then which ids are taken.
    pub withdrawn: Option<Vec<Item>>,
    /// By their keys.
    pub terms: Vec<Item>,
    pub chapters: Vec<Chapter>,
    /// CSV files by their paths in the project; `None` for one that is no text.
    pub csv: BTreeMap<String, Option<FileKey>>,
    /// All other files, such as images, by their paths in the project.
    pub images: HashSet<String>,
    /// What `[bundle]` says of the files.
    pub bundle: Bundle,
    /// The files that figures and `[print]` name, by their paths in the project, with where they are named.
    pub wanted: Vec<(String, Place)>,
    /// Images whose ending stands for another format than they have.
    pub misnamed: BTreeMap<String, image::Format>,
    /// Ids whose files have faults of their own: a link to one of these is not a second fault.
    pub broken: HashSet<String>,
    /// Links in files that are broken otherwise, which are checked all the same.
    pub loose_links: Vec<Link>,
}

/// The folders that the report knows: those of items, one in each file, and that of chapters.
pub const FOLDERS: [&str; 8] =
    ["sources", "findings", "conclusions", "recommendations", "packages", "actors", "figures", "chapters"];

impl Model {
    /// The report, when it could be understood.
    pub fn report(&self) -> Option<Report<'_>> {
        self.report.as_deref().map(Report)
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
        own.chain(held).chain(self.questions.iter().flatten()).chain(of_report)
    }
}

/// Reads the model out of the report's files. Text files are added to `files`, faults to `diagnostics`.
///
/// Returns `None` when `report.toml` does not even say the report's languages, without which no text can be understood.
pub fn load(tree: &Tree, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Model> {
    load_as(Declarations::built_in(), tree, files, diagnostics)
}

/// The same by other declarations than those of the program.
pub fn load_as(
    declarations: &'static Declarations,
    tree: &Tree,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Model> {
    let Some(bytes) = tree.get("report/report.toml") else {
        let message = "`report/report.toml` is missing";
        diagnostics.push(
            Diagnostic::nowhere(Code::MissingFile, message)
                .with_hint("`raportti init DIR` writes a report to start from"),
        );
        return None;
    };
    let key = text_file("report/report.toml", bytes, files, diagnostics)?;
    let text = files.get(key).text.clone();
    let table = parse(key, &text, diagnostics)?;
    let place = first_key(&table, key);
    let languages = languages::of(&table, place, Context::new(key, &text, &[], diagnostics))?;
    let mut loader = Loader {
        languages: &languages,
        files,
        diagnostics,
        left_out: HashSet::new(),
        broken: HashSet::new(),
        loose_links: Vec::new(),
        declarations,
    };
    let report = loader.whole(&table, (key, &text), "report.toml");
    if report.is_none() {
        loader.broken.extend(syntax::ids(&text).map(str::to_owned));
    }
    let bundle = Bundle::of(report.as_ref().map(Report), tree);
    loader.left_out = bundle.left_out.keys().cloned().collect();
    let mut model = Model {
        declarations,
        languages: languages.clone(),
        items: Vec::new(),
        questions: Some(Vec::new()),
        withdrawn: Some(Vec::new()),
        terms: Vec::new(),
        chapters: Vec::new(),
        csv: BTreeMap::new(),
        images: HashSet::new(),
        bundle,
        wanted: Vec::new(),
        misnamed: BTreeMap::new(),
        broken: HashSet::new(),
        loose_links: Vec::new(),
        report: report.map(Arc::new),
    };
    let mut written = Vec::new();
    for (path, bytes) in tree {
        loader.file(path, bytes, &mut model, &mut written);
    }
    written.sort_by_key(|written| FOLDERS.iter().position(|folder| *folder == written.declared.collection));
    model.items = loader.items(&written);
    model.wanted = bundle::wanted(&model);
    loader.broken.extend(csv::fill(tree, &mut model, loader.files, loader.diagnostics));
    let misnamed = |path: &String| Some((path.clone(), image::misnamed(path, tree.get(path)?)?));
    model.misnamed = model.images.iter().filter_map(misnamed).collect();
    model.broken = loader.broken;
    model.loose_links = loader.loose_links;
    Some(model)
}

struct Loader<'a> {
    languages: &'a [Language],
    files: &'a mut Files,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Files that stay at home: they are no faults.
    left_out: HashSet<String>,
    broken: HashSet<String>,
    loose_links: Vec<Link>,
    declarations: &'static Declarations,
}

impl Loader<'_> {
    /// Puts one file where it belongs in the model, or one of an item among those that are `written` in its folder.
    fn file<'t>(&mut self, path: &'t str, bytes: &[u8], model: &mut Model, written: &mut Vec<Written<'t>>) {
        let inner = path.strip_prefix("report/").unwrap_or(path);
        match inner.split_once('/') {
            None => match inner {
                "report.toml" | "review.lock" => {}
                "questions.toml" => {
                    let before = self.diagnostics.len();
                    model.questions = self.list(path, bytes, "question");
                    self.ids_in_doubt(bytes, before);
                }
                "withdrawn.toml" => {
                    let before = self.diagnostics.len();
                    model.withdrawn = self.list(path, bytes, "withdrawn");
                    self.ids_in_doubt(bytes, before);
                }
                "terms.toml" => model.terms = self.terms(path, bytes),
                _ if inner.ends_with(".toml") => {
                    self.unknown(path, bytes, &["report.toml", "questions.toml", "terms.toml", "withdrawn.toml"])
                }
                _ => _ = model.images.insert(path.to_owned()),
            },
            Some(("chapters", name)) => model.chapters.extend(self.chapter(path, name, bytes)),
            Some((folder, name)) if name.ends_with(".toml") && !name.contains('/') => {
                if let Some(declared) = self.declarations.of_folder(folder) {
                    let before = self.diagnostics.len();
                    let file = text_file(path, bytes, self.files, self.diagnostics);
                    self.ids_in_doubt(bytes, before);
                    let stem = name.strip_suffix(".toml").unwrap_or(name);
                    written.push(Written { declared, stem, file });
                } else {
                    self.unknown(path, bytes, &FOLDERS);
                }
            }
            Some(("figures", name)) if name.ends_with(".csv") => {
                model.csv.insert(path.to_owned(), csv::file(path, bytes, self.files, self.diagnostics));
            }
            Some((folder, _)) if FOLDERS.contains(&folder) && folder != "figures" => self.unknown(path, bytes, &[]),
            Some(_) if inner.ends_with(".toml") => self.unknown(path, bytes, &FOLDERS),
            Some(_) => _ = model.images.insert(path.to_owned()),
        }
    }

    /// The items of files, several understood at once.
    fn items(&mut self, written: &[Written]) -> Vec<Arc<Item>> {
        let (files, languages, declarations) = (&*self.files, self.languages, self.declarations);
        let understood = written.par_iter().map(|written| item(written, files, languages, declarations));
        let understood: Vec<Understood> = understood.collect();
        let mut items = Vec::with_capacity(written.len());
        for (written, mut understood) in written.iter().zip(understood) {
            // An item with an unknown key is kept, so that its links are checked in the same run.
            let named = id_fault(written.id()).is_none();
            if named && (understood.item.is_none() || understood.diagnostics.iter().any(breaks)) {
                self.broken.insert(written.id().to_owned());
                let text = written.file.map(|file| &*self.files.get(file).text);
                self.broken.extend(text.into_iter().flat_map(syntax::ids).map(str::to_owned));
            }
            self.diagnostics.append(&mut understood.diagnostics);
            self.loose_links.append(&mut understood.loose_links);
            items.extend(understood.item.map(Arc::new));
        }
        items
    }

    /// A file of which there is one.
    fn file_of(&mut self, path: &str, bytes: &[u8]) -> Option<Item> {
        let key = text_file(path, bytes, self.files, self.diagnostics)?;
        let text = self.files.get(key).text.clone();
        let table = parse(key, &text, self.diagnostics)?;
        self.whole(&table, (key, &text), path.strip_prefix("report/").unwrap_or(path))
    }

    fn whole(&mut self, table: &Spanned<DeTable>, (file, text): (FileKey, &str), name: &str) -> Option<Item> {
        let declared = self.declarations.of_file(name).expect("the files of which there is one are declared");
        let context = Context::new(file, text, self.languages, self.diagnostics).with(self.declarations);
        whole(table, declared, context, &mut self.loose_links)
    }

    /// A file that holds a list of items.
    fn list(&mut self, path: &str, bytes: &[u8], key: &str) -> Option<Vec<Item>> {
        Some(self.file_of(path, bytes)?.take(key))
    }

    /// The terms, each of which has its key for an id.
    fn terms(&mut self, path: &str, bytes: &[u8]) -> Vec<Item> {
        self.file_of(path, bytes).map(|mut file| file.take("*")).unwrap_or_default()
    }

    /// When a file is broken by faults that were told since there were `before`, a reference to one of the ids in it is not a second fault.
    fn ids_in_doubt(&mut self, bytes: &[u8], before: usize) {
        if self.diagnostics[before..].iter().any(breaks) {
            self.broken.extend(syntax::ids(&String::from_utf8_lossy(bytes)).map(str::to_owned));
        }
    }

    /// A chapter is named `name.language.md`.
    fn chapter(&mut self, path: &str, name: &str, bytes: &[u8]) -> Option<Chapter> {
        let parts = name.strip_suffix(".md").and_then(|stem| stem.rsplit_once('.'));
        let language = parts.and_then(|(_, language)| Language::try_from_str(language).ok());
        let known = language.filter(|language| self.languages.contains(language));
        let plain = |stem: &str| stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let parts = parts.filter(|(stem, _)| plain(stem) && !stem.is_empty());
        let (Some((stem, _)), Some(language)) = (parts, known) else {
            if self.left_out.contains(path) {
                return None;
            }
            self.unknown(path, bytes, &[]);
            let names: Vec<String> = self.languages.iter().map(|language| format!("`name.{language}.md`")).collect();
            let hint = match name.strip_suffix(".MD").or_else(|| name.strip_suffix(".Md")) {
                Some(stem) => format!("did you mean `{stem}.md`? Endings are written in small letters"),
                None => format!(
                    "a chapter is named {}, where the name has letters from a to z, digits and hyphens",
                    names.join(" or ")
                ),
            };
            if let Some(last) = self.diagnostics.last_mut() {
                last.hints = vec![hint];
            }
            return None;
        };
        let is_text = shown_file(path, bytes, self.files, self.diagnostics).is_some();
        // What is no text is a file all the same, of which complaints show a replacement.
        let file = self.files.find(path)?;
        Some(Chapter { name: stem.to_owned(), language, file, is_text })
    }

    /// A file that the report has no use for: most likely its name or folder is mistyped.
    fn unknown(&mut self, path: &str, bytes: &[u8], known: &[&str]) {
        if self.left_out.contains(path) {
            return;
        }
        let inner = path.strip_prefix("report/").unwrap_or(path);
        let word = inner.split('/').next().unwrap_or(inner);
        let message = format!("`{path}` belongs to nothing in the report");
        let text = String::from_utf8_lossy(bytes);
        let key = self.files.add(path, text);
        let mut diagnostic = Diagnostic::new(Code::UnknownFile, Place::new(key, 0..0), message);
        diagnostic.hints.extend(nearest::hint(word, known));
        self.diagnostics.push(diagnostic);
    }
}

/// Whether a fault breaks its file. What the report may think otherwise about breaks nothing: where such a complaint is switched off, no
/// other says why there is no report.
fn breaks(fault: &Diagnostic) -> bool {
    !fault.code.is_configurable()
}

/// The spanned tree of a TOML file, or its syntax errors, all of them.
pub fn parse<'t>(key: FileKey, text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> Option<Spanned<DeTable<'t>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    diagnostics.extend(syntax::faults(key, text, &errors));
    if errors.is_empty() {
        characters::check_table(table.get_ref(), key, text, diagnostics);
    }
    errors.is_empty().then_some(table)
}
