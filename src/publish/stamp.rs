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

/// What is known of the outputs in one folder, by their file names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stamps {
    outputs: BTreeMap<String, Stamp>,
    /// The last request that ended without anything to say.
    #[serde(default)]
    settled: Option<Settled>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Settled {
    /// The hash of what was asked for and of everything that it was made from.
    request: String,
    outputs: Vec<String>,
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
    /// The stamps of a folder; none when there is no stamp file, or one that cannot be read.
    pub fn read(folder: &Path) -> Self {
        let bytes = read::file(&folder.join(FILE), LARGEST_STAMP).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The pages of an output that is up to date with `inputs`; `None` when it has to be made again.
    pub fn up_to_date(&self, folder: &Path, name: &str, inputs: &str) -> Option<usize> {
        let stamp = self.outputs.get(name).filter(|stamp| stamp.inputs == inputs)?;
        let bytes = read::file(&folder.join(name), LARGEST_PDF as u64).ok()?;
        (digest::of(&bytes) == stamp.output).then_some(stamp.pages)
    }

    pub fn set(&mut self, name: &str, inputs: &str, output: &[u8], pages: usize) {
        let stamp = Stamp { inputs: inputs.to_owned(), output: digest::of(output), pages };
        self.outputs.insert(name.to_owned(), stamp);
    }

    /// Marks outputs as up to date with other inputs, which give the same bytes.
    pub fn renew<'a>(&mut self, outputs: impl IntoIterator<Item = (&'a str, String)>) {
        for (name, inputs) in outputs {
            if let Some(stamp) = self.outputs.get_mut(name) {
                stamp.inputs = inputs;
            }
        }
    }

    /// The outputs of a request, with their pages, when it was the last one, had nothing to say, and every output of it
    /// is as it was made.
    pub fn settled(&self, folder: &Path, request: &str) -> Option<Vec<(String, usize)>> {
        let settled = self.settled.as_ref().filter(|settled| settled.request == request)?;
        let pages = |name: &String| {
            let stamp = self.outputs.get(name)?;
            Some((name.clone(), self.up_to_date(folder, name, &stamp.inputs)?))
        };
        settled.outputs.iter().map(pages).collect()
    }

    /// Remembers that a request ended without anything to say.
    pub fn settle(&mut self, request: String, outputs: impl IntoIterator<Item = String>) {
        self.settled = Some(Settled { request, outputs: outputs.into_iter().collect() });
    }

    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let json = serde_json::to_vec_pretty(self).expect("strings and numbers are JSON");
        output::write(&folder.join(FILE), &json)
    }
}

/// One hash over whole trees and the names of options. Every part is preceded by its length, and the options by their
/// number, so that no two different inputs run together into one.
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
