//! Names of languages, as keys of texts and in the names of files, and how each built-in language is written.

pub mod british;
pub mod exceptions;
pub mod orthography;

use icu::locale::subtags::{Language, language};
use icu::locale::{LanguageIdentifier, Locale, LocaleDirectionality, LocaleExpander};

use crate::diagnostics::{Code, Diagnostic, Place};

/// The languages that the program has words for, English first.
pub static BUILT_IN: [Language; 12] = [
    language!("en"),
    language!("da"),
    language!("de"),
    language!("es"),
    language!("et"),
    language!("fi"),
    language!("fr"),
    language!("it"),
    language!("nb"),
    language!("nl"),
    language!("pl"),
    language!("sv"),
];

/// Whether the program has words for a language.
pub fn is_built_in(language: &str) -> bool {
    BUILT_IN.iter().any(|known| known.as_str() == language)
}

/// Whether a key looks like a language: two or three small letters.
pub fn is_written_as_one(key: &str) -> bool {
    Language::try_from_str(key).is_ok_and(|language| language.as_str() == key)
}

/// Whether a language, such as `ar` or `az-Arab`, is written from right to left.
pub fn is_right_to_left(tag: &str) -> bool {
    let locale: Option<Locale> = tag.parse().ok();
    locale.is_some_and(|locale| LocaleDirectionality::new_extended().is_right_to_left(&locale.id))
}

/// A language with the country where most of its readers are, such as `lv-LV`; with a gap if CLDR knows none.
pub fn with_region(language: Language) -> String {
    let mut whole = LanguageIdentifier::from(language);
    LocaleExpander::new_extended().maximize(&mut whole);
    let country = whole.region.filter(|region| region.is_alphabetic());
    country.map_or_else(|| format!("{language}-…"), |country| format!("{language}-{country}"))
}

/// The fault of such a language.
pub fn right_to_left(tag: &str, place: Place) -> Diagnostic {
    let message = format!("`{tag}` is written from right to left, which reports cannot be yet");
    Diagnostic::new(Code::RightToLeft, place, message)
        .with_hint("leave the language out; its pages would be wrong everywhere")
}

/// What is said of a text in a language that the report is not in.
pub fn not_of_the_report(language: &str) -> String {
    format!("`{language}` is no language of the report")
}

/// The chapter and the language that a mistyped file name most likely means: `johdanto-fi.md`, `JOHDANTO.FI.MD`, `johdanto.fi.md.txt`.
pub fn meant_chapter(name: &str, languages: &[Language]) -> Option<(String, Language)> {
    let small = if name.contains(|c: char| c.is_lowercase()) { name.to_owned() } else { name.to_lowercase() };
    let words: Vec<&str> = small.split(['.', '_', ' ', '-']).collect();
    let of = |word: &str| languages.iter().copied().find(|language| language.to_string() == word.to_lowercase());
    let (index, language) = words.iter().enumerate().rev().find_map(|(index, word)| Some((index, of(word)?)))?;
    let end: usize = words[..index].iter().map(|word| word.len() + 1).sum();
    let stem = small.get(..end.checked_sub(1)?)?;
    (!stem.is_empty()).then(|| (stem.to_owned(), language))
}
