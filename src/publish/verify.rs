//! How the folder of a release differs from its own sums, from its own list, and from what its source gives. Each difference is a
//! sentence; none means that all of it is as it should be.

use crate::files::read::Tree;

use super::release::{MANIFEST, PROVENANCE, Recorded, SOURCE, SUMS};
use super::sums::Fault;
use super::{difference, source};

/// A fault of the sums in words.
pub fn said(fault: &Fault) -> String {
    match fault {
        Fault::Line(number) => format!("line {number} of `{SUMS}` is no sum with a name"),
        Fault::Missing(path) => format!("`{path}` is missing; `{SUMS}` lists it"),
        Fault::Extra(path) => format!("`{path}` is not in `{SUMS}`"),
        Fault::Differs(path) => format!("`{path}` has another SHA-256 than `{SUMS}` says"),
    }
}

/// Whether a fault of the sums concerns the source that the release was made from.
pub fn is_of_source(fault: &Fault) -> bool {
    match fault {
        Fault::Missing(path) | Fault::Extra(path) | Fault::Differs(path) => path.starts_with(SOURCE),
        Fault::Line(_) => false,
    }
}

/// Files that the manifest does not list, and files that it lists and that are not there.
pub fn unlike_manifest(found: &Tree, recorded: &Recorded) -> Vec<String> {
    let about_others = [MANIFEST, PROVENANCE, SUMS];
    let is_listed = |path: &&String| recorded.outputs.contains(path) || about_others.contains(&path.as_str());
    let extra = found.keys().filter(|path| !is_listed(path)).map(|path| format!("`{path}` is not in `{MANIFEST}`"));
    let missing = recorded.outputs.iter().filter(|path| !found.contains_key(*path));
    extra.chain(missing.map(|path| format!("`{path}` is missing; `{MANIFEST}` lists it"))).collect()
}

/// Every file that differs from the one that was made again, with its first difference.
pub fn unlike(found: &Tree, again: &Tree) -> Vec<String> {
    let differs = |(path, expected): (&String, &Vec<u8>)| {
        let difference = difference::first(path, found.get(path)?, expected)?;
        Some(format!("`{path}`: {difference}"))
    };
    let missing = again.keys().filter(|path| !found.contains_key(*path)).map(|path| format!("`{path}` is missing"));
    let extra = found.keys().filter(|path| !again.contains_key(*path));
    let extra = extra.map(|path| format!("`{path}` does not come from the source"));
    again.iter().filter_map(differs).chain(missing).chain(extra).collect()
}

/// Where the source in the folder differs from the one that a PDF beside it carries.
pub fn unlike_source_in_pdfs(found: &Tree) -> Vec<String> {
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
