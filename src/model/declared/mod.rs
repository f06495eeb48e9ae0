//! What editors may write, declared once: in come the files of `kinds/`, out go kinds with their fields, vocabularies and
//! forms. Everything else that knows a field by its name asks here.
//!
//! It knows no report and no place in one.

mod read;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::diagnostics::code::Code;

/// All declarations. Those of the program live as long as it does, so that items can point at their kinds.
#[derive(Debug)]
pub struct Declarations {
    kinds: Vec<Kind>,
    vocabularies: Vec<Vocabulary>,
    forms: Vec<Form>,
}

/// The number of a kind among the declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(u16);

/// Something with fields: an item with a file of its own, a file, or a table inside another kind.
#[derive(Debug)]
pub struct Kind {
    /// As links, `withdrawn.toml` and `[kind]` of a declaration name it.
    pub key: String,
    /// What it is, for editors of TOML.
    pub doc: String,
    /// What readers call one of it, and several.
    pub name: Names,
    pub plural: Names,
    pub home: Home,
    /// What templates and CSV files call all of its items.
    pub collection: String,
    /// Whether pages show its items under their ids, so that prose can refer to them.
    pub printed: bool,
    /// The field by which its chapter is divided, and the one by which its items are sorted; by id when missing.
    pub group: Option<String>,
    pub sort: Option<String>,
    /// The ways to the word that lists show beside the title: the first that an item has.
    pub state: Vec<String>,
    /// The headings of its CSV table, in order, with the ways to what stands there: the first that an item has.
    pub columns: Vec<(String, Vec<String>)>,
    pub fields: Vec<Field>,
}

/// Where items of a kind are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// Each in a file of this folder, whose name begins with the id.
    Folder(String),
    /// There is one, which is this file.
    File(String),
    /// Inside other kinds.
    Inside,
}

/// One thing that is said of an item.
#[derive(Debug)]
pub struct Field {
    /// The key in TOML; `*` stands for any.
    pub key: String,
    pub doc: String,
    pub name: Names,
    pub shape: Shape,
    /// What may stand there instead: how the value is written tells which it is.
    pub or: Option<Shape>,
    /// The type of the keys that a `*` stands for.
    pub keys: Option<Type>,
    pub need: Need,
    /// The value that holds where it is missing, as TOML.
    pub usual: Option<toml::Value>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    pub unit: Option<String>,
    /// A date of the same table that is no later.
    pub not_before: Option<String>,
    pub show: Show,
    /// Whether marks beside the word show how high it ranks.
    pub scale: bool,
    /// What templates call it; its key when missing.
    pub view: Option<String>,
    /// Whether differences tell it first, as a step from one word to another. In a list with dates, the latest counts.
    pub status: bool,
    /// Whether it steers the program and says nothing to readers: it is neither compared nor reviewed.
    pub silent: bool,
    /// Whether what is said rests on what the field links to, so that the link is reviewed.
    pub rests_on: bool,
    /// What the item does to what it links to: a finding `answers` a question.
    pub trace: Option<String>,
    pub back: Option<Back>,
}

/// Whether a field must be there.
#[derive(Debug)]
pub struct Need {
    pub required: bool,
    /// It must be there only in one of these cases; always when there is none.
    pub when: Vec<BTreeMap<String, Is>>,
    /// The rule that complains; the decoder when missing.
    pub rule: Option<Code>,
}

/// What a field is, in a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Is {
    There(bool),
    OneOf(Vec<String>),
}

/// How many values a field has.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    One(Type),
    List(Type),
    /// Nobody writes it: it is what the items in this other field have under the same key, each once.
    Through(String),
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Words that are shown as they stand, in one or more languages.
    Plain,
    /// CommonMark in one or more languages.
    Prose,
    /// Words in some languages, where something else stands in for the source language.
    Translation,
    /// A string that is the same in every language.
    String,
    /// A whole address on the web.
    Address,
    /// The path of a file below `report/`.
    File,
    /// The name of a CSV file beside the item's own.
    Csv,
    /// A person or an institution: a string, or a table of the kind `person` or `institution`.
    Author,
    /// The id of the table that it stands in.
    Id,
    /// An id of anything, also of what is gone.
    AnyId,
    /// The name of a kind with ids.
    KindName,
    /// The code of a rule, and of one that a single file can break.
    Rule,
    RuleOfFile,
    Language,
    Integer,
    /// A place in an order.
    Ordinal,
    /// An integer from 1 to 9999.
    Count,
    /// The same, which is written without a space between thousands.
    Year,
    Number,
    YesNo,
    Date,
    /// A word of a vocabulary, by its number.
    Word(usize),
    /// A string of a form, by its number.
    Form(usize),
    /// The id of an item of a kind.
    Link(KindId),
    /// A table of a kind.
    Table(KindId),
}

/// Where a card shows a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// The heading of the card, and the name of the item everywhere.
    Title,
    /// The text itself, without a name.
    Body,
    /// Beside the text.
    Margin,
    /// Prose under its name.
    Text,
    /// A line under its name.
    #[default]
    Facts,
    /// In tables, on no card.
    Table,
    Nowhere,
}

