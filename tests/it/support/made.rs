//! Reports that are built or released once for all tests of a run. A test that writes takes a copy.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use super::project::{Project, copy, files_in, repository};

/// The prefix of folders in which runs keep what their tests share.
const SHARED: &str = "raportti-shared-";

/// `tests/reports/<name>` after `build`, with PDFs in every edition of the report.
pub fn built(name: &str) -> &'static Project {
    static BUILT: [(&str, OnceLock<Project>); 7] = [
        ("minimal", OnceLock::new()),
        // Its translations are stale, so `build` warns.
        ("full", OnceLock::new()),
        ("print", OnceLock::new()),
        ("charts", OnceLock::new()),
        ("own", OnceLock::new()),
        ("audit", OnceLock::new()),
        ("assessment", OnceLock::new()),
    ];
    let (_, built) = BUILT.iter().find(|(own, _)| *own == name).expect("a report of `tests/reports`");
    built.get_or_init(|| {
        let project = shared(name);
        let options: &[&str] = if name == "full" { &["build"] } else { &["build", "--deny", "warnings"] };
        project.run(options).must_succeed();
        project
    })
}

/// `tests/reports/minimal` with templates of its own, in which a word differs from the built-in ones, after `build`.
pub fn built_with_own_look() -> &'static Project {
    static BUILT: LazyLock<Project> = LazyLock::new(|| {
        let project = shared("minimal");
        project.copy_templates();
        project.edit("templates/labels/en.toml", "= \"Findings\"", "= \"Observations\"");
        project.run(&["build"]).must_succeed();
        project
    });
    &BUILT
}

/// `tests/reports/minimal` after `release`.
pub fn released() -> &'static Project {
    static RELEASED: LazyLock<Project> = LazyLock::new(|| {
        let project = shared("minimal");
        project.run(&["release"]).must_succeed();
        project
    });
    &RELEASED
}

/// The folder that `release` makes of the report of this repository: screen and print editions in three languages. A release
/// is refused for any warning.
pub fn real_release() -> &'static Path {
    static RELEASED: LazyLock<Project> = LazyLock::new(|| {
        let project = Project::empty_in(shared_folder());
        copy(&repository().join("report"), &project.path().join("report"));
        project.run(&["release"]).must_succeed();
        project
    });
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| files_in(&RELEASED.path().join("dist")).remove(0));
    &FOLDER
}

fn shared(name: &str) -> Project {
    let project = Project::empty_in(shared_folder());
    copy(&repository().join("tests/reports").join(name), project.path());
    project
}

/// The folder of this run. Statics are never dropped, so each run deletes folders of earlier runs; a running one has its folder
/// locked.
fn shared_folder() -> &'static Path {
    static FOLDER: LazyLock<(PathBuf, File)> = LazyLock::new(|| {
        let is_shared = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(SHARED);
        for left in files_in(&std::env::temp_dir()).into_iter().filter(is_shared) {
            if File::open(left.join("lock")).is_ok_and(|lock| lock.try_lock().is_ok()) {
                // Another run may be deleting it, too.
                let _deleted = fs::remove_dir_all(left);
            }
        }
        let folder = tempfile::Builder::new().prefix(SHARED).tempdir().unwrap().keep();
        // The file is locked before it gets its name.
        let lock = File::create(folder.join("lock.new")).unwrap();
        lock.lock().unwrap();
        fs::rename(folder.join("lock.new"), folder.join("lock")).unwrap();
        (folder, lock)
    });
    &FOLDER.0
}
