//! Removes what killed runs left: files and folders that were being written, and never got their names.

use std::io;
use std::path::Path;

use crate::files::walk::Lock;

/// What the names of files and folders that are being written begin with. Six letters or digits follow.
pub const PREFIX: &str = ".raportti-";
const RANDOM: usize = 6;
/// The folder inside a hidden one whose content is still to be moved up.
pub const UNFINISHED: &str = "unfinished";

/// Whether this is the name of something that is being written, or was.
pub fn is_hidden(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == RANDOM && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Removes what killed runs left in a folder, unless another run is writing in it now. Nothing happens where there is no such
/// folder, or where it cannot be locked or changed: strays do no harm.
pub fn remove(folder: &Path) {
    if let Ok(Some(_alone)) = Lock::alone(folder) {
        let _still_there = sweep(folder);
    }
}

fn sweep(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // What only has to be moved is finished, not removed: [`super::folder::finish`].
        if entry.file_name().to_str().is_some_and(is_hidden) && !path.join(UNFINISHED).is_dir() {
            let _still_there = match entry.file_type()?.is_dir() {
                true => std::fs::remove_dir_all(path),
                false => std::fs::remove_file(path),
            };
        }
    }
    Ok(())
}
