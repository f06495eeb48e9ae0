//! Reads a consistent state of a folder: the files of one moment, even while somebody writes.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::bounds::file::{FRESH, LARGEST_TEXT, MOST_READINGS};

use super::Tree;
use super::limits::{self, Count, Limits};
use super::read::{self, NotRead, ReadError};
use super::settling::{Again, Reading, Settling};
use super::unfit::{Unfit, Why};
use super::walk::{Folder, Kind, Stat};

/// The part of a folder that is read.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// These folders in it, without ignored files ([`read::is_ignored`]); or every file, hidden ones included.
    pub folders: Option<&'s [&'s str]>,
    pub limits: Limits,
}

impl<'s> Scope<'s> {
    /// These folders of a project. A missing one is empty.
    pub fn project(folders: &'s [&'s str]) -> Self {
        Self { folders: Some(folders), limits: Limits::PROJECT }
    }
}

/// Reads folders of a project when nobody writes in them: nothing has changed for a while, or two readings agree, and no file was
/// just emptied. Fails if a file or folder cannot be read, or files keep changing.
pub fn settled(project: &Path, folders: &[&str]) -> Result<Reading, NotRead> {
    let mut settling = Settling::default();
    read_until(project, Scope::project(folders), |reading, began| settling.judge(reading, began))
}

/// Reads folders of a project without waiting, for a caller that is notified of the next change. Fails as [`settled`].
pub fn now(project: &Path, folders: &[&str]) -> Result<Reading, NotRead> {
    whole(project, Scope::project(folders))
}

/// The files of folders of a project. Fails also if one is unfit for a report.
pub fn tree(project: &Path, folders: &[&str]) -> Result<Tree, NotRead> {
    fit(now(project, folders)?)
}

/// Every file in the folder of a foreign release. Fails also if one is not a plain file, or exceeds a limit.
pub fn release(folder: &Path) -> Result<Tree, NotRead> {
    fit(whole(folder, Scope { folders: None, limits: Limits::RELEASE })?)
}

fn fit(mut reading: Reading) -> Result<Tree, NotRead> {
    if reading.unfit.is_empty() { Ok(reading.files) } else { Err(NotRead::Unfit(reading.unfit.remove(0))) }
}

fn whole(root: &Path, scope: Scope) -> Result<Reading, NotRead> {
    read_until(root, scope, |reading, _| reading.map_err(|path| Again { path, rest: FRESH }))
}

/// Reads until a reading is accepted. `accept` gets each one, or the path of a file that changed meanwhile, and when it began.
#[expect(
    clippy::disallowed_methods,
    reason = "the clock decides whether to read again, and changes nothing of what is read"
)]
fn read_until(
    root: &Path,
    scope: Scope,
    mut accept: impl FnMut(Result<Reading, String>, SystemTime) -> Result<Reading, Again>,
) -> Result<Reading, NotRead> {
    let mut changed = String::new();
    for _ in 0..MOST_READINGS {
        let began = SystemTime::now();
        let reading = match read_once(root, scope) {
            Err(NotRead::Changing(path)) => Err(path),
            other => Ok(other?),
        };
        match accept(reading, began) {
            Ok(reading) => return Ok(reading),
            Err(Again { path, rest }) => {
                changed = path;
                std::thread::sleep(rest);
            }
        }
    }
    Err(NotRead::Changing(changed))
}

/// Reads once, and compares the files' stats before and after, so that a change in between is noticed by its time stamp.
fn read_once(root: &Path, scope: Scope) -> Result<Reading, NotRead> {
    let listing = list(root, scope)?;
    let folders: Vec<_> = listing.files.chunk_by(|(one, _), (other, _)| parts(one).0 == parts(other).0).collect();
    let contents: Vec<_> = folders.into_par_iter().map(|files| contents(root, files)).collect();
    // Everything is read before errors are checked, so that the first error is always the same.
    let contents: Vec<_> = contents.into_iter().collect::<Result<_, _>>()?;
    if let Some(path) = listing.difference(&list(root, scope)?) {
        return Err(NotRead::Changing(path));
    }
    let Listing { files, unfit } = listing;
    Ok(Reading { files: contents.into_iter().flatten().collect(), stats: files.into_iter().collect(), unfit })
}

/// The files of a folder before they are read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by path.
    pub files: Vec<(String, Stat)>,
    /// Sorted by path.
    pub unfit: Vec<Unfit>,
}

impl Listing {
    /// The path of the first file that differs.
    pub fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        let same = self.files.iter().zip(&other.files).take_while(|(own, other)| own == other).count();
        let next = [self, other].into_iter().filter_map(|listing| listing.files.get(same));
        Some(next.map(|(path, _)| path.clone()).min().unwrap_or_else(|| "report".to_owned()))
    }
}

/// Lists the files of a folder. Fails if a folder cannot be read, or changes meanwhile.
pub fn list(root: &Path, Scope { folders, limits }: Scope) -> Result<Listing, NotRead> {
    let error = |error| NotRead::Error(ReadError { path: root.to_owned(), error });
    let open = Folder::open(root).map_err(error)?;
    let is_whole = folders.is_none();
    let mut lister = Lister { root, limits, is_whole, count: Count::default(), listing: Listing::default() };
    if is_whole {
        lister.walk(&open, "", limits.depth)?;
    }
    for name in folders.unwrap_or_default() {
        match open.inspect(OsStr::new(name)) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(error(fault)),
            Ok((Kind::Folder, _)) => {
                let folder = open.inner(OsStr::new(name)).map_err(|fault| failure_at(root, name, fault))?;
                lister.walk(&folder, name, limits.depth - 1)?;
            }
            Ok((kind, _)) => lister.listing.unfit.push(Unfit::new(*name, unfit(kind))),
        }
    }
    let Lister { mut listing, .. } = lister;
    listing.files.sort_by(|one, other| one.0.cmp(&other.0));
    listing.unfit.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(listing)
}

