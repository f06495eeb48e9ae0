//! File names that work on every system: without names and characters that Windows reserves (Microsoft, “Naming Files, Paths, and
//! Namespaces”). Names that differ only in case are one file there and on macOS, and on macOS in normal form (UAX #15), too.

use icu::casemap::CaseMapper;
use icu::normalizer::ComposingNormalizer;

use crate::bounds::file::LONGEST_NAME;
use crate::diagnostics::{nearest, visible};

/// Names of devices, with any ending: `nul.txt` is the null device.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Names of devices that a digit follows.
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// The reason why a name (one part of a path) is not portable or looks like another one; `None` if it is fine.
pub fn fault_of(name: &str) -> Option<&'static str> {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    let is_reserved = |c: char| c.is_control() || r#"\:*?"<>|"#.contains(c);
    if name.len() > LONGEST_NAME {
        Some("is too long for one name")
    } else if !is_plain && name.contains(is_reserved) {
        Some("has characters that not every system allows")
    } else if !is_plain && name.contains(visible::is_hidden) {
        Some("has invisible characters, which change how the name looks")
    } else if name.ends_with(['.', ' ']) {
        Some("ends in a full stop or a space, which Windows drops")
    } else if is_device(name) {
        Some("is the name of a device on Windows")
    } else {
        None
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_numbered = |device: &str| {
        let digit = stem.strip_prefix(device).unwrap_or_default();
        // Windows counts the superscript digits of Latin-1 as digits.
        digit.chars().count() == 1 && digit.contains(|c: char| c.is_ascii_digit() || "¹²³".contains(c))
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED.iter().any(|device| is_numbered(device))
}

/// The correct name of a file with a mistyped one of `endings` (in lower case): `K1.TOML`, `K1.tml`, or `K1.toml.txt`, as on Windows.
pub fn meant_ending(name: &str, endings: &[&str]) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let small = ending.to_lowercase();
    let known = |ending: &str| endings.iter().copied().find(|known| *known == ending);
    let inner = || {
        let (stem, inner) = stem.rsplit_once('.')?;
        Some((stem, known(&inner.to_lowercase())?))
    };
    let near = || Some((stem, nearest::nearest(&small, endings.iter().copied().filter(|known| known.len() > 2))?));
    let (stem, meant) = match known(&small) {
        Some(known) => (known != ending).then_some((stem, known))?,
        None => inner().or_else(near)?,
    };
    Some(format!("{stem}.{meant}"))
}

/// The folder that a mistyped name probably means.
pub fn meant_folder(name: &str, folders: &[&'static str]) -> Option<&'static str> {
    let small = name.to_lowercase();
    // `findings.old`, `findings (2)`
    let with_more =
        |folder: &&&str| small.strip_prefix(**folder).is_some_and(|more| !more.starts_with(char::is_alphanumeric));
    let meant = folders.iter().find(with_more).copied();
    meant.or_else(|| nearest::nearest(name, folders.iter().copied())).filter(|meant| *meant != name)
}

/// A path without case and Unicode normal form: some system takes two paths with the same value for one file.
pub fn folded(path: &str) -> String {
    // ASCII is in normal form already.
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    let composed = ComposingNormalizer::new_nfc().normalize(path).into_owned();
    CaseMapper::new().fold_string(&composed).into_owned()
}

/// The existing path that `wanted` probably means: it differs only in case, normal form or slashes.
pub fn meant<'p>(wanted: &str, paths: impl IntoIterator<Item = &'p str>) -> Option<&'p str> {
    let key = |path: &str| folded(&path.replace('\\', "/"));
    let sought = key(wanted);
    paths.into_iter().find(|path| *path != wanted && key(path) == sought)
}
