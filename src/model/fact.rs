//! One thing that an item says, and the walk that finds them all.

use std::fmt;

use icu::locale::subtags::Language;

use crate::diagnostics::Place;
use crate::model::{Currency, Cvss, Field, Item, Kind, Passage, Period, Setting, Text, Type, Value, prose};

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

impl Step {
    /// The key, of a step that has one.
    pub fn key(&self) -> Option<&'static str> {
        if let Step::Field(key) = self { Some(key) } else { None }
    }
}

/// The way to a value inside an item, such as `action[T1.1].text`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<Step>);

impl FieldPath {
    /// Whether the path has these keys, and goes through no list.
    pub fn is_at(&self, keys: &[&'static str]) -> bool {
        self.0.iter().map(Step::key).eq(keys.iter().copied().map(Some))
    }
}

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
    /// A period that is longer than a day.
    Period(Period),
    Money(f64, Currency),
    Cvss(Box<Cvss>),
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
    /// SHA-256 in hexadecimal; empty until the file is read.
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

/// Collects the facts of items. What is declared as silent says nothing to a reader of the report.
#[derive(Debug, Default)]
pub struct Walk {
    path: Vec<Step>,
    /// The field whose value is visited.
    field: Option<&'static Field>,
    facts: Vec<Fact>,
}

impl Walk {
    /// The facts of an item.
    pub fn over(item: &Item) -> Vec<Fact> {
        let mut walk = Self::default();
        walk.item(item);
        walk.into_facts()
    }

    pub fn into_facts(self) -> Vec<Fact> {
        self.facts
    }

    pub fn item(&mut self, item: &Item) {
        let around = self.field;
        for (field, value) in item.fields().filter(|(field, _)| !field.silent) {
            self.field = Some(field);
            self.step(Step::Field(&field.key), |walk| walk.value(value));
        }
        self.field = around;
    }

    /// The facts of items that stand in a file as a list of this name.
    pub fn items(&mut self, name: &'static str, items: &[Item]) {
        self.step(Step::Field(name), |walk| {
            walk.list(items.iter(), |item| item.id.as_ref().map(|id| id.id.clone()), Self::item);
        });
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                let is_file = self.field.is_some_and(|field| field.types().any(|it| *it == Type::File));
                let file = || FileContent { sha256: String::new(), name: text.value.clone() };
                let content = if is_file { Content::File(file()) } else { Content::plain(&text.value) };
                self.fact(content, None, Some(text.place));
            }
            Value::Plain(text) => self.texts(text.iter(), Content::plain),
            Value::Prose(text) => self.texts(text.iter(), |text| Content::Prose(prose::passage(text, Setting::Field))),
            Value::Translations(texts) => {
                self.texts(texts.iter().map(|(language, text)| (*language, text)), Content::plain);
            }
            Value::Word(said) => self.fact(Content::Word(said.word), None, None),
            Value::Link(link) => self.fact(Content::Link(link.kind, link.id.clone()), None, Some(link.place)),
            Value::Date(date) => self.fact(Content::Date(date.year, date.month, date.day), None, Some(date.place)),
            Value::Period(period) => self.fact(Content::Period(period.period), None, Some(period.place)),
            Value::Money(sum) => {
                self.fact(Content::Money(sum.amount.value + 0.0, sum.currency), None, Some(sum.place));
            }
            Value::Cvss(cvss) => self.fact(Content::Cvss(cvss.clone()), None, None),
            Value::Integer(integer, _) => self.fact(Content::Integer(*integer), None, None),
            // Zero has two signs as a float, and one in any text.
            Value::Number(number, _) => self.fact(Content::Number(number.value + 0.0), None, None),
            Value::YesNo(flag) => self.fact(Content::Flag(*flag), None, None),
            Value::Language(language) => self.fact(Content::Language(*language), None, None),
            Value::Item(item) => self.item(item),
            Value::List(values) => self.list(values.iter(), address, Self::value),
            // An id is in the path of all that its item says.
            Value::Id(_) | Value::Entries(_) => {}
        }
    }

    /// The facts of the elements of a list.
    fn list<'v, T>(
        &mut self,
        elements: impl Iterator<Item = &'v T>,
        address: fn(&T) -> Option<String>,
        visit: fn(&mut Self, &T),
    ) where
        T: 'v,
    {
        let mut order: Vec<String> = Vec::new();
        for (index, element) in elements.enumerate() {
            // An id that stands twice names its first element only.
            let address = address(element).filter(|id| !order.contains(id));
            order.extend(address.clone());
            self.step(address.map_or(Step::At(index), Step::Named), |walk| visit(walk, element));
        }
        if order.len() > 1 {
            self.fact(Content::Order(order), None, None);
        }
    }

    fn step(&mut self, step: Step, visit: impl FnOnce(&mut Self)) {
        self.path.push(step);
        visit(self);
        self.path.pop();
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = (Language, &'t Text)>, content: fn(&str) -> Content) {
        texts.for_each(|(language, text)| self.fact(content(&text.value), Some(language), Some(text.place)));
    }

    /// A fact at the path that the walk has reached.
    fn fact(&mut self, content: Content, language: Option<Language>, place: Option<Place>) {
        self.facts.push(Fact { path: FieldPath(self.path.clone()), language, content, place });
    }
}

/// What an element of a list is known by, wherever in the list it stands.
fn address(element: &Value) -> Option<String> {
    match element {
        Value::Item(item) => item.id.as_ref().map(|id| id.id.clone()),
        Value::Link(link) => Some(link.id.clone()),
        Value::Language(language) => Some(language.to_string()),
        _ => None,
    }
}
