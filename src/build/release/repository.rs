//! Compares a project with its git repository. The files are not read again: the inputs that were read are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gix::bstr::ByteSlice;
use gix::index::entry::{Flags, Stage};
use gix::objs::tree::EntryKind;

use crate::bounds::file::LARGEST_OTHER;
use crate::build::{Inputs, carried};
use crate::files::checkout::{self, Checkout, plain};
use crate::files::read::{self, FOLDERS};
use crate::files::{digest, revision, walk::Stat};

/// A project in a git repository.
pub struct Repository {
    /// The commit that is checked out; `None` if nothing was ever committed.
    pub commit: Option<String>,
    pub differences: Differences,
    /// The commit that the version's tag points to, if there is such a tag.
    pub tagged: Option<String>,
}

/// The files that are not in the commit as they were read, by their paths in the project.
pub type Differences = BTreeSet<(Difference, String)>;

/// Why a file counts as not committed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// `git status` lists it.
    Uncommitted,
    /// The report uses it, and git ignores it.
    Ignored,
    /// It differs, and `git status` is silent about it because of this mark, such as `assume-unchanged`.
    Unwatched(&'static str),
    /// Only this filter of the repository, which is not run, could compare it.
    Filtered(String),
}

/// Compares the inputs with the repository of the project; `None` if there is no repository. Fails if it cannot be read.
pub fn inspect(inputs: &Inputs, tag: &str) -> Result<Option<Repository>, String> {
    let Some(repository) = checkout::open(&inputs.project)? else { return Ok(None) };
    let root = repository.workdir().ok_or("it has no working tree, but the project lies in it")?;
    let real = |path: &Path| path.canonicalize().map_err(|error| format!("`{}`: {error}", path.display()));
    let (project, root) = (real(&inputs.project)?, real(root)?);
    let inner = project.strip_prefix(&root).map_err(|_| format!("its working tree is `{}`", root.display()))?;
    let inner = inner.to_str().ok_or("the path of the project in it is not UTF-8")?.replace('\\', "/");

    let words = |error: gix::Error| plain(&error);
    let head = repository.head().map_err(words)?;
    let commit = if head.is_unborn() { None } else { Some(repository.head_commit().map_err(words)?) };
    let committed = match &commit {
        Some(commit) => {
            let tree = commit.tree().map_err(words)?;
            revision::check_size(&repository, &tree).map_err(|fault| fault.to_string())?;
            committed(&tree, &inner).map_err(words)?
        }
        None => BTreeMap::new(),
    };
    let index = repository.index_or_empty().map_err(words)?;
    let differences = Comparison::new(&repository, &index, inner)?.run(inputs, &committed)?;
    let reference = repository.try_find_reference(&format!("refs/tags/{tag}")).map_err(words)?;
    let tagged = reference.map(|mut tag| tag.peel_to_id().map(|id| id.to_string())).transpose().map_err(words)?;
    Ok(Some(Repository { commit: commit.map(|commit| commit.id.to_string()), differences, tagged }))
}

/// A file in a commit or the index: its id and its mode.
type Kept = (gix::ObjectId, EntryKind);

/// The files of a commit in the folders of a project, by their paths in the project.
fn committed(tree: &gix::Tree, inner: &str) -> Result<BTreeMap<String, Kept>, gix::Error> {
    let mut found = BTreeMap::new();
    for name in FOLDERS {
        let Some(entry) = tree.lookup_entry_by_path(Path::new(inner).join(name))? else { continue };
        if !entry.mode().is_tree() {
            found.insert(name.to_owned(), (entry.object_id(), entry.mode().kind()));
            continue;
        }
        for file in entry.object()?.peel_to_tree()?.traverse().breadthfirst.files()? {
            let path = format!("{name}/{}", file.filepath);
            if !file.mode.is_tree() && !is_ignored(&path) {
                found.insert(path, (file.oid, file.mode.kind()));
            }
        }
    }
    Ok(found)
}

fn is_ignored(path: &str) -> bool {
    path.split('/').any(read::is_ignored)
}

