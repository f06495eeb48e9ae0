//! Proves that leftovers of a run are removed or finished, whenever it was killed.

use std::path::Path;

use raportti::files::read::Tree;
use raportti::publish::folder::{finish, write_into};
use raportti::publish::output;
use raportti::publish::strays::{self, UNFINISHED, is_hidden};

fn tree() -> Tree {
    let files = ["fonts/a.ttf", "report/report.toml", "templates/a.typ", ".taplo.toml"];
    files.into_iter().map(|path| (path.to_owned(), path.as_bytes().to_vec())).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

const WHOLE: [&str; 5] = [".git", ".taplo.toml", "fonts", "report", "templates"];

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    folder
}

#[test]
fn a_tree_is_moved_into_a_folder_with_other_files() {
    let folder = repository();
    write_into(folder.path(), &tree(), "report").unwrap();
    assert_eq!(names(folder.path()), WHOLE);
    assert!(!finish(folder.path()).unwrap(), "there is nothing to finish");
    // If one of the names is taken, nothing changes.
    assert!(write_into(folder.path(), &tree(), "report").is_err());
    assert_eq!(names(folder.path()), WHOLE);
}

/// A killed program can leave files while it writes, and after each move.
#[test]
fn leftovers_of_a_killed_run_are_removed_or_finished() {
    let folder = repository();
    let hidden = folder.path().join(".raportti-a1b2c3");
    output::write_inside(&hidden, "unfinished-/fonts/a.ttf", b"").unwrap();
    assert!(!finish(folder.path()).unwrap(), "it was not whole");
    strays::remove(folder.path());
    assert_eq!(names(folder.path()), [".git"]);

    for moved in 0..4 {
        let folder = repository();
        let hidden = folder.path().join(".raportti-a1b2c3");
        for (path, bytes) in tree() {
            output::write_inside(&hidden, &format!("{UNFINISHED}/{path}"), &bytes).unwrap();
        }
        output::write_inside(&hidden, "unfinished-last", b"report").unwrap();
        for name in [".taplo.toml", "fonts", "templates", "report"].iter().take(moved) {
            std::fs::rename(hidden.join(UNFINISHED).join(name), folder.path().join(name)).unwrap();
        }
        strays::remove(folder.path());
        assert!(finish(folder.path()).unwrap(), "after {moved} moves");
        assert_eq!(names(folder.path()), WHOLE, "after {moved} moves");
    }
}

#[test]
fn only_names_of_temporary_files_are_leftovers() {
    assert!(is_hidden(".raportti-a1B2c3"));
    for other in [".raportti-stamp.json", ".raportti-a1b2c", ".raportti-a1b2c3d", ".raportti", "raportti-a1b2c3"] {
        assert!(!is_hidden(other), "{other}");
    }
}
