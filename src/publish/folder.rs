//! Writes folders atomically: with all files or not at all.

use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};

use crate::bounds::file::LONGEST_NAME;
use crate::files::{Tree, read, walk::Lock};

use super::output::{self, WriteError};
use super::strays::{self, UNFINISHED};

/// Writes a tree as a folder, which must be new or empty: into a hidden folder beside it, which is then renamed. A killed run leaves at
/// most the hidden folder, which the next run removes. Fails, without a change, if the folder is not empty, or the disk is full.
///
/// The folder in which the program runs cannot be replaced: its files are moved in, as [`write_into`] does, `last` after all others.
pub fn write(folder: &Path, tree: &Tree, last: &str) -> Result<(), WriteError> {
    if is_around_here(folder) {
        return write_into(folder, tree, last);
    }
    let fail = |error: io::Error| {
        let is_made = error.kind() == io::ErrorKind::DirectoryNotEmpty;
        let error = if is_made { io::Error::other("another program made it in the meantime") } else { error };
        WriteError { path: folder.to_owned(), error }
    };
    let beside = read::folder_of(folder);
    let (hidden, _lock) = write_hidden(beside, tree).map_err(fail)?;
    // Not every system can rename a folder over an empty one.
    if folder.is_dir() {
        std::fs::remove_dir(folder).map_err(fail)?;
    }
    std::fs::rename(hidden.path(), folder).map_err(fail)?;
    // No longer removed on drop.
    let _named = hidden.keep();
    Ok(())
}

/// Writes a tree into a folder with other files, none of which is in the tree. The files are written into a hidden folder
/// inside, and then moved up: `last`, which must be one of the names, after all others. If the program is killed meanwhile,
/// [`finish`] moves the rest. Fails if one of the names exists already, or the disk is full. The folder is then unchanged.
pub fn write_into(folder: &Path, tree: &Tree, last: &str) -> Result<(), WriteError> {
    let fail = |error: io::Error| WriteError { path: folder.to_owned(), error };
    let names: std::collections::BTreeSet<&str> = tree.keys().filter_map(|path| path.split('/').next()).collect();
    for name in names {
        if std::fs::symlink_metadata(folder.join(name)).is_ok() {
            let path = folder.join(name);
            return Err(WriteError { path, error: io::ErrorKind::AlreadyExists.into() });
        }
    }
    let mut whole: Tree = tree.iter().map(|(path, bytes)| (format!("{UNFINISHED}-/{path}"), bytes.clone())).collect();
    whole.insert(format!("{UNFINISHED}-last"), last.as_bytes().to_vec());
    let (hidden, _lock) = write_hidden(folder, &whole).map_err(fail)?;
    // Everything is written, and only has to be moved.
    let hidden = hidden.keep();
    std::fs::rename(hidden.join(format!("{UNFINISHED}-")), hidden.join(UNFINISHED)).map_err(fail)?;
    move_up(folder, &hidden, last).map_err(fail)
}

/// Finishes the moves of a killed [`write_into`]. Returns whether there was anything to move. Fails if a file cannot be moved.
pub fn finish(folder: &Path) -> Result<bool, WriteError> {
    let Ok(Some(_alone)) = Lock::exclusive(folder) else { return Ok(false) };
    let finish = || -> io::Result<bool> {
        let entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        let is_hidden = |entry: &DirEntry| entry.file_name().to_str().is_some_and(strays::is_hidden);
        let hidden = entries.iter().filter(|entry| is_hidden(entry)).map(DirEntry::path);
        let unfinished: Vec<PathBuf> = hidden.filter(|hidden| hidden.join(UNFINISHED).is_dir()).collect();
        for hidden in &unfinished {
            let last = read::file(&hidden.join(format!("{UNFINISHED}-last")), LONGEST_NAME as u64)?;
            move_up(folder, hidden, &String::from_utf8_lossy(&last))?;
        }
        Ok(!unfinished.is_empty())
    };
    finish().map_err(|error| WriteError { path: folder.to_owned(), error })
}

fn move_up(folder: &Path, hidden: &Path, last: &str) -> io::Result<()> {
    let mut names = std::fs::read_dir(hidden.join(UNFINISHED))?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort_by_key(|name| (name == last, name.clone()));
    for name in names {
        std::fs::rename(hidden.join(UNFINISHED).join(&name), folder.join(&name))?;
    }
    std::fs::remove_dir_all(hidden)
}

/// Writes a tree into a hidden folder. The lock prevents other runs from removing it.
fn write_hidden(beside: &Path, tree: &Tree) -> io::Result<(tempfile::TempDir, Lock)> {
    let (builder, lock) = strays::temporary(beside, 0o777)?;
    let hidden = builder.tempdir_in(beside)?;
    for (path, bytes) in tree {
        output::write_inside(hidden.path(), path, bytes)?;
    }
    Ok((hidden, lock))
}

/// Whether a folder is the working directory, or one that holds it.
fn is_around_here(folder: &Path) -> bool {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    folder.canonicalize().is_ok_and(|folder| here.is_ok_and(|here| here.starts_with(folder)))
}

/// Whether a folder does not exist or is empty, after what killed runs left there was finished or removed.
pub fn is_new(folder: &Path) -> bool {
    if folder.is_dir() && finish(folder).unwrap_or(false) {
        return false;
    }
    strays::remove(folder);
    std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}
