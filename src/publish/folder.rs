//! Writes whole folders: one appears with everything in it or not at all.

use std::io;
use std::path::Path;

use crate::data::read::Tree;

use super::output::{self, WriteError};

/// Writes a tree as a folder, which must be new or empty. The files are written into a hidden folder beside it, which then
/// gets its name; whatever stops the program before leaves at most the hidden one.
///
/// # Errors
/// When the folder has something in it, cannot be made, or the disk is full. The folder is then as it was.
pub fn write(folder: &Path, tree: &Tree) -> Result<(), WriteError> {
    let fail = |error: io::Error| WriteError { path: folder.to_owned(), error };
    let beside = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(beside).map_err(fail)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".raportti-");
    // Temporary folders are private by default; a report is as open as the user's other files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let hidden = builder.tempdir_in(beside).map_err(fail)?;
    for (path, bytes) in tree {
        output::write(&hidden.path().join(path), bytes)?;
    }
    // Some systems put a folder in place of an empty one, others only where there is none.
    if folder.is_dir() {
        std::fs::remove_dir(folder).map_err(fail)?;
    }
    std::fs::rename(hidden.path(), folder).map_err(fail)?;
    // It is no temporary folder any more.
    let _named = hidden.keep();
    Ok(())
}

/// Whether a folder can be written to without hiding what is there: it is new or empty.
pub fn is_new(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}
