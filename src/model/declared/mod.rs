//! What editors may write, declared once: kinds with their fields, vocabularies and forms, from the files of `kinds/`. It knows
//! no report and no place in one.

mod ids;
mod lookup;
mod new;
pub mod project;
mod read;
pub mod words;
mod written;

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::Table;

use crate::diagnostics::Code;
use crate::model::Kind;

pub use ids::IdForm;
pub use words::{Form, Tone, Vocabulary, Word};
use written::{columns, in_order, one_or_many, rule, yes};

/// All declarations. Those of the program live as long as it does, so that items can point at their kinds.
#[derive(Debug, Clone)]
pub struct Declarations {
    /// In the order in which readers meet them; a table comes after its holder.
    pub kinds: Vec<Declaration>,
    /// The kinds by their keys.
    index: HashMap<String, KindId>,
    pub vocabularies: Vec<Vocabulary>,
    pub forms: Vec<Form>,
}

/// The number of a kind among the declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(u16);

/// Something with fields: an item with a file of its own, a file, or a table inside another kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Where it stands among the kinds, in the order in which readers meet them.
    #[serde(skip)]
    pub number: usize,
    /// As links, `withdrawn.toml` and `[kind]` of a declaration name it.
    #[serde(skip)]
    pub key: String,
    /// What it is, for editors of TOML.
    #[serde(default)]
    pub doc: String,
    /// What readers call one of it, and several.
    #[serde(default)]
    pub name: Names,
    #[serde(default)]
    pub plural: Names,
    /// The folder in which each of its items is a file, whose name begins with the id.
    pub folder: Option<String>,
    /// The file of which there is one. A kind with neither a folder nor a file stands inside other kinds.
    pub file: Option<String>,
    /// The folder of files that are read beside the report: what they hold are no items, and nothing of it is what the report says.
    pub beside: Option<String>,
    /// What templates and CSV files call all of its items.
    #[serde(default)]
    pub collection: String,
    /// Whether pages show its items under their ids, so that prose can refer to them.
    #[serde(default = "yes")]
    pub printed: bool,
    /// The field by which its chapter is divided, and the one by which its items are sorted; by id when missing.
    pub group: Option<String>,
    pub sort: Option<String>,
    /// The ways to the word that lists show beside the title: the first that an item has.
    #[serde(default, deserialize_with = "one_or_many")]
    pub state: Vec<String>,
    /// The headings of its CSV table, in order, with the ways to what stands there: the first that an item has.
    #[serde(default, deserialize_with = "columns")]
    pub columns: Vec<(String, Vec<String>)>,
    /// The form of its ids; any id when missing.
    #[serde(skip)]
    pub id: Option<IdForm>,
    /// Whether the report has it. One that it does without has no place and no fields.
    #[serde(skip, default = "yes")]
    pub used: bool,
    #[serde(skip)]
    pub fields: Vec<Field>,
    /// The kinds that hold tables of it, in their order.
    #[serde(skip)]
    pub held_by: Vec<KindId>,
    /// The ways back to it, each once: fields that nobody writes.
    #[serde(skip)]
    pub backs: Vec<WayBack>,
    /// The keys of built-in ways back that the report does without.
    #[serde(skip)]
    pub absent: Vec<String>,
    /// Whether its items can be linked to.
    #[serde(skip)]
    pub has_ids: bool,
    /// The fields as they are written, until all names of types are known.
    #[serde(default, rename = "fields", deserialize_with = "in_order")]
    written: Vec<(String, Table)>,
}

/// One thing that is said of an item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key in TOML; `*` stands for any.
    #[serde(skip)]
    pub key: String,
    pub doc: String,
    #[serde(default)]
    pub name: Names,
    #[serde(skip, default = "unresolved")]
    pub shape: Shape,
    /// The further kinds that the links of a list may lead to.
    #[serde(skip)]
    pub more: Vec<Type>,
    /// What may stand there instead: which it is follows from how the value is written.
    #[serde(skip)]
    pub or: Option<Shape>,
    /// The type of the keys that a `*` stands for.
    #[serde(skip)]
    pub keys: Option<Type>,
    /// Whether it must be there, in the cases of `when`; in all cases when there are none.
    #[serde(default)]
    pub required: bool,
    #[serde(default, deserialize_with = "one_or_many")]
    pub when: Vec<BTreeMap<String, Is>>,
    /// The cases in which it need not be there, by other keys of its table. In all others a table without it is no table of its kind.
    #[serde(default, deserialize_with = "one_or_many")]
    pub unless: Vec<BTreeMap<String, Is>>,
    /// The rule that reports a missing value; without one the decoder does.
    #[serde(default, deserialize_with = "rule")]
    pub rule: Option<Code>,
    /// What is reported when it is missing, and what to do. `{id}` stands for the id of the item, `{title}` for the title of the table.
    pub missing: Option<String>,
    pub hint: Option<String>,
    /// Whether a report declares it. Its usual value stands where an item has none; the program knows what those of its own fields mean.
    #[serde(skip)]
    pub is_own: bool,
    /// The value that holds where it is missing, as TOML.
    pub usual: Option<toml::Value>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    pub unit: Option<String>,
    /// A date of the same table that is no later.
    pub not_before: Option<String>,
    #[serde(default)]
    pub show: Show,
    /// Whether marks beside the word show how high it ranks.
    #[serde(default)]
    pub scale: bool,
    /// What templates call it; its key when missing.
    pub view: Option<String>,
    /// Whether differences show it first, as a step from one word to another. In a list with dates, the latest counts.
    #[serde(default)]
    pub status: bool,
    /// Whether it steers the program and says nothing to readers: it is neither compared nor reviewed.
    #[serde(default)]
    pub silent: bool,
    /// Whether what is said rests on what the field links to, so that the link is reviewed.
    #[serde(default)]
    pub rests_on: bool,
    /// What the item does to what it links to: a finding `answers` a question.
    pub trace: Option<String>,
    pub back: Option<Back>,
    /// Whether the report has it. One that it does without keeps its number, but nobody can write it.
    #[serde(skip, default = "yes")]
    pub used: bool,
}

