//! The rules of the house that a compiler does not know.

use std::fs;

use crate::support::project::{files_below, repository};

/// The stages in the order in which the data flows.
const STAGES: [&str; 11] = [
    "diagnostics",
    "files",
    "model",
    "graph",
    "meaning",
    "rules",
    "merge",
    "typeset",
    "publish",
    "preview",
    "commands",
];

fn sources() -> Vec<(String, String)> {
    let root = repository().join("src");
    files_below(&root)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            (path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn a_stage_uses_only_earlier_stages() {
    for (path, text) in sources() {
        let Some(own) = STAGES.iter().position(|stage| path.starts_with(&format!("{stage}/"))) else { continue };
        for later in &STAGES[own + 1..] {
            assert!(!text.contains(&format!("crate::{later}")), "`src/{path}` uses the later stage `{later}`");
        }
        // The command line is how a user asks; only commands may know it.
        assert!(own == STAGES.len() - 1 || !text.contains("crate::cli"), "`src/{path}` knows the command line");
    }
}

#[test]
fn every_stage_says_what_comes_in_and_what_goes_out() {
    for stage in STAGES {
        let text = fs::read_to_string(repository().join("src").join(stage).join("mod.rs")).unwrap();
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        for words in ["What comes in:", "What goes out:", "This room"] {
            assert!(head.contains(words), "`src/{stage}/mod.rs` does not say `{words}`");
        }
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 420, "`src/{path}` has {lines} lines: is it one room or two?");
    }
}

/// With two versions of comemo, `evict` clears the wrong cache and watching grows without bound.
#[test]
fn there_is_one_comemo() {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    assert_eq!(lock.matches("name = \"comemo\"\n").count(), 1);
}

/// A designer's colour in the wrong file would escape the tokens, and with them the contrast test and the print edition.
#[test]
fn colours_and_typefaces_stand_in_the_theme_only() {
    for path in files_below(&repository().join("templates")) {
        let name = path.strip_prefix(repository()).unwrap().display().to_string();
        if path.extension().is_none_or(|extension| extension != "typ") || name.ends_with("theme.typ") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for call in ["rgb(", "cmyk(", "luma(", "oklch(", "Source Serif", "Source Sans"] {
            assert!(!text.contains(call), "`{name}` has `{call}`; tokens belong in `templates/theme.typ`");
        }
    }
}

/// Bounds that no test can stand at the edge of, with the reason.
const WITHOUT_EDGE: [(&str, &str); 6] = [
    ("DEEPEST_FOLDER", "`folders_may_be_as_deep_as_an_archive_takes` stands at its edge, in its number"),
    ("SECONDS_FOR_HUNDRED_PAGES", "`time_grows_with_pages_up_to_a_bound` stands at its edge, in its number"),
    ("EMPTIED", "a time in which a file of no length counts as being written: what is read in the end is the same"),
    (
        "QUIET",
        "a time that somebody has to have written nothing for: it makes no difference to what is read in the end",
    ),
    ("MOST_READINGS", "as many as time allows: `files_that_keep_changing_are_no_state` comes to their end"),
    ("STACK", "what a parser takes of it is bounded by how deep it nests"),
];

/// A bound without a test at its edge is a number that nobody knows to hold.
#[test]
fn every_bound_is_tested() {
    let tested: String = sources()
        .into_iter()
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
    let untested: Vec<&&str> = names
        .iter()
        .filter(|name| !words.contains(**name) && !WITHOUT_EDGE.iter().any(|(without, _)| without == *name))
        .collect();
    assert!(untested.is_empty(), "no test names {untested:?}");
}
