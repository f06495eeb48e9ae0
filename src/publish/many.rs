//! Writes many files, each of which is the old one or the new one at any moment. docs/decisions/imports-replace-files.md has the measurements.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use crate::files::read::folder_of;

use super::disk::{self, Disk};
use super::output::{self, WriteError};
use super::strays;

/// How many files are written, renamed or removed at once.
const MOST_WRITERS: usize = 16;
/// From how many files on they are spread over the disk.
pub const MANY: usize = 64;
/// Over how many folders they are spread then.
const FOLDERS: usize = 8;
/// So many files are waited for one by one. For more a disk is waited for once, if it tells what it could not write; it then also writes what
/// other programs wrote, so that few files would wait longer.
pub const MOST_ONE_BY_ONE: usize = 1000;

/// Writes files through the folder `temporary`, all of them before the first is put in its place: a full disk changes none. The files of a
/// step are put in their places at once, after those of the steps before. Fails as [`output::write_from`].
pub fn write_all_from(temporary: &Path, steps: Vec<Vec<(PathBuf, &[u8])>>) -> Result<(), WriteError> {
    let fail = |path: &Path, error| WriteError { path: path.to_owned(), error };
    let (builder, _lock) = strays::temporary(temporary, 0o666).map_err(|error| fail(temporary, error))?;
    let lengths: Vec<usize> = steps.iter().map(Vec::len).collect();
    let files: Vec<(usize, (PathBuf, &[u8]))> = steps.into_iter().flatten().enumerate().collect();
    // Each folder with the first of its files.
    let folders: BTreeMap<&Path, &Path> =
        files.iter().rev().map(|(_, (path, _))| (folder_of(path), path.as_path())).collect();
    for (folder, path) in folders {
        std::fs::create_dir_all(folder).map_err(|error| fail(path, error))?;
    }
    let Some((_, (first, _))) = files.first() else { return Ok(()) };
    let hidden = Hidden::new(temporary, files.len()).map_err(|error| fail(first, error))?;

    let written = at_once(files, &|(number, (path, bytes)): (usize, (PathBuf, &_))| {
        let file = hidden.write(number, &builder, bytes);
        match file {
            Ok(file) => Ok((file, path, bytes)),
            Err(error) => Err(fail(&path, error)),
        }
    })?;
    hidden.wait_for(&written).map_err(|(path, error)| fail(path, error))?;
    let named: BTreeSet<PathBuf> = written.iter().map(|(_, path, _)| folder_of(path).to_owned()).collect();
    let mut written = written.into_iter();
    let mut replaced = Vec::new();
    for length in lengths {
        let step = written.by_ref().take(length).collect();
        replaced.extend(at_once(step, &|(file, path, bytes): (TempPath, PathBuf, &_)| put(file, &path, bytes))?);
    }
    // What is removed below is then not what the disk has under these names if it loses power. One that cannot promise this has the files all the same.
    for folder in named.iter().chain(&hidden.folders) {
        let _cannot = disk::settle(folder);
    }
    at_once(replaced, &|old: Option<TempPath>| {
        drop(old);
        Ok(())
    })?;
    Ok(())
}

/// Puts a new file in its place. Returns the file that was there if that one is now to be removed.
///
/// A rename alone removes the old file while its folders are locked: thousands would go one after the other.
fn put(new: TempPath, path: &Path, bytes: &[u8]) -> Result<Option<TempPath>, WriteError> {
    let fail = |error| WriteError { path: path.to_owned(), error };
    if is_plain(path) && exchange(&new, path).map_err(fail)? {
        return Ok(Some(new));
    }
    match new.persist(path) {
        Err(error) if error.error.kind() == io::ErrorKind::CrossesDevices => output::write(path, bytes)?,
        outcome => outcome.map_err(|error| fail(error.error))?,
    }
    Ok(None)
}

