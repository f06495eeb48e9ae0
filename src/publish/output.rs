//! The one writer: a file appears whole or not at all, and an earlier one stays until then.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    write_hidden(path, bytes).map_err(|error| WriteError { path: path.to_owned(), error })
}

fn write_hidden(path: &Path, bytes: &[u8]) -> io::Result<Pending> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".raportti-");
    // Temporary files are private by default; a report is as open as the user's other files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(Pending { path: path.to_owned(), file })
}

/// Writes one file whole or not at all.
///
/// # Errors
/// As [`prepare`] and [`Pending::publish`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    prepare(path, bytes)?.publish()
}
