//! Writes the changes of a report's files.

use std::path::Path;

use crate::edits::Edit;

use super::output::{self, WriteError};

/// Where files are written before they are moved into `report/`, which never has an unfinished file.
const TEMPORARY_FOLDER: &str = ".raportti";

/// Writes the files of an edit, each whole and new ones first, and then removes those that go. A run that is killed between two leaves a report in which
/// both the old and the new stand. Fails if the disk is full, or a folder does not allow it.
pub fn save(project: &Path, edit: &Edit) -> Result<(), WriteError> {
    let temporary = project.join(TEMPORARY_FOLDER);
    let is_new = |path: &str| !project.join(path).exists();
    let (new, others): (Vec<_>, Vec<_>) = edit.written.iter().partition(|(path, _)| is_new(path));
    for (path, text) in new.into_iter().chain(others) {
        output::write_from(&temporary, &project.join(path), text.as_bytes())?;
    }
    edit.removed.iter().try_for_each(|path| output::remove(&project.join(path), &project.join("report")))
}
