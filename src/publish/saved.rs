//! Writes the changes of a report's files.

use std::path::{Path, PathBuf};

use crate::edits::{Edit, WITHDRAWN};
use crate::meaning::review::lock;

use super::many;
use super::output::{self, WriteError};

/// Where files are written before they are moved into `report/`, which never has an unfinished file.
const TEMPORARY_FOLDER: &str = ".raportti";
/// How many groups of files follow each other.
const STEPS: usize = 4;

/// Writes the files of an edit, all of them before the first is put in its place, and then removes those that go. A run that is killed between two leaves a report in which both the
/// old and the new stand, and which the same command finishes: so the lock of reviews comes first, then new files, and what tells of ids that
/// are gone comes last. Fails if the disk is full, or a folder does not allow it.
pub fn save(project: &Path, edit: &Edit) -> Result<(), WriteError> {
    let temporary = project.join(TEMPORARY_FOLDER);
    let rank = |path: &str| match path {
        lock::PATH => 0,
        WITHDRAWN => 3,
        path if !project.join(path).exists() => 1,
        _ => 2,
    };
    let mut steps: Vec<Vec<(PathBuf, &[u8])>> = vec![Vec::new(); STEPS];
    for (path, text) in &edit.written {
        steps[rank(path)].push((project.join(path), text.as_bytes()));
    }
    many::write_all_from(&temporary, steps)?;
    edit.removed.iter().try_for_each(|path| output::remove(&project.join(path), &project.join("report")))
}
