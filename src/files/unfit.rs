//! Files that cannot be part of a report, with the same messages in every command.

use std::fmt;

use crate::diagnostics::{Code, Diagnostic, Files, Place, code::Scope};

/// A file or folder of a project that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The path in the project.
    pub path: String,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Link,
    /// Neither a file nor a folder nor a link, in words.
    Special(&'static str),
    /// The name is not UTF-8.
    Name,
    TooDeep {
        most: usize,
    },
    TooManyFiles {
        most: usize,
    },
    /// A text file with too many bytes.
    LargeText {
        bytes: u64,
        most: u64,
    },
    /// Another file with too many bytes.
    LargeFile {
        bytes: u64,
        most: u64,
    },
    /// All files together have too many bytes.
    LargeProject {
        most: u64,
    },
}

/// Reports files that were not read, and removes faults that may only follow from their absence.
pub fn report(unfit: &[Unfit], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    if unfit.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| diagnostic.code.scope() == Scope::File);
    diagnostics.extend(unfit.iter().map(|it| {
        let place = Place::new(files.add(&it.path, ""), 0..0);
        let code = if it.is_too_large() { Code::TooLarge } else { Code::UnfitFile };
        Diagnostic::new(code, place, it.to_string()).with_hint(it.hint())
    }));
}

impl Unfit {
    /// Whether the file is only too large.
    pub fn is_too_large(&self) -> bool {
        matches!(
            self.why,
            Why::LargeText { .. } | Why::LargeFile { .. } | Why::LargeProject { .. } | Why::TooManyFiles { .. }
        )
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.why {
            Why::Link => "replace the link by the file itself: a report has plain files only",
            Why::Special(_) => "move it out of the project: a report has plain files only",
            Why::Name => "rename the file with letters in UTF-8, which are the same on every system",
            Why::TooDeep { .. } => "move the files up: a report has one level of folders",
            Why::TooManyFiles { .. } | Why::LargeProject { .. } => {
                "move files out of the project that the report does not use"
            }
            Why::LargeText { .. } => "split the file, or raise `text` under `[limits]` in `report/report.toml`",
            Why::LargeFile { .. } => "make it smaller, so that it fits inside the PDF",
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let path = &self.path;
        match self.why {
            Why::Link => write!(f, "`{path}` is a symbolic link"),
            Why::Special(what) => write!(f, "`{path}` is {what}, not a file"),
            Why::Name => write!(f, "the name `{path}` is not UTF-8"),
            Why::TooDeep { most } => write!(f, "the folder `{path}` lies below more than {most} others"),
            Why::TooManyFiles { most } => {
                write!(f, "the project has more than {most} files and folders; `{path}` is one too many")
            }
            Why::LargeText { bytes, most } => {
                write!(f, "`{path}` has {}; a text has at most {}", megabytes(bytes), megabytes(most))
            }
            Why::LargeFile { bytes, most } => {
                write!(f, "`{path}` has {}; a file has at most {}", megabytes(bytes), megabytes(most))
            }
            Why::LargeProject { most } => {
                write!(f, "with `{path}`, the files of the project have more than {} together", megabytes(most))
            }
        }
    }
}

/// Millions of bytes, as `[limits]` counts them, rounded up.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
