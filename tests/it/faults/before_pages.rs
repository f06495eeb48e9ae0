//! Proves that `check` finds everything that `build` refuses before pages are set: if a report passes `check`, `build` finds only faults of
//! pages.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use raportti::diagnostics::code::Code;

use crate::support::case;
use crate::support::parallel::in_parallel;
use crate::support::project::Project;

/// The folders of cases that `cargo test` builds: those of faults that only `build` or `release` used to find. `.ci/full` builds all.
const SOME: [&str; 6] = ["literal-markup", "missing-key", "missing-part", "template-render", "typst", "typst-warning"];

/// Parts of messages about what only a layout can show: whether pages converge, and which labels and chapters they have.
const ONLY_LAYOUT: [&str; 3] =
    ["did not converge", "does not exist in the document", "is empty, so that the report has no such chapter"];

#[test]
fn what_check_accepts_fails_only_for_its_pages() {
    build_accepted(|folder| SOME.contains(&folder));
}

/// Takes a minute and more: `.ci/full` runs it.
#[test]
#[ignore = "takes a minute and more"]
fn what_check_accepts_of_all_cases_fails_only_for_its_pages() {
    build_accepted(|_| true);
}

fn build_accepted(wanted: impl Fn(&str) -> bool) {
    let cases = case::all().filter(|path| wanted(path.parent().unwrap().file_name().unwrap().to_str().unwrap()));
    let mut seen = HashSet::new();
    let mut projects = Vec::new();
    for path in cases {
        let case = fs::read_to_string(&path).unwrap();
        // Cases with the same files but other commands are one project.
        let (head, files) = case.split_once("\n//- ").unwrap_or((&case, ""));
        let lists = files.lines().find(|line| line.starts_with("editions = "));
        let without_screen = lists.is_some_and(|line| !line.contains("screen"));
        let edition = if head.contains("--edition print") || without_screen { "print" } else { "screen" };
        if seen.insert((edition, files.to_owned())) {
            projects.push((path, case, edition));
        }
    }
    let accepted = in_parallel(projects, |(path, case, edition)| accepted_fails_only_for_pages(&path, &case, edition));
    let built = accepted.into_iter().filter(|is_accepted| *is_accepted).count();
    assert!(built > 5, "only {built} cases were accepted");
}

/// Returns whether `check` accepts the case.
fn accepted_fails_only_for_pages(path: &Path, case: &str, edition: &str) -> bool {
    let (project, _): (Project, String) = case::project(case);
    if project.run(&["check"]).code != 0 {
        return false;
    }
    // One edition is enough for faults that do not depend on pages.
    let run = project.run(&["build", "--edition", edition, "--format", "json"]);
    assert!([0, 1].contains(&run.code), "{}\n{}", path.display(), run.transcript());
    for line in run.stdout.lines() {
        let fault: serde_json::Value = serde_json::from_str(line).unwrap();
        let code = fault["code"].as_str().and_then(Code::from_name);
        let message = fault["message"].as_str().unwrap_or_default();
        let of_pages =
            code.is_none_or(|code| code.is_of_pages()) || ONLY_LAYOUT.iter().any(|part| message.contains(part));
        assert!(fault["severity"] != "error" || of_pages, "{}\n{line}", path.display());
    }
    true
}

/// A template failed for one misspelt label after another, though `check` had passed. The built-in word stands in for each.
#[test]
fn all_unknown_labels_are_reported_at_once() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    let path = "templates/labels/en.toml";
    project.edit(path, "\nhigh = \"High\"\nmedium", "\nhihg = \"High\"\nmedium");
    let confidence = "\n[confidence]\nhigh = \"High\"\nmoderate = \"Moderate\"\nlow = \"Low\"\n";
    project.edit(path, confidence, "\n[confidence]\n");
    project.edit(path, "\nlocale = \"en-GB\"", "\nlocale = \"en-GB\"\nneedless = \"Needless\"");
    let run = project.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    for message in ["unknown key `priority.hihg`", "unknown key `needless`"] {
        let line = run.stdout.lines().find(|line| line.contains(message));
        let line = line.unwrap_or_else(|| panic!("`{message}` is not reported\n{}", run.transcript()));
        assert!(line.contains(&format!("\"file\":\"{path}\"")), "{line}");
    }
    assert!(!run.stdout.contains("\"code\":\"template-render\""), "{}", run.stdout);
}

/// It was reported at the file's first line.
#[test]
fn a_locale_of_another_language_is_reported_at_its_place() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    let labels = project.read("templates/labels/en.toml");
    let line = labels.lines().position(|line| line.starts_with("locale")).unwrap() + 1;
    project.edit("templates/labels/en.toml", "\"en-GB\"", "\"da-DK\"");
    let run = project.run(&["check", "--format", "short"]);
    let expected =
        format!("templates/labels/en.toml:{line}:10: error[malformed-value]: `da-DK` is not a locale of `en`");
    assert!(run.stderr.contains(&expected), "{}", run.transcript());
}
