//! Files that no report is made of: what they are, in the same words for every command.

use std::fmt;

use crate::diagnostics::{Code, Diagnostic, Files, Place};

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
    /// A text of so many bytes, where so many are allowed.
    LargeText {
        bytes: u64,
        most: u64,
    },
    /// Another file of so many bytes, where so many are allowed.
    LargeFile {
        bytes: u64,
        most: u64,
    },
    /// All files together have more bytes.
    LargeProject {
        most: u64,
    },
}

/// Tells what was not read. What only follows from files that are not there is no fault of its own.
pub fn tell(unfit: &[Unfit], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    if unfit.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| Code::OF_ONE_FILE.contains(&diagnostic.code));
    diagnostics.extend(unfit.iter().map(|it| {
        let place = Place::new(files.add(&it.path, ""), 0..0);
        let code = if it.is_too_large() { Code::TooLarge } else { Code::UnfitFile };
        Diagnostic::new(code, place, it.to_string()).with_hint(it.hint())
    }));
}

impl Unfit {
    /// Whether it is only its size that makes the file unfit.
    pub fn is_too_large(&self) -> bool {
        matches!(
            self.why,
            Why::LargeText { .. } | Why::LargeFile { .. } | Why::LargeProject { .. } | Why::TooManyFiles { .. }
        )
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self.why {
            Why::Link => "a report is plain files, whatever a link points to: put the file itself in its place",
            Why::Special(_) => "a report is plain files: take it out of the project",
            Why::Name => "rename the file: letters in the encoding UTF-8 read the same on every system",
            Why::TooDeep { .. } => "a report has one level of folders: move the files up",
            Why::TooManyFiles { .. } | Why::LargeProject { .. } => {
                "keep in the project what the report uses, and everything else outside of it"
            }
            Why::LargeText { .. } => {
                "split the file; or, where it has to be so long, raise `text` under `[limits]` in `report/report.toml`"
            }
            Why::LargeFile { .. } => "make it smaller: the file could not travel inside the PDF",
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
