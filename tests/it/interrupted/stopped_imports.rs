//! Proves that an import which is stopped while it writes is finished by the next command, or told, and harms nothing else.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use raportti::files::read::Tree;
use raportti::publish::journal::{self, NAME};
use serde_json::json;

use crate::support::project::{Project, contents};

const FINDING: &str = "report/findings/F1.toml";
const FIRST: &str = "report/findings/F1-full.toml";
const OTHER: &str = "report/findings/F2.toml";
const NEW: &str = "report/findings/F9.toml";

/// A report whose import was stopped: the journal says that a finding becomes shorter, one longer, and that one is new.
struct Stopped {
    project: Project,
    old: [String; 2],
    new: [String; 3],
}

fn stopped() -> Stopped {
    let project = Project::of_report("full");
    let old = [project.read(FIRST), project.read(OTHER)];
    let longer = format!("{}# A comment that makes the file longer.\n", old[1]);
    let new = [old[0].replace(" = ", "=").replace("\n\n", "\n"), longer, old[0].clone()];
    assert!(new[0].len() < old[0].len());
    let journal = json!({
        FIRST: { "old": old[0], "new": new[0] },
        OTHER: { "old": old[1], "new": new[1] },
        NEW: { "old": null, "new": new[2] },
    });
    project.write(&format!(".raportti/{NAME}"), journal.to_string());
    Stopped { project, old, new }
}

impl Stopped {
    fn is_finished(&self) -> bool {
        let now = [FIRST, OTHER, NEW].map(|path| fs::read_to_string(self.project.path().join(path)).ok());
        now == self.new.each_ref().map(|text| Some(text.clone())) && !self.has_journal()
    }

    fn has_journal(&self) -> bool {
        self.project.path().join(".raportti").join(NAME).exists()
    }
}

/// Every state between nothing and all: a text written up to any byte, with what stood behind it, empty lines, or zeros that a loss of power
/// left there.
#[test]
fn whatever_a_stopped_import_left_is_finished() {
    let stopped = stopped();
    let journal = stopped.project.read(&format!(".raportti/{NAME}"));
    let path = stopped.project.path();
    let mut left: Vec<[Vec<u8>; 2]> = vec![stopped.old.clone().map(String::into_bytes)];
    for at in (0..stopped.new[0].len()).step_by(17).chain([stopped.new[0].len()]) {
        let [old, new] = [stopped.old[0].as_bytes(), stopped.new[0].as_bytes()];
        let lines = vec![b'\n'; old.len() - new.len()];
        let cut = |filled: &[u8]| [&new[..at], &old[at..new.len()], filled].concat();
        let other = [&stopped.new[1].as_bytes()[..stopped.old[1].len()], &[0; 7]].concat();
        left.extend([cut(&old[new.len()..]), cut(&lines), cut(&[])].map(|bytes| [bytes, other.clone()]));
    }
    left.push([stopped.new[0].clone(), stopped.new[1].clone()].map(String::into_bytes));
    for (number, bytes) in left.iter().enumerate() {
        stopped.project.write(&format!(".raportti/{NAME}"), &journal);
        stopped.project.write(FIRST, &bytes[0]);
        stopped.project.write(OTHER, &bytes[1]);
        stopped.project.write(NEW, &stopped.new[2]);
        if number % 2 == 0 {
            stopped.project.delete(NEW);
        }
        journal::finish(path).unwrap_or_else(|fault| panic!("{number}: {:?}", fault.0));
        assert!(stopped.is_finished(), "{number}");
    }
}

#[test]
fn commands_finish_it_before_they_read() {
    for command in [&["list", "finding"][..], &["check"], &["comments", "none.pdf"]] {
        let stopped = stopped();
        stopped.project.run(command);
        assert!(stopped.is_finished(), "{command:?}");
    }
}

/// While somebody holds the lock of writers, an import is not stopped: others read what is there, and a second import waits for no one.
#[test]
fn an_import_at_work_is_left_alone() {
    let stopped = stopped();
    let writing = fs::File::open(stopped.project.path().join(".raportti")).unwrap();
    writing.lock_shared().unwrap();
    stopped.project.run(&["list", "finding"]).must_succeed();
    assert!(stopped.has_journal() && stopped.project.read(FIRST) == stopped.old[0]);
    let written = BTreeMap::from([(FIRST.to_owned(), "x = 1\n".to_owned())]);
    let fault = journal::save(stopped.project.path(), &Tree::new(), &written).unwrap_err();
    assert!(fault.to_string().ends_with("another import writes at this moment"), "{fault}");
    assert_eq!(stopped.project.read(FIRST), stopped.old[0]);
}

