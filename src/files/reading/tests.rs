//! Tests readings while somebody writes, and each limit on files at its edge.

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

/// What is said of a file of this length, when files of so many bytes were found before.
fn said_of(path: &str, length: u64, bytes: u64) -> Option<String> {
    let project = project();
    let folder = Folder::open(&project.path().join("report")).unwrap();
    let stat = Stat { length, ..folder.inspect(OsStr::new("a.toml")).unwrap().1 };
    let mut found = Found { largest_text: LARGEST_TEXT, bytes, ..Found::default() };
    let why = measured(project.path(), path, stat, &mut found).err()?;
    Some(Unfit { path: path.to_owned(), why }.to_string())
}

#[test]
fn a_project_has_most_bytes_and_a_file_its_largest_size() {
    let (image, text) = ("report/a.png", "report/a.md");
    let table = [
        (said_of(text, LARGEST_TEXT, 0), None),
        (said_of(text, LARGEST_TEXT + 1, 0), Some("`report/a.md` has 17 MB; a text has at most 16 MB")),
        (said_of(image, LARGEST_OTHER, 0), None),
        (said_of(image, LARGEST_OTHER + 1, 0), Some("`report/a.png` has 269 MB; a file has at most 269 MB")),
        (said_of(image, 9, LARGEST_PROJECT - 9), None),
        (
            said_of(image, 10, LARGEST_PROJECT - 9),
            Some("with `report/a.png`, the files of the project have more than 1074 MB together"),
        ),
    ];
    for (said, expected) in table {
        assert_eq!(said.as_deref(), expected);
    }
}

/// Folders and special files once did not count, so a project could have any number of them.
#[test]
fn a_project_has_most_files_and_folders() {
    let project = project();
    std::fs::create_dir(project.path().join("report/b")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.toml", project.path().join("report/c.toml")).unwrap();
    let said = |before: usize| {
        let folder = Folder::open(&project.path().join("report")).unwrap();
        let mut found = Found { largest_text: LARGEST_TEXT, entries: before, ..Found::default() };
        assert!(walk(project.path(), &folder, &mut vec!["report".to_owned()], &mut found).is_ok());
        found.unfit.iter().map(ToString::to_string).find(|said| said.contains("one too many"))
    };
    let own = if cfg!(unix) { 3 } else { 2 };
    assert_eq!(said(MOST_FILES - own), None);
    let last = if cfg!(unix) { "report/c.toml" } else { "report/b" };
    let expected = format!("the project has more than 65534 files and folders; `{last}` is one too many");
    assert_eq!(said(MOST_FILES - own + 1), Some(expected));
}

/// PDFs were once built from files of different saves.
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

/// A busy system paused a program between emptying a file and writing it, and a build read the empty file.
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

/// Neither a file that is empty on purpose nor a disk with another clock delays a reading for long.
#[test]
fn an_empty_file_is_awaited_for_a_second() {
    let (now, moment) = (Duration::from_secs(1_000), Duration::from_nanos(1));
    let since = |changed: Duration| {
        let stat = stat(0, changed);
        emptied(&BTreeMap::from([("report/a.toml".to_owned(), stat)]), UNIX_EPOCH + now).is_some()
    };
    assert!(since(now - EMPTIED + moment) && since(now));
    assert!(!since(now - EMPTIED) && !since(now + moment) && !since(2 * now));
}

fn stat(length: u64, changed: Duration) -> Stat {
    let changed = (changed.as_secs() as i64, changed.subsec_nanos());
    Stat { length, modified: changed, changed, ..Stat::default() }
}

/// A reading of one file that changed at the time `changed`.
fn reading(changed: Duration) -> Reading {
    let stats = BTreeMap::from([("report/a.toml".to_owned(), stat(1, changed))]);
    Reading { trees: Vec::new(), stats, unfit: Vec::new() }
}

/// The result of readings of a file that changed this long before each of them, and the waiting times. The clock moves only while
/// waiting.
fn waited(mut ago: impl FnMut(usize) -> Result<Duration, ReadFailure>) -> (bool, Vec<Duration>) {
    let mut rests: Vec<Duration> = Vec::new();
    let start = Duration::from_secs(1_000);
    let mut count = 0;
    let now = std::cell::Cell::new(start);
    let outcome = read_until_stable(
        &mut || {
            count += 1;
            ago(count - 1).map(|ago| reading(now.get() - ago))
        },
        &mut || UNIX_EPOCH + now.get(),
        &mut |rest| {
            rests.push(rest);
            now.set(now.get() + rest);
        },
    );
    (outcome.is_ok(), rests)
}

/// If all readings differ, it gives up after `MOST_READINGS`. It waits a moment after the first, then longer.
#[test]
fn so_many_readings_are_taken_until_nothing_changed_for_a_while() {
    let moment = Duration::from_nanos(1);
    assert_eq!(waited(|_| Ok(FRESH)), (true, vec![]));
    assert_eq!(waited(|n| Ok([FRESH - moment, QUIET][n.min(1)])), (true, vec![FRESH]));
    let keeps_changing = |_| Ok(QUIET - moment);
    assert_eq!(waited(keeps_changing), (true, vec![]), "nobody saw it change");
    let seen = |n| if n == 0 { Err(ReadFailure::Changed("report/a.toml".to_owned())) } else { keeps_changing(n) };
    assert_eq!(waited(seen), (false, vec![QUIET; MOST_READINGS]));
    let last = |n| if n + 1 == MOST_READINGS { Ok(QUIET) } else { seen(n) };
    assert_eq!(waited(last), (true, vec![QUIET; MOST_READINGS - 1]));
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

/// A disk whose clock is ahead gives times in the future: then two readings have to agree.
#[test]
fn what_changed_just_now_is_fresh_by_any_clock() {
    let now = UNIX_EPOCH + Duration::from_secs(1_000);
    assert!(!is_fresh((999, 969_000_000), now, FRESH));
    assert!(is_fresh((999, 971_000_000), now, FRESH));
    assert!(is_fresh((2_000, 0), now, FRESH));
    assert!(!is_fresh((-5, 0), now, FRESH));
}
