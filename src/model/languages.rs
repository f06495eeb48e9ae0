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

#[cfg(test)]
mod tests {
    use super::*;
    use icu::locale::subtags::language;

    #[test]
    fn the_chapter_of_a_mistyped_name_is_seen() {
        let languages = [language!("fi"), language!("en")];
        let meant = |name| meant_chapter(name, &languages).map(|(stem, language)| format!("{stem}.{language}"));
        for name in ["a-b-fi.md", "A-B.FI.MD", "a-b.fi.md.txt", "a-b.fi.markdown", "a-b_fi.md", "a-b.fi"] {
            assert_eq!(meant(name).as_deref(), Some("a-b.fi"), "{name}");
        }
        assert_eq!(meant("a-b.md"), None);
        assert_eq!(meant("fi.md"), None);
    }
}
