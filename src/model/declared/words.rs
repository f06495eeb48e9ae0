//! Vocabularies, the words of fields, and forms, what strings look like.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::bounds::model::LARGEST_PATTERN;

use super::Names;

/// A list of words, the highest first.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    pub key: String,
    pub words: Vec<Word>,
}

/// A word of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Word {
    /// As it stands in TOML.
    #[serde(skip)]
    pub key: String,
    /// The colour of it.
    pub tone: Option<Tone>,
    /// The built-in word that it stands for where a rule asks; the word itself when missing.
    pub means: Option<String>,
    /// What readers see, by language.
    #[serde(flatten)]
    pub name: Names,
}

/// The colour of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    Danger,
    Warning,
    Notice,
    Calm,
}

/// What a string looks like.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    #[serde(skip)]
    pub key: String,
    /// What such a string is, with its article: `a version`.
    pub is: String,
    /// A regular expression for all of it.
    pub pattern: String,
    pub example: String,
    pub hint: String,
    /// The pattern, compiled when it is first asked; nothing where it does not compile, which is a fault of the declaration.
    #[serde(skip)]
    pub compiled: OnceLock<Option<Regex>>,
}

impl Word {
    /// The built-in word that it stands for.
    pub fn meaning(&self) -> &str {
        self.means.as_deref().unwrap_or(&self.key)
    }
}

impl Vocabulary {
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.key.as_str())
    }

    pub fn word(&self, key: &str) -> Option<&Word> {
        self.words.iter().find(|word| word.key == key)
    }
}

impl Tone {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Warning => "warning",
            Self::Notice => "notice",
            Self::Calm => "calm",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Danger, Self::Warning, Self::Notice, Self::Calm].into_iter().find(|tone| tone.as_str() == word)
    }
}

impl Form {
    /// Whether a string has the form. Everything has that of a faulty pattern.
    pub fn fits(&self, string: &str) -> bool {
        let pattern = self.compiled.get_or_init(|| compile(&self.pattern).ok());
        pattern.as_ref().is_none_or(|pattern| pattern.is_match(string))
    }
}

/// A pattern for whole strings. It takes time in proportion to the string, whatever the pattern. Fails with what is wrong with the
/// pattern, in words.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    let whole = RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(LARGEST_PATTERN).build();
    whole.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        // The last line says what is wrong; those before it show the pattern.
        _ => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    })
}
