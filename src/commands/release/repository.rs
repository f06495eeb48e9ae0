//! What git knows of a project. Its checkout is only read.

use std::collections::BTreeMap;
use std::path::Path;

use crate::data::read::{self, Tree};

/// The folders whose files a release is made from.
const FOLDERS: [&str; 3] = ["report", "templates", "fonts"];

/// A project in a git repository.
pub struct Repository {
    /// The commit that is checked out; none when nothing was ever committed.
    pub commit: Option<String>,
    /// The files of the project that are other than in that commit, by their paths in the project.
    pub uncommitted: Vec<String>,
    /// The commit that the tag of the version points to, where there is such a tag.
    pub tagged: Option<String>,
}

/// Asks the repository that a project lies in, if there is one.
///
/// # Errors
/// When there is one and it cannot be read.
pub fn look(project: &Path, tag: &str) -> Result<Option<Repository>, String> {
    let Ok(repository) = gix::discover(project) else { return Ok(None) };
    let Some(root) = repository.workdir() else { return Ok(None) };
    let real = |path: &Path| path.canonicalize().map_err(|error| format!("`{}`: {error}", path.display()));
    let Ok(inner) = real(project)?.strip_prefix(real(root)?).map(Path::to_owned) else { return Ok(None) };
    let words = |error: &dyn std::fmt::Display| error.to_string();

    let head = repository.head().map_err(|error| words(&error))?;
    let commit = match head.is_unborn() {
        true => None,
        false => Some(repository.head_commit().map_err(|error| words(&error))?),
    };
    let mut uncommitted = Vec::new();
    for folder in FOLDERS {
        let committed = match &commit {
            Some(commit) => {
                let tree = commit.tree().map_err(|error| words(&error))?;
                files_of(&tree, &inner.join(folder), folder).map_err(|error| words(&error))?
            }
            None => BTreeMap::new(),
        };
        let own = read::tree(project, folder).map_err(|error| words(&error))?;
        uncommitted.extend(differing(&own, &committed, repository.object_hash()));
    }
    let tagged = repository.try_find_reference(&format!("refs/tags/{tag}")).map_err(|error| words(&error))?;
    let tagged = tagged.map(|mut tag| tag.peel_to_id().map(|id| id.to_string())).transpose();
    Ok(Some(Repository {
        commit: commit.map(|commit| commit.id.to_string()),
        uncommitted,
        tagged: tagged.map_err(|error| words(&error))?,
    }))
}

/// The ids of the files below a folder of a commit, by their paths in the project.
fn files_of(
    tree: &gix::Tree,
    folder: &Path,
    name: &str,
) -> Result<BTreeMap<String, gix::ObjectId>, Box<dyn std::error::Error>> {
    let Some(entry) = tree.lookup_entry_by_path(folder)? else { return Ok(BTreeMap::new()) };
    if !entry.mode().is_tree() {
        return Ok(BTreeMap::new());
    }
    let folder = entry.object()?.into_tree();
    let files = folder.traverse().breadthfirst.files()?;
    let files = files.into_iter().filter(|file| !file.mode.is_tree()).map(|file| {
        let inner = file.filepath.to_string();
        let passed_over = inner.split('/').any(read::passes_over);
        (!passed_over).then(|| (format!("{name}/{inner}"), file.oid))
    });
    Ok(files.flatten().collect())
}

/// The files that are changed, new or gone.
fn differing(own: &Tree, committed: &BTreeMap<String, gix::ObjectId>, hash: gix::hash::Kind) -> Vec<String> {
    let same = |path: &str, bytes: &[u8]| {
        let id = gix::objs::compute_hash(hash, gix::objs::Kind::Blob, bytes).ok();
        id.is_some() && committed.get(path) == id.as_ref()
    };
    let changed = own.iter().filter(|(path, bytes)| !same(path, bytes)).map(|(path, _)| path.clone());
    let gone = committed.keys().filter(|path| !own.contains_key(*path)).cloned();
    let mut all: Vec<String> = changed.chain(gone).collect();
    all.sort();
    all
}
