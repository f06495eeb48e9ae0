//! From the files of `report/` to the model: which file is what, and its faults.

pub mod bundle;
mod item_file;
mod model;
pub mod report_file;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use icu::locale::subtags::Language;
use rayon::prelude::*;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{Files, Place};
use crate::diagnostics::nearest;
use crate::files::read::Tree;

use super::csv;
use super::declared::{Declaration, Declarations};
use super::decode::Context;
use super::image;
use super::scalar::id_fault;
use super::syntax;
use super::text_file::{shown_file, text_file};
use super::typed::Report;
use bundle::Bundle;
use item_file::{Decoded, ItemFile};
pub use model::{Chapter, Model};
use report_file::ReportFile;

/// Reads the model out of the report's files. Text files are added to `files`, faults to `diagnostics`.
///
/// Returns `None` when `report.toml` does not even say the report's languages, without which no text can be decoded.
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
    let Some(bytes) = tree.get(report_file::PATH) else {
        let message = "`report/report.toml` is missing";
        diagnostics.push(
            Diagnostic::nowhere(Code::MissingFile, message)
                .with_hint("`raportti init DIR` writes a report to start from"),
        );
        return None;
    };
    let head = report_file::read(declarations, bytes, files, diagnostics)?;
    let mut loader = Loader { model: empty(declarations, head, tree, files), files, diagnostics };
    let mut of_items = Vec::new();
    for (path, bytes) in tree {
        of_items.extend(loader.file(path, bytes));
    }
    of_items.sort_by_key(|file| file.declared.number);
    loader.items(&of_items);
    let Loader { mut model, .. } = loader;
    model.wanted = model.named_files();
    csv::fill(tree, &mut model, files, diagnostics);
    let misnamed = |path: &String| Some((path.clone(), image::misnamed(path, tree.get(path)?)?));
    model.misnamed = model.images.iter().filter_map(misnamed).collect();
    Some(model)
}

/// An earlier report without what it does not use, which nobody asked to travel with a later one.
pub fn without_unused(report: Tree) -> Tree {
    let Some(model) = load(&report, &mut Files::default(), &mut Vec::new()) else { return report };
    let used = model.used(&report);
    report.into_iter().filter(|(path, _)| used.contains(path)).collect()
}

/// The model of a report of which only `report.toml` is read.
fn empty(declarations: &'static Declarations, head: ReportFile, tree: &Tree, files: &Files) -> Model {
    let Decoded { item: report, loose_links } = head.decoded;
    let in_doubt = report.is_none().then(|| syntax::ids(&files.get(head.file).text));
    Model {
        declarations,
        bundle: Bundle::of(report.as_ref().map(Report), tree),
        broken: in_doubt.into_iter().flatten().map(str::to_owned).collect(),
        loose_links,
        report: report.map(Arc::new),
        languages: head.languages,
        items: Vec::new(),
        questions: Some(Vec::new()),
        withdrawn: Some(Vec::new()),
        terms: Vec::new(),
        chapters: Vec::new(),
        csv: BTreeMap::new(),
        images: HashSet::new(),
        wanted: Vec::new(),
        misnamed: BTreeMap::new(),
    }
}

