//! The earlier release.

use std::path::{Path, PathBuf};

use crate::build::{Failure, version};
use crate::diagnostics::Files;
use crate::files::{Tree, reading};
use crate::model::load;
use crate::publish::release::SOURCE;

/// The three numbers of a version.
pub type Version = [u32; 3];

/// An earlier state of the report.
pub struct Earlier {
    pub version: String,
    /// Its `report/`, without unused files.
    pub report: Tree,
}

impl Earlier {
    /// From the files of a `report/`; `None` if its version cannot be read.
    pub fn of(report: Tree) -> Option<Self> {
        let model = load::load(&report, &mut Files::default(), &mut Vec::new())?;
        Some(Self { version: model.report()?.version().value.clone(), report: load::without_unused(report) })
    }
}

/// Parses a version such as `1.2.0`.
pub fn version(text: &str) -> Option<Version> {
    let numbers: Option<Vec<u32>> = text.split('.').map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
}

pub fn written(version: &Version) -> String {
    version.map(|number| number.to_string()).join(".")
}

/// The newest release of a report among the folders of releases.
pub fn newest(releases: &Path, id: &str) -> Option<(Version, PathBuf)> {
    let folders = std::fs::read_dir(releases).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let version = |folder: &PathBuf| version(folder.file_name()?.to_str()?.strip_prefix(id)?.strip_prefix('-')?);
    folders.filter(|folder| folder.is_dir()).filter_map(|folder| Some((version(&folder)?, folder))).max()
}

/// Reads the version that an argument names, as `compare` does. `project` is where git revisions are looked up.
///
/// # Errors
/// If it has no report that can be read.
pub fn find(named: &str, project: &Path) -> Result<Earlier, Failure> {
    let report = version::find(named, project)?.source.report;
    Earlier::of(report).ok_or_else(|| Failure::no_report(Path::new(named)))
}

/// Reads the folder of a release.
///
/// # Errors
/// If it has no report that can be read.
pub fn read(folder: &Path) -> Result<Earlier, Failure> {
    let report = reading::tree(&folder.join(SOURCE), &["report"])?;
    Earlier::of(report).ok_or_else(|| Failure::unreadable_version(folder.display()))
}
