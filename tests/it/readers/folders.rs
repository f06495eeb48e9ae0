//! Proves that a folder is read in one state, even while somebody writes, and tests each limit on its files at its edge.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use raportti::bounds::file::{
    DEEPEST_FOLDER, EMPTIED, FRESH, LARGEST_OTHER, LARGEST_PROJECT, LARGEST_TEXT, MOST_FILES, MOST_READINGS, QUIET,
};
use raportti::bounds::release::{DEEPEST_RELEASED, LARGEST_RELEASE, MOST_RELEASED};
use raportti::files::limits::{Count, Limits};
use raportti::files::read::{self, NotRead};
use raportti::files::reading::{self, Scope, list, settled};
use raportti::files::settling::{Reading, Settling};
use raportti::files::unfit::{Unfit, Why};
use raportti::files::walk::Stat;
use raportti::files::{Tree, digest};

#[test]
fn the_digests_are_those_of_sha256sum() {
    // FIPS 180-4, example of one block; the second is that of `printf 'ba78… …  a/b\n' | sha256sum`.
    assert_eq!(digest::of(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let tree = Tree::from([("a/b".to_owned(), b"abc".to_vec())]);
    assert_eq!(digest::sums(&tree), format!("{}  a/b\n", digest::of(b"abc")));
    assert_eq!(digest::of_tree(&tree), digest::of(digest::sums(&tree).as_bytes()));
}

fn project() -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    fs::create_dir(project.path().join("report")).unwrap();
    write(project.path(), 0);
    project
}

fn write(project: &Path, number: usize) {
    fs::write(project.join("report/a.toml"), number.to_string()).unwrap();
}

/// A sparse file, which takes no space on the disk.
fn write_empty(folder: &Path, path: &str, length: u64) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().set_len(length).unwrap();
}

#[test]
fn a_read_has_a_size_limit() {
    let folder = tempfile::tempdir().unwrap();
    write_empty(folder.path(), "a", 5 << 20);
    let path = folder.path().join("a");
    for read in [
        |path: &Path, most| read::file(path, most).map(|bytes| bytes.len()).map_err(|error| error.to_string()),
        |path: &Path, most| read::bounded(path, most).map(|bytes| bytes.len()).map_err(|fault| fault.error.to_string()),
    ] {
        assert_eq!(read(&path, 5 << 20), Ok(5 << 20));
        assert_eq!(read(&path, (5 << 20) - 1), Err("it is larger than 4 MiB".to_owned()));
    }
}

#[test]
fn the_bytes_of_a_project_and_of_a_file_are_limited() {
    let (image, text) = ("report/a.png", "report/a.md");
    let said = |path: &str, length: u64, before: u64| {
        let mut count = Count::default();
        let mut left = before;
        while left > 0 {
            let part = left.min(LARGEST_OTHER);
            assert_eq!(count.file(image, part, &Limits::PROJECT), Ok(()));
            left -= part;
        }
        let why = count.file(path, length, &Limits::PROJECT).err()?;
        Some(Unfit::new(path, why).to_string())
    };
    let table = [
        (said(text, LARGEST_TEXT, 0), None),
        (said(text, LARGEST_TEXT + 1, 0), Some("`report/a.md` has 17 MB; a text has at most 16 MB")),
        (said(image, LARGEST_OTHER, 0), None),
        (said(image, LARGEST_OTHER + 1, 0), Some("`report/a.png` has 269 MB; a file has at most 269 MB")),
        (said(image, 9, LARGEST_PROJECT - 9), None),
        (said(image, 10, LARGEST_PROJECT - 9), Some("with `report/a.png`, the files have more than 1074 MB together")),
    ];
    for (said, expected) in table {
        assert_eq!(said.as_deref(), expected);
    }
}

/// Folders and special files did not count, so a project could have any number of them.
#[test]
fn the_files_and_folders_of_a_project_are_limited() {
    let project = project();
    fs::create_dir(project.path().join("report/b")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.toml", project.path().join("report/c.toml")).unwrap();
    let said = |entries: usize| {
        let limits = Limits { entries, ..Limits::PROJECT };
        let listing = list(project.path(), Scope { limits, ..Scope::project(&["report"]) }).unwrap();
        listing.unfit.iter().map(ToString::to_string).find(|said| said.contains("one too many"))
    };
    let own = if cfg!(unix) { 3 } else { 2 };
    assert_eq!(said(own), None);
    let last = if cfg!(unix) { "report/c.toml" } else { "report/b" };
    let expected = format!("there are more than {} files and folders; `{last}` is one too many", own - 1);
    assert_eq!(said(own - 1), Some(expected));
    assert_eq!((Limits::PROJECT.entries, Limits::PROJECT.depth), (MOST_FILES, DEEPEST_FOLDER));
}

/// `verify` read any number of files of up to 4 GiB each.
#[test]
fn the_bytes_files_and_folders_of_a_release_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    write_empty(folder.path(), "a.pdf", 7);
    write_empty(folder.path(), "source/report/.b.toml", 3);
    let said = |together, entries, depth| {
        let limits = Limits { together, entries, depth, ..Limits::RELEASE };
        let listing = list(folder.path(), Scope { folders: None, limits }).unwrap();
        (listing.files.len(), listing.unfit.first().map(ToString::to_string))
    };
    assert_eq!(said(10, 4, 2), (2, None));
    for (together, entries, depth, expected) in [
        (9, 4, 2, "with `source/report/.b.toml`, the files have more than 1 MB together"),
        (10, 3, 2, "there are more than 3 files and folders; `source/report/.b.toml` is one too many"),
        (10, 4, 1, "the folder `source/report` lies below more than 1 others"),
    ] {
        assert_eq!(said(together, entries, depth), (1, Some(expected.to_owned())));
    }
    // In full size nothing of it is read.
    write_empty(folder.path(), "a.pdf", LARGEST_RELEASE + 1);
    let NotRead::Unfit(unfit) = reading::release(folder.path()).unwrap_err() else { panic!("it is too large") };
    assert_eq!(unfit, Unfit::new("a.pdf", Why::LargeFile(LARGEST_RELEASE + 1, LARGEST_RELEASE)));
    assert_eq!((Limits::RELEASE.entries, MOST_RELEASED), (131_068, 131_068));
    assert_eq!((Limits::RELEASE.depth, DEEPEST_RELEASED), (34, 34));
}

