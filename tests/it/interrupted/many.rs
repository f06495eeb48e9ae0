//! Proves that files that are written together replace what is there as single files do, and leave nothing behind.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use raportti::publish::many::{MANY, MOST_ONE_BY_ONE, exchange, write_all_from};

/// Few files are written in one folder, many in several, and of even more the disk is waited for.
const NUMBERS: [usize; 3] = [7, MANY + 7, MOST_ONE_BY_ONE + 7];

/// What is there before, in the place of each file in turn.
const BEFORE: [fn(&Path, &Path); 7] = [
    |_, _| {},
    |path, _| fs::write(path, "old").unwrap(),
    |path, _| {
        fs::write(path, "old and longer than the new one").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o400)).unwrap();
    },
    |path, outside| symlink(outside, path).unwrap(),
    |path, _| symlink("nowhere", path).unwrap(),
    |path, outside| fs::hard_link(outside, path).unwrap(),
    |path, _| {
        fs::write(path, "").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    },
];

struct Report {
    folder: tempfile::TempDir,
    paths: Vec<PathBuf>,
}

impl Report {
    /// A folder with something in the places of so many files.
    fn with(number: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report");
        let outside = folder.path().join("outside");
        fs::create_dir(&report).unwrap();
        fs::write(&outside, "outside").unwrap();
        let paths: Vec<PathBuf> = (0..number).map(|n| report.join(format!("F{n}.toml"))).collect();
        paths.iter().zip(BEFORE.iter().cycle()).for_each(|(path, before)| before(path, &outside));
        Self { folder, paths }
    }

    fn write(&self, more: &[&Path]) -> Result<(), String> {
        let all = self.paths.iter().map(PathBuf::as_path).chain(more.iter().copied());
        let of_each: Vec<_> = all.enumerate().map(|(n, path)| (path.to_owned(), format!("new {n}"))).collect();
        let mut steps = vec![Vec::new(); 2];
        for (n, (path, text)) in of_each.iter().enumerate() {
            steps[n % 2].push((path.clone(), text.as_bytes()));
        }
        write_all_from(&self.temporary(), steps).map_err(|error| error.to_string())
    }

    fn temporary(&self) -> PathBuf {
        self.folder.path().join("hidden")
    }

    fn hides(&self) -> usize {
        fs::read_dir(self.temporary()).unwrap().count()
    }
}

#[test]
fn files_written_together_replace_whatever_is_there() {
    for number in NUMBERS {
        let report = Report::with(number);
        let below = report.folder.path().join("report/new/folder/F0.toml");
        report.write(&[&below]).unwrap();
        let usual = report.folder.path().join("usual");
        fs::write(&usual, "").unwrap();
        for (n, path) in report.paths.iter().chain([&below]).enumerate() {
            let there = path.symlink_metadata().unwrap();
            assert!(there.is_file() && there.nlink() == 1, "`{}` is a plain file of its own", path.display());
            assert_eq!(
                there.mode(),
                usual.metadata().unwrap().mode(),
                "`{}` has the usual permissions",
                path.display()
            );
            assert_eq!(fs::read_to_string(path).unwrap(), format!("new {n}"));
        }
        assert_eq!(fs::read_to_string(report.folder.path().join("outside")).unwrap(), "outside");
        assert_eq!(report.hides(), 0, "of {number}");
    }
}

/// A folder can change names with a file, as a file can.
#[test]
fn a_folder_in_the_place_of_a_file_is_told_and_stays() {
    for number in NUMBERS {
        let report = Report::with(number);
        let folder = report.folder.path().join("report/folder.toml");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("inside"), "inside").unwrap();
        let fault = report.write(&[&folder]).unwrap_err();
        assert!(fault.contains("cannot write `") && fault.contains("folder.toml"), "{fault}");
        assert_eq!(fs::read_to_string(folder.join("inside")).unwrap(), "inside");
        assert_eq!(report.hides(), 0, "of {number}");
    }
}

/// A folder took the place of a file between the look at it and the exchange, and went with all that was in it.
#[test]
fn what_takes_the_place_of_a_file_meanwhile_keeps_it() {
    let around = tempfile::tempdir().unwrap();
    let (new, path) = (around.path().join("new"), around.path().join("F1.toml"));
    fs::write(&new, "new").unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("inside"), "inside").unwrap();
    assert!(!exchange(&new, &path).unwrap());
    assert_eq!(fs::read_to_string(path.join("inside")).unwrap(), "inside");
    fs::remove_dir_all(&path).unwrap();
    symlink("nowhere", &path).unwrap();
    assert!(!exchange(&new, &path).unwrap());
    assert_eq!(fs::read_link(&path).unwrap(), Path::new("nowhere"));
    assert_eq!(fs::read_to_string(&new).unwrap(), "new");
}

#[test]
fn a_name_in_the_place_of_the_folder_is_told_before_anything_is_written() {
    for number in NUMBERS {
        let report = Report::with(number);
        let before = fs::read_to_string(&report.paths[1]).unwrap();
        let below = report.paths[2].join("F0.toml");
        let fault = report.write(&[&below]).unwrap_err();
        assert!(fault.contains(&*below.to_string_lossy()), "{fault}");
        assert_eq!(fs::read_to_string(&report.paths[1]).unwrap(), before);
        assert_eq!(report.hides(), 0, "of {number}");
    }
}
