//! Removes leftovers of killed runs: temporary files and folders that were never renamed.

use std::io;
use std::path::Path;

use tempfile::Builder;

use crate::files::walk::Lock;

/// The prefix of temporary files and folders. Six letters or digits follow.
pub const PREFIX: &str = ".raportti-";
const RANDOM: usize = 6;
/// The folder inside a temporary one whose content has to be moved up.
pub const UNFINISHED: &str = "unfinished";

/// Whether this is the name of a temporary file or folder.
pub fn is_hidden(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == RANDOM && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Makes a folder, if it is missing, and removes leftovers of killed runs from it. Returns a maker of temporary files and folders with
/// these permissions, and a lock that prevents other runs from removing them. Fails if the folder cannot be made or opened.
#[cfg_attr(not(unix), expect(unused_variables, reason = "permissions are those of Unix"))]
pub fn temporary(folder: &Path, mode: u32) -> io::Result<(Builder<'static, 'static>, Lock)> {
    std::fs::create_dir_all(folder)?;
    remove(folder);
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    // What is temporary is private by default; a report has the permissions of the user's other files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    Ok((builder, Lock::shared(folder)?))
}

/// Removes leftovers of killed runs from a folder, unless another run is writing in it. Ignores a folder that does not exist, or
/// cannot be locked or changed, since leftovers do no harm.
pub fn remove(folder: &Path) {
    if let Ok(Some(_alone)) = Lock::exclusive(folder) {
        let _still_there = sweep(folder);
    }
}

fn sweep(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Complete content that only has to be moved is left to [`super::folder::finish`].
        if entry.file_name().to_str().is_some_and(is_hidden) && !path.join(UNFINISHED).is_dir() {
            let _still_there = match entry.file_type()?.is_dir() {
                true => std::fs::remove_dir_all(path),
                false => std::fs::remove_file(path),
            };
        }
    }
    Ok(())
}
