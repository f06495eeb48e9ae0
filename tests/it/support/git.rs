//! A git repository made without `git`: objects and references are written directly.

use std::fs;
use std::path::{Path, PathBuf};

use gix::objs::tree::{Entry, EntryKind};
use gix::refs::transaction::PreviousValue;

use crate::support::project::{copy, files_in};

/// A repository with a checkout.
pub struct Repository {
    folder: PathBuf,
}

impl Repository {
    /// An empty repository, whose branch is `main`.
    pub fn new(folder: &Path) -> Self {
        gix::init(folder).unwrap();
        fs::write(folder.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        Self { folder: folder.to_owned() }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Commits everything in the checkout, and returns the commit's hash.
    pub fn commit(&self, message: &str) -> String {
        self.commit_with(message, &[])
    }

    /// Like [`Self::commit`], with entries of other modes, such as `120000` for a symbolic link.
    pub fn commit_with(&self, message: &str, special: &[(&str, &str)]) -> String {
        let git = gix::open(&self.folder).unwrap();
        let tree = write_tree(&git, &self.folder, "", special);
        let who =
            gix::actor::SignatureRef { name: "A".into(), email: "a@example.org".into(), time: "1767225600 +0000" };
        let parents: Vec<gix::ObjectId> = git.head_id().ok().map(|id| id.detach()).into_iter().collect();
        git.commit_as(who, who, "HEAD", message, tree, parents).unwrap().to_string()
    }

    /// Tags what is checked out.
    pub fn tag(&self, name: &str) {
        let git = gix::open(&self.folder).unwrap();
        git.tag_reference(name, git.head_id().unwrap(), PreviousValue::MustNotExist).unwrap();
    }

    /// A bare copy.
    pub fn bare(&self, folder: &Path) -> PathBuf {
        copy(&self.folder.join(".git"), folder);
        fs::write(folder.join("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n").unwrap();
        folder.to_owned()
    }

    /// Another worktree at a commit (gitrepository-layout, `worktrees/`). Nothing is checked out there.
    pub fn worktree(&self, folder: &Path, commit: &str) -> PathBuf {
        let own = self.folder.join(".git/worktrees/other");
        fs::create_dir_all(&own).unwrap();
        fs::create_dir_all(folder).unwrap();
        fs::write(own.join("HEAD"), format!("{commit}\n")).unwrap();
        fs::write(own.join("commondir"), "../..\n").unwrap();
        fs::write(own.join("gitdir"), format!("{}\n", folder.join(".git").display())).unwrap();
        fs::write(folder.join(".git"), format!("gitdir: {}\n", own.display())).unwrap();
        folder.to_owned()
    }

    /// Forgets the history, as `git clone --depth 1` does.
    pub fn make_shallow(&self) {
        let git = gix::open(&self.folder).unwrap();
        let head = git.head_commit().unwrap();
        for parent in head.parent_ids() {
            let hash = parent.to_string();
            let object = self.folder.join(".git/objects").join(&hash[..2]).join(&hash[2..]);
            fs::remove_file(object).unwrap();
        }
        fs::write(self.folder.join(".git/shallow"), format!("{}\n", head.id)).unwrap();
        let _no_tags = fs::remove_dir_all(self.folder.join(".git/refs/tags"));
    }
}

fn write_tree(git: &gix::Repository, folder: &Path, prefix: &str, special: &[(&str, &str)]) -> gix::ObjectId {
    let mut entries = Vec::new();
    for path in files_in(folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let inner = format!("{prefix}{name}");
        let (kind, oid) = match path {
            _ if name == ".git" => continue,
            ref path if path.is_dir() => (EntryKind::Tree, write_tree(git, path, &format!("{inner}/"), special)),
            ref path => (EntryKind::Blob, git.write_blob(fs::read(path).unwrap()).unwrap().detach()),
        };
        entries.push(Entry { mode: kind.into(), filename: name.into(), oid });
    }
    for (path, mode) in special {
        let (parent, name) = path.rsplit_once('/').unwrap();
        if format!("{parent}/") == prefix {
            let kind = if *mode == "120000" { EntryKind::Link } else { EntryKind::Commit };
            let oid = git.write_blob("elsewhere").unwrap().detach();
            entries.push(Entry { mode: kind.into(), filename: (*name).into(), oid });
        }
    }
    entries.sort();
    git.write_object(gix::objs::Tree { entries }).unwrap().detach()
}
