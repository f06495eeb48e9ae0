//! Files of `report/` that nothing uses, names that not every system can hold, and what `[bundle]` says of files.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Files, Place, diagnostic::malformed, nearest};
use crate::files::{Tree, names};
use crate::model::Model;
use crate::model::load::bundle::{self, OTHERWISE};
use crate::model::typed::{Figure, Report};

/// Files that Windows writes by itself.
const OF_WINDOWS: [&str; 2] = ["thumbs.db", "desktop.ini"];
/// The endings of text files that are understood, other than in `chapters/`.
const ENDINGS: [&str; 2] = ["toml", "csv"];

/// Checks the files of `report/`, which are `tree`; `read` are those that templates name. Where `report.toml` or a figure has
/// faults, it is unknown which files are used, and none is reported as unused.
pub fn check(
    model: &Model,
    tree: &Tree,
    read: &BTreeSet<String>,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let travelling = tree.keys().map(String::as_str).filter(|path| !model.bundle.left_out.contains_key(*path));
    check_names(travelling, files, diagnostics);
    if model.report.is_none() {
        return;
    }
    let mut used = model.used(tree);
    used.extend(read.iter().cloned());
    check_patterns(model, &used, diagnostics);
    let (mistyped, nearly_named) = (mistyped(model, tree), nearly_named(model));
    let figures = tree.keys().filter(|path| path.starts_with("report/figures/") && path.ends_with(".toml")).count();
    let whole = figures == model.all::<Figure>().count();
    let is_unused = |path: &str| !used.contains(path) && !model.bundle.left_out.contains_key(path);
    let named: BTreeSet<&String> = model.images.iter().chain(model.csv.keys()).filter(|_| whole).collect();
    for path in named.into_iter().filter(|path| is_unused(path) && !mistyped.contains(path.as_str())) {
        diagnostics.push(unused(path, files));
    }
    let chapters = model.chapters.iter().filter(|chapter| chapter.is_text);
    for chapter in chapters.filter(|chapter| !nearly_named.contains(chapter.name.as_str())) {
        if is_unused(&files.get(chapter.file).path) {
            let message = format!("the chapter `{}` belongs to no part of the report", chapter.name);
            let hint = format!("write `{}` among the `parts` of `report.toml`, {OTHERWISE}", chapter.name);
            let place = Place::new(chapter.file, 0..0);
            diagnostics.push(Diagnostic::new(Code::UnknownFile, place, message).with_hint(hint));
        }
    }
}

/// Checks that every system can hold files of these paths, which stand in the project.
pub fn check_names<'p>(paths: impl Iterator<Item = &'p str>, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    let mut fault = |path: &str, message: String| {
        let place = Place::new(files.add(path, ""), 0..0);
        diagnostics.push(Diagnostic::new(Code::UnportableName, place, message).with_hint("rename it"));
    };
    let mut seen: HashMap<String, &str> = HashMap::new();
    for path in paths {
        if let Some((part, reason)) = path.split('/').find_map(|part| Some((part, names::fault_of(part)?))) {
            fault(path, format!("the name `{part}` {reason}"));
        }
        if let Some(twin) = seen.insert(names::folded(path), path) {
            fault(path, format!("`{twin}` and `{path}` are one file on some systems"));
        }
    }
}

/// Patterns of `leave_out` that name nothing, or what the report cannot do without.
fn check_patterns(model: &Model, used: &BTreeSet<String>, diagnostics: &mut Vec<Diagnostic>) {
    for pattern in &model.bundle.unused {
        let message = format!("`{}` names no file of `report/`", pattern.value);
        let hint =
            "patterns are relative to `report/`; `drafts/` names all in a folder, `**/*.docx` a kind of file in any";
        diagnostics.push(Diagnostic::new(Code::UnusedPattern, pattern.place, message).with_hint(hint));
    }
    if !model.bundle.embeds {
        return;
    }
    for (path, pattern) in model.bundle.left_out.iter().filter(|(path, _)| used.contains(*path)) {
        let message = format!("`{path}` cannot stay at home: the report uses it, and its PDFs carry their source");
        let hint = "leave it out of `leave_out`, or write `embed = \"none\"`, so that no PDF carries its source";
        let used = model.wanted.iter().find(|(wanted, _)| wanted == path).map(|(_, place)| *place);
        diagnostics.push(malformed(*pattern, message, hint).with_related(used, "it is used here"));
    }
}

/// Files whose names are mistyped where the report names them, which is reported there.
fn mistyped<'a>(model: &'a Model, tree: &'a Tree) -> HashSet<&'a str> {
    let missing = model.wanted.iter().map(|(path, _)| path.as_str()).filter(|path| !tree.contains_key(*path));
    missing.filter_map(|path| nearest::same_file(path, bundle::nameable(tree))).collect()
}

/// Chapters that a part nearly names.
fn nearly_named(model: &Model) -> HashSet<&str> {
    let known = model.chapters.iter().map(|chapter| chapter.name.as_str());
    let parts = model.report().into_iter().flat_map(Report::parts).map(|part| part.value.as_str());
    let nameless = parts.filter(|part| !known.clone().any(|chapter| chapter == *part));
    nameless.filter_map(|part| nearest::part(part, known.clone())).collect()
}

/// The fault of a file that nothing uses.
fn unused(path: &str, files: &mut Files) -> Diagnostic {
    let message = format!("`{path}` belongs to nothing in the report");
    let place = Place::new(files.add(path, ""), 0..0);
    let fault = Diagnostic::new(Code::UnknownFile, place, message);
    let name = path.rsplit('/').next().unwrap_or(path);
    let hint = if let Some(meant) = names::meant_ending(name, &ENDINGS) {
        format!("did you mean `{meant}`?")
    } else if OF_WINDOWS.contains(&name.to_lowercase().as_str()) {
        format!("Windows writes it by itself: delete it, or write `leave_out = [\"**/{name}\"]` under `[bundle]`")
    } else {
        format!("name it where it belongs, such as in a figure, or as the logo or the cover in `[brand]`; {OTHERWISE}")
    };
    fault.with_hint(hint)
}