/// The way back of a link: a field of what is linked, which nobody writes. Links with one key lead to one field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Back {
    /// What templates call it; a link without it has only a word for its trace.
    pub key: Option<String>,
    #[serde(default)]
    pub name: Names,
    pub show: Option<Show>,
    /// What the linked item does to this one: an actor is `responsible for` an action.
    pub trace: Option<String>,
    /// Whether at least one item must link there, and the rule that complains where none does.
    #[serde(default)]
    pub required: bool,
    #[serde(default, deserialize_with = "read::rule")]
    pub rule: Option<Code>,
}

/// A list of words, the highest first.
#[derive(Debug)]
pub struct Vocabulary {
    pub key: String,
    pub words: Vec<(String, Names)>,
}

/// What a string looks like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    #[serde(skip)]
    pub key: String,
    /// What such a string is, with its article: `a version`.
    pub is: String,
    /// A regular expression for all of it.
    pub pattern: String,
    pub example: String,
    pub hint: String,
}

/// Words by language.
pub type Names = BTreeMap<String, String>;

static BUILT_IN: LazyLock<Declarations> =
    LazyLock::new(|| read::built_in().expect("the built-in declarations are sound"));

impl Declarations {
    /// Those of the program.
    pub fn built_in() -> &'static Declarations {
        &BUILT_IN
    }

    /// Those of the program with more kinds, which a text declares.
    ///
    /// # Errors
    /// What is not in the language of declarations, in words.
    pub fn with(text: &str) -> Result<Declarations, String> {
        read::with(text)
    }

    /// Every kind, in the order in which readers meet them; a table stands behind what holds it.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = &Kind> {
        self.kinds.iter()
    }

    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[usize::from(id.0)]
    }

    pub fn find(&self, key: &str) -> Option<KindId> {
        let index = self.kinds.iter().position(|kind| kind.key == key)?;
        Some(KindId(u16::try_from(index).expect("there are fewer kinds than numbers for them")))
    }

    /// The kinds that hold tables of a kind.
    pub fn holders<'d>(&'d self, kind: &'d Kind) -> impl Iterator<Item = &'d Kind> {
        let holds = move |it: &Type| matches!(it, Type::Table(id) if std::ptr::eq(self.kind(*id), kind));
        self.kinds.iter().filter(move |holder| holder.fields.iter().flat_map(Field::types).any(holds))
    }

    /// The links to a kind, each with the kind that has it.
    pub fn backs<'d>(&'d self, kind: &'d Kind) -> impl Iterator<Item = (&'d Kind, &'d Field)> {
        let leads = move |it: &Type| matches!(it, Type::Link(id) if std::ptr::eq(self.kind(*id), kind));
        let all = self.kinds.iter().flat_map(|from| from.fields.iter().map(move |field| (from, field)));
        all.filter(move |(_, field)| field.types().any(leads))
    }

    pub fn vocabulary(&self, number: usize) -> &Vocabulary {
        &self.vocabularies[number]
    }

    pub fn vocabularies(&self) -> impl Iterator<Item = &Vocabulary> {
        self.vocabularies.iter()
    }

    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter()
    }

    pub fn form(&self, number: usize) -> &Form {
        &self.forms[number]
    }
}

impl Kind {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// One of it with its article, for messages.
    pub fn with_article(&self) -> String {
        let article = if self.key.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.key)
    }

    /// Whether its items can be linked to.
    pub fn has_ids(&self) -> bool {
        matches!(self.home, Home::Folder(_)) || self.fields.iter().any(|field| field.shape == Shape::One(Type::Id))
    }
}

impl Field {
    /// What may stand there.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        [Some(&self.shape), self.or.as_ref()].into_iter().flatten().filter_map(|shape| match shape {
            Shape::One(it) | Shape::List(it) => Some(it),
            Shape::Through(_) => None,
        })
    }

    /// Whether it is written in TOML at all.
    pub fn is_written(&self) -> bool {
        !matches!(self.shape, Shape::Through(_))
    }

    /// Whether a table without it is no table of its kind. A list may be empty for the decoder; a rule complains of it.
    pub fn is_indispensable(&self) -> bool {
        let Need { required, when, rule } = &self.need;
        *required && when.is_empty() && rule.is_none() && matches!(self.shape, Shape::One(_))
    }
}

impl Type {
    /// The value types by their names. All other names are of vocabularies, forms and kinds.
    pub const NAMES: &[(&str, Type)] = &[
        ("plain", Type::Plain),
        ("prose", Type::Prose),
        ("translation", Type::Translation),
        ("string", Type::String),
        ("address", Type::Address),
        ("file", Type::File),
        ("csv", Type::Csv),
        ("author", Type::Author),
        ("id", Type::Id),
        ("any-id", Type::AnyId),
        ("kind-name", Type::KindName),
        ("rule", Type::Rule),
        ("rule-of-a-file", Type::RuleOfFile),
        ("language", Type::Language),
        ("integer", Type::Integer),
        ("ordinal", Type::Ordinal),
        ("count", Type::Count),
        ("year", Type::Year),
        ("number", Type::Number),
        ("yes-no", Type::YesNo),
        ("date", Type::Date),
    ];

    pub fn is_number(&self) -> bool {
        matches!(self, Type::Integer | Type::Ordinal | Type::Count | Type::Year | Type::Number)
    }
}

impl Vocabulary {
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(word, _)| word.as_str())
    }
}
