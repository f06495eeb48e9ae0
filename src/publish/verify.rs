//! The differences of a release's folder, in words, from its checksums, its manifest, and a new build from its source.

use std::collections::BTreeMap;

use crate::files::{Tree, digest};

use super::release::{MANIFEST, PROVENANCE, Recorded, SOURCE, SUMS};
use super::{difference, source};

/// Differences from `SHA256SUMS`, a file in the format of `sha256sum`, and whether the source of the release is among them.
pub fn differences_from_sums(found: &Tree) -> (Vec<String>, bool) {
    let (mut differing, mut is_of_source) = (Vec::new(), false);
    let mut sums = BTreeMap::new();
    let list = String::from_utf8_lossy(found.get(SUMS).map_or(&[], Vec::as_slice));
    for (number, line) in (1..).zip(list.lines()) {
        match line.split_once("  ") {
            Some((sum, path)) if sum.len() == 64 => _ = sums.insert(path, sum),
            _ => differing.push(format!("line {number} of `{SUMS}` is not a checksum with a name")),
        }
    }
    let mut differs = |path: &str, difference: String| {
        is_of_source |= path.starts_with(SOURCE);
        differing.push(difference);
    };
    for (path, sum) in &sums {
        match found.get(*path) {
            None => differs(path, format!("`{path}` is missing; `{SUMS}` lists it")),
            Some(bytes) if digest::of(bytes) != *sum => {
                differs(path, format!("`{path}` does not match its SHA-256 in `{SUMS}`"));
            }
            Some(_) => {}
        }
    }
    for path in found.keys().filter(|path| *path != SUMS && !sums.contains_key(path.as_str())) {
        differs(path, format!("`{path}` is not in `{SUMS}`"));
    }
    (differing, is_of_source)
}

/// Files that the manifest does not list, and missing files that it lists.
pub fn differences_from_manifest(found: &Tree, recorded: &Recorded) -> Vec<String> {
    let about_others = [MANIFEST, PROVENANCE, SUMS];
    let is_listed = |path: &&String| recorded.outputs.contains(path) || about_others.contains(&path.as_str());
    let extra = found.keys().filter(|path| !is_listed(path)).map(|path| format!("`{path}` is not in `{MANIFEST}`"));
    let missing = recorded.outputs.iter().filter(|path| !found.contains_key(*path));
    extra.chain(missing.map(|path| format!("`{path}` is missing; `{MANIFEST}` lists it"))).collect()
}

/// Every file that differs from the new build, with its first difference.
pub fn differences(found: &Tree, again: &Tree) -> Vec<String> {
    let differs = |(path, expected): (&String, &Vec<u8>)| {
        let difference = difference::first(path, found.get(path)?, expected)?;
        Some(format!("`{path}`: {difference}"))
    };
    let missing = again.keys().filter(|path| !found.contains_key(*path)).map(|path| format!("`{path}` is missing"));
    let extra = found.keys().filter(|path| !again.contains_key(*path));
    let extra = extra.map(|path| format!("`{path}` does not come from the source"));
    again.iter().filter_map(differs).chain(missing).chain(extra).collect()
}

/// Differences of the source in the folder from the source in a PDF beside it.
pub fn differences_from_sources_in_pdfs(found: &Tree) -> Vec<String> {
    let pdfs = found.iter().filter(|(path, _)| path.ends_with(".pdf"));
    let carried = pdfs.filter_map(|(path, bytes)| Some((path, source::read(bytes).ok()?.0))).next();
    let Some((pdf, source)) = carried else { return Vec::new() };
    let differs = |(inner, expected): (String, Vec<u8>)| {
        let path = SOURCE.to_owned() + &inner;
        let difference = difference::first(&path, found.get(&path)?, &expected)?;
        Some(format!("`{path}`, compared with the source that `{pdf}` carries: {difference}"))
    };
    source.files().into_iter().filter_map(differs).collect()
}
