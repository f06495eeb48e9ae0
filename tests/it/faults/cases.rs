//! Proves that each broken project of `tests/cases/<code>/` prints exactly the snapshot beside it. `support/case.rs` describes the
//! format of a case.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::case;
use crate::support::parallel::in_parallel;
use crate::support::project::{files_in, repository};

/// A case must have the fault that its folder names; a case with a name `right…` must not have it.
#[test]
fn every_case_prints_its_snapshot() {
    let printed = in_parallel(case::all(), |path| (path.clone(), transcript(&path)));
    let printed: HashMap<PathBuf, String> = printed.into_iter().collect();
    let mut misplaced = Vec::new();
    insta::glob!("../../cases", "*/*.txt", |path| {
        let folder = path.parent().unwrap();
        let code = folder.file_name().unwrap().to_str().unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let printed = &printed[path];
        if printed.contains(&format!("[{code}]")) == name.starts_with("right") {
            misplaced.push(format!("{}\n{printed}", path.display()));
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_input_file(path);
        settings.set_omit_expression(true);
        settings.set_snapshot_suffix("");
        settings.bind(|| insta::assert_snapshot!(name, printed));
    });
    assert!(misplaced.is_empty(), "not what the folder names:\n{}", misplaced.join("\n"));
}

/// What the command of a case prints in its project.
fn transcript(path: &Path) -> String {
    let (project, command) = case::project(&fs::read_to_string(path).unwrap());
    project.run(&command.split_whitespace().collect::<Vec<_>>()).transcript()
}

/// Every folder of cases is a code, and every code has at least one case.
#[test]
fn every_code_has_a_case() {
    let with_cases: Vec<String> = files_in(&repository().join("tests/cases"))
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
