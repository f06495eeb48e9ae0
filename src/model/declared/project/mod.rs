//! What a report declares of its own: in comes `report/model.toml`, out go the built-in declarations with those of the report, and
//! every fault of the file at its place. Of a faulty declaration the sound rest counts, and its name stays known, so that what
//! uses it is no second fault. It must not know what items say.

mod circles;
mod fields;
mod ids;
mod kinds;
mod links;
mod section;
mod settings;
mod sound;
mod types;
mod ways;
mod words;

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use icu::locale::subtags::{Language, language};

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::Tree;
use crate::model::decode::Context;
use crate::model::{Declarations, languages, syntax, text_file::text_file};

use section::{Name, Section};

/// Where a report declares its own.
pub const PATH: &str = "report/model.toml";
/// The same, relative to `report/`.
pub const FILE: &str = "model.toml";

/// The declaration of declarations.
static META: LazyLock<Declarations> = LazyLock::new(|| {
    let meta = Declarations::of_texts(&[include_str!("meta.toml")], include_str!("meta-words.toml"));
    meta.expect("the declaration of declarations is sound")
});

/// The language that stands in for missing ones.
const SPARE: Language = language!("en");
/// The declarations that each text of `model.toml` gave. Items point at their declarations, which therefore live as long as the
/// process. Since they are kept by the text that they follow from, a watch that reads the file again and again leaks nothing; only
/// each text that is new takes memory, some hundred kilobytes.
static KNOWN: Mutex<Option<HashMap<Vec<u8>, &'static Declarations>>> = Mutex::new(None);

/// What declarations themselves are made of, such as for a schema of `model.toml`.
pub fn of_declarations() -> &'static Declarations {
    &META
}

/// The languages that names can be in, those of the report first.
pub fn languages_of_names(languages: &[Language]) -> Vec<Language> {
    // Reports in several languages can share a `model.toml`. A language that is neither of the report nor built in is most likely mistyped.
    languages
        .iter()
        .chain(languages::BUILT_IN.iter().filter(|language| !languages.contains(language)))
        .copied()
        .collect()
}

/// The declarations of a report in these languages, the source language first; none when they are unknown. Without a `model.toml` they
/// are the built-in ones. `None` when the file cannot be read at all, so that what is declared is unknown.
pub fn read(
    tree: &Tree,
    languages: &[Language],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'static Declarations> {
    let Some(bytes) = tree.get(PATH) else { return Some(Declarations::built_in()) };
    let file = text_file(PATH, bytes, files, diagnostics)?;
    let text = &files.get(file).text;
    let table = syntax::parse(file, text, diagnostics)?;
    let named = if languages.is_empty() { Vec::new() } else { languages_of_names(languages) };
    let root = META.find("model").expect("it is declared");
    Context::new(&META, (file, text), &named, diagnostics).item(root, table.get_ref(), Place::new(file, 0..0));
    let root = Section { file, table: table.get_ref() };
    let declarations = Merge {
        root,
        languages: &named,
        of_report: languages,
        built_in: Declarations::built_in(),
        declarations: Declarations::built_in().clone(),
        left_out: HashSet::new(),
        faulty: HashSet::new(),
        faults: diagnostics,
    }
    .all();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    Some(known.entry(bytes.to_vec()).or_insert_with(|| Box::leak(Box::new(declarations))))
}

/// The declarations while those of a file are put into them.
struct Merge<'a> {
    root: Section<'a>,
    /// Those in which names may be, the source language of the report first; none when they are unknown.
    languages: &'a [Language],
    /// Those of the report.
    of_report: &'a [Language],
    built_in: &'static Declarations,
    declarations: Declarations,
    /// The kinds that the report does without, by their keys.
    left_out: HashSet<String>,
    /// Fields with a fault, by the keys of their kinds and their own: nothing more is said of them.
    faulty: HashSet<(String, String)>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Merge<'_> {
    fn all(mut self) -> Declarations {
        self.words();
        self.kinds();
        self.fields();
        self.fields_of_items();
        self.leave_out_circles();
        self.leave_out();
        self.check();
        // Nothing asks for a way that was just reported.
        for (kind, field) in self.declarations.lost_ways() {
            self.declarations.kinds[kind].fields[field].leave_out();
        }
        self.declarations
    }

    fn fault(&mut self, code: Code, place: Place, message: impl Into<String>, hint: Option<String>) {
        self.faults.push(Diagnostic::new(code, place, message).with_hints(hint));
    }

    /// The deepest part of a path of keys that the file has.
    fn at(&self, path: &[&str]) -> Place {
        let parts = (1..=path.len()).rev().filter_map(|length| self.root.find(&path[..length]));
        let first = || self.root.entries().first().map(|(name, _)| name.place);
        parts.into_iter().next().or_else(first).unwrap_or_else(|| Place::new(self.root.file, 0..0))
    }

    /// The source language; English when it is unknown.
    fn source(&self) -> Language {
        self.languages.first().copied().unwrap_or(SPARE)
    }

    /// Warns that something that readers see has no name in a language of the report.
    fn check_name(&mut self, what: &str, names: &super::Names, key: &str, place: Place) {
        let lacks = |language: &&Language| !names.contains_key(language.as_str());
        let missing: Vec<&str> = self.of_report.iter().filter(lacks).map(Language::as_str).collect();
        let Some(first) = missing.first() else { return };
        let message = format!("{what} has no name in `{}`", missing.join("`, `"));
        let source = self.source();
        let spare = match (names.contains_key(source.as_str()), names.contains_key("en")) {
            (true, _) => format!("the one in `{source}`"),
            (false, true) => "its English name".to_owned(),
            (false, false) => "its key".to_owned(),
        };
        let hint = format!("write it as `{key}{first} = \"…\"`; until then readers see {spare}");
        self.fault(Code::MissingTranslation, place, message, Some(hint));
    }

    /// Whether a language can stand in the file.
    fn is_language(&self, key: &str) -> bool {
        if self.languages.is_empty() {
            return languages::is_written_as_one(key);
        }
        self.languages.iter().any(|language| language.as_str() == key)
    }

    /// Reports that a name is not written as names of its sort are.
    fn is_well_formed(&mut self, name: Name, what: &str, more: &[char], hint: &str) -> bool {
        let mut characters = name.text.chars();
        let first = characters.next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit() && more == ['-']);
        let rest = characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(&c));
        if !(first && rest) {
            let message = format!("`{}` is not {what}", name.text);
            self.fault(Code::MalformedValue, name.place, message, Some(hint.to_owned()));
        }
        first && rest
    }
}
