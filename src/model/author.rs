//! Authors of sources: people and institutions, written by their parts or as one string.

use super::decode::{Context, Decode, Value};
use super::fact::Walk;
use super::record::record;
use super::text::{Form, Text};

/// Who wrote a source.
#[derive(Debug, Clone)]
pub enum Author {
    /// As one string: `Surname, Given`, or a name without a comma.
    Written(Text),
    Institution(Institution),
    Person(Person),
}

record! {
    /// An institution, whose name is never taken apart.
    pub struct Institution {
        /// The whole name.
        pub institution: Text,
    }
}

record! {
    /// A person.
    pub struct Person {
        /// The family name, by which the person is listed.
        pub family: Text,
        /// The given names or their initials.
        pub given: Option<Text>,
    }
}

impl Author {
    /// The family name or the name of the institution, and the given name. A string is read as a family name up to its first comma
    /// that a space follows, and a given name after it.
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self {
            Author::Written(text) => match text.value.split_once(", ") {
                Some((family, given)) => (family, Some(given)),
                None => (&text.value, None),
            },
            Author::Institution(Institution { institution, .. }) => (&institution.value, None),
            Author::Person(Person { family, given, .. }) => {
                (&family.value, given.as_ref().map(|given| given.value.as_str()))
            }
        }
    }

    /// The name as a list has it: `Surname, Given`, or the institution.
    pub fn listed(&self) -> Text {
        match self {
            Author::Written(text) => text.clone(),
            Author::Institution(Institution { institution, .. }) => institution.clone(),
            Author::Person(Person { family, given: None, .. }) => family.clone(),
            Author::Person(Person { family, given: Some(given), place }) => {
                Text { value: format!("{}, {}", family.value, given.value), place: *place, form: Form::Whole }
            }
        }
    }

    /// The string that can be read in several ways, if it is one.
    pub fn doubtful(&self) -> Option<&Text> {
        match self {
            Author::Written(text) if is_doubtful(&text.value) => Some(text),
            Author::Written(_) | Author::Institution(_) | Author::Person(_) => None,
        }
    }
}

impl Decode for Author {
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let table = value.get_ref().as_table();
        match table {
            Some(table) if table.get("institution").is_some() => {
                Institution::decode(value, context).map(Author::Institution)
            }
            Some(_) => Person::decode(value, context).map(Author::Person),
            None if value.get_ref().is_str() => Text::decode(value, context).map(Author::Written),
            None => {
                context.expected("a name, `{ family = …, given = … }` or `{ institution = … }`", value);
                None
            }
        }
    }

    fn facts(&self, walk: &mut Walk) {
        match self {
            Author::Written(text) => text.facts(walk),
            Author::Institution(institution) => institution.facts(walk),
            Author::Person(person) => person.facts(walk),
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

/// Whether a name can be read in several ways. Plain `Surname, Given` cannot: one comma, and around it few words that look like
/// the parts of a name.
fn is_doubtful(name: &str) -> bool {
    let joins = |word: &str| JOINING.contains(&word.to_lowercase().as_str());
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

fn is_family_name(words: &str) -> bool {
    let likely = |word: &str| PARTICLES.contains(&word.to_lowercase().as_str()) || begins_large(word);
    (1..=4).contains(&words.split_whitespace().count()) && words.split_whitespace().all(likely)
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

#[cfg(test)]
mod tests {
    use super::is_doubtful;

    #[test]
    fn names_of_people_and_plain_institutions_are_not_doubtful() {
        let plain = [
            "Virtanen, Maija",
            "Smith, J. R.",
            "van der Berg, Jan",
            "O’Brien, Siobhán",
            "García Márquez, Gabriel José",
            "Suomen hallitus",
            "Opetus- ja kulttuuriministeriö",
            "王, 小明",
        ];
        for name in plain {
            assert!(!is_doubtful(name), "{name}");
        }
    }

    #[test]
    fn what_may_be_several_names_or_one_of_an_institution_is_doubtful() {
        let doubtful = [
            "Department for Business, Energy & Industrial Strategy",
            "Ministry of Health, Finland",
            "Smith, John, and Jones, Mary",
            "Smith and Jones",
            "Virtanen ja Korhonen",
            "UNEP; UNDP",
            "Smith,John",
            "Helsingin yliopisto, koulutuksen arviointikeskus",
        ];
        for name in doubtful {
            assert!(is_doubtful(name), "{name}");
        }
    }
}
