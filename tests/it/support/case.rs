//! Reads a case: a file that describes a broken project.
//!
//! ```text
//! Why the case exists, in a sentence.
//! $ check
//! //- report/findings/F1.toml
//! the file's new content; the other files are those of tests/reports/minimal, or with `$ build --edition print` those
//! of tests/reports/print
//! //- report/findings/F2.toml (deleted)
//! //- report/findings/F3.toml (link to F1.toml)
//! ```
//!
//! With `--since before` or `--from before`, `before/` holds tests/reports/minimal as the earlier version.

use std::path::PathBuf;

use super::project::{Project, copy, files_in, repository};

/// Every case, folder by folder.
pub fn all() -> impl Iterator<Item = PathBuf> {
    let folders = files_in(&repository().join("tests/cases"));
    let files = folders.into_iter().flat_map(|folder| files_in(&folder));
    files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
}

/// The project of a case, and the command that it is about.
pub fn project(case: &str) -> (Project, String) {
    let mut parts = case.split("\n//- ");
    let head = parts.next().unwrap();
    let command = head.lines().find_map(|line| line.strip_prefix("$ ")).expect("a case has a line `$ command`");
    let project = Project::of_report(if command.contains("--edition print") { "print" } else { "minimal" });
    let parts: Vec<&str> = parts.collect();
    if command.contains("--since before") || command.contains("--from before") {
        copy(&repository().join("tests/reports/minimal"), &project.path().join("before"));
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
