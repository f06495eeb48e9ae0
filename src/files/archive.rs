//! Packs a tree of files into a zip file, the same bytes everywhere, and unpacks it. A foreign archive may be hostile. So sizes, counts
//! and the compression ratio are limited before anything is unpacked, and every path must stay inside the folder on every system, or
//! the whole archive is refused.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{Cursor, Read, Write};

use zip::read::ZipReadOptions;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use crate::bounds::archive::{
    ALWAYS_ALLOWED, DEEPEST_PATH, LARGEST_ARCHIVE, LARGEST_FILE, LONGEST_PATH, MOST_BYTES, MOST_FILES, RATIO,
};

use super::{Tree, names};

/// The folders that an archive may have.
pub const FOLDERS: [&str; 4] = ["report", "templates", "fonts", "since"];
/// The only file beside them.
pub const RECORD: &str = "raportti.json";

/// The end of a zip file that has no comment, in bytes (APPNOTE 4.3.16).
const END: usize = 22;

/// Packs a tree. Fails if it has paths that [`unpack`] would refuse, or is too large.
pub fn pack(tree: &Tree) -> Result<Vec<u8>, String> {
    check_paths(tree.keys().map(String::as_str))?;
    let all = check_sizes(tree.iter().map(|(path, bytes)| (path.as_str(), bytes.len() as u64)))?;
    let small = write(tree, CompressionMethod::Deflated);
    // Otherwise `unpack` would take it for a zip bomb.
    let archive = if all <= allowed(small.len()) { small } else { write(tree, CompressionMethod::Stored) };
    if archive.len() > LARGEST_ARCHIVE {
        return Err(format!("the archive is larger than {} MiB", LARGEST_ARCHIVE >> 20));
    }
    Ok(archive)
}

/// The total size of files in bytes. Refuses files that are too large, singly or together.
pub fn check_sizes<'a>(sizes: impl Iterator<Item = (&'a str, u64)>) -> Result<u64, String> {
    let mut all = 0;
    for (path, size) in sizes {
        if size > LARGEST_FILE {
            return Err(format!("`{path}` is larger than {} MiB", LARGEST_FILE >> 20));
        }
        all += size;
    }
    if all > MOST_BYTES {
        return Err(format!("the files are together larger than {} MiB", MOST_BYTES >> 20));
    }
    Ok(all)
}

fn write(tree: &Tree, method: CompressionMethod) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .compression_level((method == CompressionMethod::Deflated).then_some(9))
        // The earliest time that a zip file can have, so that no clock takes part.
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in tree {
        writer
            .start_file(path, options)
            .and_then(|()| Ok(writer.write_all(bytes)?))
            .expect("writing to memory succeeds, and sizes and paths are checked");
    }
    writer.finish().expect("writing to memory succeeds").into_inner()
}

/// The limit of the unpacked size of an archive, in bytes.
pub fn allowed(archive: usize) -> u64 {
    (archive as u64).saturating_mul(RATIO).clamp(ALWAYS_ALLOWED, MOST_BYTES)
}

/// Unpacks a foreign archive. Fails if it is damaged, encrypted or too large, or has a path that is no plain file of a project.
pub fn unpack(archive: &[u8]) -> Result<Tree, String> {
    let damaged = |reason: &dyn Display| format!("the archive is damaged: {reason}");
    if archive.len() > LARGEST_ARCHIVE {
        return Err(format!("the archive is larger than {} MiB", LARGEST_ARCHIVE >> 20));
    }
    let count = count(archive).ok_or_else(|| damaged(&"it has no plain end"))?;
    if count > MOST_FILES {
        return Err(format!("the archive has more than {MOST_FILES} files"));
    }
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(|error| damaged(&error))?;
    if zip.has_duplicate_names() || zip.len() != count {
        return Err(damaged(&"it has a file twice"));
    }
    let name = |raw: &[u8]| {
        let name = std::str::from_utf8(raw).map(str::to_owned);
        name.map_err(|_| format!("the path {:?} is not UTF-8", String::from_utf8_lossy(raw)))
    };
    let names = zip.file_names_raw().map(name).collect::<Result<Vec<_>, _>>()?;
    check_paths(names.iter().map(String::as_str))?;

    let mut left = allowed(archive.len());
    let mut tree = Tree::new();
    for (index, path) in names.into_iter().enumerate() {
        // Local headers and the central directory must agree, or other programs would see other files.
        let options = ZipReadOptions::new().enforce_header_consistency(true);
        let file = match zip.by_index_data(index) {
            Ok(entry) if entry.encrypted() => return Err(format!("{path:?} is encrypted")),
            Ok(_) => zip.by_index_with_options(index, options).map_err(|error| damaged(&error))?,
            Err(error) => return Err(damaged(&error)),
        };
        if file.is_symlink() {
            return Err(format!("{path:?} is a symbolic link"));
        }
        if !file.is_file() {
            return Err(format!("{path:?} is not a plain file"));
        }
        let most = LARGEST_FILE.min(left);
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if bytes.len() as u64 > most {
            return Err(format!("`{path}` unpacks to more than this archive should hold"));
        }
        left -= bytes.len() as u64;
        tree.insert(path, bytes);
    }
    Ok(tree)
}

/// The number of files that an archive claims, if it ends like those of [`pack`]: without comment and extensions.
fn count(archive: &[u8]) -> Option<usize> {
    let end = archive.len().checked_sub(END).map(|start| &archive[start..])?;
    let number = |at: usize| usize::from(u16::from_le_bytes([end[at], end[at + 1]]));
    (end.starts_with(b"PK\x05\x06") && number(20) == 0 && number(8) == number(10)).then(|| number(10))
}

/// Every path must name one plain file in one of the folders, on every system.
fn check_paths<'a>(paths: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let same = |one: &str, other: &str| format!("`{one}` and `{other}` are one file on some systems");
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut folders: HashMap<String, &str> = HashMap::new();
    for (n, path) in paths.enumerate() {
        if n >= MOST_FILES {
            return Err(format!("there are more than {MOST_FILES} files"));
        }
        if let Some(reason) = fault_of(path) {
            return Err(format!("the path {path:?} {reason}"));
        }
        let folded = names::folded(path);
        for (end, _) in folded.match_indices('/') {
            folders.entry(folded[..end].to_owned()).or_insert(path);
        }
        if let Some(other) = seen.insert(folded, path) {
            return Err(same(other, path));
        }
    }
    match seen.iter().find_map(|(folded, path)| Some((path, folders.get(folded)?))) {
        Some((file, inner)) => Err(same(file, inner)),
        None => Ok(()),
    }
}

/// Whether a path names one plain file of a report's project on every system.
pub fn is_path(path: &str) -> bool {
    fault_of(path).is_none()
}

fn fault_of(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let known = path == RECORD || parts.len() > 1 && FOLDERS.contains(&parts[0]);
    if path.len() > LONGEST_PATH || parts.len() > DEEPEST_PATH {
        Some("is too long")
    } else if parts.contains(&"..") || path.starts_with('/') {
        Some("leads out of its folder")
    } else if parts.iter().any(|part| part.is_empty() || part.starts_with('.')) {
        Some("is hidden or has an empty part")
    } else if let Some(reason) = parts.iter().find_map(|part| names::fault_of(part)) {
        Some(reason)
    } else if !known {
        Some("belongs to no report")
    } else {
        None
    }
}
