//! Proves that a command that is killed at any moment leaves the old output or the new one, and that the next run removes leftovers.
//!
//! `cargo test` kills each command at [`MOMENTS`] moments; `RAPORTTI_MOMENTS` sets another number, as `.ci/full` does.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use raportti::publish::many::MANY;

use crate::support::made;
use crate::support::marked::{marked, on};
use crate::support::project::{Project, files_below, files_in, raportti};

const MOMENTS: u32 = 4;
/// How often a kill is tried again, each time a tenth earlier, if the command had already ended.
const TRIES: u32 = 40;
/// The maximum waiting time for each case.
const PATIENCE: Duration = Duration::from_secs(120);

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Every file of the project that has its final name, also hidden ones.
fn files(project: &Project) -> Files {
    let inner = |path: PathBuf| path.strip_prefix(project.path()).unwrap().to_owned();
    let files = files_below(project.path()).into_iter();
    let files = files.map(|path| (inner(path.clone()), fs::read(&path).unwrap()));
    files.filter(|(path, _)| !path.iter().any(|name| is_stray(Path::new(name)))).collect()
}

/// Temporary files and folders anywhere in the project.
fn strays(folder: &Path) -> Vec<PathBuf> {
    let found = files_in(folder).into_iter().flat_map(|path| match is_stray(Path::new(path.file_name().unwrap())) {
        true => vec![path],
        false if path.is_dir() => strays(&path),
        false => Vec::new(),
    });
    found.collect()
}

