//! Files that cannot be part of a report, with the same messages in every command.

use std::fmt;

use crate::diagnostics::{Code, Diagnostic, Files, Place, code::Scope};

/// A file or folder of a project that is not read, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The path in the project.
    pub path: String,
    code: Code,
    message: String,
    /// What to do about it.
    pub hint: &'static str,
}

/// Why a file is not read. Sizes are in bytes: first that of the file, then the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Link,
    /// A file in the place of a folder.
    File,
    /// A folder in the place of a file.
    Folder,
    /// Neither a file nor a folder nor a link, in words.
    Special(&'static str),
    /// The name is not UTF-8.
    Name,
    /// Below more than this many folders.
    TooDeep(usize),
    /// One more than this many files and folders.
    TooMany(usize),
    LargeText(u64, u64),
    LargeFile(u64, u64),
    /// With the files before it, larger than this.
    LargeTogether(u64),
}

/// Reports files that were not read, and removes faults that may only follow from their absence.
pub fn report(unfit: &[Unfit], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    if unfit.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| diagnostic.code.scope() == Scope::File);
    diagnostics.extend(unfit.iter().map(|it| {
        let place = Place::new(files.add_unread(&it.path), 0..0);
        Diagnostic::new(it.code, place, it.to_string()).with_hint(it.hint)
    }));
}

impl Unfit {
    pub fn new(path: impl Into<String>, why: Why) -> Self {
        let path = path.into();
        let mb = |bytes: u64| format!("{} MB", bytes.div_ceil(1_000_000));
        let (code, message, hint) = match why {
            Why::Link => (
                Code::UnfitFile,
                format!("`{path}` is a symbolic link"),
                "replace the link by the file itself: a report has plain files only",
            ),
            Why::File => (
                Code::UnfitFile,
                format!("`{path}` is a file, but should be a folder"),
                "move the file away: without the folder, the built-in one is used",
            ),
            Why::Folder => (
                Code::UnfitFile,
                format!("`{path}` is a folder, but should be a file"),
                "remove the folder, or give it a name that does not end like a file's",
            ),
            Why::Special(what) => (
                Code::UnfitFile,
                format!("`{path}` is {what}, not a file"),
                "move it out of the project: a report has plain files only",
            ),
            Why::Name => (
                Code::UnfitFile,
                format!("the name `{path}` is not UTF-8"),
                "rename the file with letters in UTF-8, which are the same on every system",
            ),
            Why::TooDeep(most) => (
                Code::UnfitFile,
                format!("the folder `{path}` lies below more than {most} others"),
                "move the files up: a report has one level of folders",
            ),
            Why::TooMany(most) => (
                Code::TooLarge,
                format!("there are more than {most} files and folders; `{path}` is one too many"),
                "move files away that the report does not use",
            ),
            Why::LargeText(bytes, most) => (
                Code::TooLarge,
                format!("`{path}` has {}; a text has at most {}", mb(bytes), mb(most)),
                "split the file, or raise `text` under `[limits]` in `report/report.toml`",
            ),
            Why::LargeFile(bytes, most) => (
                Code::TooLarge,
                format!("`{path}` has {}; a file has at most {}", mb(bytes), mb(most)),
                "make it smaller, so that it fits inside the PDF",
            ),
            Why::LargeTogether(most) => (
                Code::TooLarge,
                format!("with `{path}`, the files have more than {} together", mb(most)),
                "move files away that the report does not use",
            ),
        };
        Self { path, code, message, hint }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}
