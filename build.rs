//! Gives each build of the program a name, the hash of its source, so that the output of another build never counts as up to date.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "the build script is not the tool")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    let mut files = BTreeSet::new();
    for root in ["src", "templates", "fonts", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={root}");
        collect(Path::new(root), &mut files);
    }
    let mut hasher = Sha256::new();
    for path in files {
        let bytes = std::fs::read(&path).expect("the files of the source tree can be read");
        hasher.update(path.to_string_lossy().as_bytes());
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    let name: String = hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=RAPORTTI_BUILD={name}");
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("the source tree can be read") {
            collect(&entry.expect("the source tree can be read").path(), files);
        }
    } else if path.exists() {
        files.insert(path.to_owned());
    }
}