/// Why something is not read that should be a file or a folder of a project.
fn unfit(kind: Kind) -> Why {
    match kind {
        Kind::Link => Why::Link,
        Kind::Special(what) => Why::Special(what),
        Kind::File => Why::File,
        Kind::Folder => Why::Folder,
    }
}

struct Lister<'l> {
    root: &'l Path,
    limits: Limits,
    is_whole: bool,
    count: Count,
    listing: Listing,
}

impl Lister<'_> {
    /// Lists the files below a folder with at most `depth` more levels of folders.
    fn walk(&mut self, folder: &Folder, path: &str, depth: usize) -> Result<(), NotRead> {
        let root = self.root;
        let is_wanted = |name: &OsStr| self.is_whole || name.to_str().is_none_or(|name| !read::is_ignored(name));
        let names = folder.names(self.limits.entries + 1, is_wanted).map_err(|fault| failure_at(root, path, fault))?;
        let inspected: Vec<_> = names.par_iter().map(|name| folder.inspect(name)).collect();
        for (name, inspected) in names.into_iter().zip(inspected) {
            let text = name.to_string_lossy();
            let inner = if path.is_empty() { text.into_owned() } else { format!("{path}/{text}") };
            if let Err(why) = self.count.entry(&self.limits) {
                // Reported once: the folders above come here, too.
                if self.count.entries == self.limits.entries + 1 {
                    self.listing.unfit.push(Unfit::new(inner, why));
                }
                break;
            }
            let fault = match inspected.map_err(|fault| failure_at(root, &inner, fault)) {
                _ if name.to_str().is_none() => Some(Why::Name),
                Err(fault) => return Err(fault),
                Ok((Kind::Folder, _)) if depth == 0 => Some(Why::TooDeep(self.limits.depth)),
                Ok((Kind::Folder, _)) => {
                    let below = folder.inner(&name).map_err(|fault| failure_at(root, &inner, fault))?;
                    let files = self.listing.files.len();
                    self.walk(&below, &inner, depth - 1)?;
                    self.instead_of_file(&inner, files).then_some(Why::Folder)
                }
                Ok((Kind::File, stat)) => match self.file(&inner, stat.length) {
                    Ok(()) => {
                        self.listing.files.push((inner, stat));
                        continue;
                    }
                    Err(why) => Some(why),
                },
                Ok((kind, _)) => Some(unfit(kind)),
            };
            self.listing.unfit.extend(fault.map(|why| Unfit::new(inner, why)));
        }
        Ok(())
    }

    /// Whether a folder is in the place of a file; then its files, those from number `first`, are not read. In a report that is any
    /// folder that is called like a file, elsewhere an empty one: the files of a designer may lie anywhere.
    fn instead_of_file(&mut self, path: &str, first: usize) -> bool {
        let is_instead = !self.is_whole
            && limits::ends_like_a_file(path)
            && (path.starts_with("report/") || self.listing.files.len() == first);
        if is_instead {
            self.listing.files.truncate(first);
        }
        is_instead
    }

    /// Counts a file. The report's own limit of texts is read only if it is needed.
    fn file(&mut self, path: &str, bytes: u64) -> Result<(), Why> {
        let counted = self.count.file(path, bytes, &self.limits);
        if !self.is_whole && matches!(counted, Err(Why::LargeText(..))) {
            let folder = Folder::open(self.root).and_then(|root| root.inner(OsStr::new("report")));
            let report = folder.and_then(|folder| read::file_in(&folder, OsStr::new("report.toml"), LARGEST_TEXT));
            self.limits.text = limits::largest_text(&report.unwrap_or_default());
            return self.count.file(path, bytes, &self.limits);
        }
        counted
    }
}

/// The contents of files in one folder, by their paths.
fn contents(root: &Path, files: &[(String, Stat)]) -> Result<Vec<(String, Vec<u8>)>, NotRead> {
    let (here, _) = parts(&files[0].0);
    let opened = here.split('/').filter(|name| !name.is_empty());
    let opened = opened.fold(Folder::open(root), |folder, name| folder?.inner(OsStr::new(name)));
    let folder = opened.map_err(|fault| failure_at(root, here, fault))?;
    let read = |(path, stat): &(String, Stat)| {
        let fail = |fault| failure_at(root, path, fault);
        let (file, now) = folder.file(OsStr::new(parts(path).1)).map_err(fail)?;
        if now == *stat {
            let bytes = read::content(file, stat.length, stat.length + 1).map_err(fail)?;
            if bytes.len() as u64 == stat.length {
                return Ok((path.clone(), bytes));
            }
        }
        Err(NotRead::Changing(path.clone()))
    };
    let read: Vec<_> = files.par_iter().map(read).collect();
    read.into_iter().collect()
}

/// The folder of a path, and the name in it.
fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A missing file, or one of another kind, counts as changed; everything else is an error.
fn failure_at(root: &Path, path: &str, error: io::Error) -> NotRead {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidData => {
            NotRead::Changing(path.to_owned())
        }
        _ => NotRead::Error(ReadError { path: root.join(path), error }),
    }
}
