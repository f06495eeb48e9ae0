//! From the files of `report/` to the model: which file is what, and its faults.

use std::collections::{BTreeMap, HashSet};

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Files, Place};
use crate::diagnostics::nearest;

use super::choice::FigureData;
use super::csv;
use super::decode::{Context, Decode, Fields, LooseLink, Value};
use super::model::*;
use super::read::Tree;
use super::scalar::id_fault;

/// A chapter's Markdown in one language.
#[derive(Debug, Clone)]
pub struct Chapter {
    pub name: String,
    pub language: Language,
    pub file: FileKey,
}

/// Everything that the files say, before anything is linked.
#[derive(Debug, Clone)]
pub struct Model {
    /// `None` when `report.toml` has faults; the other files are read all the same, so that theirs show too.
    pub report: Option<ReportFile>,
    /// The first is the language that the report is written in.
    pub languages: Vec<Language>,
    pub sources: Vec<Item<Source>>,
    pub findings: Vec<Item<Finding>>,
    pub conclusions: Vec<Item<Conclusion>>,
    pub recommendations: Vec<Item<Recommendation>>,
    pub packages: Vec<Item<Package>>,
    pub actors: Vec<Item<Actor>>,
    pub figures: Vec<Item<Figure>>,
    /// `None` when `questions.toml` has faults: nobody can tell then which questions exist.
    pub questions: Option<Vec<Question>>,
    /// `None` when `withdrawn.toml` has faults: nobody can tell then which ids are taken.
    pub withdrawn: Option<Vec<Withdrawn>>,
    /// By their keys.
    pub terms: Vec<Item<Term>>,
    pub chapters: Vec<Chapter>,
    /// CSV files by their paths in the project.
    pub csv: BTreeMap<String, FileKey>,
    /// All other files, such as images, by their paths in the project.
    pub images: HashSet<String>,
    /// Ids whose files have faults of their own: a link to one of these is not a second fault.
    pub broken: HashSet<String>,
    /// Links in files that are broken otherwise, which are checked all the same.
    pub loose_links: Vec<LooseLink>,
}

/// The folders of items, and what the files in them are.
const FOLDERS: [&str; 8] =
    ["sources", "findings", "conclusions", "recommendations", "packages", "actors", "figures", "chapters"];

/// Reads the model out of the report's files. Text files are added to `files`, faults to `diagnostics`.
///
/// Returns `None` when `report.toml` does not even say the report's languages, without which no text can be understood.
pub fn load(tree: &Tree, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Model> {
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
    let languages = languages(&table, key, diagnostics)?;
    let mut loader =
        Loader { languages: &languages, files, diagnostics, broken: HashSet::new(), loose_links: Vec::new() };
    let report = loader.record(&table, key, ReportFile::from_fields);

    let mut model = Model {
        languages: languages.clone(),
        sources: Vec::new(),
        findings: Vec::new(),
        conclusions: Vec::new(),
        recommendations: Vec::new(),
        packages: Vec::new(),
        actors: Vec::new(),
        figures: Vec::new(),
        questions: Some(Vec::new()),
        withdrawn: Some(Vec::new()),
        terms: Vec::new(),
        chapters: Vec::new(),
        csv: BTreeMap::new(),
        images: HashSet::new(),
        broken: HashSet::new(),
        loose_links: Vec::new(),
        report,
    };
    for (path, bytes) in tree {
        loader.file(path, bytes, &mut model);
    }
    loader.csv_data(&mut model);
    model.broken = loader.broken;
    model.loose_links = loader.loose_links;
    Some(model)
}

struct Loader<'a> {
    languages: &'a [Language],
    files: &'a mut Files,
    diagnostics: &'a mut Vec<Diagnostic>,
    broken: HashSet<String>,
    loose_links: Vec<LooseLink>,
}

