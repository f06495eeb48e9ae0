//! Which files the look of a report needs, worked out from what its templates say, before anything is set.
//!
//! In: the files of `templates/` and `report/`, and the templates that the program itself asks for. Out: the templates that can
//! be reached from there, the files of `report/` that they name, and every word that may be a family of fonts. What one run
//! happens to read has no part in it, so the answer is the same for each language, each edition, warm or cold.
//!
//! A string in a template that is the path of a file counts as a use of it, wherever it stands. Where a template makes a path out of
//! something else, nobody can say what it reads: then all templates are needed, and [`Needs::open`] says why.

mod found;
mod jinja;
mod typ;

use std::collections::{BTreeSet, HashSet};

use crate::files::read::Tree;
use crate::merge::marks::edition;
use crate::merge::{citations, markdown};

use found::Found;

/// The templates that the program asks for by itself, besides those of the report's parts and languages.
const ENTRIES: [&str; 13] = [
    "templates/report.typ.j2",
    "templates/part.typ.j2",
    "templates/announcement.md.j2",
    "templates/changes.md.j2",
    "templates/theme.typ",
    "templates/inks.typ",
    "templates/sources.csl",
    edition::TEMPLATE,
    markdown::TEMPLATE,
    citations::TEMPLATE,
    "templates/parts/chapter.typ",
    "templates/parts/withdrawn.typ",
    "templates/parts/changes.typ",
];

/// What a look needs.
#[derive(Debug, Default)]
pub struct Needs {
    /// Paths of templates.
    pub templates: BTreeSet<String>,
    /// Files of `report/` that templates name.
    pub report: BTreeSet<String>,
    /// Where a template makes a path that cannot be read from its text; empty in a look as it should be.
    pub open: Vec<Open>,
    /// Strings of the templates, in small letters.
    words: HashSet<String>,
    /// Other files that may name a family of fonts, such as labels, images in SVG and data in JSON: in small letters.
    texts: Vec<String>,
}

/// A path that cannot be read from the text of a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    pub template: String,
    /// From 1.
    pub line: usize,
    /// What stands there, such as `image(icon)`.
    pub what: String,
}

impl Needs {
    /// What the look of a report needs whose parts and languages have these names.
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
        while let Some(path) = next.pop() {
            let Some(bytes) = templates.get(&path) else { continue };
            if needs.templates.insert(path.clone()) {
                needs.scan(&path, &String::from_utf8_lossy(bytes), templates, report, &mut next);
            }
        }
        if !needs.open.is_empty() {
            let all: Vec<&String> = templates.keys().filter(|path| !needs.templates.contains(*path)).collect();
            for path in all {
                needs.templates.insert(path.clone());
                needs.scan(path, &String::from_utf8_lossy(&templates[path]), templates, report, &mut next);
            }
        }
        let drawings = report.iter().filter(|(path, _)| path.to_lowercase().ends_with(".svg"));
        needs.texts.extend(drawings.map(|(_, bytes)| String::from_utf8_lossy(bytes).to_lowercase()));
        needs.open.sort();
        needs.open.dedup();
        needs
    }

    /// Whether anything that the look reads names a family of fonts.
    pub fn names_family(&self, family: &str) -> bool {
        let family = family.to_lowercase();
        self.words.contains(&family) || self.texts.iter().any(|text| text.contains(&family))
    }

    fn scan(&mut self, path: &str, text: &str, templates: &Tree, report: &Tree, next: &mut Vec<String>) {
        let found = match path {
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
                return;
            }
        };
        self.report_open(path, &found);
        for string in found.strings {
            for named in paths(path, &string) {
                if templates.contains_key(&named) {
                    next.push(named);
                } else if report.contains_key(&named) {
                    self.report.insert(named);
                }
            }
            self.words.insert(string.to_lowercase());
        }
    }

    fn report_open(&mut self, path: &str, found: &Found) {
        let open = found.open.iter();
        self.open.extend(open.map(|(line, what)| Open { template: path.to_owned(), line: *line, what: what.clone() }));
    }
}

fn is_chapter(path: &str) -> bool {
    path.starts_with("report/chapters/") && path.ends_with(".md")
}

