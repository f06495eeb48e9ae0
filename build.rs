//! Gives each build of the program a name, the hash of its source, so that the output of another build never counts as up to date, and
//! takes the British patterns out of the crate that has those of all languages.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "the build script is not the tool")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hyphenation::{Language, Load, Standard};
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
    write_british_patterns();
}

fn write_british_patterns() {
    let mut british = Standard::from_embedded(Language::EnglishGB).expect("the crate has British patterns");
    // The words that the patterns are wrong of have no order, so that builds would differ. They stand in `en.toml`.
    british.exceptions.0.clear();
    let bytes = bincode::serialize(&british).expect("what was read can be written");
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names the folder of a build script"));
    std::fs::write(folder.join("en-gb.bincode"), bytes).expect("the folder of a build script can be written");
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
