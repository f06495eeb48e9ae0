//! Proves the formats of faults for programs: JSON, SARIF, annotations of GitHub, one line each.

use std::fs;

use serde_json::Value;

use crate::support::project::{Project, Run, repository};

/// Three faults in two files, one of them with a second place, after letters of several bytes.
fn faulty(format: &str) -> Run {
    let project = Project::of_report("minimal");
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", "[\"F2\"]");
    project.edit("report/findings/F1.toml", "title = \"Visits increased\"", "title.en = \"Visits\"\ntitle.se = \"ä\"");
    project.run(&["check", "--format", format])
}

#[test]
fn json_is_one_object_a_line_with_all_its_keys() {
    let run = faulty("json");
    assert_eq!(run.code, 1);
    assert_eq!(run.stderr, "");
    let faults: Vec<&str> = run.stdout.lines().filter(|line| line.contains("\"type\":\"fault\"")).collect();
    assert_eq!(faults.len() + 1, run.stdout.lines().count(), "the last line is the summary");
    for line in faults {
        let object: Value = serde_json::from_str(line).unwrap();
        for key in
            ["code", "severity", "message", "file", "line", "column", "end_line", "end_column", "hints", "related"]
        {
            assert!(object.get(key).is_some(), "no `{key}` in {line}");
        }
    }
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn sarif_validates_against_its_schema() {
    let schema = fs::read_to_string(repository().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    // The pattern of the schema's `language` has a bracket too many to be a pattern.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let run = faulty("sarif");
    assert_eq!(run.code, 1);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(document["runs"][0]["results"].as_array().unwrap().len(), faulty("short").stderr.lines().count());
    // A report without faults is a document too.
    let fine = Project::of_report("minimal").run(&["check", "--format", "sarif"]).must_succeed();
    assert!(validator.is_valid(&serde_json::from_str(&fine.stdout).unwrap()));
}

#[test]
fn github_annotations_are_one_line_each() {
    insta::assert_snapshot!(faulty("github").stdout);
}

#[test]
fn short_lines_have_place_and_code() {
    insta::assert_snapshot!(faulty("short").stderr);
}

#[test]
fn colours_are_for_terminals_or_on_request() {
    let project = Project::of_report("minimal");
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", "[\"F2\"]");
    assert!(!project.run(&["check"]).stderr.contains('\u{1b}'));
    assert!(project.run(&["check", "--color", "always"]).stderr.contains('\u{1b}'));
}

/// `raportti check | head` closes the pipe before all is written.
#[test]
fn a_closed_pipe_is_no_fault() {
    use std::process::Stdio;
    let project = Project::of_report("minimal");
    let mut child = crate::support::project::raportti()
        .args(["check", "--format", "json"])
        .current_dir(project.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// An editor who broke a dozen files sees all faults in one run.
#[test]
fn faults_in_twelve_files_all_show_in_one_run() {
    let project = Project::of_report("full");
    project.edit("report/actors/municipality.toml", "kind = \"municipality\"", "kind = \"munipality\"");
    project.edit("report/actors/region.toml", "kind =", "knid =");
    project.edit("report/chapters/introduction.en.md", "The report has", "The report {{ number }} has");
    project.edit("report/conclusions/C1.toml", "[\"F1\", \"F2\"]", "[\"F1\", \"F22\"]");
    project.edit("report/figures/Fig1.toml", "kind = \"bar\"", "kind = \"bar\"\nunit = 7");
    project.edit("report/findings/F1-full.toml", "confidence = \"high\"", "confidence = \"hgih\"");
    project.edit("report/findings/F2.toml", "theme = \"topic\"", "theme = \"tpoic\"");
    project.edit("report/packages/P1.toml", "order = 1", "order = \"1\"");
    project.edit("report/recommendations/R1-full.toml", "end = 2026-06-30", "end = 2025-06-30");
    project.edit("report/recommendations/R2.toml", "package = \"P2\"", "package = \"P2\"\npakage = \"P2\"");
    project.edit("report/sources/survey.toml", "accessed = 2025-06-07", "accessed = 2027-06-07");
    project.edit("report/terms.toml", "expansion", "expantion");
    let run = project.run(&["check", "--format", "short"]);
    assert_eq!(run.code, 1);
    let mut files: Vec<&str> = run.stderr.lines().filter_map(|line| line.split(':').next()).collect();
    files.dedup();
    assert_eq!(files.len(), 12, "{}", run.stderr);
    insta::assert_snapshot!(run.stderr);
}
