//! Reads a consistent state of a project: the files of one moment, even while somebody writes.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use crate::bounds::file::{
    DEEPEST_FOLDER, EMPTIED, FRESH, LARGEST_OTHER, LARGEST_PROJECT, LARGEST_TEXT, MOST_FILES, MOST_READINGS, QUIET,
};

use super::Tree;
use super::read::{self, NotRead, ReadError};
use super::unfit::{Unfit, Why};
use super::walk::{Folder, Kind, Stat};

/// The extensions of text files; all others count as images and fonts.
const TEXTS: [&str; 8] = ["toml", "md", "csv", "typ", "j2", "csl", "json", "txt"];

/// A state of a project.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// The files of each requested folder.
    pub trees: Vec<Tree>,
    /// The file system's data on each file.
    pub stats: BTreeMap<String, Stat>,
    /// Sorted by path.
    pub unfit: Vec<Unfit>,
}

/// A state of a project, or why it was not read.
pub type Outcome = Result<Reading, NotRead>;

/// Why a reading failed.
enum ReadFailure {
    /// This file or folder changed meanwhile.
    Changed(String),
    Error(ReadError),
}

/// Reads folders of a project when nobody writes in them: nothing has changed for a while, or two readings agree, and no file was
/// just emptied.
///
/// # Errors
/// If a file or folder cannot be read, or files keep changing.
#[expect(clippy::disallowed_methods, reason = "the clock says whether to read again, and has no part in what is read")]
pub fn settled(project: &Path, folders: &[&str]) -> Outcome {
    read_until_stable(&mut || read_once(project, folders), &mut SystemTime::now, &mut std::thread::sleep)
}

/// Reads until a reading is stable. `now` is the clock, and `rest` waits for a time.
fn read_until_stable(
    read: &mut dyn FnMut() -> Result<Reading, ReadFailure>,
    now: &mut dyn FnMut() -> SystemTime,
    rest: &mut dyn FnMut(Duration),
) -> Outcome {
    let (mut earlier, mut quiet, mut changed) = (None, FRESH, String::new());
    for _ in 0..MOST_READINGS {
        let before = now();
        match read() {
            Ok(reading) => {
                let emptied = emptied(&reading.stats, before);
                let is_same = earlier.as_ref() == Some(&reading);
                let newest =
                    newest(&reading.stats).filter(|(_, changed)| !is_same && is_fresh(*changed, before, quiet));
                match emptied.or(newest.map(|(path, _)| path)) {
                    None => return Ok(reading),
                    Some(path) => changed = path.to_owned(),
                }
                // Two readings that differ mean that somebody is writing.
                quiet = if earlier.is_some() || emptied.is_some() { QUIET } else { quiet };
                earlier = Some(reading);
            }
            Err(ReadFailure::Error(error)) => return Err(error.into()),
            Err(ReadFailure::Changed(path)) => (earlier, quiet, changed) = (None, QUIET, path),
        }
        rest(quiet);
    }
    Err(NotRead::Changing(changed))
}

/// Reads every file below `folder` of the project, in parallel, except ignored ones ([`read::is_ignored`]). A missing folder is an
/// empty tree.
///
/// # Errors
/// A file or folder that cannot be read, that is unfit for a report, or that changes while it is read.
pub fn tree(project: &Path, folder: &str) -> Result<Tree, NotRead> {
    let mut reading = now(project, &[folder])?;
    match reading.unfit.is_empty() {
        true => Ok(reading.trees.remove(0)),
        false => Err(NotRead::Unfit(reading.unfit.remove(0))),
    }
}

/// Reads folders of a project without waiting, for a caller that is notified of the next change.
///
/// # Errors
/// If a file or folder cannot be read, or files change during each of several readings.
pub fn now(project: &Path, folders: &[&str]) -> Outcome {
    let mut changed = String::new();
    for _ in 0..MOST_READINGS {
        match read_once(project, folders) {
            Ok(reading) => return Ok(reading),
            Err(ReadFailure::Error(error)) => return Err(error.into()),
            Err(ReadFailure::Changed(path)) => changed = path,
        }
        std::thread::sleep(FRESH);
    }
    Err(NotRead::Changing(changed))
}

/// The file that changed last, with its time.
fn newest(stats: &BTreeMap<String, Stat>) -> Option<(&str, (i64, u32))> {
    stats.iter().map(|(path, stat)| (path.as_str(), stat.touched())).max_by_key(|(_, touched)| *touched)
}

/// Whether a time is less than `quiet` before `now`, or after it, as on a disk with another clock.
fn is_fresh(changed: (i64, u32), now: SystemTime, quiet: Duration) -> bool {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = u64::try_from(changed.0).map_or(Duration::ZERO, |seconds| Duration::new(seconds, changed.1));
    changed + quiet > now
}

