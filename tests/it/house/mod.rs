//! House rules that the compiler does not check. Each test reports all violations, not only the first.
//!
//! Each exception has a reason, and an unneeded one fails the test, so that the lists only get shorter.

mod functions;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::project::{files_below, repository};
use source::Source;

/// The stages in the order in which the data flows; each uses only earlier ones.
const STAGES: [&str; 18] = [
    "diagnostics",
    "files",
    "model",
    "graph",
    "literature",
    "meaning",
    "rules",
    "edits",
    "sheets",
    "merge",
    "typeset",
    "publish",
    "comments",
    "build",
    "preview",
    "cli",
    "console",
    "commands",
];

/// A longer file should be split.
const LONGEST_FILE: usize = 400;
/// At most this many files have more than [`LONG_FILE`] lines.
const MOST_LONG_FILES: usize = 5;
const LONG_FILE: usize = 350;
const LONGEST_FUNCTION: usize = 60;
/// The maximum nesting depth of blocks, the body of the function included.
const DEEPEST: usize = 5;

const LONG_FILES: [(&str, &str); 0] = [];
const LONG_FUNCTIONS: [(&str, &str); 0] = [];

/// A violation, with the name for the list of exceptions.
type Breaches = Vec<(String, String)>;

/// Fails with all violations that are not excepted, and with unneeded exceptions.
fn no_breach(rule: &str, breaches: Breaches, exceptions: &[(&str, &str)]) {
    let known: BTreeMap<&str, &str> = exceptions.iter().copied().collect();
    let met: BTreeSet<&str> = breaches.iter().map(|(name, _)| name.as_str()).collect();
    let new = breaches.iter().filter(|(name, _)| !known.contains_key(name.as_str()));
    let new = new.map(|(name, what)| format!("  {name}: {what}"));
    let idle = known.keys().filter(|name| !met.contains(*name));
    let idle = idle.map(|name| format!("  {name}: this exception is not needed any more"));
    let failures: Vec<String> = new.chain(idle).collect();
    assert!(failures.is_empty(), "{rule}:\n{}", failures.join("\n"));
}

#[test]
fn a_stage_uses_only_earlier_stages() {
    let sources = source::all();
    let mut breaches = Breaches::new();
    let position = |stage: &str| STAGES.iter().position(|known| *known == stage);
    for (module, targets) in source::imports(&sources) {
        let Some(own) = position(module.split("::").next().unwrap()) else { continue };
        for target in targets {
            let stage = target.split("::").next().unwrap();
            if position(stage).is_some_and(|other| other > own) {
                breaches.push((format!("{module} -> {target}"), format!("`{stage}` is a later stage")));
            }
        }
    }
    no_breach("a stage uses only earlier stages", breaches, &[]);
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let imports = source::imports(&source::all());
    let reached = |from: &String| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&String> = imports[from].iter().collect();
        while let Some(module) = open.pop() {
            if reached.insert(module) {
                open.extend(imports.get(module).into_iter().flatten());
            }
        }
        reached
    };
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|module| (module, reached(module))).collect();
    let mut circles = BTreeSet::new();
    for (module, others) in &reached {
        if others.contains(module) {
            let back = others.iter().filter(|other| reached.get(*other).is_some_and(|back| back.contains(module)));
            circles.insert(back.map(|module| module.as_str()).collect::<Vec<_>>());
        }
    }
    let breaches = circles.into_iter().map(|circle| (circle[0].to_owned(), circle.join(", "))).collect();
    no_breach("files import each other in a circle", breaches, &[]);
}

#[test]
fn no_command_imports_another() {
    let mut breaches = Breaches::new();
    for (module, targets) in source::imports(&source::all()) {
        let command =
            |module: &str| module.strip_prefix("commands::").map(|rest| rest.split("::").next().unwrap().to_owned());
        let Some(own) = command(&module) else { continue };
        for target in targets.iter().filter(|target| command(target).is_some_and(|other| other != own)) {
            breaches.push((format!("{module} -> {target}"), "a command imports another".to_owned()));
        }
    }
    no_breach("no command imports another", breaches, &[]);
}

