//! The files that the look of a report needs: the templates that can be reached from those that the program itself uses, the files of
//! `report/` that they name, and every word that may be a font family. They are found in the text of the templates, before anything
//! is evaluated, so they are the same for each language and edition, warm or cold.
//!
//! Any string in a template that is the path of a file counts as a use of it. If a template computes a path, all templates are needed,
//! and [`Needs::open`] names the place.

mod jinja;
mod typ;

use std::collections::{BTreeSet, HashSet};

use crate::files::{Tree, builtin};
use crate::merge::{citations, markdown, marks::edition, tokens};

use super::families;
use typ::Found;

/// The templates that the program itself uses, besides those of the report's parts and languages.
const ENTRIES: [&str; 16] = [
    "templates/report.typ.j2",
    "templates/part.typ.j2",
    "templates/announcement.md.j2",
    "templates/changes.md.j2",
    "templates/theme.typ",
    "templates/inks.typ",
    "templates/sources.csl",
    edition::TEMPLATE,
    markdown::TEMPLATE,
    markdown::IN_FIELD,
    markdown::TABLES,
    citations::TEMPLATE,
    "templates/parts/chapter.typ",
    "templates/parts/items.typ",
    "templates/parts/withdrawn.typ",
    "templates/parts/changes.typ",
];

/// The files and words of a look.
#[derive(Debug, Default)]
pub struct Needs {
    /// Paths of templates.
    pub templates: BTreeSet<String>,
    /// Files of `report/` that templates name.
    pub report: BTreeSet<String>,
    /// Where a template makes a path that cannot be read from its text; empty in a look as it should be.
    pub open: Vec<Open>,
    /// Strings of the templates, in lower case.
    words: HashSet<String>,
    /// Other files that may name a font family, such as labels, images in SVG and data in JSON, in lower case.
    texts: Vec<String>,
}

/// A path that cannot be read from the text of a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    pub template: String,
    /// From 1.
    pub line: usize,
    /// The code there, such as `image(icon)`.
    pub what: String,
}

impl Needs {
    /// The needs of the look of a report with these parts and languages.
    pub fn of(templates: &Tree, report: &Tree, parts: &[&str], languages: &[String]) -> Self {
        let mut needs = Self::default();
        let own = ENTRIES.iter().map(|path| (*path).to_owned());
        let parts = parts.iter().map(|part| format!("templates/parts/{part}.typ"));
        let labels = languages.iter().map(|language| format!("templates/labels/{language}.toml"));
        let mut next: Vec<String> = own.chain(parts).chain(labels).collect();
        for (path, bytes) in report.iter().filter(|(path, _)| is_chapter(path)) {
            let found = jinja::tags(&String::from_utf8_lossy(bytes));
            needs.report_open(path, &found);
            next.extend(found.strings);
        }
        needs.scan_all(next, templates, report);
        if !needs.open.is_empty() {
            needs.scan_all(templates.keys().cloned().collect(), templates, report);
        }
        needs.words.extend(faces_of_program(templates, &needs.words));
        let drawings = report.iter().filter(|(path, _)| path.to_lowercase().ends_with(".svg"));
        needs.texts.extend(drawings.map(|(_, bytes)| String::from_utf8_lossy(bytes).to_lowercase()));
        needs.open.sort();
        needs.open.dedup();
        needs
    }

    /// The same with families that the report itself names, in lower case.
    pub fn with_families(mut self, families: impl IntoIterator<Item = String>) -> Self {
        self.words.extend(families);
        self
    }

    /// Whether anything that the look reads names a family of fonts.
    pub fn names_family(&self, family: &str) -> bool {
        let family = family.to_lowercase();
        self.words.contains(&family) || self.texts.iter().any(|text| text.contains(&family))
    }

    /// Scans these templates and those that they need.
    fn scan_all(&mut self, mut next: Vec<String>, templates: &Tree, report: &Tree) {
        while let Some(path) = next.pop() {
            let Some(bytes) = templates.get(&path).filter(|_| !self.templates.contains(&path)) else { continue };
            let found = self.scan(&path, &String::from_utf8_lossy(bytes));
            self.report_open(&path, &found);
            for string in found.strings {
                for named in paths(&path, &string) {
                    if templates.contains_key(&named) {
                        next.push(named);
                    } else if report.contains_key(&named) {
                        self.report.insert(named);
                    }
                }
                self.words.insert(string.to_lowercase());
            }
            self.templates.insert(path);
        }
    }

    fn scan(&mut self, path: &str, text: &str) -> Found {
        match path {
            _ if path.ends_with(".typ") => typ::scan(text),
            _ if path.ends_with(".typ.j2") => {
                let mut found = jinja::tags(text);
                let typst = typ::scan(&jinja::without_tags(text));
                found.strings.extend(typst.strings);
                found.open.extend(typst.open);
                found
            }
            _ if path.ends_with(".j2") => jinja::tags(text),
            _ => {
                self.texts.push(text.to_lowercase());
                Found::default()
            }
        }
    }

    fn report_open(&mut self, path: &str, found: &Found) {
        let open = found.open.iter();
        self.open.extend(open.map(|(line, what)| Open { template: path.to_owned(), line: *line, what: what.clone() }));
    }
}

/// The families of the faces that the theme in use lacks, in a look that takes those of the program; in lower case.
fn faces_of_program(templates: &Tree, words: &HashSet<String>) -> Vec<String> {
    let of_program = &builtin::templates()[tokens::THEME_IN_USE];
    let in_use =
        templates.get(tokens::THEME_IN_USE).filter(|in_use| *in_use != of_program && words.contains(tokens::THEME));
    let lacking =
        in_use.map(|in_use| families::lacking(&String::from_utf8_lossy(in_use), &String::from_utf8_lossy(of_program)));
    lacking.unwrap_or_default().into_iter().map(|family| family.to_lowercase()).collect()
}

fn is_chapter(path: &str) -> bool {
    path.starts_with("report/chapters/") && path.ends_with(".md")
}

/// The files that a string may name: from the template's own folder, or from the root, where a rendered `.j2` file is compiled.
fn paths(template: &str, string: &str) -> Vec<String> {
    let folder = template.rsplit_once('/').map_or("", |(folder, _)| folder);
    let from = |folder: &str| {
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in string.split('/') {
            match part {
                "" | "." => {}
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        parts.join("/")
    };
    if string.starts_with('/') {
        return vec![from("")];
    }
    vec![from(folder), from("")]
}
