//! What of `report/` leaves the house inside a PDF: `[bundle]` in `report.toml`, and what the report uses at all.

use std::collections::{BTreeMap, BTreeSet};

use gix::glob::wildmatch;

use crate::diagnostics::files::{Files, Place};

use super::choice::Embed;
use super::declared::Declarations;
use super::load::{self, Model};
use super::text::Text;
use super::typed::{self, Figure, Report};
use crate::files::read::Tree;

/// Files of `report/` that are what their names say, with or without anything that names them.
const FIXED: [&str; 5] = ["report.toml", "questions.toml", "withdrawn.toml", "terms.toml", "review.lock"];

/// What `[bundle]` says, read against the files that there are.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// Whether a screen edition carries its source.
    pub embeds: bool,
    /// The files that stay at home, by their paths in the project, each with the pattern that names it.
    pub left_out: BTreeMap<String, Place>,
    /// Patterns that name no file.
    pub idle: Vec<Text>,
}

impl Bundle {
    pub fn of(report: Option<Report>, tree: &Tree) -> Self {
        let own = report.and_then(Report::bundle);
        let embeds = own.and_then(typed::Bundle::embed) != Some(Embed::None);
        let mut bundle = Self { embeds, ..Self::default() };
        for pattern in own.into_iter().flat_map(typed::Bundle::leave_out) {
            let named: Vec<&String> = tree.keys().filter(|path| is_named(&pattern.value, path)).collect();
            if named.is_empty() {
                bundle.idle.push(pattern.clone());
            }
            for path in named {
                bundle.left_out.entry(path.clone()).or_insert(pattern.place);
            }
        }
        bundle
    }
}

/// Whether a pattern of `leave_out` names a file of `report/`. The syntax is that of git's `wildmatch`, from `report/` on:
/// `*` and `?` stand for letters within one name, `**/` for any folders; a pattern that ends in `/` names all in a folder.
fn is_named(pattern: &str, path: &str) -> bool {
    let inner = path.strip_prefix("report/").unwrap_or(path);
    let whole = if pattern.ends_with('/') { format!("{pattern}**") } else { pattern.to_owned() };
    wildmatch(whole.as_str().into(), inner.into(), wildmatch::Mode::NO_MATCH_SLASH_LITERAL)
}

/// The files of a report that its model uses, by their paths in the project. What its templates read comes on top.
pub fn used(model: &Model, tree: &Tree) -> BTreeSet<String> {
    let fixed = FIXED.iter().map(|name| format!("report/{name}"));
    let named = model.wanted.iter().map(|(path, _)| path.clone());
    let parts = model.report().into_iter().flat_map(Report::parts).map(|part| part.value.as_str());
    let gone = model.withdrawn.as_ref().is_none_or(|gone| !gone.is_empty()).then_some("withdrawn");
    let parts: BTreeSet<&str> = parts.chain(gone).collect();
    let chapters = model.chapters.iter().filter(|chapter| parts.contains(chapter.name.as_str()));
    let chapters = chapters.map(|chapter| format!("report/chapters/{}.{}.md", chapter.name, chapter.language));
    let items = tree.keys().filter(|path| is_item(path, model.declarations)).cloned();
    fixed.chain(named).chain(chapters).filter(|path| tree.contains_key(path)).chain(items).collect()
}

/// Whether a file is that of an item, by its place and its ending.
fn is_item(path: &str, declarations: &Declarations) -> bool {
    let inner = path.strip_prefix("report/").and_then(|inner| inner.split_once('/'));
    inner.is_some_and(|(folder, name)| {
        declarations.of_folder(folder).is_some() && name.ends_with(".toml") && !name.contains('/')
    })
}

/// The files that the report names.
pub fn wanted(model: &Model) -> Vec<(String, Place)> {
    let figures = model.all::<Figure>().flat_map(|figure| {
        let data = figure.csv().map(|name| (format!("report/figures/{}", name.value), name.place));
        let images = figure.file().into_iter().chain(figure.print_file());
        images.map(|file| (format!("report/{}", file.value), file.place)).chain(data)
    });
    let profile = model.report().and_then(Report::print).and_then(typed::Print::icc).into_iter();
    figures.chain(profile.map(|icc| (format!("report/{}", icc.value), icc.place))).collect()
}

/// An earlier report without what it does not use, which nobody asked to travel with a later one.
pub fn of_earlier(report: Tree) -> Tree {
    let Some(model) = load::load(&report, &mut Files::default(), &mut Vec::new()) else { return report };
    let used = used(&model, &report);
    report.into_iter().filter(|(path, _)| used.contains(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_git_from_the_report_on() {
        for (pattern, path, expected) in [
            ("notes.txt", "report/notes.txt", true),
            ("notes.txt", "report/drafts/notes.txt", false),
            ("*.txt", "report/notes.txt", true),
            ("*.txt", "report/drafts/notes.txt", false),
            ("**/*.txt", "report/notes.txt", true),
            ("**/*.txt", "report/a/b/notes.txt", true),
            ("drafts/", "report/drafts/a/b.docx", true),
            ("drafts/**", "report/drafts/a/b.docx", true),
            ("drafts/*", "report/drafts/a/b.docx", false),
            ("drafts", "report/drafts/b.docx", false),
            ("draft?/x", "report/drafts/x", true),
            ("[a-c].md", "report/b.md", true),
            ("*", "report/drafts/x", false),
        ] {
            assert_eq!(is_named(pattern, path), expected, "{pattern} on {path}");
        }
    }
}