/// Every invariant in ARCHITECTURE.md names functions that are tests.
#[test]
fn each_invariant_of_the_architecture_has_a_test_of_its_name() {
    let page = fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    let words = page.split_whitespace().count();
    assert!(words <= 900, "ARCHITECTURE.md has {words} words: a page has at most 900");
    let (_, invariants) = page.split_once("\n## Invariants").expect("the page has invariants");
    let (invariants, _) = invariants.split_once("\n## ").expect("a chapter follows");
    let code: String = [repository().join("src"), repository().join("tests/it")]
        .iter()
        .flat_map(|folder| files_below(folder))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let tests: BTreeSet<&str> = code
        .split("#[test]\n")
        .skip(1)
        .filter_map(|after| after.split_once("fn ")?.1.split_once('(').map(|(name, _)| name))
        .collect();
    let mut breaches = Breaches::new();
    for line in invariants.split("\n- ").skip(1) {
        let named: Vec<&str> =
            line.split('`').skip(1).step_by(2).filter(|word| word.matches('_').count() > 1).collect();
        if named.is_empty() {
            breaches.push((line.to_owned(), "names no test".to_owned()));
        }
        let missing = named.into_iter().filter(|name| !tests.contains(name));
        breaches.extend(missing.map(|name| (name.to_owned(), "no test has this name".to_owned())));
    }
    no_breach("every invariant names its test", breaches, &[]);
}

#[test]
fn every_stage_says_what_comes_in_and_what_goes_out() {
    let mut breaches = Breaches::new();
    for stage in STAGES {
        let text = fs::read_to_string(repository().join("src").join(stage).join("mod.rs")).unwrap();
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        for words in ["What comes in:", "What goes out:", "This room"] {
            if !head.contains(words) {
                breaches.push((format!("src/{stage}/mod.rs"), format!("does not say `{words}`")));
            }
        }
    }
    no_breach("every stage says what comes in and what goes out", breaches, &[]);
}

#[test]
fn files_stay_short_enough_to_read() {
    let lines = |source: &Source| source.text.lines().count();
    let sources = source::all();
    let named = |source: &Source| (format!("src/{}", source.path), format!("{} lines", lines(source)));
    let too_long = sources.iter().filter(|source| lines(source) > LONGEST_FILE).map(named).collect();
    no_breach("a file is too long", too_long, &LONG_FILES);
    let long: Vec<_> = sources.iter().filter(|source| lines(source) > LONG_FILE).map(named).collect();
    assert!(
        long.len() <= MOST_LONG_FILES,
        "at most {MOST_LONG_FILES} files have more than {LONG_FILE} lines: {long:#?}"
    );
}

#[test]
fn functions_stay_short_and_flat() {
    let mut breaches = Breaches::new();
    for source in source::all() {
        for function in functions::of(&source.syntax) {
            let name = format!("{}::{}", source.module(), function.name);
            if function.lines > LONGEST_FUNCTION {
                breaches.push((name.clone(), format!("{} lines", function.lines)));
            }
            if function.depth > DEEPEST {
                breaches.push((name, format!("{} blocks deep", function.depth)));
            }
        }
    }
    no_breach("a function is too long or too deep", breaches, &LONG_FUNCTIONS);
}

/// Only `typeset` knows how pages are set.
#[test]
fn typst_is_known_to_typeset_only() {
    let mut breaches = Breaches::new();
    for source in source::all().iter().filter(|source| !source.path.starts_with("typeset/")) {
        let crates = source::crates(&source.syntax);
        let of_typst = crates.iter().filter(|name| *name == "comemo" || name.starts_with("typst"));
        breaches.extend(of_typst.map(|name| (format!("src/{}", source.path), format!("names `{name}`"))));
    }
    let memory = [("src/model/image/mod.rs", "comemo remembers, also between rounds, what the bytes of an image are")];
    no_breach("a type of Typst is known outside `typeset`", breaches, &memory);
}

