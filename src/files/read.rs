//! The only reader of files: every byte of a project is read once.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::bounds::file::MOST_BYTES;

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

/// Whether files of this name are ignored: hidden ones, such as `.x.swp`, backups of editors, `x~` and `#x#`, and locks of Office, `~$x`.
pub fn is_ignored(name: &str) -> bool {
    let between = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    name.starts_with('.') || name.ends_with('~') || name.starts_with("~$") || between
}

/// The folder of a path.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Reads one plain file of at most `most` bytes, without following links or blocking on a pipe. Fails if it is none, or too large.
pub fn file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    file_in(&Folder::open(folder_of(path))?, path.file_name().ok_or_else(no_plain_file)?, most)
}

/// The same in an open folder. Fails as [`file()`].
pub fn file_in(folder: &Folder, name: &OsStr, most: u64) -> io::Result<Vec<u8>> {
    let (file, stat) = folder.file(name)?;
    limited(file, stat.length, most)
}

/// The same for a file that a user named, which may be a link.
#[expect(clippy::disallowed_methods, reason = "this is the only reader")]
pub fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let read = || {
        if !std::fs::metadata(path)?.is_file() {
            return Err(no_plain_file());
        }
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        limited(file, length, most)
    };
    read().map_err(|error| ReadError { path: path.to_owned(), error })
}

/// The content of an open file. Its size is checked before it is read, and again after, in case it grew.
fn limited(file: File, length: u64, most: u64) -> io::Result<Vec<u8>> {
    let bytes = if length > most { None } else { Some(content(file, length, most + 1)?) };
    bytes
        .filter(|bytes| bytes.len() as u64 <= most)
        .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MiB", most >> 20)))
}

/// The content of an open file, at most `most` bytes. `length` is its expected size. Fails if there is not enough memory.
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
    io::Error::new(io::ErrorKind::InvalidData, "it is not a plain file under 4 GiB")
}

/// The project that contains `start`: the nearest folder upwards with `report/report.toml`. That may be something other than a file,
/// or not be readable: reading the project then reports it at its place.
pub fn find_project(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| exists(&folder.join("report/report.toml"))).map(Path::to_owned)
}

/// Whether there is something at a path, also a broken link, or something in a folder that may not be searched.
pub fn exists(path: &Path) -> bool {
    std::fs::symlink_metadata(path).map_or_else(|error| error.kind() == io::ErrorKind::PermissionDenied, |_| true)
}

/// What is at a path instead of a folder, in words; `None` for a folder, and if there is nothing.
pub fn instead_of_folder(path: &Path) -> Option<String> {
    match Folder::open(folder_of(path)).ok()?.inspect(path.file_name()?).ok()?.0 {
        Kind::Folder => None,
        Kind::File => Some("a file, not a folder".to_owned()),
        Kind::Link if path.is_dir() => None,
        Kind::Link => Some("a symbolic link that leads to no folder".to_owned()),
        Kind::Special(what) => Some(format!("{what}, not a folder")),
    }
}