impl Loader<'_> {
    /// Puts one file where it belongs in the model.
    fn file(&mut self, path: &str, bytes: &[u8], model: &mut Model) {
        let inner = path.strip_prefix("report/").unwrap_or(path);
        match inner.split_once('/') {
            None => match inner {
                "report.toml" | "review.lock" => {}
                "questions.toml" => {
                    let read = self.table(path, bytes, QuestionsFile::from_fields);
                    model.questions = read.map(|file| file.question);
                }
                "withdrawn.toml" => model.withdrawn = self.withdrawn(path, bytes),
                "terms.toml" => model.terms = self.terms(path, bytes),
                _ if inner.ends_with(".toml") => {
                    self.unknown(path, bytes, &["report.toml", "questions.toml", "terms.toml", "withdrawn.toml"])
                }
                _ => _ = model.images.insert(path.to_owned()),
            },
            Some(("chapters", name)) => model.chapters.extend(self.chapter(path, name, bytes)),
            Some((folder, name)) if name.ends_with(".toml") && !name.contains('/') => match folder {
                "sources" => model.sources.extend(self.item(path, name, bytes, Source::from_fields)),
                "findings" => model.findings.extend(self.item(path, name, bytes, Finding::from_fields)),
                "conclusions" => model.conclusions.extend(self.item(path, name, bytes, Conclusion::from_fields)),
                "recommendations" => {
                    model.recommendations.extend(self.item(path, name, bytes, Recommendation::from_fields));
                }
                "packages" => model.packages.extend(self.item(path, name, bytes, Package::from_fields)),
                "actors" => model.actors.extend(self.item(path, name, bytes, Actor::from_fields)),
                "figures" => model.figures.extend(self.item(path, name, bytes, Figure::from_fields)),
                _ => self.unknown(path, bytes, &FOLDERS),
            },
            Some(("figures", name)) if name.ends_with(".csv") => {
                if let Some(key) = text_file(path, bytes, self.files, self.diagnostics) {
                    model.csv.insert(path.to_owned(), key);
                }
            }
            Some((folder, _)) if FOLDERS.contains(&folder) && folder != "figures" => self.unknown(path, bytes, &[]),
            Some(_) if inner.ends_with(".toml") => self.unknown(path, bytes, &FOLDERS),
            Some(_) => _ = model.images.insert(path.to_owned()),
        }
    }

    /// One item of a folder; its id is the start of its file name.
    fn item<T>(
        &mut self,
        path: &str,
        name: &str,
        bytes: &[u8],
        decode: fn(Fields, &mut Context) -> Option<T>,
    ) -> Option<Item<T>> {
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let id = stem.split('-').next().unwrap_or_default();
        let key = text_file(path, bytes, self.files, self.diagnostics);
        if let (Some(fault), Some(key)) = (id_fault(id), key) {
            let message = format!("the file name `{name}` does not start with an id");
            self.diagnostics.push(Diagnostic::new(Code::MalformedId, Place::new(key, 0..0), message).with_hint(fault));
            return None;
        }
        let before = self.diagnostics.len();
        let read = key.and_then(|key| {
            let text = self.files.get(key).text.clone();
            let table = parse(key, &text, self.diagnostics)?;
            Some((self.record(&table, key, decode)?, first_key(&table, key)))
        });
        // An item with an unknown key is kept, so that its links are checked in the same run.
        if read.is_none() || self.diagnostics.len() > before {
            self.broken.insert(id.to_owned());
        }
        read.map(|(data, place)| Item { id: id.to_owned(), place, data })
    }

    /// Puts the rows of CSV files in the figures that name them.
    fn csv_data(&mut self, model: &mut Model) {
        for Item { id, data: figure, .. } in &mut model.figures {
            let Some(FigureData::Csv(name)) = &figure.data else { continue };
            let path = format!("report/figures/{}", name.value);
            let Some(&file) = model.csv.get(&path) else {
                let message = format!("there is no `{path}`");
                self.diagnostics.push(Diagnostic::new(Code::MissingFile, name.place, message));
                self.broken.insert(id.clone());
                continue;
            };
            if figure.kind == FigureKind::Timeline {
                let message = "a timeline takes no CSV, which has no dates";
                self.diagnostics.push(
                    Diagnostic::new(Code::MalformedValue, name.place, message)
                        .with_hint("write `[[data]]` with `label`, `start` and `end`"),
                );
                figure.data = None;
                continue;
            }
            let text = self.files.get(file).text.clone();
            let csv = csv::read(file, &text, figure.kind, self.languages[0], self.diagnostics);
            // The headings name the columns of a table, or the series of a chart, unless the figure names them itself.
            let is_table = figure.kind == FigureKind::Table;
            if is_table && figure.columns.is_empty() {
                figure.columns = csv.headings;
            } else if !is_table && figure.series.is_empty() && csv.headings.len() > 2 {
                figure.series = csv.headings[1..].to_vec();
            }
            figure.data = Some(FigureData::Rows(csv.rows));
        }
    }

    fn table<T>(&mut self, path: &str, bytes: &[u8], decode: fn(Fields, &mut Context) -> Option<T>) -> Option<T> {
        let key = text_file(path, bytes, self.files, self.diagnostics)?;
        let text = self.files.get(key).text.clone();
        let table = parse(key, &text, self.diagnostics)?;
        self.record(&table, key, decode)
    }

    fn record<T>(
        &mut self,
        table: &Spanned<DeTable>,
        file: FileKey,
        decode: fn(Fields, &mut Context) -> Option<T>,
    ) -> Option<T> {
        let mut context = Context { file, languages: self.languages, diagnostics: self.diagnostics, links: Vec::new() };
        let record = decode(Fields::new(table.get_ref(), first_key(table, file)), &mut context);
        if record.is_none() {
            self.loose_links.append(&mut context.links);
        }
        record
    }

    fn withdrawn(&mut self, path: &str, bytes: &[u8]) -> Option<Vec<Withdrawn>> {
        let before = self.diagnostics.len();
        let file = self.table(path, bytes, WithdrawnFile::from_fields);
        if self.diagnostics.len() > before {
            // A reference to one of the ids in it is not a second fault.
            let text = String::from_utf8_lossy(bytes);
            let (table, _) = DeTable::parse_recoverable(&text);
            let entries = table.get_ref().get("withdrawn").and_then(|entries| entries.get_ref().as_array());
            let id = |entry: &Value| Some(entry.get_ref().as_table()?.get("id")?.get_ref().as_str()?.to_owned());
            self.broken.extend(entries.into_iter().flat_map(|entries| entries.iter().filter_map(id)));
        }
        file.map(|file| file.withdrawn)
    }

    fn terms(&mut self, path: &str, bytes: &[u8]) -> Vec<Item<Term>> {
        let Some(key) = text_file(path, bytes, self.files, self.diagnostics) else { return Vec::new() };
        let text = self.files.get(key).text.clone();
        let Some(table) = parse(key, &text, self.diagnostics) else { return Vec::new() };
        let mut context =
            Context { file: key, languages: self.languages, diagnostics: self.diagnostics, links: Vec::new() };
        let entries = table.get_ref().iter().filter_map(|(name, value)| {
            let data = Term::decode(value, &mut context)?;
            Some(Item { id: name.get_ref().to_string(), place: Place::new(key, name.span()), data })
        });
        entries.collect()
    }

    /// A chapter is named `name.language.md`.
    fn chapter(&mut self, path: &str, name: &str, bytes: &[u8]) -> Option<Chapter> {
        let parts = name.strip_suffix(".md").and_then(|stem| stem.rsplit_once('.'));
        let language = parts.and_then(|(_, language)| Language::try_from_str(language).ok());
        let known = language.filter(|language| self.languages.contains(language));
        let plain = |stem: &str| stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let parts = parts.filter(|(stem, _)| plain(stem) && !stem.is_empty());
        let (Some((stem, _)), Some(language)) = (parts, known) else {
            self.unknown(path, bytes, &[]);
            let names: Vec<String> = self.languages.iter().map(|language| format!("`name.{language}.md`")).collect();
            if let Some(last) = self.diagnostics.last_mut() {
                last.hints = vec![format!(
                    "a chapter is named {}, where the name has letters from a to z, digits and hyphens",
                    names.join(" or ")
                )];
            }
            return None;
        };
        let file = text_file(path, bytes, self.files, self.diagnostics)?;
        Some(Chapter { name: stem.to_owned(), language, file })
    }

    /// A file that the report has no use for: most likely its name or folder is mistyped.
    fn unknown(&mut self, path: &str, bytes: &[u8], known: &[&str]) {
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

/// Adds a text file, or complains that it is not UTF-8. A byte order mark is not part of the text.
pub fn text_file(path: &str, bytes: &[u8], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<FileKey> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(files.add(path, text.strip_prefix('\u{feff}').unwrap_or(text))),
        Err(error) => {
            let valid = error.valid_up_to();
            let key = files.add(path, String::from_utf8_lossy(bytes));
            let message = "the file is not UTF-8 text";
            diagnostics.push(
                Diagnostic::new(Code::NotUtf8, Place::new(key, valid..valid), message)
                    .with_hint("save it as UTF-8 in your editor"),
            );
            None
        }
    }
}

