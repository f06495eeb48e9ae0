//! Reads a project from a git revision. The checkout is neither read nor changed, so the repository may be bare.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::bounds::file::{DEEPEST_FOLDER, LARGEST_OTHER, LARGEST_PROJECT, LARGEST_TEXT, MOST_FILES};
use crate::bounds::revision::{DEEPEST_PATH, LARGEST_RULES, MOST_ENTRIES};

use super::checkout::{self, Checkout, plain};
use super::unfit::{Unfit, Why};
use super::{Source, Tree, digest, git_files::RULES, read, reading};

/// Why a revision cannot be read.
#[derive(Debug)]
pub enum Fault {
    NoRepository(PathBuf),
    /// The repository cannot be read.
    Unreadable(String),
    /// Git does not know the revision.
    Unknown {
        shallow: bool,
    },
    /// An object is missing, as in a shallow or damaged clone.
    Missing {
        reason: String,
        shallow: bool,
    },
    /// The revision has no `report/report.toml` in this folder; the folder is empty at the root.
    NoReport(PathBuf),
    /// Not a plain file, by its path in the project.
    Special {
        path: String,
        what: &'static str,
    },
    /// A file that exceeds a limit.
    Unfit(Unfit),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::NoRepository(folder) => {
                write!(f, "the path does not exist, and `{}` is not in a git repository", folder.display())
            }
            Fault::Unreadable(reason) => write!(f, "the git repository cannot be read: {reason}"),
            Fault::Unknown { .. } => {
                f.write_str("the path does not exist, and the name of a git revision is unknown or ambiguous")
            }
            Fault::Missing { reason, .. } => write!(f, "the repository lacks a part of it: {reason}"),
            Fault::NoReport(folder) if folder.as_os_str().is_empty() => f.write_str("it has no `report/report.toml`"),
            Fault::NoReport(folder) => write!(f, "it has no `{}/report/report.toml`", folder.display()),
            Fault::Special { path, what } => write!(f, "`{path}` is {what}"),
            Fault::Unfit(unfit) => unfit.fmt(f),
        }
    }
}

impl Fault {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Fault::Missing { shallow: true, .. } | Fault::Unknown { shallow: true } => {
                "the clone is shallow; `git fetch --unshallow` brings the rest"
            }
            Fault::NoRepository(_) | Fault::Unknown { shallow: false } => {
                "name a git revision such as `v1.0.0` or `HEAD~3`, a folder with `report/`, the folder of a release, or a PDF \
                 of the edition `screen`"
            }
            Fault::Unreadable(_) => {
                "run `git status` for details; a repository of another user has to be in git's `safe.directory`"
            }
            Fault::Missing { shallow: false, .. } => "`git fsck` lists what is damaged",
            Fault::NoReport(_) => "name a revision in which the report is at this path",
            Fault::Special { .. } => {
                "a report is plain files, whatever a link points to: put the file itself in its place"
            }
            Fault::Unfit(unfit) => unfit.hint(),
        }
    }
}

/// A project, as git would check it out.
pub struct Revision {
    pub source: Source,
    /// Files that a filter would convert, each with the filter's name: they have the bytes stored in git.
    pub filtered: Vec<(String, String)>,
}

/// The project at `folder`, or the nearest one above it in the revision's tree, as git would check the revision out.
///
/// # Errors
/// If there is no repository, revision or report of that name, or if the report has links or submodules.
pub fn read(folder: &Path, revision: &str) -> Result<Revision, Fault> {
    let repository = open(folder)?;
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // A bare repository has no working tree.
    let inner = repository.workdir().and_then(|root| real(folder).strip_prefix(real(root)).map(Path::to_owned).ok());
    let shallow = repository.is_shallow().unwrap_or(false);
    let missing = |error: gix::Error| Fault::Missing { reason: plain(&error), shallow };

    repository.head().map_err(|error| Fault::Unreadable(plain(&error)))?;
    let id = repository.rev_parse_single(revision).map_err(|_| Fault::Unknown { shallow })?;
    let tree = id.object().map_err(missing)?.peel_to_tree().map_err(missing)?;
    let inner = inner.unwrap_or_default();
    let has_report = |place: &&Path| matches!(tree.lookup_entry_by_path(place.join("report/report.toml")), Ok(Some(entry)) if entry.mode().is_blob());
    let place = inner.ancestors().find(has_report).ok_or_else(|| Fault::NoReport(inner.clone()))?;
    check_size(&tree, &missing)?;
    let index = repository.index_from_tree(&tree.id).map_err(missing)?;
    let checkout = Checkout::of_tree(&repository, &index).map_err(missing)?;
    let mut reader =
        Reader { repository: &repository, place, checkout, shallow, filtered: Vec::new(), entries: 0, bytes: 0 };

    let mut trees = ["report", "templates", "fonts"].map(|name| (name, Tree::new()));
    for (name, files) in &mut trees {
        let Some(entry) = tree.lookup_entry_by_path(place.join(*name)).map_err(missing)? else { continue };
        let mode = entry.mode();
        check_plain(mode, name)?;
        if mode.is_tree() {
            let folder = entry.object().map_err(missing)?.peel_to_tree().map_err(missing)?;
            reader.walk(&folder, name, DEEPEST_FOLDER - 1, files)?;
        }
    }
    let head = trees[0].1.get("report/report.toml");
    let most = head.map_or(LARGEST_TEXT, |head| reading::largest_text_of(head));
    let mut texts = trees.iter().flat_map(|(_, files)| files).filter(|(path, _)| reading::is_text(path));
    if let Some((path, text)) = texts.find(|(_, text)| text.len() as u64 > most) {
        return Err(unfit(path, Why::LargeText { bytes: text.len() as u64, most }));
    }
    let [(_, report), (_, templates), (_, fonts)] = trees;
    let own = |tree: Tree| Some(tree).filter(|tree| !tree.is_empty());
    let source = Source { report, templates: own(templates), fonts: own(fonts), since: Tree::new() };
    Ok(Revision { source, filtered: reader.filtered })
}