/// Stands in until the names of all types are known.
fn unresolved() -> Shape {
    Shape::Through(String::new())
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

/// What a value is. All other names of types are of vocabularies, forms and kinds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    #[serde(rename = "rule-of-a-file")]
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
    /// A sum: a number in the report's currency, or a table with its own.
    Money,
    /// The code of a currency (ISO 4217).
    Currency,
    YesNo,
    Date,
    /// A year, a half-year, a quarter, a month or a day.
    Period,
    /// A CVSS vector of version 3.1 or 4.0.
    Cvss,
    /// A word of a vocabulary, by its number.
    #[serde(skip)]
    Word(usize),
    /// A string of a form, by its number.
    #[serde(skip)]
    Form(usize),
    /// The id of an item of a kind.
    #[serde(skip)]
    Link(KindId),
    /// A table of a kind.
    #[serde(skip)]
    Table(KindId),
    /// Anything: the declaration has a fault, and what stands there is no second one.
    #[serde(skip)]
    Any,
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Back {
    /// What templates call it; a link without it has only a word for its trace.
    pub key: Option<String>,
    #[serde(default)]
    pub name: Names,
    pub show: Option<Show>,
    /// What the linked item does to this one: an actor is `responsible for` an action.
    pub trace: Option<String>,
    /// Whether at least one item must link there, and the rule that reports when none does.
    #[serde(default)]
    pub required: bool,
    #[serde(default, deserialize_with = "rule")]
    pub rule: Option<Code>,
}

/// A way back of links to a kind, whatever field they stand in.
#[derive(Debug, Clone)]
pub struct WayBack {
    pub key: String,
    /// What the first of these links says of it.
    pub back: Back,
    /// The rule that reports when nothing links there, and the number of the first kind that can.
    pub needed: Option<(Code, usize)>,
}

/// The keywords of Typst: nothing that templates get by a name of its own can be called one of these.
pub const TYPST_KEYWORDS: [&str; 22] = [
    "none", "auto", "true", "false", "not", "and", "or", "let", "set", "show", "context", "if", "else", "for", "in",
    "while", "break", "continue", "return", "import", "include", "as",
];

/// Words by language.
pub type Names = BTreeMap<String, String>;

impl Declaration {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.used && field.key == key)
    }

    /// The keys of the fields that stand in TOML.
    pub fn written_keys(&self) -> Vec<&str> {
        self.fields.iter().filter(|field| field.is_written()).map(|field| field.key.as_str()).collect()
    }

    /// What it declares, by name. Declarations of a report outlive it, so that the name does, too.
    pub fn kind(&'static self) -> Kind {
        Kind::declared(&self.key)
    }

    /// The number of a field among those of the kind.
    pub fn slot(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }
}

impl Field {
    /// What may stand there.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let shapes = [Some(&self.shape), self.or.as_ref()].into_iter().flatten();
        let types = shapes.filter_map(|shape| match shape {
            Shape::One(it) | Shape::List(it) => Some(it),
            Shape::Through(_) => None,
        });
        types.chain(&self.more).filter(|_| self.used)
    }

    /// What an item that the field leads to does to the one that has the field.
    pub fn back_trace(&self) -> Option<&str> {
        self.back.as_ref()?.trace.as_deref()
    }

    /// Whether it is written in TOML at all.
    pub fn is_written(&self) -> bool {
        self.used && !matches!(self.shape, Shape::Through(_))
    }

    /// Whether the decoder refuses a table without it. A list may be empty there; a rule reports that.
    pub fn is_indispensable(&self) -> bool {
        self.is_asked_by_decoder() && self.unless.is_empty()
    }

    /// Whether the decoder reports that it is missing, and not a rule.
    pub fn is_asked_by_decoder(&self) -> bool {
        self.required && self.when.is_empty() && self.rule.is_none() && matches!(self.shape, Shape::One(_))
    }

    /// What a number must lie between.
    pub fn limits(&self) -> RangeInclusive<f64> {
        self.least.unwrap_or(f64::NEG_INFINITY)..=self.most.unwrap_or(f64::INFINITY)
    }

    /// The unit as it stands behind a number: ` mm`, `:1`.
    pub fn unit_after_number(&self) -> String {
        let unit = self.unit.as_deref().unwrap_or_default();
        if unit.is_empty() || unit.starts_with(':') { unit.to_owned() } else { format!(" {unit}") }
    }

    /// The number that holds where the field is missing.
    pub fn usual_number(&self) -> Option<f64> {
        let usual = self.usual.as_ref()?;
        usual.as_float().or_else(|| usual.as_integer().map(|integer| integer as f64))
    }
}

impl Shape {
    pub fn is_list(&self) -> bool {
        matches!(self, Shape::List(_))
    }
}

impl Type {
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Integer | Type::Ordinal | Type::Count | Type::Year | Type::Number | Type::Money)
    }
}