/// A file that has no length since less than [`EMPTIED`] before `now`. A time after `now` is one of another machine's clock, by which
/// the file would count as emptied without end.
fn emptied(stats: &BTreeMap<String, Stat>, now: SystemTime) -> Option<&str> {
    let is_emptied = |stat: &Stat| {
        stat.length == 0 && is_fresh(stat.touched(), now, EMPTIED) && !is_fresh(stat.touched(), now, Duration::ZERO)
    };
    stats.iter().find(|(_, stat)| is_emptied(stat)).map(|(path, _)| path.as_str())
}

/// Reads once, and compares the files' stats before and after: notices a change in between, unless it has the same time stamp as an
/// earlier one.
fn read_once(project: &Path, folders: &[&str]) -> Result<Reading, ReadFailure> {
    let found = find(project, folders)?;
    let contents: Vec<Result<_, ReadFailure>> = found.places.par_iter().map(|place| contents(project, place)).collect();
    let mut trees: Vec<Tree> = folders.iter().map(|_| Tree::new()).collect();
    // Everything is read before errors are checked, so that the first error is always the same.
    for content in contents {
        for (path, bytes) in content? {
            let top = path.split('/').next();
            let at = folders.iter().position(|folder| top == Some(folder)).expect("each path begins with its folder");
            trees[at].insert(path, bytes);
        }
    }
    let again = find(project, folders)?;
    if let Some(path) = found.difference(&again) {
        return Err(ReadFailure::Changed(path));
    }
    let Found { places, unfit, .. } = found;
    let stats = places.into_iter().flat_map(|place| {
        let folder = place.folder.join("/");
        place.files.into_iter().map(move |(name, stat)| (format!("{folder}/{name}"), stat))
    });
    Ok(Reading { trees, stats: stats.collect(), unfit })
}

/// The files found in a project.
#[derive(Default, PartialEq, Eq)]
struct Found {
    places: Vec<Place>,
    unfit: Vec<Unfit>,
    /// The number of files and folders, and the total size of the files.
    entries: usize,
    bytes: u64,
    /// The maximum size of a text file, in bytes.
    largest_text: u64,
}

/// A folder with the files in it.
#[derive(PartialEq, Eq)]
struct Place {
    /// The path from the project, as names.
    folder: Vec<String>,
    /// Sorted by name.
    files: Vec<(String, Stat)>,
}

impl Found {
    /// The path of a file that differs.
    fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        let files = |found: &Self| -> BTreeMap<String, Stat> {
            let of = |place: &Place| {
                let folder = place.folder.join("/");
                place.files.iter().map(|(name, stat)| (format!("{folder}/{name}"), *stat)).collect::<Vec<_>>()
            };
            found.places.iter().flat_map(of).collect()
        };
        let (own, others) = (files(self), files(other));
        let changed = own.iter().find(|(path, stat)| others.get(*path) != Some(stat)).map(|(path, _)| path);
        let new = others.keys().find(|path| !own.contains_key(*path));
        Some(changed.or(new).cloned().unwrap_or_else(|| "report".to_owned()))
    }
}

fn find(project: &Path, folders: &[&str]) -> Result<Found, ReadFailure> {
    let error = |error| ReadFailure::Error(ReadError { path: project.to_owned(), error });
    let root = Folder::open(project).map_err(error)?;
    let mut found = Found { largest_text: LARGEST_TEXT, ..Found::default() };
    for name in folders {
        match root.inspect(OsStr::new(name)) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(error(fault)),
            Ok((Kind::Folder, _)) => {
                let folder = root.inner(OsStr::new(name)).map_err(|fault| failure_at(project, name, fault))?;
                walk(project, &folder, &mut vec![(*name).to_owned()], &mut found)?;
            }
            Ok((kind, _)) => found.unfit.push(Unfit { path: (*name).to_owned(), why: unfit(kind) }),
        }
    }
    found.places.sort_by(|one, other| one.folder.cmp(&other.folder));
    found.unfit.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn unfit(kind: Kind) -> Why {
    match kind {
        Kind::Link => Why::Link,
        Kind::Special(what) => Why::Special(what),
        Kind::File | Kind::Folder => Why::Special("of another kind"),
    }
}