/// The files that a string in a template may name: from the root, or from the template's own folder. What a `.j2` file makes is
/// compiled at the root.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::builtin;

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn needs(files: &[(&str, &str)]) -> Needs {
        Needs::of(&tree(files), &tree(&[("report/kuvat/logo.svg", "<svg/>")]), &["own"], &["fi".to_owned()])
    }

    #[test]
    fn the_built_in_look_says_every_path_and_needs_all_of_its_files() {
        let templates = builtin::templates();
        let parts: Vec<&str> =
            templates.keys().filter_map(|path| path.strip_prefix("templates/parts/")?.strip_suffix(".typ")).collect();
        let languages = ["fi", "sv", "en"].map(str::to_owned);
        let needs = Needs::of(&templates, &Tree::new(), &parts, &languages);
        assert_eq!(needs.open, []);
        let unneeded: Vec<&String> = templates.keys().filter(|path| !needs.templates.contains(*path)).collect();
        assert!(unneeded.iter().all(|path| path.starts_with("templates/labels/")), "{unneeded:?}");
        assert!(needs.names_family("Source Sans 3") && !needs.names_family("Comic Neue"));
    }

    #[test]
    fn what_is_imported_included_or_read_is_needed_and_nothing_else() {
        let files = [
            ("templates/report.typ.j2", "{% include 'templates/head.typ.j2' %}\n#import \"/templates/a.typ\": *\n"),
            ("templates/head.typ.j2", "#import {{ part.template }} as part\n"),
            ("templates/a.typ", "#import \"look/b.typ\"\n#image(\"/report/kuvat/logo.svg\")\n#let f = \"Oma Sans\""),
            ("templates/look/b.typ", "#include \"../c.typ\"\n#let t = json(\"t.json\")"),
            ("templates/look/t.json", "{\"face\": \"Toinen\"}"),
            ("templates/c.typ", "#bibliography(report.bibliography, style: \"/templates/own.csl\")"),
            ("templates/own.csl", ""),
            ("templates/parts/own.typ", ""),
            ("templates/parts/other.typ", ""),
            ("templates/labels/fi.toml", "face = \"Kolmas\""),
            ("templates/labels/de.toml", ""),
            ("templates/notes.txt", ""),
        ];
        let needs = needs(&files);
        assert_eq!(needs.open, []);
        let unneeded: Vec<&str> =
            files.iter().map(|(path, _)| *path).filter(|path| !needs.templates.contains(*path)).collect();
        assert_eq!(unneeded, ["templates/parts/other.typ", "templates/labels/de.toml", "templates/notes.txt"]);
        assert!(needs.report.contains("report/kuvat/logo.svg"));
        for (family, expected) in [("Oma Sans", true), ("Toinen", true), ("kolmas", true), ("Muu", false)] {
            assert_eq!(needs.names_family(family), expected, "{family}");
        }
    }

    #[test]
    fn where_a_path_is_made_all_templates_are_needed() {
        for text in [
            "#let icon(name) = image(\"icons/\" + name + \".svg\")",
            "#let draw = image",
            "#image.with(width: 1cm)",
            "#import path-of(1): x",
            "#include {\"a\" + \".typ\"}",
            "#std.read(it)",
            "#eval(\"1\")",
            "#bibliography(x)",
            "#set bibliography(style: s)",
            "#set raw(theme: s)",
            "#pdf.attach(x)",
            "#(1, 2).map(read)",
        ] {
            let needs = needs(&[("templates/theme.typ", text), ("templates/notes.txt", "")]);
            assert_eq!(needs.open.len(), 1, "{text}: {:?}", needs.open);
            assert!(needs.templates.contains("templates/notes.txt"), "{text}");
        }
        let made = needs(&[("templates/report.typ.j2", "{% include name %}"), ("templates/notes.txt", "")]);
        assert_eq!(made.open.len(), 1, "{:?}", made.open);
        let made =
            needs(&[("templates/report.typ.j2", "\n#import {{ 'a' ~ report.id }}: x"), ("templates/notes.txt", "")]);
        assert_eq!((made.open.len(), made.open[0].line), (1, 2), "{:?}", made.open);
    }

    #[test]
    fn what_only_looks_like_reading_is_none() {
        for text in [
            "#show image: it => it",
            "#show figure.where(kind: image): set block(breakable: true)",
            "#let f = (image: 1, read: 2).image",
            "#if it.func() == image { 1 }",
            "#let picture(report, it) = (it.picture)(width: 100%, alt: it.alt)",
            "#let read(x) = x\n#let y = (1, 2).map(read)",
            "#image(it.file)",
            "#image(bytes(\"<svg/>\"), format: \"svg\")",
            "#set image(width: 1cm)",
            "#pdf.attach(name, read(\"/report/x.csv\", encoding: none))",
            "#import \"a.typ\" as a\n#import a: b\n#import calc: min",
            "#json.encode((a: 1))",
            "#text[read]",
            "// image(x)",
        ] {
            let needs = needs(&[("templates/theme.typ", text), ("templates/notes.txt", "")]);
            assert_eq!(needs.open, [], "{text}");
        }
    }
}
