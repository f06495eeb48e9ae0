//! Reads a project from a git revision. The checkout is neither read nor changed, so the repository may be bare.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::path::Path;

use crate::bounds::file::{DEEPEST_FOLDER, LARGEST_OTHER};
use crate::bounds::revision::{DEEPEST_PATH, LARGEST_RULES, MOST_ENTRIES};

use super::checkout::{self, Checkout, plain};
use super::limits::{self, Count, Limits};
use super::read::{self, FOLDERS};
use super::unfit::{Unfit, Why};
use super::{Source, Tree, digest, form, git_files::RULES};

/// The limits of a project. Those of texts depend on the report, and are checked when it is read.
const LIMITS: Limits = Limits { text: LARGEST_OTHER, ..Limits::PROJECT };

/// Why a revision cannot be read.
#[derive(Debug)]
pub struct Fault {
    message: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Unfit> for Fault {
    fn from(unfit: Unfit) -> Self {
        Self { message: unfit.to_string(), hint: unfit.hint }
    }
}

const UNSHALLOW: &str = "the clone is shallow; `git fetch --unshallow` brings the rest";
const NAME_ANOTHER: &str = "name a git revision such as `v1.0.0` or `HEAD~3`, a folder with `report/`, the folder of a release, or a PDF \
                            of the edition `screen`";

fn unreadable(reason: String) -> Fault {
    Fault {
        message: format!("the git repository cannot be read: {reason}"),
        hint: "run `git status` for details; a repository of another user has to be in git's `safe.directory`",
    }
}

/// An object is missing, as in a shallow or damaged clone.
fn missing(repository: &gix::Repository, error: &dyn Error) -> Fault {
    let shallow = repository.is_shallow().unwrap_or(false);
    Fault {
        message: format!("the repository lacks a part of it: {}", plain(error)),
        hint: if shallow { UNSHALLOW } else { "`git fsck` lists what is damaged" },
    }
}

fn special(path: &str, what: &str) -> Fault {
    Fault {
        message: format!("`{path}` is {what}"),
        hint: "a report has plain files only: put the file itself in its place",
    }
}

/// A project, as git would check it out.
pub struct Revision {
    pub source: Source,
    /// Files that a filter would convert, each with the filter's name: they have the bytes stored in git.
    pub filtered: Vec<(String, String)>,
}

/// The project at `folder`, or the nearest one above it in the revision's tree, as git would check the revision out. Fails if there is no
/// repository, revision or report of that name, or if the report has links or submodules.
pub fn read(folder: &Path, revision: &str) -> Result<Revision, Fault> {
    let repository = open(folder)?;
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // A bare repository has no working tree.
    let inner = repository.workdir().and_then(|root| real(folder).strip_prefix(real(root)).map(Path::to_owned).ok());
    let missing = |error: gix::Error| missing(&repository, &error);

    repository.head().map_err(|error| unreadable(plain(&error)))?;
    let id = repository.rev_parse_single(revision).map_err(|_| Fault {
        message: "the path does not exist, and the name of a git revision is unknown or ambiguous".to_owned(),
        hint: if repository.is_shallow().unwrap_or(false) { UNSHALLOW } else { NAME_ANOTHER },
    })?;
    let tree = id.object().map_err(missing)?.peel_to_tree().map_err(missing)?;
    let inner = inner.unwrap_or_default();
    let has_report = |place: &&Path| matches!(tree.lookup_entry_by_path(place.join("report/report.toml")), Ok(Some(_)));
    let place = inner.ancestors().find(has_report).ok_or_else(|| Fault {
        message: format!("it has no `{}`", inner.join("report/report.toml").display()),
        hint: "name a revision in which the report is at this path",
    })?;
    check_size(&repository, &tree)?;
    let index = repository.index_from_tree(&tree.id).map_err(missing)?;
    let checkout = Checkout::new(&repository, &index, checkout::Source::IdMapping).map_err(missing)?;
    let (count, files, filtered) = (Count::default(), Tree::new(), Vec::new());
    let mut reader = Reader { repository: &repository, place, checkout, count, files, filtered };
    for name in FOLDERS {
        let Some(entry) = tree.lookup_entry_by_path(place.join(name)).map_err(missing)? else { continue };
        check_plain(entry.mode(), name)?;
        if entry.mode().is_tree() {
            let folder = entry.object().map_err(missing)?.peel_to_tree().map_err(missing)?;
            reader.walk(&folder, name, DEEPEST_FOLDER - 1)?;
        }
    }
    let Reader { files, filtered, .. } = reader;
    let report = files.get("report/report.toml").ok_or_else(|| Unfit::new("report/report.toml", Why::Folder))?;
    let most = limits::largest_text(report);
    let mut texts = files.iter().filter(|(path, _)| limits::is_text(path));
    if let Some((path, text)) = texts.find(|(_, text)| text.len() as u64 > most) {
        return Err(Unfit::new(path, Why::LargeText(text.len() as u64, most)).into());
    }
    Ok(Revision { source: Source::of(files), filtered })
}

/// The repository of a folder, or the folder itself, if it is a bare repository.
fn open(folder: &Path) -> Result<gix::Repository, Fault> {
    match checkout::open(folder).map_err(unreadable)? {
        Some(repository) => Ok(repository),
        None => gix::discover(folder).map_err(|_| Fault {
            message: format!("the path does not exist, and `{}` is not in a git repository", folder.display()),
            hint: NAME_ANOTHER,
        }),
    }
}

/// The tags that name versions, such as `v1.0.0`. Fails if there is no repository, it cannot be read, or it is a shallow clone, which may lack tags.
pub fn version_tags(folder: &Path) -> Result<Vec<String>, Fault> {
    let Some(repository) = checkout::open(folder).map_err(unreadable)? else {
        return Err(Fault { message: format!("`{}` is in no git repository", folder.display()), hint: NAME_ANOTHER });
    };
    if repository.is_shallow().unwrap_or(false) {
        return Err(Fault { message: "the clone is shallow, and may lack tags".to_owned(), hint: UNSHALLOW });
    }
    let references = repository.references().map_err(|error| unreadable(error.to_string()))?;
    let tags = references.tags().map_err(|error| unreadable(error.to_string()))?;
    let names = tags.filter_map(Result::ok).map(|tag| tag.name().shorten().to_string());
    Ok(names.filter(|name| form::version_numbers(name.trim_start_matches('v')).is_some()).collect())
}

/// Whether git knows a revision, for ambiguous arguments.
pub fn is_known(folder: &Path, revision: &str) -> bool {
    open(folder).is_ok_and(|repository| repository.rev_parse_single(revision).is_ok())
}

struct Reader<'r> {
    repository: &'r gix::Repository,
    /// The path of the project in the repository.
    place: &'r Path,
    checkout: Checkout<'r>,
    count: Count,
    files: Tree,
    filtered: Vec<(String, String)>,
}

