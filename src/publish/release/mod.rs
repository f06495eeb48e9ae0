//! A release: every file of its folder, as a pure function of its inputs, without clock, user, machine or path of the project.

mod contents;
mod manifest;
mod provenance;
pub mod texts;

use crate::files::{Tree, digest};

pub use contents::{Document, MANIFEST, PROVENANCE, Release, SOURCE, SUMS, Tool};
pub use manifest::{Recorded, recorded};

/// Every file of the folder of a release, by its path in it.
pub fn files(release: &Release) -> Tree {
    let mut files = release.texts.clone();
    files.extend(release.documents.iter().map(|document| (document.name.clone(), document.pdf.bytes.clone())));
    files.extend(release.source.files().into_iter().map(|(path, bytes)| (SOURCE.to_owned() + &path, bytes)));
    let manifest = manifest::of(release, &files);
    files.insert(MANIFEST.to_owned(), manifest.into_bytes());
    let provenance = provenance::of(release, &files);
    files.insert(PROVENANCE.to_owned(), provenance.into_bytes());
    let sums = digest::sums(&files);
    files.insert(SUMS.to_owned(), sums.into_bytes());
    files
}