fn is_stray(name: &Path) -> bool {
    let rest = name.to_str().and_then(|name| name.strip_prefix(".raportti-"));
    rest.is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn start(project: &Project, arguments: &[&str]) -> Child {
    let mut command = raportti();
    command.current_dir(project.path()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The duration of a whole run; for `watch`, which does not end, the time until it has written its output.
fn lasts(project: &Project, arguments: &[&str], after: &Files) -> Duration {
    let began = Instant::now();
    let mut child = start(project, arguments);
    if arguments[0] == "watch" {
        while !after.keys().all(|path| project.path().join(path).exists()) {
            assert!(began.elapsed() < PATIENCE, "`watch` writes nothing");
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
    }
    child.wait().unwrap();
    began.elapsed()
}

/// A project in which the command was killed after `wait`, unless it had ended by then.
fn killed(prepare: &impl Fn() -> Project, arguments: &[&str], mut wait: Duration) -> Project {
    for _ in 0..TRIES {
        let project = prepare();
        let mut child = start(&project, arguments);
        std::thread::sleep(wait);
        child.kill().unwrap();
        if child.wait().unwrap().signal() == Some(9) {
            return project;
        }
        wait = wait * 9 / 10;
    }
    panic!("{arguments:?} was never caught");
}

/// Kills a command at many moments, each time in a new project from `prepare`. `makes` is the folder that the command creates; without
/// it, the command overwrites single files.
fn survives(arguments: &[&str], makes: Option<&str>, prepare: impl Fn() -> Project) {
    let project = prepare();
    let before = files(&project);
    let whole = if arguments[0] == "watch" { &["build"][..] } else { arguments };
    project.run(whole).must_succeed();
    let after = files(&project);
    assert_ne!(before, after, "{arguments:?} writes something");
    let lasts = lasts(&prepare(), arguments, &after);

    let moments = std::env::var("RAPORTTI_MOMENTS").map_or(MOMENTS, |number| number.parse().unwrap());
    for moment in 1..=moments {
        let at = format!("{arguments:?} at moment {moment} of {moments}");
        let project = killed(&prepare, arguments, lasts * moment / (moments + 1));
        let left = files(&project);
        assert_eq!(strays(&project.path().join("report")), [] as [PathBuf; 0], "{at}: in the report");
        if makes.is_some_and(|folder| project.path().join(folder).exists()) {
            assert!(left == after, "{at}: the folder stands half under its name");
            assert_eq!(strays(project.path()), [] as [PathBuf; 0], "{at}");
            continue;
        }
        for path in before.keys().chain(left.keys()) {
            let (old, new, now) = (before.get(path), after.get(path), left.get(path));
            // `watch` saves a PDF before it packs it, and then records it.
            let shown = |now: &Vec<u8>| now.starts_with(b"%PDF") && now.trim_ascii_end().ends_with(b"%%EOF");
            let is_note = path.ends_with(".raportti-stamp.json");
            let of_watch = arguments[0] == "watch" && now.is_some_and(|now| shown(now) || is_note);
            assert!(now == old || now == new || of_watch, "{at}: `{}` is half", path.display());
        }
        // The next run completes the work and cleans up.
        project.run(whole).must_succeed();
        assert_eq!(strays(project.path()), [] as [PathBuf; 0], "{at}: left by the next run");
        let next = files(&project);
        let differing: Vec<_> = after.iter().filter(|(path, bytes)| next.get(*path) != Some(bytes)).collect();
        let differing: Vec<_> = differing
            .iter()
            .map(|(path, _)| path)
            .filter(|path| arguments[0] != "watch" || !path.ends_with(".raportti-stamp.json"))
            .collect();
        assert!(differing.is_empty() && next.len() == after.len(), "{at}: the next run makes {differing:?} otherwise");
    }
}

/// A report with a PDF and a later edit.
fn edited() -> Project {
    let project = Project::copy_of(made::built("minimal"));
    project.edit("report/findings/F1.toml", "more visits than before", "more visits than ever before");
    project
}

#[test]
fn a_build_that_is_killed() {
    let edited = edited();
    survives(&["build"], None, || Project::copy_of(&edited));
}

#[test]
fn a_watch_that_is_killed() {
    let edited = edited();
    survives(&["watch"], None, || Project::copy_of(&edited));
}

#[test]
fn a_release_that_is_killed() {
    survives(&["release"], Some("dist/small-1.0.0"), || Project::of_report("minimal"));
}

#[test]
fn an_init_that_is_killed() {
    survives(&["init", "new"], Some("new"), Project::empty);
}

#[test]
fn an_extract_that_is_killed() {
    let built = made::built("minimal");
    survives(&["extract", "build/small-en.pdf", "back"], Some("back"), || Project::copy_of(built));
}

#[test]
fn a_verify_that_is_killed() {
    let built = made::built("minimal");
    survives(&["verify", "build/small-en.pdf", "--published", "clean.pdf"], None, || Project::copy_of(built));
}

#[test]
fn an_expand_that_is_killed() {
    survives(&["expand", "out"], Some("out"), || Project::of_report("minimal"));
}

#[test]
fn a_look_that_is_killed() {
    survives(&["look", "take", "--keep", "theme.typ"], None, || {
        let project = Project::of_report("minimal");
        project.copy_templates();
        project
    });
    survives(&["look", "take", "theme.typ", "components/finding.typ", "labels/fi.toml"], None, || {
        Project::of_report("minimal")
    });
    survives(&["look", "take", "--merge", "theme.typ", "components/finding.typ"], None, || {
        let project = Project::of_report("minimal");
        project.run(&["look", "take", "theme.typ", "components/finding.typ"]).must_succeed();
        // As if they had been taken from an older program.
        for (path, first) in
            [("theme.typ", "// Defines the design tokens"), ("components/finding.typ", "// Defines the card")]
        {
            let path = format!("templates/{path}");
            project.edit(&path, first, "// Defined");
            project.edit(&path, "\n#let ", "\n// Ours.\n#let ");
            project.edit("templates/taken.toml", first, "// Defined");
        }
        project
    });
    survives(&["look", "adopt"], None, || {
        let project = Project::of_report("minimal");
        project.copy_templates();
        project.delete("templates/inks.typ");
        project.edit("templates/theme.typ", "\n", "\n// Ours.\n");
        project.edit("templates/labels/en.toml", "findings = \"Findings\"", "findings = \"Observations\"");
        project
    });
}

/// Between two files both ids stand; the same command does the rest.
#[test]
fn a_rename_that_is_killed() {
    let project = Project::of_report("full");
    project.run(&["review", "--all"]).must_succeed();
    survives(&["rename", "--force", "F2", "F8"], None, || Project::copy_of(&project));
}

/// Between two files the first has its changes; the same command does the rest, and brings no row twice.
#[test]
fn an_import_that_is_killed() {
    let project = Project::of_report("full");
    let kinds = ["export", "--kind", "recommendation,finding,follow_up", "--as", "json", "--out", "sheet.json"];
    project.run(&kinds).must_succeed();
    let text = project.read("sheet.json").replace("\"standing\": null", "\"standing\": \"agreed\"");
    let text = text.replace("\"confidence\": \"", "\"scope.en\": \"All of it\", \"was\": \"");
    let row = "\"follow_up\": [ { \"in\": \"R2\", \"date\": \"2026-02-01\", \"status\": \"open\" },";
    project.write("sheet.json", text.replace("\"was\": ", "\"confidence\": ").replace("\"follow_up\": [", row));
    survives(&["import", "sheet.json"], None, || Project::copy_of(&project));
}

/// So many files are written another way: the old ones are removed when all new ones are in their places.
#[test]
fn an_import_of_many_files_that_is_killed() {
    let project = Project::of_report("minimal");
    let finding = project.read("report/findings/F1.toml");
    (2..=2 * MANY).for_each(|n| project.write(&format!("report/findings/F{n}.toml"), &finding));
    project.run(&["export", "--kind", "finding", "--as", "json", "--out", "sheet.json"]).must_succeed();
    project.write("sheet.json", project.read("sheet.json").replace("Visits increased", "Visits increased again"));
    survives(&["import", "sheet.json"], None, || Project::copy_of(&project));
}

#[test]
fn comments_that_are_being_saved_when_killed() {
    let built = made::built("minimal");
    let marks = [on("Highlight", "Visits increased", "Maria", "Since when?")];
    let pdf = marked(&fs::read(&built.pdfs()[0]).unwrap(), &marks);
    survives(&["comments", "marked.pdf", "--save"], None, || {
        let project = Project::of_report("minimal");
        project.write("marked.pdf", &pdf);
        project
    });
}

#[test]
fn a_schema_that_is_killed() {
    let written = Project::of_report("minimal");
    written.run(&["schema"]).must_succeed();
    written.edit("report/report.toml", "\"en\"", "\"en\", \"sv\"");
    survives(&["schema"], None, || Project::copy_of(&written));
}

#[test]
fn a_review_that_is_killed() {
    let project = Project::of_report("minimal");
    project.run(&["review", "R1"]).must_succeed();
    survives(&["review", "C1"], None, || Project::copy_of(&project));
}

/// Leftovers are removed only when nobody writes in their folder; files of other programs stay.
#[test]
fn leftovers_are_removed_when_nobody_writes() {
    let project = Project::of_report("minimal");
    let leave = || {
        project.write("build/.raportti-a1B2c3", "half");
        project.write("dist/.raportti-Zz9Zz9/small-en.pdf", "half");
        project.write(".raportti/.raportti-000000", "half");
        project.write("build/.raportti-other", "of somebody else");
    };
    leave();
    let writing = fs::File::open(project.path().join("build")).unwrap();
    writing.lock_shared().unwrap();
    project.run(&["build"]).must_succeed();
    assert_eq!(strays(&project.path().join("build")).len(), 1, "somebody else is writing");
    drop(writing);
    for command in [&["build"][..], &["release"], &["review", "C1"]] {
        project.run(command).must_succeed();
    }
    assert_eq!(strays(project.path()), [] as [PathBuf; 0]);
    assert_eq!(project.read("build/.raportti-other"), "of somebody else");
}
