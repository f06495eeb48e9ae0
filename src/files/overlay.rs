//! The templates or the fonts of a project over those of the program: a file of the project stands in for the built-in one of its path, and
//! all others come from the program.

use std::ops::Deref;
use std::sync::Arc;

use super::Tree;

/// The record of the templates that were taken from the program. No template reads it.
pub const TAKEN: &str = "templates/taken.toml";

/// The files that every look has. A project with all of them and no record owns its whole look.
const WHOLE: [&str; 6] = [
    "templates/report.typ.j2",
    "templates/part.typ.j2",
    "templates/book.typ",
    "templates/theme.typ",
    "templates/look/tokens.typ",
    "templates/look/page.typ",
];

/// Files that switch something on by being there. A look does without one if its file in the project has nothing but comments; a whole
/// look also if it has no file of it, since it was written before that was known.
pub const SWITCHES: [&str; 5] = [
    "templates/inks.typ",
    "templates/look/marks.typ",
    "templates/look/citation.typ",
    "templates/look/markdown-table.typ",
    "templates/figures/in-field.typ",
];

/// A folder of the look. As a tree it has all its files: those of the project and, where it has none, the program's.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The files of the project.
    pub own: Arc<Tree>,
    /// Those of the program.
    pub built_in: Arc<Tree>,
    all: Arc<Tree>,
}

impl Overlay {
    pub fn new(own: Tree, built_in: &Arc<Tree>) -> Self {
        let is_same = |(path, bytes): (&String, &Vec<u8>)| path == TAKEN || built_in.get(path) == Some(bytes);
        let is_off = |path: &str| is_off(&own, path);
        let all = if own.iter().all(is_same) && !SWITCHES.iter().any(|path| is_off(path)) {
            built_in.clone()
        } else {
            let below = built_in.iter().filter(|(path, _)| !is_off(path));
            let above = own.iter().filter(|(path, _)| *path != TAKEN && !is_off(path));
            Arc::new(below.chain(above).map(|(path, bytes)| (path.clone(), bytes.clone())).collect())
        };
        Self { own: Arc::new(own), built_in: built_in.clone(), all }
    }

    /// Every file.
    pub fn all(&self) -> &Arc<Tree> {
        &self.all
    }

    /// Whether every file is as the program has it.
    pub fn is_built_in(&self) -> bool {
        Arc::ptr_eq(&self.all, &self.built_in)
    }

    /// The files that the program has and this look does without.
    pub fn switched_off(&self) -> impl Iterator<Item = &'static str> {
        SWITCHES.into_iter().filter(|path| self.built_in.contains_key(*path) && is_off(&self.own, path))
    }

    /// Whether the project has this file, and another one than the program.
    pub fn is_changed(&self, path: &str) -> bool {
        self.own.get(path).is_some_and(|bytes| self.built_in.get(path) != Some(bytes))
    }
}

/// Whether a project's own files switch one of the program's off.
fn is_off(own: &Tree, path: &str) -> bool {
    let is_comment = |line: &[u8]| line.trim_ascii().is_empty() || line.trim_ascii_start().starts_with(b"//");
    let is_whole = || !own.contains_key(TAKEN) && WHOLE.iter().all(|path| own.contains_key(*path));
    SWITCHES.contains(&path)
        && own.get(path).map_or_else(is_whole, |bytes| bytes.split(|byte| *byte == b'\n').all(is_comment))
}

impl Deref for Overlay {
    type Target = Arc<Tree>;

    fn deref(&self) -> &Arc<Tree> {
        &self.all
    }
}