/// A comparison of a project with git's index.
struct Comparison<'r> {
    repository: &'r gix::Repository,
    index: &'r gix::index::State,
    /// The path of the project in the repository, with a slash at its end unless it is empty.
    prefix: String,
    checkout: Checkout<'r>,
    /// Whether the system has executable bits.
    executable_bit: bool,
    stat: gix::index::entry::stat::Options,
}

/// The difference of a file that differs, if its entry has a mark that hides it from `git status`.
fn unwatched(entry: &gix::index::Entry) -> Option<Difference> {
    let marks = [(Flags::ASSUME_VALID, "assume-unchanged"), (Flags::SKIP_WORKTREE, "skip-worktree")];
    marks.into_iter().find(|(flag, _)| entry.flags.contains(*flag)).map(|(_, mark)| Difference::Unwatched(mark))
}

impl<'r> Comparison<'r> {
    fn new(repository: &'r gix::Repository, index: &'r gix::index::State, inner: String) -> Result<Self, String> {
        let config = repository.config_snapshot();
        let minimal = config.string("core.checkStat").is_some_and(|value| value.eq_ignore_ascii_case(b"minimal"));
        Ok(Self {
            repository,
            index,
            prefix: if inner.is_empty() { inner } else { inner + "/" },
            checkout: Checkout::new(repository, index, checkout::Source::WorktreeThenIdMapping)
                .map_err(|error| plain(&error))?,
            executable_bit: cfg!(unix) && config.boolean("core.fileMode").unwrap_or(true),
            stat: gix::index::entry::stat::Options {
                trust_ctime: config.boolean("core.trustCtime").unwrap_or(true),
                check_stat: !minimal,
                ..gix::index::entry::stat::Options::default()
            },
        })
    }

    /// Compares the commit with the index, and the index with what was read.
    fn run(mut self, inputs: &Inputs, committed: &BTreeMap<String, Kept>) -> Result<Differences, String> {
        let mut differences = Differences::new();
        let staged = self.staged(&mut differences)?;
        // Built-in files have no stat, since they were not read.
        let own = inputs
            .trees()
            .into_iter()
            .flat_map(|tree| tree.iter())
            .filter_map(|(path, bytes)| Some((path.as_str(), (bytes.as_slice(), inputs.stats.get(path)?))));
        let own: BTreeMap<&str, (&[u8], &Stat)> = own.collect();
        let unfit: BTreeSet<&str> = inputs.unfit.iter().map(|unfit| unfit.path.as_str()).collect();

        let paths: BTreeSet<&str> =
            committed.keys().chain(staged.keys()).map(String::as_str).chain(own.keys().copied()).collect();
        // Comments that no output holds need not be in the commit that it names.
        let is_beside = !inputs.carried().keys().any(|path| path.starts_with(carried::COMMENTS));
        for path in paths.into_iter().filter(|path| !(is_beside && path.starts_with(carried::COMMENTS))) {
            let entry = staged.get(path).copied();
            let kept = entry.and_then(|entry| Some((entry.id, entry.mode.to_tree_entry_mode()?.kind())));
            let difference = match (entry, own.get(path)) {
                _ if committed.get(path) != kept.as_ref() => Some(Difference::Uncommitted),
                (None, Some(_)) => self.untracked(path, inputs)?,
                (None, None) => None,
                // A submodule is a folder whose files belong to another repository.
                (Some(entry), None) if entry.mode.is_submodule() || unfit.contains(path) => None,
                (Some(entry), None) => unwatched(entry).or(Some(Difference::Uncommitted)),
                (Some(entry), Some((bytes, stat))) => {
                    let difference = self.tracked(path, entry, bytes, stat)?;
                    difference.map(|difference| unwatched(entry).unwrap_or(difference))
                }
            };
            differences.extend(difference.map(|difference| (difference, path.to_owned())));
        }
        Ok(differences)
    }

