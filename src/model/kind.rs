//! The kinds of things that have ids, by name, and how ids are ordered.

/// A kind by its key in the declarations: what an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(&'static str);

macro_rules! named {
    ($($name:ident = $key:literal,)+) => {
        /// The kinds that rules know by name; a test compares them with the declarations.
        impl Kind {
            $(pub const $name: Kind = Kind($key);)+
            #[cfg(test)]
            pub const NAMED: &[Kind] = &[$(Kind::$name),+];
        }
    };
}

named! {
    SOURCE = "source",
    FINDING = "finding",
    CONCLUSION = "conclusion",
    RECOMMENDATION = "recommendation",
    ACTION = "action",
    PACKAGE = "package",
    ACTOR = "actor",
    FIGURE = "figure",
    QUESTION = "question",
    THEME = "theme",
}

impl Kind {
    /// The kind of a declared key.
    pub(super) fn declared(key: &'static str) -> Kind {
        Kind(key)
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The kind with its article, for messages.
    pub fn with_article(self) -> String {
        let article = if self.0.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.0)
    }
}

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
