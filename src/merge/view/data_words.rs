//! The words of the declarations and of the templates for what figures from the data show.

use crate::graph::ways::{End, Way};
use crate::merge::Wording;
use crate::model::declared::{Names, Tone};
use crate::model::{Declaration, Declarations};

/// Words in the language of an edition.
pub struct DataWords<'a> {
    declarations: &'static Declarations,
    wording: &'a Wording,
}

impl<'a> DataWords<'a> {
    pub fn new(declarations: &'static Declarations, wording: &'a Wording) -> Self {
        Self { declarations, wording }
    }

    /// A word of the look.
    fn of_look(&self, path: &[&str]) -> Option<String> {
        self.wording.word(path).map(str::to_owned)
    }

    /// A sentence of `[from-data]` with words for its gaps: `{items}`.
    pub fn sentence(&self, name: &str, gaps: &[(&str, &str)]) -> String {
        let pattern = self.of_look(&["from-data", name]).expect("the built-in labels have the sentences");
        gaps.iter().fold(pattern, |text, (gap, words)| text.replace(&format!("{{{gap}}}"), words))
    }

    /// The declared words in the language, or else in English.
    fn of_names(&self, names: &Names) -> Option<String> {
        let language = self.wording.locale.language;
        names.get(language.as_str()).or_else(|| names.get("en")).cloned()
    }

    /// A word of a vocabulary.
    pub fn word(&self, vocabulary: usize, word: &str) -> String {
        let vocabulary = &self.declarations.vocabularies[vocabulary];
        let of_look = self.wording.word(&[&vocabulary.key, word]).map(str::to_owned);
        of_look.or_else(|| self.of_names(&vocabulary.word(word)?.name)).unwrap_or_else(|| word.to_owned())
    }

    /// The tone of a word.
    pub fn tone(&self, vocabulary: usize, word: &str) -> Option<&'static str> {
        self.declarations.vocabularies[vocabulary].word(word)?.tone.map(Tone::as_str)
    }

    /// What several items of a kind are called.
    pub fn plural(&self, kind: &Declaration) -> String {
        let declared = self.of_names(&kind.plural).or_else(|| self.of_names(&kind.name));
        declared.or_else(|| self.of_look(&["item", &kind.collection])).unwrap_or_else(|| kind.collection.clone())
    }

    /// What stands at the end of a way, as a heading.
    pub fn heading(&self, way: &Way) -> String {
        let (key, kind) = (way.last_key(), way.from);
        let declared = way.field.and_then(|field| self.of_names(&field.name));
        let back = || {
            let links = self.declarations.kinds.iter().flat_map(|kind| &kind.fields).filter_map(|it| it.back.as_ref());
            links.filter(|back| back.key.as_deref() == Some(key)).find_map(|back| self.of_names(&back.name))
        };
        let linked = || match &way.end {
            End::Link(kinds) => kinds.first().map(|kind| self.plural(kind)),
            End::Id => self.of_look(&["item", "id"]),
            _ => None,
        };
        let of_look = self.wording.word(&[&kind.key, key]).map(str::to_owned);
        of_look.or(declared).or_else(back).or_else(linked).unwrap_or_else(|| key.to_owned())
    }

    /// A name inside a sentence.
    pub fn in_sentence(&self, name: &str) -> String {
        self.wording.locale.in_sentence(name)
    }

    /// What stands between parts of a sentence.
    pub fn semicolon(&self) -> String {
        self.of_look(&["sign", "semicolon"]).expect("the program puts the signs among the labels")
    }

    /// What stands before a sum of the numbers above it.
    pub fn total(&self) -> String {
        self.of_look(&["action", "total"]).expect("the built-in labels have the word")
    }

    pub fn yes_or_no(&self, flag: bool) -> String {
        self.of_look(&["changes", if flag { "yes" } else { "no" }]).unwrap_or_else(|| flag.to_string())
    }
}
