//! The only writer of files: atomic, so that a file is whole or absent, and an earlier one stays until it is replaced.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files::{read::folder_of, walk::Lock};

use super::strays;

/// A file that could not be written. An earlier file of its name is unchanged.
#[derive(Debug)]
pub struct WriteError {
    pub path: PathBuf,
    pub error: io::Error,
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.error)
    }
}

/// A file that is written but not yet renamed.
pub struct Pending {
    path: PathBuf,
    file: tempfile::NamedTempFile,
    /// Prevents other runs from removing the file before it is renamed.
    _lock: Lock,
}

impl Pending {
    /// Renames the file, replacing an earlier one. Fails if the folder does not allow it; the earlier file is then unchanged.
    pub fn publish(self) -> Result<(), WriteError> {
        let path = self.path;
        self.file.persist(&path).map(drop).map_err(|error| WriteError { path, error: error.error })
    }
}

/// Writes a hidden file beside `path`, in a new folder if needed. Dropping the result removes it. Fails if the disk is full.
pub fn prepare(path: &Path, bytes: &[u8]) -> Result<Pending, WriteError> {
    write_hidden(path, folder_of(path), bytes).map_err(|error| WriteError { path: path.to_owned(), error })
}

/// Writes a hidden file into a folder, for a path on the same disk.
fn write_hidden(path: &Path, folder: &Path, bytes: &[u8]) -> io::Result<Pending> {
    let (builder, lock) = strays::temporary(folder, 0o666)?;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(Pending { path: path.to_owned(), file, _lock: lock })
}

/// Writes one file atomically. Fails as [`prepare`] and [`Pending::publish`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    prepare(path, bytes)?.publish()
}

/// Writes files, all of them before the first is renamed. Fails as [`prepare`] and [`Pending::publish`].
pub fn write_all<'a>(files: impl IntoIterator<Item = (PathBuf, &'a [u8])>) -> Result<(), WriteError> {
    let pending: Result<Vec<_>, _> = files.into_iter().map(|(path, bytes)| prepare(&path, bytes)).collect();
    pending?.into_iter().try_for_each(Pending::publish)
}

/// Writes one file atomically, through the folder `temporary`, so that a killed run leaves nothing in the file's own folder. If
/// `temporary` is on another disk, the file's own folder is used after all. A folder that is not there is made. Fails as [`prepare`] and
/// [`Pending::publish`].
pub fn write_from(temporary: &Path, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let fail = |error| WriteError { path: path.to_owned(), error };
    std::fs::create_dir_all(folder_of(path)).map_err(fail)?;
    strays::remove(folder_of(path));
    match write_hidden(path, temporary, bytes).map_err(fail)?.publish() {
        Err(WriteError { error, .. }) if error.kind() == io::ErrorKind::CrossesDevices => write(path, bytes),
        outcome => outcome,
    }
}

/// Removes a file, and the folders above it that are then empty, up to `top`. A file that is gone already is fine. Fails if the folder does
/// not allow it.
pub fn remove(path: &Path, top: &Path) -> Result<(), WriteError> {
    strays::remove(folder_of(path));
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(WriteError { path: path.to_owned(), error });
        }
        _ => {}
    }
    let above = path.ancestors().skip(1).take_while(|folder| *folder != top && folder.starts_with(top));
    let _first_full = above.map(std::fs::remove_dir).find(Result::is_err);
    Ok(())
}

/// Writes a file into a hidden folder that is renamed later. Fails if the disk is full, or the file exists already.
#[expect(clippy::disallowed_methods, reason = "this is the only writer")]
pub fn write_inside(hidden: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let path = hidden.join(path);
    std::fs::create_dir_all(folder_of(&path))?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
