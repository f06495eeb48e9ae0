//! Names of languages, as keys of texts and in the names of files.

use icu::locale::subtags::Language;

/// Whether a key looks like a language: two or three small letters.
pub fn is_written_as_one(key: &str) -> bool {
    Language::try_from_str(key).is_ok_and(|language| language.as_str() == key)
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