/// The repository of a folder, or the folder itself, if it is a bare repository.
fn open(folder: &Path) -> Result<gix::Repository, Fault> {
    match checkout::open(folder).map_err(Fault::Unreadable)? {
        Some(repository) => Ok(repository),
        None => gix::discover(folder).map_err(|_| Fault::NoRepository(folder.to_owned())),
    }
}

/// Whether git knows a revision, for ambiguous arguments.
pub fn is_known(folder: &Path, revision: &str) -> bool {
    open(folder).is_ok_and(|repository| repository.rev_parse_single(revision).is_ok())
}

/// Reads the files of a revision.
struct Reader<'r> {
    repository: &'r gix::Repository,
    /// The path of the project in the repository.
    place: &'r Path,
    checkout: Checkout<'r>,
    shallow: bool,
    filtered: Vec<(String, String)>,
    /// The number of files and folders, and the total size of the files in bytes.
    entries: usize,
    bytes: u64,
}

impl Reader<'_> {
    /// Adds the files below a folder that [`reading::tree`] would read.
    fn walk(&mut self, tree: &gix::Tree, prefix: &str, depth: usize, files: &mut Tree) -> Result<(), Fault> {
        let shallow = self.shallow;
        let missing = |error: gix::Error| Fault::Missing { reason: plain(&error), shallow };
        for entry in tree.iter() {
            let entry = entry.map_err(|error| Fault::Missing { reason: plain(&error), shallow })?;
            let Ok(name) = std::str::from_utf8(entry.inner.filename) else {
                return Err(Fault::Special { path: format!("{prefix}/…"), what: "a name that is not UTF-8" });
            };
            if read::is_ignored(name) {
                continue;
            }
            let path = format!("{prefix}/{name}");
            let mode = entry.inner.mode;
            check_plain(mode, &path)?;
            self.count(&path, if mode.is_tree() { 0 } else { entry.id().header().map_err(missing)?.size() })?;
            let object = entry.object().map_err(missing)?;
            if !mode.is_tree() {
                let bytes = self.checked_out(&path, object.detach().data)?;
                files.insert(path, bytes);
            } else if depth == 0 {
                return Err(unfit(&path, Why::TooDeep { most: DEEPEST_FOLDER }));
            } else {
                self.walk(&object.peel_to_tree().map_err(missing)?, &path, depth - 1, files)?;
            }
        }
        Ok(())
    }

    /// Counts a file of this size, or a folder, before it is read.
    fn count(&mut self, path: &str, bytes: u64) -> Result<(), Fault> {
        self.entries += 1;
        self.bytes += bytes;
        let why = if bytes > LARGEST_OTHER {
            Why::LargeFile { bytes, most: LARGEST_OTHER }
        } else if self.bytes > LARGEST_PROJECT {
            Why::LargeProject { most: LARGEST_PROJECT }
        } else if self.entries > MOST_FILES {
            Why::TooManyFiles { most: MOST_FILES }
        } else {
            return Ok(());
        };
        Err(unfit(path, why))
    }

    /// A file as git would check it out, without filters. For a pointer of Git LFS, uses the file in the working tree if it matches.
    fn checked_out(&mut self, path: &str, kept: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let inner = self.place.join(path);
        let inner = inner.to_str().expect("git's paths were read as UTF-8").replace('\\', "/");
        let rules = self.checkout.rules(&inner).map_err(Fault::Unreadable)?;
        if let Some(filter) = rules.filter {
            let now = self.repository.workdir().and_then(|root| read::file(&root.join(&inner), LARGEST_OTHER).ok());
            let is_pointed_at = |now: &Vec<u8>| {
                let meant = checkout::parse_lfs_pointer(&kept);
                meant.is_some_and(|(sum, length)| now.len() == length && digest::of(now) == sum)
            };
            return Ok(now.filter(is_pointed_at).unwrap_or_else(|| {
                self.filtered.push((path.to_owned(), filter));
                kept
            }));
        }
        self.checkout.to_worktree(&rules, kept).map_err(|error| Fault::Unreadable(plain(&error)))
    }
}