/// Somebody may have changed or removed a file since: that stays, and is told.
#[test]
fn what_was_changed_since_stays() {
    let changes: [fn(&Stopped); 4] = [
        |it| it.project.write(FIRST, it.old[0].replacen("title", "titel", 1)),
        |it| it.project.write(FIRST, ""),
        |it| it.project.delete(FIRST),
        |it| it.project.write(NEW, "title = \"My own\"\n"),
    ];
    for change in changes {
        let stopped = stopped();
        change(&stopped);
        let before = contents(stopped.project.path());
        let run = stopped.project.run(&["check"]);
        assert_eq!(run.code, 2, "{}", run.transcript());
        assert!(run.stderr.contains("was changed since"), "{}", run.transcript());
        assert!(contents(stopped.project.path()) == before, "nothing is written");
        stopped.project.delete(&format!(".raportti/{NAME}"));
        assert_ne!(stopped.project.run(&["list", "finding"]).code, 2);
    }
}

/// A project from anybody may have a journal: it reaches nothing outside `report/`, and no link is followed.
#[test]
fn a_hostile_journal_writes_nowhere_else() {
    let outside = Project::empty();
    outside.write("x.toml", "old");
    let target = outside.path().join("x.toml").display().to_string();
    let paths = [
        target.as_str(),
        "report/../x.toml",
        "report/./x.toml",
        "report//x.toml",
        "report/.hidden.toml",
        "report/a\\x.toml",
        "templates/x.toml",
        "report/linked/x.toml",
        "report/link.toml",
        "",
    ];
    let change = |path: &str| json!({ path: { "old": "old", "new": "new" } }).to_string();
    let journals = paths.map(change).into_iter().chain(["[]", "{", "{\"report/x.toml\": {}}"].map(str::to_owned));
    for journal in journals {
        let project = Project::of_report("minimal");
        project.link("report/linked", &outside.path().display().to_string());
        project.link("report/link.toml", &target);
        project.write("x.toml", "old");
        project.write(&format!(".raportti/{NAME}"), &journal);
        let before = contents(project.path());
        let run = project.run(&["check"]);
        assert_eq!(run.code, 2, "{journal}: {}", run.transcript());
        assert!(contents(project.path()) == before && outside.read("x.toml") == "old", "{journal}");
    }
}

/// If a file cannot be written, all others get back what they had.
#[test]
fn an_import_that_fails_changes_nothing() {
    let project = Project::of_report("minimal");
    let report: Tree = [(FINDING.to_owned(), project.read(FINDING).into_bytes())].into();
    for blocked in ["report/findings/F1.toml/F9.toml", "report/findings"] {
        let texts = [(FINDING, "x = 1\n"), ("report/findings/F0.toml", "x = 2\n"), (blocked, "x = 3\n")];
        let written = texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        let before = contents(project.path());
        journal::save(project.path(), &report, &written).unwrap_err();
        assert!(contents(project.path()) == before, "{blocked}");
    }
}

/// A file keeps its place on the disk and its permissions; one that has a second name is replaced, so that the other keeps its content.
#[test]
fn files_are_written_over_where_nobody_else_has_them() {
    let project = Project::of_report("minimal");
    let path = |path: &str| project.path().join(path);
    let stat = |file: &Path| fs::metadata(file).unwrap();
    fs::set_permissions(path(FINDING), fs::Permissions::from_mode(0o640)).unwrap();
    project.write("report/findings/F7.toml", "old = 1\n");
    fs::hard_link(path("report/findings/F7.toml"), path("kept.toml")).unwrap();
    let before = stat(&path(FINDING));
    let texts = [(FINDING, "x = 1\n"), ("report/findings/F7.toml", "new = 2\n")];
    let written = texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let report = texts.map(|(path, _)| (path.to_owned(), project.read(path).into_bytes())).into();
    journal::save(project.path(), &report, &written).unwrap();
    let after = stat(&path(FINDING));
    assert_eq!((before.ino(), before.mode()), (after.ino(), after.mode()));
    assert_eq!(texts.map(|(path, _)| project.read(path)), texts.map(|(_, text)| text.to_owned()));
    assert_eq!(project.read("kept.toml"), "old = 1\n");
}