impl Reader<'_> {
    /// Adds the files below a folder that would be read of a project. Each is counted before it is read.
    fn walk(&mut self, tree: &gix::Tree, prefix: &str, depth: usize) -> Result<(), Fault> {
        let repository = self.repository;
        let missing = |error: gix::Error| missing(repository, &error);
        for entry in tree.iter() {
            let entry = entry.map_err(|error| missing(gix::Error::from_error(error)))?;
            let Ok(name) = std::str::from_utf8(entry.inner.filename) else {
                return Err(special(&format!("{prefix}/…"), "a name that is not UTF-8"));
            };
            if read::is_ignored(name) {
                continue;
            }
            let path = format!("{prefix}/{name}");
            let mode = entry.inner.mode;
            check_plain(mode, &path)?;
            let unfit = |why| Fault::from(Unfit::new(&path, why));
            self.count.entry(&LIMITS).map_err(unfit)?;
            if !mode.is_tree() {
                self.count.file(&path, entry.id().header().map_err(missing)?.size(), &LIMITS).map_err(unfit)?;
                let bytes = self.checked_out(&path, entry.object().map_err(missing)?.detach().data)?;
                self.files.insert(path, bytes);
            } else if depth == 0 {
                return Err(unfit(Why::TooDeep(DEEPEST_FOLDER)));
            } else {
                let below = entry.object().map_err(missing)?.peel_to_tree().map_err(missing)?;
                self.walk(&below, &path, depth - 1)?;
            }
        }
        Ok(())
    }

    /// A file as git would check it out, without filters. For a pointer of Git LFS, uses the file in the working tree if it matches.
    fn checked_out(&mut self, path: &str, kept: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let inner = self.place.join(path);
        let inner = inner.to_str().expect("git's paths were read as UTF-8").replace('\\', "/");
        let rules = self.checkout.rules(&inner).map_err(unreadable)?;
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
        self.checkout.to_worktree(&rules, kept).map_err(|error| unreadable(plain(&error)))
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

/// Checks a revision before it is read. Fails if it has too many files and folders, nests too deep, or has too large rules.
pub fn check_size(repository: &gix::Repository, tree: &gix::Tree) -> Result<(), Fault> {
    Measure { repository, known: HashMap::new() }.size_of(tree, "", 0).map(drop)
}

/// Measures the folders of a foreign revision before they are loaded. A folder that occurs in many places is read once.
struct Measure<'m> {
    repository: &'m gix::Repository,
    known: HashMap<gix::ObjectId, Size>,
}

impl Measure<'_> {
    /// The size of a folder that is below `depth` others.
    fn size_of(&mut self, folder: &gix::Tree, path: &str, depth: usize) -> Result<Size, Fault> {
        let repository = self.repository;
        let missing = |error: gix::Error| missing(repository, &error);
        let unfit = |path: &str, why| Fault::from(Unfit::new(path.trim_start_matches('/'), why));
        if let Some(size) = self.known.get(&folder.id).filter(|size| depth + size.height <= DEEPEST_PATH) {
            return Ok(*size);
        }
        if depth > DEEPEST_PATH {
            return Err(unfit(path, Why::TooDeep(DEEPEST_PATH)));
        }
        let mut all = Size { entries: 0, height: 0 };
        for entry in folder.iter() {
            let entry = entry.map_err(|error| missing(gix::Error::from_error(error)))?;
            let path = format!("{path}/{}", String::from_utf8_lossy(entry.inner.filename));
            all.entries = all.entries.saturating_add(1);
            if RULES.iter().any(|name| entry.inner.filename == *name) {
                let bytes = entry.id().header().map_err(missing)?.size();
                if bytes > LARGEST_RULES {
                    return Err(unfit(&path, Why::LargeFile(bytes, LARGEST_RULES)));
                }
            }
            if entry.inner.mode.is_tree() {
                let inner = entry.object().and_then(|object| object.peel_to_tree()).map_err(missing)?;
                let below = self.size_of(&inner, &path, depth + 1)?;
                all.entries = all.entries.saturating_add(below.entries);
                all.height = all.height.max(below.height + 1);
            }
            if all.entries > MOST_ENTRIES {
                return Err(unfit(&path, Why::TooMany(MOST_ENTRIES)));
            }
        }
        self.known.insert(folder.id, all);
        Ok(all)
    }
}

fn check_plain(mode: gix::objs::tree::EntryMode, path: &str) -> Result<(), Fault> {
    match mode {
        mode if mode.is_link() => Err(special(path, "a symbolic link")),
        mode if mode.is_commit() => Err(special(path, "a submodule")),
        _ => Ok(()),
    }
}