/// Finds the files below a folder. `path` is its path from the project, as names.
fn walk(project: &Path, folder: &Folder, path: &mut Vec<String>, found: &mut Found) -> Result<(), ReadFailure> {
    let here = path.join("/");
    let is_wanted = |name: &OsStr| name.to_str().is_none_or(|name| !read::is_ignored(name));
    let names = folder.names(MOST_FILES + 1, is_wanted).map_err(|fault| failure_at(project, &here, fault))?;
    let inspected: Vec<_> = names.par_iter().map(|name| folder.inspect(name)).collect();
    let mut files = Vec::new();
    for (name, inspected) in names.into_iter().zip(inspected) {
        let inner = format!("{here}/{}", name.to_string_lossy());
        found.entries += 1;
        if found.entries > MOST_FILES {
            // Reported once: the folders above come here, too.
            if found.entries == MOST_FILES + 1 {
                found.unfit.push(Unfit { path: inner, why: Why::TooManyFiles { most: MOST_FILES } });
            }
            break;
        }
        let Some(text) = name.to_str() else {
            found.unfit.push(Unfit { path: inner, why: Why::Name });
            continue;
        };
        let (kind, stat) = inspected.map_err(|fault| failure_at(project, &inner, fault))?;
        match kind {
            Kind::Folder if path.len() >= DEEPEST_FOLDER => {
                found.unfit.push(Unfit { path: inner, why: Why::TooDeep { most: DEEPEST_FOLDER } });
            }
            Kind::Folder => {
                let below = folder.inner(&name).map_err(|fault| failure_at(project, &inner, fault))?;
                path.push(text.to_owned());
                walk(project, &below, path, found)?;
                path.pop();
            }
            Kind::File => match measured(project, &inner, stat, found) {
                Ok(()) => files.push((text.to_owned(), stat)),
                Err(why) => found.unfit.push(Unfit { path: inner, why }),
            },
            kind => found.unfit.push(Unfit { path: inner, why: unfit(kind) }),
        }
    }
    found.places.push(Place { folder: path.clone(), files });
    Ok(())
}

/// Counts the bytes of a file, unless it is too large by itself or together with those before it.
fn measured(project: &Path, path: &str, stat: Stat, found: &mut Found) -> Result<(), Why> {
    let bytes = stat.length;
    if is_text(path) {
        if bytes > found.largest_text {
            // The report's own limit is read only if it is needed.
            found.largest_text = largest_text(project);
        }
        if bytes > found.largest_text {
            return Err(Why::LargeText { bytes, most: found.largest_text });
        }
    } else if bytes > LARGEST_OTHER {
        return Err(Why::LargeFile { bytes, most: LARGEST_OTHER });
    }
    if found.bytes + bytes > LARGEST_PROJECT {
        return Err(Why::LargeProject { most: LARGEST_PROJECT });
    }
    found.bytes += bytes;
    Ok(())
}

/// Whether a file is a text file, by its extension.
pub fn is_text(path: &str) -> bool {
    let end = Path::new(path).extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    TEXTS.contains(&end.as_str())
}

/// The maximum size of a text file in bytes: `text` under `[limits]` in `report/report.toml`, in millions.
fn largest_text(project: &Path) -> u64 {
    let folder = Folder::open(project).and_then(|project| project.inner(OsStr::new("report")));
    let file = folder.and_then(|folder| folder.file(OsStr::new("report.toml")));
    let bytes = file.ok().filter(|(_, stat)| stat.length <= LARGEST_TEXT);
    let bytes = bytes.and_then(|(file, stat)| read::content(file, stat.length, LARGEST_TEXT).ok()).unwrap_or_default();
    largest_text_of(&bytes)
}

/// The same, from the content of `report/report.toml`.
pub fn largest_text_of(report: &[u8]) -> u64 {
    let table = std::str::from_utf8(report).ok().and_then(|text| text.parse::<toml::Table>().ok());
    let millions = table.as_ref().and_then(|table| table.get("limits")?.get("text")?.as_integer());
    let bytes =
        millions.and_then(|millions| u64::try_from(millions).ok()).map(|millions| millions.saturating_mul(1_000_000));
    bytes.map_or(LARGEST_TEXT, |bytes| bytes.clamp(LARGEST_TEXT, LARGEST_OTHER))
}

/// The contents of a folder's files, by their paths in the project.
fn contents(project: &Path, place: &Place) -> Result<Vec<(String, Vec<u8>)>, ReadFailure> {
    let here = place.folder.join("/");
    let mut folder = Folder::open(project).map_err(|fault| failure_at(project, &here, fault))?;
    for name in &place.folder {
        folder = folder.inner(OsStr::new(name)).map_err(|fault| failure_at(project, &here, fault))?;
    }
    let read = |(name, stat): &(String, Stat)| {
        let path = format!("{here}/{name}");
        let (file, now) = folder.file(OsStr::new(name)).map_err(|fault| failure_at(project, &path, fault))?;
        if now != *stat {
            return Err(ReadFailure::Changed(path));
        }
        let bytes =
            read::content(file, stat.length, stat.length + 1).map_err(|fault| failure_at(project, &path, fault))?;
        if bytes.len() as u64 == stat.length { Ok((path, bytes)) } else { Err(ReadFailure::Changed(path)) }
    };
    let read: Vec<_> = place.files.par_iter().map(read).collect();
    read.into_iter().collect()
}

/// A missing file, or one of another kind, counts as changed; everything else is an error.
fn failure_at(project: &Path, path: &str, error: io::Error) -> ReadFailure {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidData => {
            ReadFailure::Changed(path.to_owned())
        }
        _ => ReadFailure::Error(ReadError { path: project.join(path), error }),
    }
}

#[cfg(test)]
mod tests;
