//! The one writer: a file appears whole or not at all, and an earlier one stays until then.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files::walk::Lock;

use super::strays;

/// A file that could not be written. The earlier file of its name, if any, is untouched.
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

/// A file that is written but does not stand under its name yet.
pub struct Pending {
    path: PathBuf,
    file: tempfile::NamedTempFile,
    /// Until the file has its name, no other run takes it for a stray.
    _lock: Lock,
}

impl Pending {
    /// Gives the file its name, in place of an earlier one.
    ///
    /// # Errors
    /// When the folder does not allow it; the earlier file is then untouched.
    pub fn publish(self) -> Result<(), WriteError> {
        let path = self.path;
        self.file.persist(&path).map(drop).map_err(|error| WriteError { path, error: error.error })
    }
}

/// Writes `bytes` next to `path`, making its folder if needed. Dropping the result leaves nothing behind.
///
/// # Errors
/// When the folder cannot be made or the disk is full.
pub fn prepare(path: &Path, bytes: &[u8]) -> Result<Pending, WriteError> {
    write_hidden(path, folder_of(path), bytes).map_err(|error| WriteError { path: path.to_owned(), error })
}

/// The folder that a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a hidden file into a folder, for a path on the same disk.
fn write_hidden(path: &Path, folder: &Path, bytes: &[u8]) -> io::Result<Pending> {
    std::fs::create_dir_all(folder)?;
    strays::remove(folder);
    let lock = Lock::shared(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(strays::PREFIX);
    // Temporary files are private by default; a report is as open as the user's other files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(Pending { path: path.to_owned(), file, _lock: lock })
}

/// Writes one file whole or not at all.
///
/// # Errors
/// As [`prepare`] and [`Pending::publish`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    prepare(path, bytes)?.publish()
}

/// Writes files whole, all of them before the first gets its name.
///
/// # Errors
/// As [`prepare`] and [`Pending::publish`].
pub fn write_all<'a>(files: impl IntoIterator<Item = (PathBuf, &'a [u8])>) -> Result<(), WriteError> {
    let pending: Result<Vec<_>, _> = files.into_iter().map(|(path, bytes)| prepare(&path, bytes)).collect();
    pending?.into_iter().try_for_each(Pending::publish)
}

/// Writes one file whole or not at all, and keeps what is being written out of its folder, where a run that is killed would leave
/// it. It lies in `workshop` meanwhile, or in the folder after all when that is another disk.
///
/// # Errors
/// As [`prepare`] and [`Pending::publish`].
pub fn write_from(workshop: &Path, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let fail = |error| WriteError { path: path.to_owned(), error };
    strays::remove(folder_of(path));
    match write_hidden(path, workshop, bytes).map_err(fail)?.publish() {
        Err(WriteError { error, .. }) if error.kind() == io::ErrorKind::CrossesDevices => write(path, bytes),
        outcome => outcome,
    }
}

/// Writes a file into a folder that has no name yet, so that nobody sees it before it is whole.
///
/// # Errors
/// When the disk is full, or something of this name is there.
#[expect(clippy::disallowed_methods, reason = "this is the one writer")]
pub fn write_inside(hidden: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let path = hidden.join(path);
    std::fs::create_dir_all(folder_of(&path))?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
