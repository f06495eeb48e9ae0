//! Where British English divides a word: patterns made from the word divisions of Oxford University Press (`hyph-en-gb`).

use std::sync::LazyLock;

use hyphenation::{Hyphenator, Language, Load, Standard};

/// Written by the build script.
static PATTERNS: LazyLock<Standard> = LazyLock::new(|| {
    let mut bytes: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/en-gb.bincode"));
    Standard::from_reader(Language::EnglishGB, &mut bytes).expect("the build script wrote British patterns")
});

/// The bytes before which a line may begin in a word of small letters.
pub fn places(word: &str) -> Vec<usize> {
    PATTERNS.opportunities(word)
}
