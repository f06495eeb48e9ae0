//! The written files of one run, and places in them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A file in [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey(u32);

/// A byte range in a written file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub file: FileKey,
    start: u32,
    end: u32,
}

impl Place {
    /// The place of the bytes `range` of `file`. Files are at most 4 GiB, which [`Files::add`] ensures.
    pub fn new(file: FileKey, range: Range<usize>) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).expect("files are shorter than 4 GiB");
        Self { file, start: narrow(range.start), end: narrow(range.end) }
    }

    /// Whether `other` lies inside this place.
    pub fn contains(self, other: Place) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The byte range inside the file.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column of a file, both from 1. Columns count characters, as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

/// A written file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path relative to the project, with `/` on every system.
    pub path: String,
    pub text: Arc<str>,
    /// Where each line starts, in bytes; computed on first use.
    line_starts: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// Where each line starts, in bytes. The first starts at 0, even in an empty file.
    pub fn line_starts(&self) -> &[usize] {
        self.line_starts
            .get_or_init(|| std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }
}

/// Every written file that a diagnostic can point at.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<SourceFile>,
    keys: HashMap<String, FileKey>,
}

impl Files {
    /// Adds a file, or returns the one that has this path already. Panics at 4 GiB of text; the reader refuses such files.
    pub fn add(&mut self, path: &str, text: impl Into<Arc<str>>) -> FileKey {
        if let Some(&key) = self.keys.get(path) {
            return key;
        }
        let text = text.into();
        assert!(u32::try_from(text.len()).is_ok(), "files are shorter than 4 GiB");
        let key = FileKey(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(SourceFile { path: path.to_owned(), text, line_starts: OnceLock::new() });
        self.keys.insert(path.to_owned(), key);
        key
    }

    /// Adds a file that was not read. It has no text, even if a built-in file has the same path.
    pub fn add_unread(&mut self, path: &str) -> FileKey {
        self.keys.remove(path);
        self.add(path, "")
    }

    pub fn get(&self, key: FileKey) -> &SourceFile {
        &self.files[key.0 as usize]
    }

    /// The file of this path relative to the project, if it was read.
    pub fn find(&self, path: &str) -> Option<FileKey> {
        self.keys.get(path).copied()
    }

    /// The text of a place.
    pub fn text(&self, place: Place) -> &str {
        self.get(place.file).text.get(place.range()).unwrap_or("")
    }

    /// The line in which a place begins.
    pub fn line(&self, place: Place) -> &str {
        let file = self.get(place.file);
        let next = file.line_starts().partition_point(|&start| start <= place.range().start);
        let end = file.line_starts().get(next).copied().unwrap_or(file.text.len());
        &file.text[file.line_starts()[next - 1]..end]
    }

    /// Line and column of a byte offset. An offset past the end counts as the end.
    pub fn line_column(&self, file: FileKey, offset: usize) -> LineColumn {
        let file = self.get(file);
        let offset = file.text.floor_char_boundary(offset);
        let line = file.line_starts().partition_point(|&start| start <= offset);
        let start = file.line_starts()[line - 1];
        LineColumn { line, column: file.text[start..offset].chars().count() + 1 }
    }
}
