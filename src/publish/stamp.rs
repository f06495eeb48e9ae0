//! Whether an output is up to date with its inputs, by content and never by time.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::bounds::{build::LARGEST_STAMP, pdf::LARGEST_PDF};
use crate::files::{Tree, digest, read};

use super::output::{self, WriteError};

/// The name of the stamp file in the output folder.
pub const FILE: &str = ".raportti-stamp.json";

/// Records of the outputs in one folder, by file name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stamps {
    outputs: BTreeMap<String, Stamp>,
    /// The last request that ended without faults.
    #[serde(default)]
    settled: Option<Settled>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Settled {
    /// The hash of the options and of all inputs.
    request: String,
    outputs: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    /// The hash of the output's inputs.
    inputs: String,
    /// The hash of the output itself, to notice if somebody changed it.
    output: String,
    pages: usize,
}

impl Stamps {
    /// The stamps of a folder; empty if the stamp file is missing or cannot be read.
    pub fn read(folder: &Path) -> Self {
        let bytes = read::file(&folder.join(FILE), LARGEST_STAMP).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The number of pages of an output that is up to date with `inputs`; `None` if it has to be built again.
    pub fn up_to_date(&self, folder: &Path, name: &str, inputs: &str) -> Option<usize> {
        let stamp = self.outputs.get(name).filter(|stamp| stamp.inputs == inputs)?;
        let bytes = read::file(&folder.join(name), LARGEST_PDF as u64).ok()?;
        (digest::of(&bytes) == stamp.output).then_some(stamp.pages)
    }

    pub fn set(&mut self, name: &str, inputs: &str, output: &[u8], pages: usize) {
        let stamp = Stamp { inputs: inputs.to_owned(), output: digest::of(output), pages };
        self.outputs.insert(name.to_owned(), stamp);
    }

    /// Marks an output as up to date with other inputs that lead to the same bytes.
    pub fn renew(&mut self, name: &str, inputs: String) {
        if let Some(stamp) = self.outputs.get_mut(name) {
            stamp.inputs = inputs;
        }
    }

    /// The outputs and numbers of pages of a request, if it was the last one, had no faults, and no output has changed since.
    pub fn settled(&self, folder: &Path, request: &str) -> Option<Vec<(String, usize)>> {
        let settled = self.settled.as_ref().filter(|settled| settled.request == request)?;
        let pages = |name: &String| {
            let stamp = self.outputs.get(name)?;
            Some((name.clone(), self.up_to_date(folder, name, &stamp.inputs)?))
        };
        settled.outputs.iter().map(pages).collect()
    }

    /// Records that a request ended without faults.
    pub fn settle(&mut self, request: String, outputs: impl IntoIterator<Item = String>) {
        self.settled = Some(Settled { request, outputs: outputs.into_iter().collect() });
    }

    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let json = serde_json::to_vec_pretty(self).expect("strings and numbers are JSON");
        output::write(&folder.join(FILE), &json)
    }
}

/// One hash over trees and options. Every part is preceded by its length, and the options by their number, so that different
/// inputs never yield the same hashed bytes.
pub fn fingerprint<'a>(trees: impl IntoIterator<Item = &'a Tree>, options: &[&str]) -> String {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(&(options.len() as u64).to_le_bytes());
    for option in options {
        part(option.as_bytes());
    }
    for (path, bytes) in trees.into_iter().flatten() {
        part(path.as_bytes());
        part(bytes);
    }
    digest::hexadecimal(&hasher.finalize())
}
