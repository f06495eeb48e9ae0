//! Fingerprints of meaning: SHA-256 in hexadecimal over an encoding in which every value has its type and its length, so
//! that no two meanings share one.

use icu::locale::subtags::Language;

use crate::files::digest;
use crate::meaning::Entry;
use crate::model::{Block, BlockKind, ContainerKind, Content, Fact, Kind, Step, markdown};

/// The version of the encoding, raised when the same meaning would get another fingerprint: every earlier stamp is suspect then.
pub const FORMAT: u32 = 1;

impl Entry {
    /// The fingerprint of all that the entry says, in every language.
    pub fn fingerprint(&self) -> String {
        self.over(|_| true)
    }

    /// The fingerprint without other languages: a translation changes nothing of what was agreed in the source language.
    pub fn fingerprint_in(&self, language: Language) -> String {
        self.over(|fact| fact.language.is_none_or(|own| own == language))
    }

    fn over(&self, wanted: impl Fn(&Fact) -> bool) -> String {
        let mut facts: Vec<Vec<u8>> = self.facts.iter().filter(|fact| wanted(fact)).map(encoded).collect();
        // The order in which a version of the program declares the fields is no part of what they say.
        facts.sort_unstable();
        let kind = self.key.kind;
        let mut encoding = Encoding::new("entry");
        encoding.text(&if kind == Kind::REPORT { "the report".to_owned() } else { kind.with_article() });
        encoding.text(&self.key.id);
        encoding.list(&facts, |encoding, fact| encoding.bytes(fact));
        encoding.finish()
    }
}

impl Fact {
    /// The fingerprint of the value alone: the same words have the same one in every field and language.
    pub fn fingerprint(&self) -> String {
        let mut encoding = Encoding::new("value");
        encoding.content(&self.content);
        encoding.finish()
    }
}

/// A fact in bytes that no other fact has.
pub fn encoded(fact: &Fact) -> Vec<u8> {
    let mut encoding = Encoding(Vec::new());
    encoding.list(&fact.path.0, Encoding::step);
    encoding.text(fact.language.as_ref().map_or("", Language::as_str));
    encoding.content(&fact.content);
    encoding.0
}

/// Bytes in which everything says how long it is.
struct Encoding(Vec<u8>);

impl Encoding {
    fn new(what: &str) -> Self {
        let mut encoding = Self(Vec::new());
        encoding.text("raportti meaning");
        encoding.number(u64::from(FORMAT));
        encoding.text(what);
        encoding
    }

    fn finish(self) -> String {
        digest::of(&self.0)
    }

    fn number(&mut self, number: u64) {
        self.0.extend(number.to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn list<T>(&mut self, elements: &[T], encode: impl Fn(&mut Self, &T)) {
        self.number(elements.len() as u64);
        elements.iter().for_each(|element| encode(self, element));
    }

    fn tagged(&mut self, tag: &str, text: &str) {
        self.text(tag);
        self.text(text);
    }

    fn numbered(&mut self, tag: &str, number: u64) {
        self.text(tag);
        self.number(number);
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Field(name) => self.tagged("field", name),
            Step::Named(id) => self.tagged("named", id),
            Step::At(index) => self.numbered("at", *index as u64),
        }
    }

    fn content(&mut self, content: &Content) {
        match content {
            Content::Word(word) => self.tagged("word", word),
            Content::Link(kind, id) => {
                self.tagged("link", &kind.with_article());
                self.text(id);
            }
            Content::Date(year, month, day) => {
                self.text("date");
                [u64::from(*year), u64::from(*month), u64::from(*day)].into_iter().for_each(|part| self.number(part));
            }
            Content::Period(period) => self.tagged("period", &period.to_string()),
            Content::Money(amount, currency) => {
                self.tagged("money", currency.code());
                self.number(amount.to_bits());
            }
            Content::Cvss(cvss) => self.tagged("cvss", &cvss.vector),
            Content::Integer(integer) => self.tagged("integer", &integer.to_string()),
            Content::Number(number) => self.numbered("number", number.to_bits()),
            Content::Flag(flag) => self.tagged("flag", if *flag { "true" } else { "false" }),
            Content::Language(language) => self.tagged("language", language.as_str()),
            Content::Plain(text) => self.tagged("plain", text),
            Content::Prose(passage) => {
                self.text("prose");
                self.list(&passage.blocks, Self::block);
            }
            Content::Order(ids) => {
                self.text("order");
                self.list(ids, |encoding, id| encoding.text(id));
            }
            Content::File(file) => self.tagged("file", &file.sha256),
        }
    }

    fn block(&mut self, block: &Block) {
        self.list(&block.around, |encoding, container| {
            match container.kind {
                ContainerKind::Quote => encoding.text("quote"),
                ContainerKind::Alert(kind) => encoding.tagged("alert", markdown::alert_word(kind)),
                ContainerKind::Aside => encoding.text("aside"),
                ContainerKind::List(None) => encoding.text("list"),
                ContainerKind::List(Some(first)) => encoding.tagged("numbers", &first.to_string()),
                ContainerKind::Item => encoding.text("item"),
                ContainerKind::Table => encoding.text("table"),
            }
            encoding.number(u64::from(container.opens));
        });
        match &block.kind {
            BlockKind::Paragraph => self.text("paragraph"),
            BlockKind::Heading { level, numbered: true } => self.numbered("heading", *level as u64),
            BlockKind::Heading { level, numbered: false } => self.numbered("unnumbered heading", *level as u64),
            BlockKind::Row { head } => self.text(if *head { "head" } else { "row" }),
            BlockKind::Code(language) => self.tagged("code", language),
            BlockKind::Rule => self.text("rule"),
            BlockKind::Empty => self.text("empty"),
        }
        self.text(&block.text);
    }
}
