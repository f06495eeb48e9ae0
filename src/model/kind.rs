//! The kinds of things that have ids, by name, and how ids are ordered.

/// A kind by its key in the declarations: what an id names, or what else a report consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(&'static str);

/// The kinds that the program knows by name; a test compares them with the declarations.
impl Kind {
    pub const SOURCE: Kind = Kind("source");
    pub const FINDING: Kind = Kind("finding");
    pub const CONCLUSION: Kind = Kind("conclusion");
    pub const RECOMMENDATION: Kind = Kind("recommendation");
    pub const ACTION: Kind = Kind("action");
    pub const PACKAGE: Kind = Kind("package");
    pub const ACTOR: Kind = Kind("actor");
    pub const FIGURE: Kind = Kind("figure");
    pub const QUESTION: Kind = Kind("question");
    pub const THEME: Kind = Kind("theme");
    pub const TERM: Kind = Kind("term");
    pub const REPORT: Kind = Kind("report");
    /// Not declared, since chapters have no fields.
    pub const CHAPTER: Kind = Kind("chapter");

    /// The kind of a declared key.
    pub(super) fn declared(key: &'static str) -> Kind {
        Kind(key)
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The kind with its article, for messages.
    pub fn with_article(self) -> String {
        with_article(self.0)
    }
}

/// A word of English with its article.
pub fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
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
