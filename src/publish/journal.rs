//! Changes many files of a report at once. Until the disk has them, a journal holds what they had and what they get, so that the next
//! command finishes what a stopped one began.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::bounds::file::LARGEST_PROJECT;
use crate::files::walk::{Folder, Lock};
use crate::files::{Tree, read};

use super::output::{self, WriteError};
use super::strays::{self, TEMPORARY_FOLDER};

/// The journal, in the folder for temporary files.
pub const NAME: &str = "unfinished-import.json";

/// What a file had, `None` for a new one, and what it gets.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    old: Option<String>,
    new: String,
}

/// By paths in the project.
type Journal = BTreeMap<String, Change>;

/// An import that was stopped and cannot be finished.
#[derive(Debug)]
pub struct Unfinished(pub WriteError);

/// Writes the files of a report that an import changes, all of them or none, whatever happens: a failure puts back what they had, and after a
/// kill or a loss of power [`finish`] does the rest. Fails if the disk is full, a folder does not allow it, or another import writes.
pub fn save(project: &Path, report: &Tree, written: &BTreeMap<String, String>) -> Result<(), WriteError> {
    if written.is_empty() {
        return Ok(());
    }
    let old = |path: &str| report.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let changes = written.iter().map(|(path, new)| (path.clone(), Change { old: old(path), new: new.clone() }));
    let journal: Journal = changes.collect();
    let folder = project.join(TEMPORARY_FOLDER);
    let fail = |error| WriteError { path: folder.join(NAME), error };
    let (_, _lock) = strays::temporary(&folder, 0o666).map_err(fail)?;
    let bytes = serde_json::to_vec(&journal).expect("texts are JSON");
    output::prepare(&folder.join(NAME), &bytes)?.publish_new().map_err(|fault| match fault.error.kind() {
        io::ErrorKind::AlreadyExists => fail(io::Error::other("another import writes at this moment")),
        _ => fault,
    })?;
    // The disk must not have a file that is half before it has the journal.
    [project, &folder].into_iter().try_for_each(|folder| Folder::open(folder)?.sync()).map_err(fail)?;
    if let Err(error) = apply(project, journal.iter().map(|(path, change)| (&**path, &*change.new)).collect()) {
        if restore(project, &journal).is_ok() {
            remove(project)?;
        }
        return Err(error);
    }
    remove(project)
}

/// Finishes an import that was stopped while it wrote, unless it is still at it. Fails if somebody changed one of its files since, or a
/// file cannot be written.
pub fn finish(project: &Path) -> Result<(), Unfinished> {
    let folder = project.join(TEMPORARY_FOLDER);
    let path = folder.join(NAME);
    if !read::exists(&path) || is_written(&folder) {
        return Ok(());
    }
    let fail = |error| WriteError { path: path.clone(), error };
    let finished = || -> Result<(), WriteError> {
        let bytes = read::file(&path, LARGEST_PROJECT).map_err(fail)?;
        let journal: Journal = serde_json::from_slice(&bytes).map_err(|error| fail(error.into()))?;
        journal.iter().try_for_each(|(path, change)| {
            expect_stopped(project, path, change).map_err(|error| WriteError { path: project.join(path), error })
        })?;
        let (_, _lock) = strays::temporary(&folder, 0o666).map_err(fail)?;
        apply(project, journal.iter().map(|(path, change)| (&**path, &*change.new)).collect())?;
        remove(project)
    };
    finished().map_err(Unfinished)
}

/// Whether somebody holds the lock for writers, on systems that have it.
fn is_written(folder: &Path) -> bool {
    cfg!(unix) && !matches!(Lock::exclusive(folder), Ok(Some(_)))
}

/// Fails unless a file is one of a report, and is as an import can leave it. A journal may come with a project from anybody.
fn expect_stopped(project: &Path, path: &str, change: &Change) -> io::Result<()> {
    let is_plain = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains('\\');
    if !path.starts_with("report/") || !path.split('/').all(is_plain) {
        return Err(io::Error::other("it is no file of the report"));
    }
    let current = content(project, path)?;
    let is_left = match (&current, &change.old) {
        (None, old) => old.is_none(),
        (Some(bytes), old) => is_between(bytes, old.as_deref().unwrap_or_default().as_bytes(), change.new.as_bytes()),
    };
    is_left.then_some(()).ok_or_else(|| io::Error::other("it was changed since an import that writes it was stopped"))
}