/// The spanned tree of a TOML file, or its syntax errors, all of them.
pub fn parse<'t>(key: FileKey, text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> Option<Spanned<DeTable<'t>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        diagnostics.push(Diagnostic::new(Code::TomlSyntax, Place::new(key, span), error.message().to_owned()));
    }
    errors.is_empty().then_some(table)
}

/// Where the content of a file begins, after the comments at its head: there an item is pointed at as a whole.
fn first_key(table: &Spanned<DeTable>, file: FileKey) -> Place {
    let first = table.get_ref().keys().map(Spanned::span).min_by_key(|span| span.start);
    Place::new(file, first.unwrap_or(0..0))
}

/// The report's languages, which every other field needs to be understood.
fn languages(table: &Spanned<DeTable>, file: FileKey, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<Language>> {
    let mut context = Context { file, languages: &[], diagnostics, links: Vec::new() };
    let Some(value) = table.get_ref().get("languages") else {
        let message = "the key `languages` is missing";
        context.fault(
            Diagnostic::new(Code::MissingKey, first_key(table, file), message)
                .with_hint("write `languages = [\"fi\"]`; the first is the language that the report is written in"),
        );
        return None;
    };
    let languages = Vec::<Language>::decode(value, &mut context)?;
    let unique: HashSet<Language> = languages.iter().copied().collect();
    if languages.is_empty() || unique.len() < languages.len() {
        let message = "expected one or more languages, each once";
        context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message));
        return None;
    }
    Some(languages)
}
