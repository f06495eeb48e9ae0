//! What readers call tables, columns and words, in the languages of the report: for workbooks that no longer say it themselves.

use std::collections::HashMap;

/// Names in small letters, each with the key that it stands for. One that stands for several is known as none.
#[derive(Debug, Default)]
pub struct KnownNames {
    sheets: Names<String>,
    /// By the key of their part.
    headings: Names<(String, String)>,
    /// By the key of their vocabulary.
    words: Names<(String, String)>,
}

type Names<K> = HashMap<K, Option<String>>;

impl KnownNames {
    pub fn add_sheet(&mut self, name: &str, key: &str) {
        add(&mut self.sheets, name.to_lowercase(), key);
    }

    pub fn add_heading(&mut self, part: &str, name: &str, key: &str) {
        add(&mut self.headings, (part.to_owned(), name.to_lowercase()), key);
    }

    pub fn add_word(&mut self, vocabulary: &str, name: &str, word: &str) {
        add(&mut self.words, (vocabulary.to_owned(), name.to_lowercase()), word);
    }

    pub fn sheet(&self, name: &str) -> Option<&str> {
        self.sheets.get(&name.to_lowercase())?.as_deref()
    }

    pub fn heading(&self, part: &str, name: &str) -> Option<&str> {
        self.headings.get(&(part.to_owned(), name.to_lowercase()))?.as_deref()
    }

    pub fn word(&self, vocabulary: &str, name: &str) -> Option<&str> {
        self.words.get(&(vocabulary.to_owned(), name.to_lowercase()))?.as_deref()
    }
}

fn add<K: Eq + std::hash::Hash>(names: &mut Names<K>, name: K, key: &str) {
    let known = names.entry(name).or_insert_with(|| Some(key.to_owned()));
    if known.as_deref() != Some(key) {
        *known = None;
    }
}
