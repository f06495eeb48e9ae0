//! One thing that an item says, and the walk that finds them all.

use std::fmt;

use icu::locale::subtags::Language;

use crate::diagnostics::files::Place;
use crate::model::decode::Decode;
use crate::model::kind::Kind;

use super::prose::Passage;

/// Fields that say nothing to a reader of the report: which rules may be broken, what is measured, which files are made,
/// how a press prints them, and the news text of a release. What was withdrawn is told by the item that is gone.
pub const SILENT: [&str; 10] =
    ["allow", "rules", "preflight", "limits", "print", "bundle", "editions", "announcement", "width", "withdrawn"];

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A key.
    Field(&'static str),
    /// An element of a list by its own id, or by the id that it links to.
    Named(String),
    /// An element of a list by its position, from 0.
    At(usize),
}

/// The way to a value inside an item, such as `action[T1.1].text`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<Step>);

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if number == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Named(id) => write!(f, "[{id}]")?,
                Step::At(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A word of a vocabulary.
    Word(&'static str),
    /// An item that is linked to.
    Link(Kind, String),
    /// Year, month and day.
    Date(u16, u8, u8),
    Integer(i64),
    Number(f64),
    Flag(bool),
    Language(Language),
    /// A text that is shown sign for sign.
    Plain(String),
    /// A text in Markdown.
    Prose(Passage),
    /// The ids of a list in their order; its elements are facts of their own.
    Order(Vec<String>),
    /// A file by its content.
    File(FileContent),
}

impl Content {
    /// A plain text. How a file ends its lines is no part of it.
    pub fn plain(text: &str) -> Self {
        Content::Plain(text.replace("\r\n", "\n"))
    }
}

/// A file, which is the same wherever it lies.
#[derive(Debug, Clone)]
pub struct FileContent {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its path as the item names it, which is no part of the meaning.
    pub name: String,
}

impl PartialEq for FileContent {
    fn eq(&self, other: &Self) -> bool {
        self.sha256 == other.sha256
    }
}

/// One thing that an item says. Equality is of what is said, wherever it stands.
#[derive(Debug, Clone)]
pub struct Fact {
    pub path: FieldPath,
    /// Of a text that differs by language.
    pub language: Option<Language>,
    pub content: Content,
    /// Where the value was written, if the model knows. Of a chapter it is the whole file.
    pub place: Option<Place>,
}

impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.language == other.language && self.content == other.content
    }
}

/// Collects the facts of a record. Every type that can be decoded tells its own, so that none is left out.
#[derive(Debug, Default)]
pub struct Walk {
    path: Vec<Step>,
    facts: Vec<Fact>,
}

impl Walk {
    /// The facts of a value.
    pub fn over<T: Decode>(value: &T) -> Vec<Fact> {
        let mut walk = Self::default();
        value.facts(&mut walk);
        walk.into_facts()
    }

    pub fn into_facts(self) -> Vec<Fact> {
        self.facts
    }

    /// The facts of the value of a key.
    pub fn field<T: Decode>(&mut self, name: &'static str, value: &T) {
        // A field named by a keyword is a raw identifier in Rust.
        let name = name.trim_start_matches("r#");
        if !SILENT.contains(&name) {
            self.step(Step::Field(name), value);
        }
    }

    /// The facts of the elements of a list.
    pub fn list<T: Decode>(&mut self, elements: &[T]) {
        let mut order: Vec<String> = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            // An id that stands twice names its first element only.
            let address = element.address().filter(|id| !order.contains(id));
            order.extend(address.clone());
            self.step(address.map_or(Step::At(index), Step::Named), element);
        }
        if order.len() > 1 {
            self.fact(Content::Order(order), None, None);
        }
    }

    fn step<T: Decode>(&mut self, step: Step, value: &T) {
        self.path.push(step);
        value.facts(self);
        self.path.pop();
    }

    /// A fact at the path that the walk has reached.
    pub fn fact(&mut self, content: Content, language: Option<Language>, place: Option<Place>) {
        self.facts.push(Fact { path: FieldPath(self.path.clone()), language, content, place });
    }
}
