//! Makes a project in a temporary folder, and runs the program in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A project that is deleted when the test ends.
pub struct Project {
    folder: TempDir,
}

/// What a run of the program printed, and how it ended.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The root of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program without arguments, independent of the environment of the tests.
pub fn raportti() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_raportti"));
    command.env("NO_COLOR", "1");
    command
}

impl Project {
    pub fn empty() -> Self {
        Self { folder: tempfile::Builder::new().prefix("raportti-test-").tempdir().unwrap() }
    }

    /// An empty project in an existing folder.
    pub fn empty_in(folder: &Path) -> Self {
        Self { folder: tempfile::Builder::new().prefix("project-").tempdir_in(folder).unwrap() }
    }

    /// A copy of a project with its outputs.
    pub fn copy_of(other: &Self) -> Self {
        let project = Self::empty();
        copy(other.path(), project.path());
        project
    }

    /// A copy of `tests/reports/<name>`.
    pub fn of_report(name: &str) -> Self {
        let project = Self::empty();
        copy(&repository().join("tests/reports").join(name), project.path());
        project
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Makes a symbolic link at a path. `target` is relative to the folder of the path.
    #[cfg(unix)]
    pub fn link(&self, path: &str, target: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }

    /// Applies a heading of a case or an example: `PATH (deleted)`, `PATH (link to TARGET)`, or a path with new content.
    pub fn set(&self, heading: &str, content: &str) {
        if let Some(path) = heading.strip_suffix(" (deleted)") {
            return self.delete(path);
        }
        match heading.strip_suffix(')').and_then(|heading| heading.split_once(" (link to ")) {
            #[cfg(unix)]
            Some((path, target)) => self.link(path, target),
            _ => self.write(heading, with_raw_bytes(content)),
        }
    }

    /// Replaces text that must be in the file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "`{path}` has no `{from}`");
        self.write(path, text.replace(from, to));
    }

    pub fn delete(&self, path: &str) {
        let path = self.path().join(path);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    /// Copies the repository's templates into the project, to change them.
    pub fn copy_templates(&self) {
        copy(&repository().join("templates"), &self.path().join("templates"));
    }

    /// Runs the program inside the project.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run(raportti().current_dir(self.path()).args(arguments))
    }

    /// The paths of the PDFs in `build/`, sorted.
    pub fn pdfs(&self) -> Vec<PathBuf> {
        files_in(&self.path().join("build"))
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
            .collect()
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Run {
    /// Everything that was printed.
    pub fn transcript(&self) -> String {
        format!("{}{}exit code: {}\n", self.stderr, self.stdout, self.code)
    }

    pub fn must_succeed(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.transcript());
        self
    }
}

/// Copies a folder recursively.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The files of a folder, sorted; none if there is no folder.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The screen editions in a folder, sorted.
pub fn screens(folder: &Path) -> Vec<PathBuf> {
    let mut files = files_in(folder);
    let is_printed = |path: &Path| ["-print.pdf", "-cover.pdf"].iter().any(|end| path.to_str().unwrap().ends_with(end));
    files.retain(|path| path.extension().is_some_and(|e| e == "pdf") && !is_printed(path));
    files
}

/// Every file below a folder, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    files_in(folder).into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Every file below a folder with its content, by its path from there.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files_below(folder);
    files.into_iter().map(|path| (path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

/// Replaces `<hex 00 ff>` by the bytes.
pub fn with_raw_bytes(content: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = content;
    while let Some((before, after)) = rest.split_once("<hex ") {
        let (digits, after) = after.split_once('>').unwrap();
        bytes.extend(before.bytes());
        bytes.extend(digits.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()));
        rest = after;
    }
    bytes.extend(rest.bytes());
    bytes
}