    /// The entries of the index in the folders of the project. Unmerged ones count as different.
    fn staged(&self, differences: &mut Differences) -> Result<BTreeMap<String, &'r gix::index::Entry>, String> {
        let mut staged = BTreeMap::new();
        for entry in self.index.entries() {
            let Ok(path) = entry.path(self.index).to_str() else { continue };
            let Some(path) = path.strip_prefix(&self.prefix) else { continue };
            let top = path.split('/').next().unwrap_or_default();
            if !FOLDERS.contains(&top) || is_ignored(path.trim_end_matches('/')) {
                continue;
            }
            if entry.mode.is_sparse() {
                return Err(format!("its index leaves out `{path}`, which `git sparse-checkout disable` brings back"));
            }
            if entry.stage() != Stage::Unconflicted || entry.flags.contains(Flags::INTENT_TO_ADD) {
                differences.insert((Difference::Uncommitted, path.to_owned()));
            } else {
                staged.insert(path.to_owned(), entry);
            }
        }
        Ok(staged)
    }

    /// The difference of an untracked file: one that git ignores matters if an output depends on it.
    fn untracked(&mut self, path: &str, inputs: &Inputs) -> Result<Option<Difference>, String> {
        if !self.checkout.is_ignored(&format!("{}{path}", self.prefix))? {
            return Ok(Some(Difference::Uncommitted));
        }
        // Fonts that may not be distributed are used, too.
        let payload = inputs.payload();
        let is_used =
            payload.includes(path) || payload.templates.contains_key(path) || payload.fonts.contains_key(path);
        Ok(is_used.then_some(Difference::Ignored))
    }

    /// The difference of a tracked file, as it was read, from its entry in the index.
    fn tracked(
        &mut self,
        path: &str,
        entry: &gix::index::Entry,
        bytes: &[u8],
        stat: &Stat,
    ) -> Result<Option<Difference>, String> {
        let kind = if stat.executable { EntryKind::BlobExecutable } else { EntryKind::Blob };
        match entry.mode.to_tree_entry_mode().map(|mode| mode.kind()) {
            Some(committed) if committed == kind => {}
            Some(EntryKind::Blob | EntryKind::BlobExecutable) if !self.executable_bit => {}
            _ => return Ok(Some(Difference::Uncommitted)),
        }
        // An object that is larger than any file of a report cannot equal what was read.
        let is_small_enough =
            || self.repository.find_header(entry.id).is_ok_and(|header| header.size() <= LARGEST_OTHER);
        let kept = || {
            let object = is_small_enough().then(|| self.repository.find_object(entry.id).ok()).flatten();
            object.map(|object| object.detach().data)
        };
        let untouched = self.is_untouched(entry, stat);
        let rules = self.checkout.rules(&format!("{}{path}", self.prefix))?;
        if let Some(filter) = rules.filter {
            // A pointer of Git LFS has the hash and length of its file.
            let same = kept().as_deref().and_then(checkout::parse_lfs_pointer).map(|(sum, length)| {
                (bytes.len() == length && digest::of(bytes) == sum) || Some(bytes) == kept().as_deref()
            });
            return Ok(match same {
                Some(true) => None,
                Some(false) => Some(Difference::Uncommitted),
                None if untouched => None,
                None => Some(Difference::Filtered(filter)),
            });
        }
        let converted = self.checkout.to_git(&rules, bytes, &kept).map_err(|error| plain(&error))?;
        let id = gix::objs::compute_hash(self.repository.object_hash(), gix::objs::Kind::Blob, &converted);
        let same = untouched || id.map_err(|error| error.to_string())? == entry.id;
        Ok((!same).then_some(Difference::Uncommitted))
    }

    /// Whether a file is unchanged since git last checked it: its length and times are those in the index, and older than the index.
    fn is_untouched(&self, entry: &gix::index::Entry, stat: &Stat) -> bool {
        // Git stores the low 32 bits of each.
        let now = gix::index::entry::Stat {
            mtime: gix::index::entry::stat::Time { secs: stat.modified.0 as u32, nsecs: stat.modified.1 },
            ctime: gix::index::entry::stat::Time { secs: stat.changed.0 as u32, nsecs: stat.changed.1 },
            dev: stat.device as u32,
            ino: stat.inode as u32,
            uid: stat.user,
            gid: stat.group,
            size: stat.length as u32,
        };
        // An index written with whole seconds has no nanoseconds.
        let use_nsec = entry.stat.mtime.nsecs != 0;
        let options = gix::index::entry::stat::Options { use_nsec, ..self.stat };
        entry.stat.matches(&now, options) && !entry.stat.is_racy(self.index.timestamp(), options)
    }
}