/// PDFs were built from files of different states of the report.
#[test]
fn files_that_keep_changing_are_not_read() {
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
    assert_eq!(settled(project.path(), &["report", "fonts"]).unwrap().files.len(), 1);
}

/// A busy system paused a program between emptying a file and writing it, and a build read the empty file.
#[test]
fn an_emptied_file_is_awaited() {
    let project = project();
    fs::write(project.path().join("report/a.toml"), "").unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(QUIET);
            write(project.path(), 1);
        });
        assert_eq!(settled(project.path(), &["report"]).unwrap().files["report/a.toml"], b"1");
    });
}

#[test]
fn a_change_between_two_listings_is_found() {
    let project = project();
    let list = || list(project.path(), Scope::project(&["report"])).unwrap();
    let before = list();
    assert_eq!(before.difference(&list()), None);
    std::thread::sleep(FRESH);
    write(project.path(), 7);
    assert_eq!(before.difference(&list()).as_deref(), Some("report/a.toml"));
    fs::write(project.path().join("report/b.toml"), "").unwrap();
    write(project.path(), 7);
    let more = list();
    fs::remove_file(project.path().join("report/b.toml")).unwrap();
    assert_eq!(more.difference(&list()).as_deref(), Some("report/b.toml"));
}

/// The start time of the readings below, and the earliest time.
const NOW: Duration = Duration::from_secs(1_000);
const MOMENT: Duration = Duration::from_nanos(1);

/// A reading with one file of this length, last changed at `changed`.
fn reading(length: u64, changed: Duration) -> Reading {
    let changed = (changed.as_secs() as i64, changed.subsec_nanos());
    let stat = Stat { length, modified: changed, changed, ..Stat::default() };
    Reading { files: Tree::new(), stats: BTreeMap::from([("report/a.toml".to_owned(), stat)]), unfit: Vec::new() }
}

/// Whether a reading becomes stable of a file that always changed this long before it was read, and the waiting times. The clock moves only
/// while waiting.
fn waited(mut ago: impl FnMut(usize) -> Result<Duration, String>) -> (bool, Vec<Duration>) {
    let (mut settling, mut now, mut rests) = (Settling::default(), NOW, Vec::new());
    for number in 0..MOST_READINGS {
        match settling.judge(ago(number).map(|ago| reading(1, now - ago)), UNIX_EPOCH + now) {
            Ok(_) => return (true, rests),
            Err(again) => {
                rests.push(again.rest);
                now += again.rest;
            }
        }
    }
    (false, rests)
}

/// There is a short wait after the first reading, and longer ones after a change was seen.
#[test]
fn files_are_read_again_until_nothing_changed_for_a_while() {
    assert_eq!(waited(|_| Ok(FRESH)), (true, vec![]));
    assert_eq!(waited(|n| Ok([FRESH - MOMENT, QUIET][n.min(1)])), (true, vec![FRESH]));
    let keeps_changing = |_| Ok(QUIET - MOMENT);
    assert_eq!(waited(keeps_changing), (true, vec![]), "nobody saw it change");
    let seen = |n| if n == 0 { Err("report/a.toml".to_owned()) } else { keeps_changing(n) };
    assert_eq!(waited(seen), (false, vec![QUIET; MOST_READINGS]));
    let last = |n| if n + 1 == MOST_READINGS { Ok(QUIET) } else { seen(n) };
    assert_eq!(waited(last), (true, vec![QUIET; MOST_READINGS - 1]));
}

/// The waiting times after a first and a second reading of an unchanged file of this length.
fn rests(length: u64, changed: Duration) -> [Option<Duration>; 2] {
    let mut settling = Settling::default();
    [(); 2].map(|()| settling.judge(Ok(reading(length, changed)), UNIX_EPOCH + NOW).err().map(|again| again.rest))
}

/// Neither an intentionally empty file nor a disk with another clock delays a reading for long: then two readings must agree.
#[test]
fn an_empty_file_is_awaited_for_a_second() {
    for changed in [NOW - EMPTIED + MOMENT, NOW] {
        assert_eq!(rests(0, changed), [Some(QUIET); 2]);
    }
    assert_eq!(rests(0, NOW - EMPTIED), [None; 2]);
    for changed in [NOW + MOMENT, 2 * NOW] {
        assert_eq!(rests(0, changed), [Some(FRESH), None]);
    }
}

#[test]
fn a_recent_change_is_fresh_by_any_clock() {
    assert_eq!(rests(1, NOW - FRESH), [None; 2]);
    for changed in [NOW - FRESH + MOMENT, 2 * NOW] {
        assert_eq!(rests(1, changed), [Some(FRESH), None]);
    }
    let mut old = reading(1, NOW);
    old.stats.values_mut().for_each(|stat| (stat.changed, stat.modified) = ((-5, 0), (-5, 0)));
    assert!(Settling::default().judge(Ok(old), UNIX_EPOCH + NOW).is_ok());
}