struct Loader<'a> {
    model: Model,
    files: &'a mut Files,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Puts one file where it belongs in the model. That of an item is returned, to be decoded together with the others.
    fn file<'t>(&mut self, path: &'t str, bytes: &[u8]) -> Option<ItemFile<'t>> {
        let declarations = self.model.declarations;
        let inner = path.strip_prefix("report/").unwrap_or(path);
        let is_toml = inner.ends_with(".toml");
        let Some((folder, name)) = inner.split_once('/') else {
            match declarations.of_file(inner) {
                _ if path == report_file::PATH || inner == model::REVIEW_LOCK => {}
                Some(declared) => self.single(path, bytes, declared),
                None if is_toml => self.unknown(path, bytes, &declarations.files().collect::<Vec<_>>()),
                None => _ = self.model.images.insert(path.to_owned()),
            }
            return None;
        };
        let folders: Vec<&str> = declarations.folders().chain(["chapters"]).collect();
        match declarations.of_folder(folder) {
            Some(declared) if is_toml && !name.contains('/') => {
                let before = self.diagnostics.len();
                let file = text_file(path, bytes, self.files, self.diagnostics);
                self.ids_in_doubt(bytes, before);
                return Some(ItemFile { declared, stem: name.strip_suffix(".toml").unwrap_or(name), file });
            }
            _ if folder == "chapters" => self.chapter(path, name, bytes),
            _ if folder == "figures" && name.ends_with(".csv") => {
                let file = csv::file(path, bytes, self.files, self.diagnostics);
                self.model.csv.insert(path.to_owned(), file);
            }
            Some(_) if folder != "figures" => self.unknown(path, bytes, &[]),
            _ if is_toml => self.unknown(path, bytes, &folders),
            _ => _ = self.model.images.insert(path.to_owned()),
        }
        None
    }

    /// The items of files, several decoded at once.
    fn items(&mut self, of_items: &[ItemFile]) {
        let (files, model) = (&*self.files, &mut self.model);
        let (declarations, languages) = (model.declarations, &*model.languages);
        let decoded: Vec<(Decoded, Vec<Diagnostic>)> =
            of_items.par_iter().map(|file| file.decode(declarations, files, languages)).collect();
        model.items.reserve(decoded.len());
        for (own, (mut decoded, mut diagnostics)) in of_items.iter().zip(decoded) {
            // An item with an unknown key is kept, so that its links are checked in the same run.
            let has_id = id_fault(own.id()).is_none();
            if has_id && (decoded.item.is_none() || diagnostics.iter().any(breaks)) {
                model.broken.insert(own.id().to_owned());
                let text = own.file.map(|file| &*files.get(file).text);
                model.broken.extend(text.into_iter().flat_map(syntax::ids).map(str::to_owned));
            }
            self.diagnostics.append(&mut diagnostics);
            model.loose_links.append(&mut decoded.loose_links);
            model.items.extend(decoded.item.map(Arc::new));
        }
    }

    /// A file of which there is one, and which holds items in its only field.
    fn single(&mut self, path: &str, bytes: &[u8], declared: &'static Declaration) {
        let before = self.diagnostics.len();
        let field = declared.fields.first().expect("a file of items is declared with the field that holds them");
        let items = self.decode(path, bytes, declared).and_then(|mut decoded| {
            self.model.loose_links.append(&mut decoded.loose_links);
            Some(decoded.item?.take(&field.key))
        });
        self.ids_in_doubt(bytes, before);
        match declared.key.as_str() {
            "questions" => self.model.questions = items,
            "withdrawals" => self.model.withdrawn = items,
            _ => self.model.terms = items.unwrap_or_default(),
        }
    }

    fn decode(&mut self, path: &str, bytes: &[u8], declared: &'static Declaration) -> Option<Decoded> {
        let file = text_file(path, bytes, self.files, self.diagnostics)?;
        let text = &self.files.get(file).text;
        let table = syntax::parse(file, text, self.diagnostics)?;
        let context = Context::new(file, text, &self.model.languages, self.diagnostics).with(self.model.declarations);
        Some(Decoded::of(&table, declared, context))
    }

    /// When a file is broken by faults that were reported since there were `before`, a reference to one of the ids in it is not a
    /// second fault.
    fn ids_in_doubt(&mut self, bytes: &[u8], before: usize) {
        if self.diagnostics[before..].iter().any(breaks) {
            self.model.broken.extend(syntax::ids(&String::from_utf8_lossy(bytes)).map(str::to_owned));
        }
    }

    /// A chapter is named `name.language.md`.
    fn chapter(&mut self, path: &str, name: &str, bytes: &[u8]) {
        let languages = &self.model.languages;
        let parts = name.strip_suffix(".md").and_then(|stem| stem.rsplit_once('.'));
        let language = parts.and_then(|(_, language)| Language::try_from_str(language).ok());
        let known = language.filter(|language| languages.contains(language));
        let plain = |stem: &str| stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let parts = parts.filter(|(stem, _)| plain(stem) && !stem.is_empty());
        let (Some((stem, _)), Some(language)) = (parts, known) else {
            let names: Vec<String> = languages.iter().map(|language| format!("`name.{language}.md`")).collect();
            let hint = match name.strip_suffix(".MD").or_else(|| name.strip_suffix(".Md")) {
                Some(stem) => format!("did you mean `{stem}.md`? Endings are written in small letters"),
                None => format!(
                    "a chapter is named {}, where the name has letters from a to z, digits and hyphens",
                    names.join(" or ")
                ),
            };
            return self.belongs_nowhere(path, bytes, Some(hint));
        };
        let is_text = shown_file(path, bytes, self.files, self.diagnostics).is_some();
        // What is no text is a file all the same, of which complaints show a replacement.
        let Some(file) = self.files.find(path) else { return };
        self.model.chapters.push(Chapter { name: stem.to_owned(), language, file, is_text });
    }

    /// A file that the report has no use for: most likely its name or folder is mistyped, and should be one of the `known`.
    fn unknown(&mut self, path: &str, bytes: &[u8], known: &[&str]) {
        let inner = path.strip_prefix("report/").unwrap_or(path);
        self.belongs_nowhere(path, bytes, nearest::hint(inner.split('/').next().unwrap_or(inner), known));
    }

    fn belongs_nowhere(&mut self, path: &str, bytes: &[u8], hint: Option<String>) {
        if self.model.bundle.left_out.contains_key(path) {
            return;
        }
        let key = self.files.add(path, String::from_utf8_lossy(bytes));
        let message = format!("`{path}` belongs to nothing in the report");
        let mut diagnostic = Diagnostic::new(Code::UnknownFile, Place::new(key, 0..0), message);
        diagnostic.hints.extend(hint);
        self.diagnostics.push(diagnostic);
    }
}

/// Whether a fault breaks its file. One whose level the report can set does not: where it is switched off, nothing else would say why
/// there is no report.
fn breaks(fault: &Diagnostic) -> bool {
    !fault.code.is_configurable()
}
