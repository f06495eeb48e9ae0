//! From the files of `report/` to the model: which file is what, and its faults.

pub mod bundle;
mod item_file;
mod misnamed;
mod model;
pub mod report_file;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use icu::locale::subtags::Language;
use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic, Files};
use crate::files::{Tree, names};
use crate::model::{
    Declaration, Declarations, Kind, csv, declared::project, decode::Context, image, syntax, text_file::text_file,
    typed::Report,
};

use bundle::Bundle;
use item_file::{Decoded, ItemFile};
pub use model::{Broken, COMMENTS, Chapter, Model, QUESTIONS};
use report_file::ReportFile;

/// Reads the model out of the report's files. Text files are added to `files`, faults to `diagnostics`. `None` when `report.toml`
/// does not name the report's languages, without which no text can be decoded.
pub fn load(tree: &Tree, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Model> {
    load_with(tree, files, diagnostics, |languages, files, diagnostics| {
        project::read(tree, languages, files, diagnostics)
    })
}

/// As [`load`], by other declarations than those of the program.
pub fn load_as(
    declarations: &'static Declarations,
    tree: &Tree,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Model> {
    load_with(tree, files, diagnostics, |_, _, _| Some(declarations))
}

fn load_with(
    tree: &Tree,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
    declared: impl FnMut(&[Language], &mut Files, &mut Vec<Diagnostic>) -> Option<&'static Declarations>,
) -> Option<Model> {
    let Some(bytes) = tree.get(report_file::PATH) else {
        let fault = Diagnostic::without_place(Code::MissingFile, "`report/report.toml` is missing");
        diagnostics.push(fault.with_hint("`raportti init DIR` writes a report to start from"));
        return None;
    };
    let before = diagnostics.len();
    let (declarations, head) = report_file::parse(bytes, files, diagnostics, declared)?;
    let is_in_doubt =
        diagnostics[before..].iter().any(|fault| breaks(fault) && fault.place.is_none_or(|it| it.file == head.file));
    let model = empty(declarations, head, is_in_doubt, tree, files);
    let mut loader = Loader { model, misnamed_folders: HashSet::new(), files, diagnostics };
    let mut of_items = Vec::new();
    for (path, bytes) in tree {
        of_items.extend(loader.file(path, bytes));
    }
    of_items.sort_by_key(|file| file.declared.number);
    loader.items(&of_items);
    let Loader { mut model, .. } = loader;
    // A chapter of the right name comes before one that most likely was to have it.
    model.chapters.sort_by_key(|chapter| !chapter.is_text);
    let mut seen = HashSet::new();
    model.chapters.retain(|chapter| seen.insert((chapter.name.clone(), chapter.language)));
    settle_links(&mut model);
    model.wanted = model.named_files();
    csv::fill(tree, &mut model, files, diagnostics);
    let misnamed = |path: &String| Some((path.clone(), image::misnamed(path, tree.get(path)?)?));
    model.misnamed = model.images.iter().filter_map(misnamed).collect();
    Some(model)
}

/// Sets the kinds of links that may lead to several, now that all ids are known.
fn settle_links(model: &mut Model) {
    if model.declarations.kinds.iter().flat_map(|kind| &kind.fields).all(|field| field.more.is_empty()) {
        return;
    }
    let kinds: HashMap<String, Kind> = model.with_ids().map(|item| (item.id().to_owned(), item.kind())).collect();
    let declarations = model.declarations;
    let items = model.items.iter_mut().chain(&mut model.report);
    items.for_each(|item| Arc::make_mut(item).settle_links(&kinds, declarations));
    model.listed.values_mut().flatten().for_each(|item| item.settle_links(&kinds, declarations));
    // Of a broken item the field is not known any more.
    model.loose_links.iter_mut().for_each(|link| link.settle(&kinds, |_| true));
}

/// The model with `report.toml` only. Where that is in doubt, a theme below a mistyped key such as `[[themes]]` is not missing.
fn empty(
    declarations: &'static Declarations,
    head: ReportFile,
    is_in_doubt: bool,
    tree: &Tree,
    files: &Files,
) -> Model {
    let Decoded { item: report, loose_links } = head.decoded;
    let held = report.iter().flat_map(|report| report.held()).map(|(_, item)| item.id());
    let own = report.as_ref().map(|report| Report(report).id().value.as_str());
    let known: HashSet<&str> = held.chain(own).collect();
    let in_doubt = syntax::ids(&files.get(head.file).text);
    let in_doubt: HashSet<String> =
        in_doubt.filter(|id| (report.is_none() || is_in_doubt) && !known.contains(id)).map(str::to_owned).collect();
    Model {
        declarations,
        bundle: Bundle::of(report.as_ref().map(Report), tree),
        broken: Broken { ids: in_doubt, ..Broken::default() },
        loose_links,
        report: report.map(Arc::new),
        languages: head.languages.iter().map(|(language, _)| *language).collect(),
        named_languages: head.languages,
        currency: head.currency,
        ..Model::default()
    }
}

struct Loader<'a> {
    model: Model,
    /// Folders with a mistyped name that were reported.
    misnamed_folders: HashSet<String>,
    files: &'a mut Files,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Puts one file where it belongs in the model. That of an item is returned, to be decoded together with the others.
    fn file<'t>(&mut self, path: &'t str, bytes: &[u8]) -> Option<ItemFile<'t>> {
        let declarations = self.model.declarations;
        let inner = path.strip_prefix("report/").unwrap_or(path);
        let is_toml = inner.ends_with(".toml");
        let of_items = declarations.kinds.iter().filter_map(|kind| kind.folder.as_deref().or(kind.beside.as_deref()));
        let folders = || of_items.clone().chain(["chapters"]).collect::<Vec<&'static str>>();
        let Some((folder, name)) = inner.split_once('/') else {
            match declarations.of_file(inner) {
                _ if path == report_file::PATH || inner == model::REVIEW_LOCK || inner == project::FILE => {}
                Some(declared) => self.single(path, bytes, declared),
                None if folders().contains(&inner) => self.file_for_folder(path, bytes),
                None if is_toml || self.meant_whole_file(inner).is_some() => {
                    self.misnamed_whole_file(path, inner, bytes)
                }
                None => _ = self.model.images.insert(path.to_owned()),
            }
            return None;
        };
        match declarations.of_folder(folder) {
            Some(declared) if is_toml && !name.contains('/') => {
                let before = self.diagnostics.len();
                let file = text_file(path, bytes, self.files, self.diagnostics);
                self.ids_in_doubt(bytes, before);
                return Some(ItemFile { declared, stem: name.strip_suffix(".toml").unwrap_or(name), file });
            }
            _ if folder == "chapters" => self.chapter(path, name, bytes),
            _ if is_toml && !name.contains('/') && declarations.beside(folder).is_some() => {
                let decoded = declarations.beside(folder).and_then(|declared| self.decoded(path, bytes, declared));
                self.model.comments.extend(decoded.and_then(|decoded| decoded.item));
            }
            _ if declarations.beside(folder).is_some() => _ = self.model.images.insert(path.to_owned()),
            _ if folder == "figures" && name.ends_with(".csv") => {
                let file = csv::file(path, bytes, self.files, self.diagnostics);
                self.model.csv.insert(path.to_owned(), file);
            }
            Some(_) if folder != "figures" || names::meant_ending(name, &["toml"]).is_some() => {
                self.misnamed_item(path, name, bytes);
            }
            None if is_toml || names::meant_folder(folder, &folders()).is_some() && is_text(name) => {
                self.in_misnamed_folder(path, (folder, name), bytes, &folders());
            }
            _ => _ = self.model.images.insert(path.to_owned()),
        }
        None
    }

    /// The items of files, several decoded at once.
    fn items(&mut self, of_items: &[ItemFile]) {
        let (files, model) = (&*self.files, &mut self.model);
        let (declarations, languages, currency) = (model.declarations, &*model.languages, model.currency);
        let decoded: Vec<(Decoded, Vec<Diagnostic>)> =
            of_items.par_iter().map(|file| file.decode(declarations, files, languages, currency)).collect();
        model.items.reserve(decoded.len());
        for (own, (mut decoded, mut diagnostics)) in of_items.iter().zip(decoded) {
            // An item with an unknown key is kept, so that its links are checked in the same run.
            let has_id = own.declared.id_fault(own.id()).is_none();
            if !has_id && own.declared.id.is_some() {
                // What was meant to be the id may end at any hyphen. A link to it is no second fault.
                let hyphens = own.stem.match_indices('-').map(|(at, _)| own.stem[..at].to_owned());
                model.broken.ids.extend(hyphens.chain([own.stem.to_owned()]));
            }
            if has_id && (decoded.item.is_none() || diagnostics.iter().any(breaks)) {
                model.broken.ids.insert(own.id().to_owned());
                let text = own.file.map(|file| &*files.get(file).text);
                model.broken.ids.extend(text.into_iter().flat_map(syntax::ids).map(str::to_owned));
            }
            self.diagnostics.append(&mut diagnostics);
            model.loose_links.append(&mut decoded.loose_links);
            model.items.extend(decoded.item.map(Arc::new));
        }
    }

    /// A file of which there is one, and which holds items in its only field.
    fn single(&mut self, path: &str, bytes: &[u8], declared: &'static Declaration) {
        let before = self.diagnostics.len();
        let Some(field) = declared.fields.first() else { return };
        let items = self.decoded(path, bytes, declared).and_then(|Decoded { item, mut loose_links }| {
            self.model.loose_links.append(&mut loose_links);
            Some(item?.take(&field.key))
        });
        self.ids_in_doubt(bytes, before);
        if items.is_some() {
            self.model.broken.files.remove(&*declared.key);
        } else {
            self.model.broken.files.insert(&declared.key);
        }
        self.model.listed.insert(&declared.key, items.unwrap_or_default());
    }

    /// The table of a whole file; `None` if that is no TOML.
    fn decoded(&mut self, path: &str, bytes: &[u8], declared: &'static Declaration) -> Option<Decoded> {
        let file = text_file(path, bytes, self.files, self.diagnostics)?;
        let text = &self.files.get(file).text;
        let table = syntax::parse(file, text, self.diagnostics)?;
        let context = Context::new(self.model.declarations, (file, text), &self.model.languages, self.diagnostics)
            .with_currency(self.model.currency);
        Some(Decoded::of(&table, declared, context))
    }

    /// Keeps references to the ids in a file from being reported if one of the faults since `before` breaks it.
    fn ids_in_doubt(&mut self, bytes: &[u8], before: usize) {
        if self.diagnostics[before..].iter().any(breaks) {
            self.model.broken.ids.extend(syntax::ids(&String::from_utf8_lossy(bytes)).map(str::to_owned));
        }
    }
}

/// Whether a file is that of an item or a chapter, but for a slip in its ending.
fn is_text(name: &str) -> bool {
    name.ends_with(".toml") || name.ends_with(".md") || names::meant_ending(name, &["toml", "md"]).is_some()
}

/// Whether a fault breaks its file. One whose level the report can set does not: where it is switched off, nothing else would say why
/// there is no report.
fn breaks(fault: &Diagnostic) -> bool {
    !fault.code.is_configurable()
}
