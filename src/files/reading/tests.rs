//! Readings while somebody writes, and each bound on files at its edge.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

fn project() -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    std::fs::create_dir(project.path().join("report")).unwrap();
    write(project.path(), 0);
    project
}

#[expect(clippy::disallowed_methods, reason = "the test writes what is read")]
fn write(project: &Path, number: usize) {
    std::fs::write(project.join("report/a.toml"), number.to_string()).unwrap();
}

/// What is said of a file of this length, when so many files of so many bytes were found before.
fn said_of(path: &str, length: u64, files: usize, bytes: u64) -> Option<String> {
    let project = project();
    let folder = Folder::open(&project.path().join("report")).unwrap();
    let stat = Stat { length, ..folder.look(OsStr::new("a.toml")).unwrap().1 };
    let mut found = Found { largest_text: LARGEST_TEXT, files, bytes, ..Found::default() };
    let why = measured(project.path(), path, stat, &mut found).err()?;
    Some(Unfit { path: path.to_owned(), why }.to_string())
}

#[test]
fn a_project_has_most_files_and_bytes_and_a_file_its_largest_size() {
    let (image, text) = ("report/a.png", "report/a.md");
    let table = [
        (said_of(text, LARGEST_TEXT, 0, 0), None),
        (said_of(text, LARGEST_TEXT + 1, 0, 0), Some("`report/a.md` has 17 MB; a text has at most 16 MB")),
        (said_of(image, LARGEST_OTHER, 0, 0), None),
        (said_of(image, LARGEST_OTHER + 1, 0, 0), Some("`report/a.png` has 269 MB; a file has at most 269 MB")),
        (said_of(image, 9, 0, LARGEST_PROJECT - 9), None),
        (
            said_of(image, 10, 0, LARGEST_PROJECT - 9),
            Some("with `report/a.png`, the files of the project have more than 1074 MB together"),
        ),
        (said_of(image, 9, MOST_FILES - 1, 0), None),
        (
            said_of(image, 9, MOST_FILES, 0),
            Some("the project has more than 65534 files; `report/a.png` is one too many"),
        ),
    ];
    for (said, expected) in table {
        assert_eq!(said.as_deref(), expected);
    }
}

/// Many PDFs were once made of files of different saves.
#[test]
fn files_that_keep_changing_are_no_state() {
    let project = project();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                number += 1;
                write(project.path(), number);
                std::thread::sleep(FRESH / 10);
            }
        });
        let outcome = settled(project.path(), &["report"]);
        done.store(true, Ordering::Relaxed);
        assert!(matches!(outcome, Err(NotRead::Changing(path)) if path == "report/a.toml"));
    });
    let reading = settled(project.path(), &["report", "fonts"]).unwrap();
    assert_eq!(reading.trees[0].len() + reading.trees[1].len(), 1);
}

/// A busy system stopped a program between emptying a file and writing it, and a build took the empty file for what was there.
#[test]
fn a_file_that_was_emptied_is_awaited() {
    let project = project();
    #[expect(clippy::disallowed_methods, reason = "the test writes what is read")]
    std::fs::write(project.path().join("report/a.toml"), "").unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(QUIET);
            write(project.path(), 1);
        });
        let reading = settled(project.path(), &["report"]).unwrap();
        assert_eq!(reading.trees[0]["report/a.toml"], b"1");
    });
}

/// A file that is meant to be empty holds nobody up for long, nor does the clock of another machine.
#[test]
fn an_empty_file_is_awaited_for_a_second() {
    let now = UNIX_EPOCH + Duration::from_secs(1_000);
    let since = |changed| {
        let stat = Stat { length: 0, modified: changed, changed, ..Stat::default() };
        emptied(&BTreeMap::from([("report/a.toml".to_owned(), stat)]), now).is_some()
    };
    assert!(since((999, 1_000_000)) && since((1_000, 0)));
    assert!(!since((999, 0)) && !since((1_000, 1)) && !since((2_000, 0)));
}

#[test]
fn a_change_between_two_looks_is_noticed() {
    let project = project();
    let before = find(project.path(), &["report"]).ok().unwrap();
    assert_eq!(before.difference(&find(project.path(), &["report"]).ok().unwrap()), None);
    std::thread::sleep(FRESH);
    write(project.path(), 7);
    let after = find(project.path(), &["report"]).ok().unwrap();
    assert_eq!(before.difference(&after).as_deref(), Some("report/a.toml"));
}

/// A disk whose clock is ahead gives times of the future: there two readings have to agree.
#[test]
fn what_changed_just_now_is_fresh_by_any_clock() {
    let now = UNIX_EPOCH + Duration::from_secs(1_000);
    assert!(!is_fresh((999, 969_000_000), now, FRESH));
    assert!(is_fresh((999, 971_000_000), now, FRESH));
    assert!(is_fresh((2_000, 0), now, FRESH));
    assert!(!is_fresh((-5, 0), now, FRESH));
}
