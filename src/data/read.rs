//! The one reader: every byte of a project that goes into a build, read once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::bounds::file::MOST_BYTES;

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

/// Reads every file below `folder` of the project, several at once. A missing folder is an empty tree.
///
/// What is not the report's is passed over ([`passes_over`]).
///
/// # Errors
/// A file or folder that cannot be read, is no plain file, or is 4 GiB or more.
pub fn tree(project: &Path, folder: &str) -> Result<Tree, ReadError> {
    let mut found = Vec::new();
    let root = project.join(folder);
    if root.is_dir() {
        walk(&root, folder, &mut found)?;
    }
    let read = found.into_par_iter().map(|(inner, path)| match plain_file(&path) {
        Ok(bytes) => Ok((inner, bytes)),
        Err(error) => Err(ReadError { path, error }),
    });
    // All are read before the first fault is looked for, so that it is the same one each time.
    let read: Vec<Result<(String, Vec<u8>), ReadError>> = read.collect();
    read.into_iter().collect()
}

/// Finds the files below a folder, by their paths in the project and in the file system.
fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result<(), ReadError> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |error| ReadError { path, error }
    };
    for entry in std::fs::read_dir(folder).map_err(fail(folder))? {
        let entry = entry.map_err(fail(folder))?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            let error = io::Error::new(io::ErrorKind::InvalidData, "the name is not UTF-8");
            return Err(ReadError { path, error });
        };
        if passes_over(&name) {
            continue;
        }
        let inner = format!("{prefix}/{name}");
        let mut kind = entry.file_type().map_err(fail(&path))?;
        if kind.is_symlink() {
            kind = std::fs::metadata(&path).map_err(fail(&path))?.file_type();
        }
        if kind.is_dir() {
            walk(&path, &inner, found)?;
        } else if kind.is_file() {
            found.push((inner, path));
        } else {
            return Err(ReadError { path, error: no_plain_file() });
        }
    }
    Ok(())
}

/// Reads a file of a project, unless it is too large for places to be counted in it.
#[expect(clippy::disallowed_methods, reason = "this is the one reader")]
fn plain_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length >= MOST_BYTES {
        return Err(no_plain_file());
    }
    let mut bytes = Vec::new();
    // One byte more shows that nothing is left to read.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1))?;
    // A file may grow while it is read.
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    if bytes.len() as u64 >= MOST_BYTES { Err(no_plain_file()) } else { Ok(bytes) }
}

fn no_plain_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not a plain file under 4 GiB")
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
        } else if !metadata.is_file() || metadata.len() >= MOST_BYTES {
            return Err(fail(no_plain_file()));
        } else {
            tree.insert(inner, file(&path).map_err(fail)?);
        }
    }
    Ok(())
}

/// Whether a file or folder of this name is not the report's: hidden ones, editors' backups (`name~`) and locks.
pub fn passes_over(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.ends_with('~')
}

/// Reads one file.
///
/// # Errors
/// When it is not there or cannot be read.
#[expect(clippy::disallowed_methods, reason = "this is the one reader")]
pub fn file(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// Reads one file that anybody may have made, unless it is larger than `most` bytes.
///
/// # Errors
/// When it is not there, too large, or cannot be read.
pub fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let fail = |error| ReadError { path: path.to_owned(), error };
    let length = std::fs::metadata(path).map_err(fail)?.len();
    if length > most {
        let reason = format!("it is larger than {} MiB", most >> 20);
        return Err(fail(io::Error::new(io::ErrorKind::FileTooLarge, reason)));
    }
    file(path).map_err(fail)
}

/// The project that contains `start`: the nearest folder upwards that has `report/report.toml`.
pub fn find_project(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join("report/report.toml").is_file()).map(Path::to_owned)
}
