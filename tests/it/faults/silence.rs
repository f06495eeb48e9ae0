//! Proves that no command ends without its output and without an error: if the only fault of a report is switched off, it is built, or
//! an error is printed.

use std::fs;
use std::path::PathBuf;

use raportti::build::{Inputs, faults};
use raportti::diagnostics::code::Code;
use raportti::files::read::Tree;

use crate::support::case;
use crate::support::parallel::in_parallel;
use crate::support::project::{Project, Run, files_below, files_in, repository};

/// The cases of a code that have its fault.
fn wrong_cases(code: Code) -> Vec<PathBuf> {
    let cases = files_in(&repository().join("tests/cases").join(code.as_str()));
    let is_wrong = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.ends_with(".txt") && !name.starts_with("right")
    };
    cases.into_iter().filter(is_wrong).collect()
}

/// Sets the level of a rule to `off`.
fn switch_off(project: &Project, code: Code) {
    let toml = project.read("report/report.toml");
    let is_own = |line: &&str| line.split('=').next().unwrap().trim() == code.as_str();
    let lines: Vec<&str> = toml.lines().filter(|line| !is_own(line)).collect();
    let level = format!("{} = \"off\"", code.as_str());
    let text = match lines.iter().position(|line| *line == "[rules]") {
        Some(at) => [&lines[..=at], &[&level], &lines[at + 1..]].concat().join("\n"),
        None => format!("{}\n\n[rules]\n{level}\n", lines.join("\n")),
    };
    project.write("report/report.toml", text);
}

/// Runs a command on every wrong case of these codes with the rule switched off. The fault must be gone, and a refusal must have an
/// error.
fn switched_off(codes: impl Iterator<Item = Code>, arguments: &[&str]) {
    in_parallel(codes, |code| {
        let cases = wrong_cases(code);
        assert!(!cases.is_empty(), "`{}` has no case", code.as_str());
        for path in cases {
            let (project, command) = case::project(&fs::read_to_string(&path).unwrap());
            switch_off(&project, code);
            let edition = command.contains("--edition print") && arguments[0] == "build";
            let arguments = [arguments, if edition { &["--edition", "print"] } else { &[] }].concat();
            let run = project.run(&arguments);
            let said = format!("{}\n{}", path.display(), run.transcript());
            assert!(!run.stderr.contains(&format!("[{}]", code.as_str())), "{said}");
            assert!(run.code == 0 || run.code == 1 && run.stderr.contains("error["), "{said}");
        }
    });
}

#[test]
fn a_rule_that_is_off_fails_no_check_without_an_error() {
    switched_off(Code::configurable(), &["check"]);
}

/// Takes a minute and more: `.ci/full` runs it.
#[test]
#[ignore = "takes a minute and more"]
fn a_rule_that_is_off_fails_no_build_without_an_error() {
    switched_off(Code::configurable(), &["build"]);
}

/// With `direction-control` switched off and such a character in an id of `withdrawn.toml`, `check` passed, but `build` ended with
/// exit code 1 and no message.
#[test]
fn an_allowed_direction_mark_breaks_no_file() {
    let withdrawn = "[[withdrawn]]\nid = \"F2\"\nkind = \"finding\"\nversion = \"1.0.0\"\ntitle = \"Lending\"\nreason = \"Not counted.\"\n";
    let files = [
        ("report/withdrawn.toml", withdrawn),
        ("report/questions.toml", "[[question]]\nid = \"Q1\"\ntext = \"What happened?\"\n"),
        ("report/terms.toml", "[library]\nterm = \"library\"\nexpansion = \"a house with books\"\n"),
    ];
    let run = |is_off: bool| -> Run {
        let project = Project::of_report("minimal");
        files.iter().for_each(|(path, text)| project.write(path, text));
        for (path, text) in [
            ("report/withdrawn.toml", "Lending"),
            ("report/questions.toml", "What"),
            ("report/terms.toml", "a house"),
            ("report/report.toml", "A small report"),
            ("report/findings/F1.toml", "There were"),
            ("report/chapters/introduction.en.md", "The report"),
        ] {
            project.edit(path, text, &format!("\u{200e}{text}"));
        }
        if is_off {
            switch_off(&project, Code::DirectionControl);
        }
        project.run(&["expand", "out", "--format", "short"])
    };
    run(true).must_succeed();
    let refused = run(false);
    assert_eq!(refused.stderr.matches("error[direction-control]").count(), 6, "{}", refused.transcript());
    assert_eq!(refused.code, 1, "{}", refused.transcript());
}

/// Replaces every value of every file of a report by each kind of TOML value, and removes it: what cannot be decoded must have an
/// error.
#[test]
fn no_value_is_refused_without_an_error() {
    let values = ["\"\"", "\"x\"", "0", "1979-05-27", "[]", "[\"x\"]", "[{}]", "{ x = 1 }"];
    let report: Tree = files_below(&repository().join("tests/reports/minimal"))
        .into_iter()
        .map(|path| {
            let inner = path.strip_prefix(repository().join("tests/reports/minimal")).unwrap();
            (inner.to_str().unwrap().to_owned(), fs::read(&path).unwrap())
        })
        .collect();
    // Fonts and templates are parsed once.
    let whole = Inputs::in_memory(report.clone());
    let (mut tried, mut stopped) = (0, 0);
    for (path, bytes) in report.iter().filter(|(path, _)| path.ends_with(".toml")) {
        let lines: Vec<&str> = std::str::from_utf8(bytes).unwrap().lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let replaced = values.iter().map(|value| format!("{key} = {value}")).chain([String::new()]);
            for line in replaced {
                let changed = [&lines[..number], &[line.as_str()], &lines[number + 1..]].concat().join("\n");
                let mut report = report.clone();
                report.insert(path.clone(), changed.into_bytes());
                let checked = faults(&Inputs::in_memory(report).sharing(&whole), false);
                let unexplained =
                    checked.faults.diagnostics.iter().find(|fault| fault.message.contains("cannot be set"));
                assert!(unexplained.is_none(), "{path}: {line}\n{unexplained:?}");
                assert_eq!(checked.ready.is_none(), checked.faults.any_error(), "{path}: {line}");
                tried += 1;
                stopped += usize::from(checked.ready.is_none());
            }
        }
    }
    assert!(tried > 300 && stopped > 150, "{stopped} of {tried}");
}
