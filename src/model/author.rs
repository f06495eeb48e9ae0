//! Authors of sources: people and institutions, written by their parts or as one string.

use crate::model::{Item, Text, Value, text::Form};

/// Who wrote a source.
#[derive(Debug, Clone, Copy)]
pub enum Author<'i> {
    /// As one string: `Surname, Given`, or a name without a comma.
    Written(&'i Text),
    Institution(&'i Text),
    Person {
        family: &'i Text,
        given: Option<&'i Text>,
        table: &'i Item,
    },
}

impl<'i> Author<'i> {
    /// The author that a value of the type `author` is.
    pub fn of(value: &'i Value) -> Option<Self> {
        let table = match value {
            Value::String(text) => return Some(Author::Written(text)),
            Value::Item(table) => table,
            _ => return None,
        };
        let name = |key: &str| match table.get(key) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let person = |family| Author::Person { family, given: name("given"), table };
        name("institution").map(Author::Institution).or_else(|| name("family").map(person))
    }

    /// The family name or the name of the institution, and the given name. A string is read as a family name up to its first comma
    /// that a space follows, and a given name after it.
    pub fn parts(self) -> (&'i str, Option<&'i str>) {
        match self {
            Author::Written(text) => match text.value.split_once(", ") {
                Some((family, given)) => (family, Some(given)),
                None => (&text.value, None),
            },
            Author::Institution(name) => (&name.value, None),
            Author::Person { family, given, .. } => (&family.value, given.map(|given| given.value.as_str())),
        }
    }

    /// The name as a list has it: `Surname, Given`, or the institution.
    pub fn listed(self) -> Text {
        match self {
            Author::Written(name) | Author::Institution(name) | Author::Person { family: name, given: None, .. } => {
                name.clone()
            }
            Author::Person { family, given: Some(given), table } => {
                Text { value: format!("{}, {}", family.value, given.value), place: table.place, form: Form::Whole }
            }
        }
    }

    /// The string that can be read in several ways, if it is one.
    pub fn doubtful(self) -> Option<&'i Text> {
        match self {
            Author::Written(text) if is_doubtful(&text.value) => Some(text),
            Author::Written(_) | Author::Institution(_) | Author::Person { .. } => None,
        }
    }
}

/// Words that join several names, and stand in names of institutions, too.
const JOINING: [&str; 9] = ["&", "and", "ja", "sekä", "och", "samt", "und", "et", "y"];

/// Words in small letters that family names have.
const PARTICLES: [&str; 28] = [
    "af", "al", "av", "bin", "da", "dal", "de", "degli", "del", "della", "den", "der", "di", "do", "dos", "du", "el",
    "ibn", "la", "las", "le", "lo", "los", "ten", "ter", "van", "von", "zu",
];

/// Whether a name can be read in several ways. Plain `Surname, Given` cannot: few words that look like names around one comma.
pub fn is_doubtful(name: &str) -> bool {
    // A large Y is an initial, a small one joins names in Spanish.
    let joins = |word: &str| word != "Y" && JOINING.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = name.split_whitespace().collect();
    // "Opetus- ja kulttuuriministeriö" is one word with two beginnings.
    let joined = words.iter().zip(words.iter().skip(1)).any(|(before, word)| joins(word) && !before.ends_with('-'));
    if joined || name.contains(';') || name.contains('&') {
        return true;
    }
    match name.split_once(',') {
        None => false,
        Some((family, given)) => given.contains(',') || !is_family_name(family) || !is_given_name(given),
    }
}

/// One or two names, with at most as many particles. Three are more likely an institution: `World Health Organization, Regional Office`.
fn is_family_name(words: &str) -> bool {
    let (particles, names): (Vec<&str>, Vec<&str>) =
        words.split_whitespace().partition(|word| PARTICLES.contains(&word.to_lowercase().as_str()));
    particles.len() <= 2 && (1..=2).contains(&names.len()) && names.into_iter().all(begins_large)
}

fn is_given_name(words: &str) -> bool {
    let likely = |word: &str| begins_large(word) || PARTICLES.contains(&word);
    words.starts_with(' ')
        && (1..=4).contains(&words.split_whitespace().count())
        && words.split_whitespace().all(likely)
}

/// Scripts without large and small letters are as likely.
fn begins_large(word: &str) -> bool {
    word.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase() || "’'".contains(first))
}