/// Items and the meaning of ids are decided before pages are set.
#[test]
fn typeset_knows_no_model() {
    let known = ["graph", "meaning", "model"];
    let mut breaches = Breaches::new();
    for (module, targets) in source::imports(&source::all()) {
        let is_typeset = module.split("::").next() == Some("typeset");
        let of_model =
            targets.iter().filter(|target| is_typeset && known.contains(&target.split("::").next().unwrap()));
        breaches.extend(of_model.map(|target| (format!("{module} -> {target}"), "knows the model".to_owned())));
    }
    let exceptions = [
        ("typeset::downsample -> model::image", "which colours the bytes of an image have"),
        ("typeset::drawing -> model::image::flat", "which drawings are of one colour each"),
        ("typeset::families -> model::text_file", "how the bytes of any text file are read"),
        ("typeset::preflight::walk -> model::scalar", "which labels are ids"),
    ];
    no_breach("typeset knows the model", breaches, &exceptions);
}

/// With two versions of comemo, `evict` clears the wrong cache and watching grows without bound.
#[test]
fn there_is_one_comemo() {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    assert_eq!(lock.matches("name = \"comemo\"\n").count(), 1);
}

/// The colours that Typst has names for.
const NAMED_COLOURS: [&str; 18] = [
    "black", "gray", "silver", "white", "navy", "blue", "aqua", "teal", "eastern", "purple", "fuchsia", "maroon",
    "red", "orange", "yellow", "olive", "green", "lime",
];

/// A colour that is not a token would not be in the contrast test, and would have no inks in print.
#[test]
fn colours_and_typefaces_stand_in_the_theme_only() {
    let mut breaches = Breaches::new();
    for path in files_below(&repository().join("templates")) {
        let name = path.strip_prefix(repository()).unwrap().display().to_string();
        if path.extension().is_none_or(|extension| extension != "typ") || name.ends_with("theme.typ") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = code.map(|line| format!("{line}\n")).collect::<String>();
        let calls = ["rgb(", "cmyk(", "luma(", "oklab(", "oklch(", "color.", "font: \"", "Source Serif", "Source Sans"];
        let words: BTreeSet<&str> = code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).collect();
        let found = calls.into_iter().filter(|call| code.contains(call));
        for found in found.chain(NAMED_COLOURS.into_iter().filter(|name| words.contains(name))) {
            breaches.push((name.clone(), format!("has `{found}`; tokens belong in `templates/theme.typ`")));
        }
    }
    no_breach("colours and typefaces stand in the theme only", breaches, &[]);
}

/// Every limit of `bounds.rs` has a test at its edge.
#[test]
fn every_bound_is_tested() {
    let tested: String = source::all()
        .into_iter()
        .map(|source| (source.path, source.text))
        .filter_map(|(path, text)| match path.ends_with("/tests.rs") {
            true => Some(text),
            false => text.split_once("#[cfg(test)]").map(|(_, tests)| tests.to_owned()),
        })
        .chain(files_below(&repository().join("tests/it")).into_iter().filter_map(|path| fs::read_to_string(path).ok()))
        .collect();
    let bounds = fs::read_to_string(repository().join("src/bounds.rs")).unwrap();
    let names: Vec<&str> =
        bounds.lines().filter_map(|line| line.trim().strip_prefix("pub const ")?.split(':').next()).collect();
    assert!(names.len() > 60, "{names:?}");
    let words: std::collections::HashSet<&str> =
        tested.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')).collect();
    let untested: Vec<&&str> = names.iter().filter(|name| !words.contains(**name)).collect();
    assert!(untested.is_empty(), "no test names {untested:?}");
}
