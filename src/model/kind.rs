//! The kinds of items that have ids, and how ids are ordered.

use super::record::vocabulary;
use super::records::*;

vocabulary! {
    /// What an id names.
    pub enum Kind {
        Source = "source", Finding = "finding", Conclusion = "conclusion", Recommendation = "recommendation",
        Action = "action", Package = "package", Actor = "actor", Figure = "figure", Question = "question",
        Theme = "theme",
    }
}

impl Kind {
    /// The kind with its article, for messages.
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Source => "a source",
            Kind::Finding => "a finding",
            Kind::Conclusion => "a conclusion",
            Kind::Recommendation => "a recommendation",
            Kind::Action => "an action",
            Kind::Package => "a package",
            Kind::Actor => "an actor",
            Kind::Figure => "a figure",
            Kind::Question => "a question",
            Kind::Theme => "a theme",
        }
    }
}

/// A type that links can point at.
pub trait Target {
    const KIND: Kind;
}

macro_rules! targets {
    ($($name:ident),+) => { $(impl Target for $name { const KIND: Kind = Kind::$name; })+ };
}
targets!(Source, Finding, Conclusion, Recommendation, Action, Package, Actor, Figure, Question, Theme);

/// Orders ids as people do: letters by letter, digits by number.
pub fn natural_key(id: &str) -> Vec<(String, u64)> {
    let mut key = Vec::new();
    let mut rest = id;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(digits);
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (number, tail) = tail.split_at(end);
        key.push((word.to_owned(), number.parse().unwrap_or(u64::MAX)));
        rest = tail;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::natural_key;

    #[test]
    fn ids_sort_as_people_sort_them() {
        let mut ids = ["H10", "H2", "J1", "T1.10", "T1.2", "H1"];
        ids.sort_by_cached_key(|id| natural_key(id));
        assert_eq!(ids, ["H1", "H2", "H10", "J1", "T1.2", "T1.10"]);
    }
}
