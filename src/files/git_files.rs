//! Checks files of a repository before they are read: git's own files, and the attribute files of a working tree. They may be
//! hostile: pipes are never opened, links not followed, and large files not read.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::bounds::revision::{LARGEST_INDEX, LARGEST_RULES};

use super::read;

/// Git's own plain files, with the maximum size of each in bytes.
const OWN: [(&str, u64); 9] = [
    ("HEAD", LARGEST_RULES),
    ("config", LARGEST_RULES),
    ("config.worktree", LARGEST_RULES),
    ("commondir", LARGEST_RULES),
    ("shallow", LARGEST_INDEX),
    ("packed-refs", LARGEST_INDEX),
    ("index", LARGEST_INDEX),
    ("info/attributes", LARGEST_RULES),
    ("info/exclude", LARGEST_RULES),
];
/// The maximum size of a file that names a folder, in bytes: a path has at most 4,096 on Linux.
const LONGEST_NAMED: u64 = 8 << 10;
/// The attribute files of a folder.
pub const RULES: [&str; 2] = [".gitattributes", ".gitignore"];

/// Checks that git's own files are plain and not too large, before they are read. `.git` may also be a file that names the folder.
pub fn check_own(git: &Path) -> Result<(), String> {
    if !git.is_dir() {
        check(git, LARGEST_RULES, false)?;
        return match named(git, "gitdir:") {
            Some(folder) if folder.is_dir() => check_own(&folder),
            _ => Ok(()),
        };
    }
    check_folder(git)?;
    // A linked worktree shares the other files with the main one.
    named(&git.join("commondir"), "").map_or(Ok(()), |common| check_folder(&common))
}

fn check_folder(git: &Path) -> Result<(), String> {
    OWN.iter().try_for_each(|(name, most)| check(&git.join(name), *most, true))
}

/// The folder that a file names after the word `word`.
fn named(file: &Path, word: &str) -> Option<PathBuf> {
    let bytes = read::file(file, LONGEST_NAMED).ok()?;
    let name = std::str::from_utf8(&bytes).ok()?.strip_prefix(word)?.trim();
    Some(file.parent()?.join(name))
}

/// The folders of a working tree whose attribute files were checked.
#[derive(Default)]
pub struct Checked(HashSet<PathBuf>);

impl Checked {
    /// Checks that the attribute files of every folder above a path are plain and not too large, before they are read.
    pub fn check_rules(&mut self, root: &Path, path: &str) -> Result<(), String> {
        for folder in Path::new(path).ancestors().skip(1) {
            if !self.0.contains(folder) {
                let place = |name: &&str| root.join(folder).join(name);
                RULES.iter().try_for_each(|name| check(&place(name), LARGEST_RULES, false))?;
                self.0.insert(folder.to_owned());
            }
        }
        Ok(())
    }
}

/// Checks a file without opening it. A missing file is fine.
fn check(path: &Path, most: u64, follows: bool) -> Result<(), String> {
    let metadata = if follows { std::fs::metadata(path) } else { std::fs::symlink_metadata(path) };
    match metadata {
        Ok(metadata) if !metadata.is_file() => Err(format!("`{}` is not a plain file", path.display())),
        Ok(metadata) if metadata.len() > most => Err(format!("`{}` is larger than {} MiB", path.display(), most >> 20)),
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        Err(error) => Err(format!("`{}`: {error}", path.display())),
    }
}
