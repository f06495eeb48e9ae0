//! Broken projects and what the program says about them. A case is a file in `tests/cases/<code>/`:
//!
//! ```text
//! Why the case exists, in a sentence.
//! $ check
//! //- report/findings/H1.toml
//! the file's new content; the other files are those of tests/reports/minimal, or with `$ build --edition print` those
//! of tests/reports/print
//! //- report/findings/H2.toml (deleted)
//! //- report/findings/H3.toml (link to H1.toml)
//! ```
//!
//! With `--since before`, `before/` holds tests/reports/minimal as the earlier version. The snapshot beside the case is the
//! printed complaint.

use std::fs;

use crate::support::project::{Project, repository};

#[test]
fn every_case_prints_its_complaint() {
    insta::glob!("../../cases", "*/*.txt", |path| {
        let case = fs::read_to_string(path).unwrap();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_input_file(path);
        settings.set_omit_expression(true);
        settings.set_snapshot_suffix("");
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let output = run(&case);
        settings.bind(|| insta::assert_snapshot!(name, output));
    });
}

/// Every folder of cases is a code, and every code has at least one case.
#[test]
fn every_code_has_a_case() {
    let with_cases: Vec<String> = crate::support::project::files_in(&repository().join("tests/cases"))
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    let codes: Vec<&str> = raportti::diagnostics::code::Code::ALL.iter().map(|code| code.as_str()).collect();
    for folder in &with_cases {
        assert!(codes.contains(&folder.as_str()), "`tests/cases/{folder}` is not a code");
    }
    let missing: Vec<&&str> = codes.iter().filter(|code| !with_cases.iter().any(|folder| folder == **code)).collect();
    assert!(missing.is_empty(), "no case in `tests/cases/` for {missing:?}");
}

/// A case proves something only if its complaint is the one that its folder names.
#[test]
fn every_case_shows_its_code() {
    for folder in crate::support::project::files_in(&repository().join("tests/cases")) {
        let code = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for case in crate::support::project::files_in(&folder)
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        {
            let output = run(&fs::read_to_string(case).unwrap());
            let right = case.file_stem().unwrap().to_str().unwrap().starts_with("right");
            assert_eq!(output.contains(&format!("[{code}]")), !right, "{}\n{output}", case.display());
        }
    }
}

fn run(case: &str) -> String {
    let (project, command) = project(case);
    let arguments: Vec<&str> = command.split_whitespace().collect();
    project.run(&arguments).transcript()
}

/// The project of a case, and the command that it is about.
pub fn project(case: &str) -> (Project, String) {
    let mut parts = case.split("\n//- ");
    let head = parts.next().unwrap();
    let command = head.lines().find_map(|line| line.strip_prefix("$ ")).expect("a case has a line `$ command`");
    let project = Project::of_report(if command.contains("--edition print") { "print" } else { "minimal" });
    let parts: Vec<&str> = parts.collect();
    if command.contains("--since before") {
        crate::support::project::copy(&repository().join("tests/reports/minimal"), &project.path().join("before"));
    }
    if parts.iter().any(|part| part.starts_with("templates/")) {
        project.copy_templates();
    }
    for part in parts {
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        project.set(path, content);
    }
    (project, command.to_owned())
}
