//! The only reader of files: every byte of a project is read once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::bounds::file::MOST_BYTES;
use crate::bounds::release::{DEEPEST_RELEASED, LARGEST_RELEASE, MOST_RELEASED};

use super::unfit::Unfit;
use super::walk::{Folder, Kind};

/// The folders of a project.
pub const FOLDERS: [&str; 3] = ["report", "templates", "fonts"];

/// Files by their path relative to the project, with `/` on every system.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A file or folder that could not be read.
#[derive(Debug)]
pub struct ReadError {
    pub path: PathBuf,
    pub error: io::Error,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), self.error)
    }
}

/// Why a project was not read.
#[derive(Debug)]
pub enum NotRead {
    Error(ReadError),
    /// A file that cannot be part of a report, where it cannot be reported as a diagnostic.
    Unfit(Unfit),
    /// Files kept changing during each reading; the path of one of them.
    Changing(String),
}

impl From<ReadError> for NotRead {
    fn from(error: ReadError) -> Self {
        NotRead::Error(error)
    }
}

/// Reads the folder of a foreign release: every file below it, hidden ones included, by their paths in it.
///
/// # Errors
/// The first file or folder that cannot be read, is not a plain file, has a name that is not UTF-8, or exceeds a limit.
pub fn release(folder: &Path) -> Result<Tree, ReadError> {
    let mut reader = ReleaseReader { tree: Tree::new(), bytes: LARGEST_RELEASE, entries: MOST_RELEASED };
    let open = Folder::open(folder).map_err(|error| ReadError { path: folder.to_owned(), error })?;
    reader.read_folder(&open, folder, "", DEEPEST_RELEASED)?;
    Ok(reader.tree)
}

/// Reads a folder, within the remaining bytes and entries.
struct ReleaseReader {
    tree: Tree,
    bytes: u64,
    entries: usize,
}

impl ReleaseReader {
    /// Reads a folder with at most `depth` levels of folders.
    fn read_folder(&mut self, folder: &Folder, path: &Path, prefix: &str, depth: usize) -> Result<(), ReadError> {
        let names = folder.names(self.entries + 1, |_| true);
        for name in names.map_err(|error| ReadError { path: path.to_owned(), error })? {
            let path = path.join(&name);
            let fail = |error| ReadError { path: path.clone(), error };
            let text = name.to_str().ok_or_else(|| fail(invalid("its name is not UTF-8")))?;
            let too_many = || fail(invalid(&format!("a release has at most {MOST_RELEASED} files and folders")));
            self.entries = self.entries.checked_sub(1).ok_or_else(too_many)?;
            let (kind, _) = folder.inspect(&name).map_err(fail)?;
            match kind {
                Kind::Folder => {
                    let too_deep = || fail(invalid(&format!("it lies below more than {DEEPEST_RELEASED} folders")));
                    let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
                    let inner = folder.inner(&name).map_err(fail)?;
                    self.read_folder(&inner, &path, &format!("{prefix}{text}/"), depth)?;
                }
                Kind::File => {
                    let (file, stat) = folder.file(&name).map_err(fail)?;
                    let bytes = self.content(file, stat.length).map_err(fail)?;
                    self.tree.insert(format!("{prefix}{text}"), bytes);
                }
                Kind::Link | Kind::Special(_) => return Err(fail(no_plain_file())),
            }
        }
        Ok(())
    }

    /// The content of a file. Its size is checked before it is read, and again after, in case it grew.
    fn content(&mut self, file: File, length: u64) -> io::Result<Vec<u8>> {
        let too_large = || {
            let reason = format!("with it, the release is larger than {} MiB", LARGEST_RELEASE >> 20);
            io::Error::new(io::ErrorKind::FileTooLarge, reason)
        };
        if length > self.bytes {
            return Err(too_large());
        }
        let bytes = content(file, length, self.bytes + 1)?;
        self.bytes = self.bytes.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        Ok(bytes)
    }
}

/// Whether files and folders of this name are ignored: hidden ones, such as `.gitignore`, `.DS_Store` and Vim's `.x.swp`; backups
/// of editors, `x~` and `#x#`; and lock files of Office, `~$x`.
pub fn is_ignored(name: &str) -> bool {
    let between = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    name.starts_with('.') || name.ends_with('~') || name.starts_with("~$") || between
}

