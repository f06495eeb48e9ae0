//! Why a command failed.

use std::fmt;
use std::path::Path;

use crate::diagnostics::nearest;
use crate::edits::Refusal;
use crate::files::read::{self, NotRead, ReadError};
use crate::publish::output::WriteError;

/// A reason that is not a fault of the report.
#[derive(Debug)]
pub struct Failure {
    message: String,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The command worked, but nothing can be proven.
    pub is_unproven: bool,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new(), is_unproven: false }
    }

    /// A verification without a result: neither confirmed nor refuted.
    pub fn unverifiable(reason: impl fmt::Display) -> Self {
        let hint = "use the version of raportti that made it; `raportti --version` prints the version of this program";
        Self { is_unproven: true, ..Self::new(format!("this cannot be verified: {reason}")).with_hint(hint) }
    }

    /// The named folder has no report, or is no folder.
    pub fn no_report(folder: &Path) -> Self {
        let not_there = || format!("there is no folder `{}`", folder.display());
        let message = no_folder(folder).or_else(|| (!read::exists(folder)).then(not_there));
        let message = message.or_else(|| no_folder(&folder.join("report")));
        Self::new(message.unwrap_or_else(|| format!("there is no `report/` in `{}`", folder.display())))
            .with_hints_for_project()
    }

    /// An earlier version, as a user named it, whose report cannot be understood.
    pub fn unreadable_version(name: impl fmt::Display) -> Self {
        Self::new(format!("`{name}` has no report that can be read"))
            .with_hint("`raportti compare` with this version lists what is wrong in it")
    }

    /// There is no report in this folder or above it.
    pub fn no_project(start: &Path) -> Self {
        let message = format!("there is no report in `{}` or above it", start.display());
        let reason = start.ancestors().map(|folder| folder.join("report")).find_map(|place| {
            let without_report = || place.is_dir().then(|| format!("`{}` has no `report.toml`", place.display()));
            no_folder(&place).or_else(without_report)
        });
        let reason = reason.map(|reason| format!(": {reason}"));
        Self::new(message + &reason.unwrap_or_default()).with_hints_for_project()
    }

    pub fn not_empty(folder: &Path) -> Self {
        Self::new(format!("the folder `{}` is not empty", folder.display())).with_hint("name a new folder")
    }

    /// The report has no item of this name.
    pub fn unknown_id(id: &str, hint: Option<String>) -> Self {
        Self { hints: hint.into_iter().collect(), ..Self::new(format!("the report has no `{id}`")) }
    }

    /// The report has no kind of this name.
    pub fn unknown_kind(name: &str, known: &[&str]) -> Self {
        Self::new(format!("the report has no kind `{name}`")).with_hints(nearest::hint(name, known))
    }

    /// No program opens this file or address.
    pub fn not_opened(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::new(format!("cannot open `{what}`: {error}"))
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub fn with_hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    fn with_hints_for_project(self) -> Self {
        self.with_hint("go to the folder that has `report/`, or name it with `--project DIR`")
            .with_hint("`raportti init DIR` starts a new report")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.message).with_hints(refusal.hint)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure::new(error.to_string())
    }
}

impl From<NotRead> for Failure {
    fn from(fault: NotRead) -> Self {
        match fault {
            NotRead::Error(error) => error.into(),
            NotRead::Unfit(unfit) => Failure::new(unfit.to_string()).with_hint(unfit.hint),
            NotRead::Changing(path) => {
                Failure::new(format!("the files keep changing while they are read, such as `{path}`"))
                    .with_hint("wait until the program that writes them has finished, then run the command again")
            }
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure::new(error.to_string())
            .with_hint("check the folder's permissions and the free space; files that were not replaced did not change")
    }
}

/// What stands at a path in the place of a folder.
fn no_folder(path: &Path) -> Option<String> {
    read::instead_of_folder(path).map(|what| format!("`{}` is {what}", path.display()))
}