/// The size of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    /// The number of files and folders below it.
    entries: usize,
    /// The levels of folders below it.
    height: usize,
}

/// Checks the size of a revision before it is read.
///
/// # Errors
/// If it has too many files and folders, nests too deep, or an object is missing.
pub fn check_size(tree: &gix::Tree, missing: &dyn Fn(gix::Error) -> Fault) -> Result<(), Fault> {
    let known = HashMap::new();
    Measure { known, most: MOST_ENTRIES, deepest: DEEPEST_PATH, missing }.size_of(tree, "", 0).map(drop)
}

/// Measures the folders of a foreign revision before they are loaded. A folder that occurs in many places is read once.
struct Measure<'m> {
    known: HashMap<gix::ObjectId, Size>,
    most: usize,
    deepest: usize,
    missing: &'m dyn Fn(gix::Error) -> Fault,
}

impl Measure<'_> {
    /// The size of a folder that is below `depth` others.
    ///
    /// # Errors
    /// If it cannot be read, has more than `most` entries, or is too deep.
    fn size_of(&mut self, folder: &gix::Tree, path: &str, depth: usize) -> Result<Size, Fault> {
        if let Some(size) = self.known.get(&folder.id).filter(|size| depth + size.height <= self.deepest) {
            return Ok(*size);
        }
        if depth > self.deepest {
            return Err(unfit(path.trim_start_matches('/'), Why::TooDeep { most: self.deepest }));
        }
        let mut all = Size { entries: 0, height: 0 };
        for entry in folder.iter() {
            let entry = entry.map_err(|error| (self.missing)(gix::Error::from_error(error)))?;
            let path = format!("{path}/{}", String::from_utf8_lossy(entry.inner.filename));
            all.entries = all.entries.saturating_add(1);
            if RULES.iter().any(|name| entry.inner.filename == *name) {
                let bytes = entry.id().header().map_err(self.missing)?.size();
                if bytes > LARGEST_RULES {
                    let why = Why::LargeFile { bytes, most: LARGEST_RULES };
                    return Err(unfit(path.trim_start_matches('/'), why));
                }
            }
            if entry.inner.mode.is_tree() {
                let inner = entry.object().and_then(|object| object.peel_to_tree()).map_err(self.missing)?;
                let below = self.size_of(&inner, &path, depth + 1)?;
                all.entries = all.entries.saturating_add(below.entries);
                all.height = all.height.max(below.height + 1);
            }
            if all.entries > self.most {
                return Err(unfit(path.trim_start_matches('/'), Why::TooManyFiles { most: self.most }));
            }
        }
        self.known.insert(folder.id, all);
        Ok(all)
    }
}

fn unfit(path: &str, why: Why) -> Fault {
    Fault::Unfit(Unfit { path: path.to_owned(), why })
}

fn check_plain(mode: gix::objs::tree::EntryMode, path: &str) -> Result<(), Fault> {
    let what = match mode {
        mode if mode.is_link() => "a symbolic link",
        mode if mode.is_commit() => "a submodule",
        _ => return Ok(()),
    };
    Err(Fault::Special { path: path.to_owned(), what })
}

#[cfg(test)]
mod tests {
    use gix::objs::tree::{Entry, EntryKind};

    use super::*;

    /// The limits of a real revision are `MOST_ENTRIES` and `DEEPEST_PATH`.
    #[test]
    fn a_revision_has_most_entries_and_a_deepest_path() {
        let folder = tempfile::tempdir().unwrap();
        let git = gix::init(folder.path()).unwrap();
        let within = |kind: EntryKind, oid: gix::ObjectId, count: usize| {
            let entry = |n: usize| Entry { mode: kind.into(), filename: format!("{n}").into(), oid };
            git.write_object(gix::objs::Tree { entries: (0..count).map(entry).collect() }).unwrap().detach()
        };
        // Two folders of three files each lie in a folder: nine entries, two deep.
        let files = within(EntryKind::Blob, git.write_blob("x").unwrap().detach(), 3);
        let all = within(EntryKind::Tree, within(EntryKind::Tree, files, 2), 1);
        let said = |most, deepest| {
            let tree = git.find_object(all).unwrap().into_tree();
            let missing = |_| Fault::NoReport(PathBuf::new());
            let mut measure = Measure { known: HashMap::new(), most, deepest, missing: &missing };
            measure.size_of(&tree, "", 0).err().map(|fault| fault.to_string())
        };
        assert_eq!(said(9, 2), None);
        assert!(said(8, 2).unwrap().starts_with("the project has more than 8 files"));
        assert!(said(9, 1).unwrap().contains("lies below more than 1 others"));
    }
}