/// Whether each byte is that of one of two texts, or one of those that stand in a file which becomes shorter or longer.
fn is_between(bytes: &[u8], old: &[u8], new: &[u8]) -> bool {
    let lengths = old.len().min(new.len())..=old.len().max(new.len());
    let is_of_both = |(at, byte): (usize, &u8)| {
        let is_filled = at >= new.len() && *byte == b'\n' || at >= old.len() && *byte == 0;
        old.get(at) == Some(byte) || new.get(at) == Some(byte) || is_filled
    };
    lengths.contains(&bytes.len()) && bytes.iter().enumerate().all(is_of_both)
}

/// Writes files, and waits until the disk has them.
fn apply(project: &Path, files: Vec<(&str, &str)>) -> Result<(), WriteError> {
    let fail = |path: &str, error| WriteError { path: project.join(path), error };
    let open = |path: &str| match folder_at(project, path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        folder => folder.map(Some).map_err(|error| fail(path, error)),
    };
    let parents: BTreeSet<&str> = files.iter().map(|(path, _)| parts(path).0).collect();
    let folders: BTreeMap<&str, Option<Folder>> =
        parents.into_iter().map(|path| Ok((path, open(path)?))).collect::<Result<_, _>>()?;
    let overwrite = |(path, text): &(&str, &str)| {
        let (parent, name) = parts(path);
        let Some(folder) = &folders[parent] else { return Ok(false) };
        output::overwrite(folder, OsStr::new(name), text.as_bytes()).map_err(|error| fail(path, error))
    };
    let overwritten: Vec<bool> = files.par_iter().map(overwrite).collect::<Result<_, _>>()?;
    let others = files.iter().zip(&overwritten).filter(|(_, is_overwritten)| !**is_overwritten);
    let others: Vec<(PathBuf, &[u8])> = others.map(|((path, text), _)| (project.join(path), text.as_bytes())).collect();
    output::write_all_from(&project.join(TEMPORARY_FOLDER), vec![others])?;
    let mut there = folders.iter().filter_map(|(path, folder)| Some((path, folder.as_ref()?)));
    there.try_for_each(|(path, folder)| folder.sync_files().map_err(|error| fail(path, error)))
}

/// Puts back what files had, and removes new ones.
fn restore(project: &Path, journal: &Journal) -> Result<(), WriteError> {
    let old = journal.iter().filter_map(|(path, change)| Some((&**path, change.old.as_deref()?)));
    apply(project, old.collect())?;
    let is_there =
        |path: &str, text: &str| matches!(content(project, path), Ok(Some(bytes)) if bytes == text.as_bytes());
    let mut new = journal.iter().filter(|(path, change)| change.old.is_none() && is_there(path, &change.new));
    new.try_for_each(|(path, _)| output::remove(&project.join(path), &project.join("report")))
}

/// Removes the journal, for good: found again after a loss of power, it would stand against what was changed since.
fn remove(project: &Path) -> Result<(), WriteError> {
    let folder = project.join(TEMPORARY_FOLDER);
    output::remove(&folder.join(NAME), &folder)?;
    let sync = || Folder::open(&folder)?.sync();
    sync().map_err(|error| WriteError { path: folder.join(NAME), error })
}

/// The content of a file in a project; `None` if there is none. Fails where a link stands in its path.
fn content(project: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    let (parent, name) = parts(path);
    match folder_at(project, parent).and_then(|folder| read::file_in(&folder, OsStr::new(name), LARGEST_PROJECT)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        content => content.map(Some),
    }
}

/// A folder in a project, without following links.
fn folder_at(project: &Path, path: &str) -> io::Result<Folder> {
    let names = path.split('/').filter(|name| !name.is_empty());
    names.fold(Folder::open(project), |folder, name| folder?.inner(OsStr::new(name)))
}

/// The folder of a path, and the name in it.
fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
