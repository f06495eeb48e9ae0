//! The one reader: every byte of a project that goes into a build, read once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::bounds::file::MOST_BYTES;

use super::reading;
use super::unfit::Unfit;
use super::walk::Folder;

/// The folders whose files a report is made from.
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
    /// A file that no report is made of, where there is no other place to say so.
    Unfit(Unfit),
    /// The files changed while they were read, again and again. The path is that of one of them.
    Changing(String),
}

impl From<ReadError> for NotRead {
    fn from(error: ReadError) -> Self {
        NotRead::Error(error)
    }
}

/// Reads every file below `folder` of the project, several at once. A missing folder is an empty tree.
///
/// What is not the report's is passed over ([`passes_over`]).
///
/// # Errors
/// A file or folder that cannot be read, that is unfit for a report, or that changes while it is read.
pub fn tree(project: &Path, folder: &str) -> Result<Tree, NotRead> {
    let mut reading = reading::now(project, &[folder])?;
    match reading.unfit.is_empty() {
        true => Ok(reading.trees.remove(0)),
        false => Err(NotRead::Unfit(reading.unfit.remove(0))),
    }
}

/// Reads every file below a folder, hidden ones too, by their paths in it.
///
/// # Errors
/// The first file or folder that cannot be read, is a link or no plain file, or is 4 GiB or more.
pub fn whole(folder: &Path) -> Result<Tree, ReadError> {
    let mut tree = Tree::new();
    gather(folder, "", &mut tree)?;
    Ok(tree)
}

fn gather(folder: &Path, prefix: &str, tree: &mut Tree) -> Result<(), ReadError> {
    for entry in std::fs::read_dir(folder).map_err(|error| ReadError { path: folder.to_owned(), error })? {
        let entry = entry.map_err(|error| ReadError { path: folder.to_owned(), error })?;
        let path = entry.path();
        let fail = |error| ReadError { path: path.clone(), error };
        let inner = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = std::fs::symlink_metadata(&path).map_err(fail)?;
        if metadata.is_dir() {
            gather(&path, &format!("{inner}/"), tree)?;
        } else if !metadata.is_file() {
            return Err(fail(no_plain_file()));
        } else {
            tree.insert(inner, file(&path).map_err(fail)?);
        }
    }
    Ok(())
}

/// Whether a file or folder of this name is not the report's: hidden ones, such as `.gitignore`, `.DS_Store` and Vim's
/// `.x.swp`; backups of editors, `x~` and `#x#`; and locks of Office, `~$x`.
pub fn passes_over(name: &str) -> bool {
    let between = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    name.starts_with('.') || name.ends_with('~') || name.starts_with("~$") || between
}

/// Reads one plain file. A link is not followed, and nobody is waited for.
///
/// # Errors
/// When it is not there, is no plain file, is 4 GiB or more, or cannot be read.
pub fn file(path: &Path) -> io::Result<Vec<u8>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(no_plain_file)?;
    let (file, stat) = Folder::open(folder)?.file(name)?;
    let bytes = content(file, stat.length, MOST_BYTES)?;
    if bytes.len() as u64 >= MOST_BYTES { Err(no_plain_file()) } else { Ok(bytes) }
}

/// What an open file holds, but no more than `most` bytes. It is expected to have `length`.
///
/// # Errors
/// When there is no memory for it, or it cannot be read.
pub fn content(file: File, length: u64, most: u64) -> io::Result<Vec<u8>> {
    if length >= MOST_BYTES {
        return Err(no_plain_file());
    }
    let mut bytes = Vec::new();
    // One byte more shows that nothing is left to read.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1))?;
    // A file may grow while it is read.
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn no_plain_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not a plain file under 4 GiB")
}

/// Reads one file that anybody may have made, unless it is larger than `most` bytes.
///
/// # Errors
/// When it is not there, too large, or cannot be read.
#[expect(clippy::disallowed_methods, reason = "this is the one reader")]
pub fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let fail = |error| ReadError { path: path.to_owned(), error };
    let too_large = || {
        let reason = format!("it is larger than {} MiB", most >> 20);
        fail(io::Error::new(io::ErrorKind::FileTooLarge, reason))
    };
    let file = File::open(path).map_err(fail)?;
    let length = file.metadata().map_err(fail)?.len();
    if length > most {
        return Err(too_large());
    }
    // A device says nothing about its length, and may have no end.
    let bytes = content(file, length, most + 1).map_err(fail)?;
    if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

/// The project that contains `start`: the nearest folder upwards that has `report/report.toml`.
pub fn find_project(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join("report/report.toml").is_file()).map(Path::to_owned)
}
