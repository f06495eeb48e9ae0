//! Words that the patterns of a language divide wrongly, and compounds of a report, which break at their joints.

use std::collections::HashMap;

/// By so many letters words are looked up; shorter ones are not divided wrongly often enough to be listed.
pub const KEY: usize = 5;

/// Words by their first letters.
#[derive(Debug, Default)]
pub struct Exceptions(HashMap<String, Vec<Exception>>);

/// How much of the last part of a compound a word must have, in letters: what follows depends on the inflection.
const STEM: usize = 2;

/// A listed word.
#[derive(Debug)]
pub struct Exception {
    /// In small letters.
    pub word: String,
    /// Whether other words begin with it.
    pub is_stem: bool,
    /// Whether those words have no other places, however they end.
    pub is_compound: bool,
    /// The bytes before which a line may begin.
    pub places: Vec<usize>,
}

impl Exception {
    /// Whether it has a place that is none of the usual ones.
    pub fn adds_to(&self, usual: &[usize]) -> bool {
        self.places.iter().any(|place| *place < self.word.len() && !usual.contains(place))
    }

    /// How many bytes of a word have no other places.
    pub fn governed(&self, word: &str) -> usize {
        if self.is_stem && !self.is_compound { self.word.len() } else { word.len() }
    }

    /// The places of a word that is this one, or begins with it and then has the usual ones.
    pub fn places_in(&self, word: &str, usual: &[usize]) -> Vec<usize> {
        let own = self.places.iter().copied().filter(|place| *place < self.word.len());
        let end = self.governed(word);
        own.chain(usual.iter().copied().filter(|place| *place > end)).collect()
    }
}

impl Exceptions {
    /// Words with their places: `wo-rd`, or `wo-rd*` for all that begin so.
    pub fn of<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let mut known: HashMap<String, Vec<Exception>> = HashMap::new();
        for word in words {
            let (places, _) = word.split('-').fold((Vec::new(), 0), |(mut places, at), part| {
                places.push(at + part.len());
                (places, at + part.len())
            });
            let letters = word.replace(['-', '*'], "").to_lowercase();
            let is_stem = word.ends_with('*');
            let exception = Exception { is_stem, is_compound: false, places, word: letters };
            known.entry(key(&exception.word).to_owned()).or_default().push(exception);
        }
        Self(known)
    }

    /// Compounds with a line at each joint: `innovaatio|eko|systeemi`. A word is one if it begins like it, up to the second letter of the
    /// last part, whose end differs with the inflection.
    pub fn of_compounds<'c>(compounds: impl Iterator<Item = &'c str>) -> Self {
        let mut known: HashMap<String, Vec<Exception>> = HashMap::new();
        for compound in compounds {
            let compound = compound.to_lowercase();
            let mut at = 0;
            let joints = compound.split('|').map(|part| {
                at += part.len();
                at
            });
            let mut places: Vec<usize> = joints.collect();
            places.pop();
            let letters = compound.replace('|', "");
            let Some(last) = places.last().copied() else { continue };
            let shortest = letters[..last].chars().count() + STEM;
            let word: String = letters.chars().take(shortest.max(KEY)).collect();
            let exception = Exception { is_stem: true, is_compound: true, places, word };
            known.entry(key(&exception.word).to_owned()).or_default().push(exception);
        }
        Self(known)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The longest listed word that a word is, or begins with.
    pub fn find(&self, word: &str) -> Option<&Exception> {
        let fits =
            |known: &&Exception| word.starts_with(&known.word) && (known.is_stem || word.len() == known.word.len());
        self.0.get(key(word))?.iter().filter(fits).max_by_key(|known| known.word.len())
    }
}

fn key(word: &str) -> &str {
    word.char_indices().nth(KEY).map_or(word, |(end, _)| &word[..end])
}