/// Gives a new file the name of a plain file, and that one its name. Returns whether it did: what is no plain file keeps its name, also if it took
/// the place of one a moment ago. Fails if it cannot have it back.
pub fn exchange(new: &Path, path: &Path) -> io::Result<bool> {
    if !disk::exchange(new, path) {
        return Ok(false);
    }
    if is_plain(new) {
        return Ok(true);
    }
    if disk::exchange(new, path) { Ok(false) } else { Err(io::ErrorKind::ResourceBusy.into()) }
}

fn is_plain(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

/// Folders of files that are written and not yet in their places. Each is removed when it is empty, and never what is in it.
struct Hidden {
    folders: Vec<PathBuf>,
    around: PathBuf,
    /// What to wait for, if not for each file.
    disk: Option<Disk>,
}

impl Hidden {
    /// Makes a folder in a folder. For many files, it has several, where the disk has room.
    ///
    /// New files are beside their folder on ext4. If thousands were removed there in the last minutes, an ext4 without a journal looks at all
    /// of these for each new file. A place where an earlier run removed its files is met again now and then: an eighth of them costs little.
    fn new(temporary: &Path, files: usize) -> io::Result<Self> {
        let around = private_folder(temporary)?;
        let disk = if files > MOST_ONE_BY_ONE { Disk::of(&around) } else { None };
        let mut hidden = Self { folders: Vec::new(), around, disk };
        let is_many = files >= MANY;
        if is_many {
            disk::spread(&hidden.around);
        }
        for _ in 0..if is_many { FOLDERS } else { 1 } {
            hidden.folders.push(private_folder(&hidden.around)?);
        }
        Ok(hidden)
    }

    /// Writes a file, and waits until the disk has it unless [`Hidden::wait_for`] does.
    fn write(&self, number: usize, builder: &Builder, bytes: &[u8]) -> io::Result<TempPath> {
        let mut file = builder.tempfile_in(&self.folders[number % self.folders.len()])?;
        file.write_all(bytes)?;
        if self.disk.is_none() {
            file.as_file().sync_all()?;
        }
        // A report has more files than a program may have open.
        Ok(file.into_temp_path())
    }

    /// Waits until the disk has all files. When it tells a fault, which can be that of another program, each file is asked for its own.
    fn wait_for<'f>(&self, files: &'f [(TempPath, PathBuf, &[u8])]) -> Result<(), (&'f Path, io::Error)> {
        if self.disk.as_ref().is_none_or(|disk| disk.wait().is_ok()) {
            return Ok(());
        }
        files.iter().try_for_each(|(file, path, _)| disk::settle(file).map_err(|error| (path.as_path(), error)))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        for folder in self.folders.iter().chain([&self.around]) {
            let _still_there = std::fs::remove_dir(folder);
        }
    }
}

/// Makes a hidden folder that only this user can open, whatever the permissions of new files are.
fn private_folder(parent: &Path) -> io::Result<PathBuf> {
    let folder = Builder::new().prefix(strays::PREFIX).tempdir_in(parent)?;
    #[cfg(unix)]
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(folder.keep())
}

/// Does a thing with each of many, several of them at once, and returns what comes of them in their order. A disk that is asked for many
/// things does them together: each file that is removed takes some milliseconds otherwise. Fails as the first that fails.
fn at_once<T: Send, R: Send>(
    all: Vec<T>,
    act: &(impl Fn(T) -> Result<R, WriteError> + Sync),
) -> Result<Vec<R>, WriteError> {
    let size = all.len().div_ceil(MOST_WRITERS).max(1);
    let mut left = all.into_iter();
    std::thread::scope(|scope| {
        let mut workers = Vec::new();
        loop {
            let part: Vec<T> = left.by_ref().take(size).collect();
            if part.is_empty() {
                break;
            }
            workers.push(scope.spawn(move || part.into_iter().map(act).collect::<Result<Vec<R>, _>>()));
        }
        let done = workers.into_iter().map(|worker| worker.join().expect("a writer does not panic"));
        Ok(done.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    })
}
