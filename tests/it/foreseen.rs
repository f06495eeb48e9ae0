//! `check` finds everything that `build` refuses before pages are set: what it accepts may fail only for what set pages show.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use raportti::diagnostics::code::Code;

use crate::cases;
use crate::project::{Project, files_in, repository};

/// Folders of cases that `cargo test` builds: those of faults that `build` or `release` once found alone. `.ci/full` builds all.
const SOME: [&str; 5] = ["missing-key", "missing-part", "template-render", "typst", "typst-warning"];

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
    let folders = files_in(&repository().join("tests/cases"));
    let folders = folders.into_iter().filter(|folder| wanted(folder.file_name().unwrap().to_str().unwrap()));
    let cases = folders.flat_map(|folder| files_in(&folder)).filter(|path| path.extension().is_some_and(|e| e == "txt"));
    let (mut seen, mut built) = (HashSet::new(), 0);
    for path in cases {
        let case = fs::read_to_string(&path).unwrap();
        // Cases of the same files with another command are one project.
        let (head, files) = case.split_once("\n//- ").unwrap_or((&case, ""));
        let edition = if head.contains("--edition print") { "print" } else { "screen" };
        if seen.insert((edition, files.to_owned())) {
            built += usize::from(accepted_fails_only_for_pages(&path, &case, edition));
        }
    }
    assert!(built > 5, "only {built} cases were accepted");
}

/// Returns whether `check` accepts the case.
fn accepted_fails_only_for_pages(path: &PathBuf, case: &str, edition: &str) -> bool {
    let (project, _): (Project, String) = cases::project(case);
    if project.run(&["check"]).code != 0 {
        return false;
    }
    // One edition of one layout shows whatever does not depend on pages; the other is made from the same pages.
    let run = project.run(&["build", "--edition", edition, "--format", "json"]);
    assert!([0, 1].contains(&run.code), "{}\n{}", path.display(), run.transcript());
    for line in run.stdout.lines() {
        let fault: serde_json::Value = serde_json::from_str(line).unwrap();
        let code = fault["code"].as_str().and_then(Code::from_name);
        // Whether pages settle shows when they are laid out.
        let unsettled = fault["message"].as_str().is_some_and(|message| message.contains("did not converge"));
        let of_pages = code.is_none_or(|code| Code::OF_PAGES.contains(&code)) || unsettled;
        assert!(fault["severity"] != "error" || of_pages, "{}\n{line}", path.display());
    }
    true
}
