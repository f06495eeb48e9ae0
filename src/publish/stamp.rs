//! Knows whether an output is what its inputs would give again, by content and never by time.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::data::read::{self, Tree};

use super::output::{self, WriteError};

/// The name of the stamp file in the output folder.
const FILE: &str = ".raportti-stamp.json";

/// What is known of the outputs in one folder, by their file names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stamps {
    outputs: BTreeMap<String, Stamp>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    /// The hash of everything that the output was made from.
    inputs: String,
    /// The hash of the output itself, in case somebody changed it.
    output: String,
    pages: usize,
}

impl Stamps {
    /// The stamps of a folder; none when there is no stamp file, or one that makes no sense.
    pub fn read(folder: &Path) -> Self {
        let bytes = read::file(&folder.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The pages of an output that is up to date with `inputs`; `None` when it has to be made again.
    pub fn up_to_date(&self, folder: &Path, name: &str, inputs: &str) -> Option<usize> {
        let stamp = self.outputs.get(name).filter(|stamp| stamp.inputs == inputs)?;
        let bytes = read::file(&folder.join(name)).ok()?;
        (hash(&bytes) == stamp.output).then_some(stamp.pages)
    }

    pub fn set(&mut self, name: &str, inputs: &str, output: &[u8], pages: usize) {
        let stamp = Stamp { inputs: inputs.to_owned(), output: hash(output), pages };
        self.outputs.insert(name.to_owned(), stamp);
    }

    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let json = serde_json::to_vec_pretty(self).expect("strings and numbers are JSON");
        output::write(&folder.join(FILE), &json)
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// One hash over whole trees and the names of options. Every part is preceded by its length, so that no two different
/// inputs run together into one.
pub fn fingerprint<'a>(trees: impl IntoIterator<Item = &'a Tree>, options: &[&str]) -> String {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for option in options {
        part(option.as_bytes());
    }
    for (path, bytes) in trees.into_iter().flatten() {
        part(path.as_bytes());
        part(bytes);
    }
    hexadecimal(&hasher.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
