//! SHA-256 (FIPS 180-4) of bytes and of trees, in hexadecimal.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Tree;

/// The SHA-256 of bytes, as `sha256sum` prints it.
pub fn of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 of a tree: that of the output of `sha256sum` for its files, sorted by path. So anyone can check it without this
/// program: `find templates -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`.
pub fn of_tree(tree: &Tree) -> String {
    of(sums(tree).as_bytes())
}

/// The output of `sha256sum` for the files of a tree, sorted by path.
pub fn sums(tree: &Tree) -> String {
    tree.iter().map(|(path, bytes)| format!("{}  {path}\n", of(bytes))).collect()
}

/// Bytes in hexadecimal, with small letters.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string can be written to");
        text
    })
}
