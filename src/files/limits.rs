//! The most that a tree of files may have, counted before any of them is read.

use std::ffi::OsStr;
use std::path::Path;

use crate::bounds::{file, release};

use super::unfit::Why;

/// The extensions of text files; all others count as images and fonts.
const TEXTS: [&str; 8] = ["toml", "md", "csv", "typ", "j2", "csl", "json", "txt"];

/// The extensions of images, and of `review.lock`.
const OTHERS: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "svgz", "pdf", "lock"];

/// The most that a tree may have.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Files and folders.
    pub entries: usize,
    /// Folders in one path.
    pub depth: usize,
    /// Bytes of a text.
    pub text: u64,
    /// Bytes of any other file.
    pub other: u64,
    /// Bytes of all files together.
    pub together: u64,
}

impl Limits {
    pub const PROJECT: Self = Self {
        entries: file::MOST_FILES,
        depth: file::DEEPEST_FOLDER,
        text: file::LARGEST_TEXT,
        other: file::LARGEST_OTHER,
        together: file::LARGEST_PROJECT,
    };
    pub const RELEASE: Self = Self {
        entries: release::MOST_RELEASED,
        depth: release::DEEPEST_RELEASED,
        text: release::LARGEST_RELEASE,
        other: release::LARGEST_RELEASE,
        together: release::LARGEST_RELEASE,
    };
}

/// The files and folders of a tree so far.
#[derive(Debug, Default)]
pub struct Count {
    pub entries: usize,
    bytes: u64,
}

impl Count {
    /// Counts a file or folder. Fails if it is one too many.
    pub fn entry(&mut self, limits: &Limits) -> Result<(), Why> {
        self.entries += 1;
        if self.entries > limits.entries { Err(Why::TooMany(limits.entries)) } else { Ok(()) }
    }

    /// Counts the bytes of a file. Fails if it is too large by itself, or together with those before it; then it is not counted.
    pub fn file(&mut self, path: &str, bytes: u64, limits: &Limits) -> Result<(), Why> {
        if is_text(path) && bytes > limits.text {
            return Err(Why::LargeText(bytes, limits.text));
        }
        if !is_text(path) && bytes > limits.other {
            return Err(Why::LargeFile(bytes, limits.other));
        }
        if self.bytes + bytes > limits.together {
            return Err(Why::LargeTogether(limits.together));
        }
        self.bytes += bytes;
        Ok(())
    }
}

/// Whether a file is a text file, by its extension.
pub fn is_text(path: &str) -> bool {
    has_extension(path, &TEXTS)
}

/// Whether a path ends like that of a file which the program reads by its name.
pub fn ends_like_a_file(path: &str) -> bool {
    is_text(path) || has_extension(path, &OTHERS)
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let end = Path::new(path).extension().and_then(OsStr::to_str).unwrap_or_default();
    extensions.iter().any(|extension| extension.eq_ignore_ascii_case(end))
}

/// The most bytes of a text, by the content of `report/report.toml`: `text` under `[limits]`, in millions.
pub fn largest_text(report: &[u8]) -> u64 {
    let table = std::str::from_utf8(report).ok().and_then(|text| text.parse::<toml::Table>().ok());
    let millions = table.as_ref().and_then(|table| table.get("limits")?.get("text")?.as_integer());
    let bytes = millions.and_then(|millions| u64::try_from(millions).ok()?.checked_mul(1_000_000));
    bytes.map_or(file::LARGEST_TEXT, |bytes| bytes.clamp(file::LARGEST_TEXT, file::LARGEST_OTHER))
}