/// Reads one plain file of at most `most` bytes. Does not follow links, and never blocks on a pipe.
///
/// # Errors
/// If it is missing, not a plain file, too large, or cannot be read.
pub fn file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(no_plain_file)?;
    let (file, stat) = Folder::open(folder)?.file(name)?;
    if stat.length > most {
        return Err(too_large(most));
    }
    let bytes = content(file, stat.length, most + 1)?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

/// The content of an open file, at most `most` bytes. `length` is its expected size.
///
/// # Errors
/// If there is not enough memory, or it cannot be read.
pub fn content(file: File, length: u64, most: u64) -> io::Result<Vec<u8>> {
    if length >= MOST_BYTES {
        return Err(no_plain_file());
    }
    let mut bytes = Vec::new();
    // Room for one more byte, so that the end is found without another allocation.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1))?;
    // A file may grow while it is read.
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn no_plain_file() -> io::Error {
    invalid("it is not a plain file under 4 GiB")
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

fn too_large(most: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MiB", most >> 20))
}

/// Reads one file of at most `most` bytes that a user named. Follows links.
///
/// # Errors
/// If it is missing, not a plain file (a pipe could block for ever), too large, or cannot be read.
#[expect(clippy::disallowed_methods, reason = "this is the only reader")]
pub fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let fail = |error| ReadError { path: path.to_owned(), error };
    if !std::fs::metadata(path).map_err(fail)?.is_file() {
        return Err(fail(no_plain_file()));
    }
    let file = File::open(path).map_err(fail)?;
    let length = file.metadata().map_err(fail)?.len();
    if length > most {
        return Err(fail(too_large(most)));
    }
    let bytes = content(file, length, most + 1).map_err(fail)?;
    if bytes.len() as u64 > most { Err(fail(too_large(most))) } else { Ok(bytes) }
}

/// The project that contains `start`: the nearest folder upwards with `report/report.toml`.
pub fn find_project(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join("report/report.toml").is_file()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, path: &str, length: u64) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test writes what is read")]
        File::create(path).unwrap().set_len(length).unwrap();
    }

    /// `verify` once read files of up to 4 GiB each, however many there were.
    #[test]
    fn a_release_has_most_bytes_files_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a.pdf", 7);
        write(folder.path(), "source/report/b.toml", 3);
        // Of a release in full size, a folder has `LARGEST_RELEASE` bytes, `MOST_RELEASED` entries and `DEEPEST_RELEASED` folders.
        let said = |bytes, entries, depth| {
            let open = Folder::open(folder.path()).unwrap();
            let mut reader = ReleaseReader { tree: Tree::new(), bytes, entries };
            let outcome = reader.read_folder(&open, folder.path(), "", depth);
            outcome.err().map(|ReadError { path, error }| (path.file_name().unwrap().to_owned(), error.to_string()))
        };
        assert_eq!(said(10, 4, 2), None);
        for (bytes, entries, depth, name, words) in [
            (9, 4, 2, "b.toml", "with it, the release is larger than 2048 MiB"),
            (10, 3, 2, "b.toml", "a release has at most 131068 files and folders"),
            (10, 4, 1, "report", "it lies below more than 34 folders"),
        ] {
            assert_eq!(said(bytes, entries, depth), Some((name.into(), words.to_owned())));
        }
        // In full size nothing of it is read. The file has no blocks on the disk.
        write(folder.path(), "a.pdf", LARGEST_RELEASE + 1);
        assert!(release(folder.path()).unwrap_err().to_string().contains("a.pdf`: with it, the release is larger"));
        assert_eq!((MOST_RELEASED, DEEPEST_RELEASED), (131_068, 34));
    }

    #[test]
    fn a_file_has_the_most_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a", 5 << 20);
        let read =
            |most| file(&folder.path().join("a"), most).map(|bytes| bytes.len()).map_err(|error| error.to_string());
        assert_eq!(read(5 << 20), Ok(5 << 20));
        assert_eq!(read((5 << 20) - 1), Err("it is larger than 4 MiB".to_owned()));
    }
}
