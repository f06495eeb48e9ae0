//! Reads declarations, and finds what the names of their types stand for.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Unknown, StrDeserializer};
use toml::{Table, Value};

use crate::diagnostics::Code;
use crate::model::{Declaration, Declarations, Field, Shape, Type};

use super::written::{InOrder, in_order};
use super::{Form, KindId, Vocabulary, WayBack, Word};

/// The files of kinds, in the order in which readers meet what they declare.
const KINDS: [&str; 13] = [
    include_str!("../kinds/report.toml"),
    include_str!("../kinds/theme.toml"),
    include_str!("../kinds/question.toml"),
    include_str!("../kinds/finding.toml"),
    include_str!("../kinds/conclusion.toml"),
    include_str!("../kinds/package.toml"),
    include_str!("../kinds/recommendation.toml"),
    include_str!("../kinds/figure.toml"),
    include_str!("../kinds/actor.toml"),
    include_str!("../kinds/source.toml"),
    include_str!("../kinds/term.toml"),
    include_str!("../kinds/withdrawn.toml"),
    include_str!("../kinds/comment.toml"),
];
const WORDS: &str = include_str!("../kinds/vocabularies.toml");

/// The kind whose fields every kind with a folder has behind its own. It is declared before all of them.
const COMMON: &str = "item";

static BUILT_IN: LazyLock<Declarations> =
    LazyLock::new(|| Declarations::with("", "").expect("the built-in declarations are sound"));

/// The vocabularies and forms of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default, deserialize_with = "in_order")]
    vocabulary: Vec<(String, InOrder<Word>)>,
    #[serde(default, deserialize_with = "in_order")]
    form: Vec<(String, Form)>,
}

/// The kinds that texts declare, whose fields are not read yet.
fn kinds(texts: &[&str]) -> Result<Vec<Declaration>, String> {
    let mut kinds: Vec<Declaration> = Vec::new();
    let mut common = Vec::new();
    for text in texts {
        for (key, mut kind) in toml::from_str::<InOrder<Declaration>>(text).map_err(|error| error.to_string())?.0 {
            if key == COMMON {
                common = kind.written;
            } else if let Some(known) = kinds.iter_mut().find(|known| known.key == key) {
                known.written.append(&mut kind.written);
                known.columns.append(&mut kind.columns);
            } else {
                kind.written.extend_from_slice(if kind.folder.is_some() { &common } else { &[] });
                kinds.push(Declaration { number: kinds.len(), key, ..kind });
            }
        }
    }
    for kind in &mut kinds {
        let is_id = |(_, field): &(String, Table)| field.get("type").and_then(Value::as_str) == Some("id");
        kind.has_ids = kind.folder.is_some() || kind.written.iter().any(is_id);
        if kind.folder.is_some() && kind.file.is_some() {
            return Err(format!("`{}` has a folder and a file", kind.key));
        }
        if kind.collection.is_empty() {
            kind.collection = kind.folder.as_ref().unwrap_or(&kind.key).clone();
        }
    }
    Ok(kinds)
}

/// Reads the fields of all kinds.
fn resolve_fields(declarations: &mut Declarations) -> Result<(), String> {
    for number in 0..declarations.kinds.len() {
        let written = std::mem::take(&mut declarations.kinds[number].written);
        let fields = written.into_iter().map(|(key, field)| declarations.read_field(key, field));
        let kind = &declarations.kinds[number].key;
        let fields: Vec<Field> = fields.collect::<Result<_, _>>().map_err(|error| format!("`{kind}`: {error}"))?;
        declarations.kinds[number].fields = fields;
    }
    declarations.note_ways_back();
    Ok(())
}

impl Type {
    /// The value type of this name.
    pub fn named(name: &str) -> Option<Type> {
        let name: StrDeserializer<Unknown> = name.into_deserializer();
        Type::deserialize(name).ok()
    }
}

impl Default for &'static Declarations {
    fn default() -> Self {
        Declarations::built_in()
    }
}

impl Declarations {
    /// The program's own.
    pub fn built_in() -> &'static Declarations {
        &BUILT_IN
    }

    /// The program's own, with more fields and kinds from `kinds`, more vocabularies and forms from `words`. New fields of a built-in
    /// kind stand behind its own, whose numbers never move. The error says what is wrong with the texts.
    pub fn with(kinds: &str, words: &str) -> Result<Declarations, String> {
        Self::of_texts(&[&KINDS[..], &[kinds]].concat(), &format!("{WORDS}\n{words}"))
    }

    /// Declarations of these texts alone. The error says what is wrong with them.
    pub(super) fn of_texts(kinds: &[&str], words: &str) -> Result<Declarations, String> {
        let words: Words = toml::from_str(words).map_err(|error| error.to_string())?;
        let kinds = self::kinds(kinds)?;
        let index = kinds.iter().zip(0..).map(|(kind, number)| (kind.key.clone(), KindId(number))).collect();
        let vocabularies = words.vocabulary.into_iter().map(|(key, words)| {
            let words = words.0.into_iter().map(|(key, word)| Word { key, ..word });
            Vocabulary { key, words: words.collect() }
        });
        let vocabularies = vocabularies.collect();
        let forms = words.form.into_iter().map(|(key, form)| Form { key, ..form }).collect();
        let mut declarations = Declarations { index, kinds, vocabularies, forms };
        resolve_fields(&mut declarations)?;
        Ok(declarations)
    }

    /// Notes at each kind what holds tables of it, and the ways back of the links to it.
    pub(super) fn note_ways_back(&mut self) {
        self.note_holders();
        let mut ways: Vec<Vec<WayBack>> = self.kinds.iter().map(|_| Vec::new()).collect();
        for (number, field) in
            self.kinds.iter().enumerate().flat_map(|(n, kind)| kind.fields.iter().map(move |it| (n, it)))
        {
            let Some(back) = &field.back else { continue };
            let (Some(key), needed) =
                (&back.key, back.required.then(|| (back.rule.unwrap_or(Code::MissingKey), number)))
            else {
                continue;
            };
            for target in field.types() {
                let Type::Link(to) = target else { continue };
                let backs = &mut ways[usize::from(to.0)];
                match backs.iter_mut().find(|way| way.key == *key) {
                    Some(way) => way.needed = way.needed.or(needed),
                    None => backs.push(WayBack { key: key.clone(), back: back.clone(), needed }),
                }
            }
        }
        for (kind, backs) in self.kinds.iter_mut().zip(ways) {
            kind.backs = backs;
        }
    }

    fn note_holders(&mut self) {
        let mut holders: Vec<Vec<KindId>> = self.kinds.iter().map(|_| Vec::new()).collect();
        for (kind, number) in self.kinds.iter().zip(0..) {
            for held in kind.fields.iter().flat_map(Field::types) {
                let Type::Table(held) = held else { continue };
                let holders = &mut holders[usize::from(held.0)];
                if holders.last() != Some(&KindId(number)) {
                    holders.push(KindId(number));
                }
            }
        }
        for (kind, holders) in self.kinds.iter_mut().zip(holders) {
            kind.held_by = holders;
        }
    }

    fn read_field(&self, key: String, mut written: Table) -> Result<Field, String> {
        let shape = match ["type", "holds", "through"].map(|way| written.remove(way)) {
            [Some(value), None, None] => self.shape(&value, false)?,
            [None, Some(table), None] => self.shape(&table, true)?,
            [None, None, Some(Value::String(field))] => Shape::Through(field),
            _ => return Err(format!("`{key}` has not one of `type`, `holds` and `through`")),
        };
        let or =
            written.remove("or").map(|or| self.shape(&or, false).or_else(|_| self.shape(&or, true))).transpose()?;
        let keys = written.remove("keys").and_then(|keys| Some(self.resolve(keys.as_str()?, false))).transpose()?;
        let field = Field::deserialize(written).map_err(|error| format!("`{key}`: {error}"))?;
        Ok(Field { key, shape, or, keys, ..field })
    }

    /// `"plain"`, or `["plain"]` for a list of it.
    fn shape(&self, written: &Value, holds: bool) -> Result<Shape, String> {
        match (written, written.as_array().map(Vec::as_slice)) {
            (Value::String(name), _) => self.resolve(name, holds).map(Shape::One),
            (_, Some([Value::String(name)])) => self.resolve(name, holds).map(Shape::List),
            _ => Err(format!("`{written}` is neither a type nor a list of one")),
        }
    }

    /// What a name stands for: a value type, a vocabulary, a form, or a kind, of which a field `holds` tables or links to items.
    fn resolve(&self, name: &str, holds: bool) -> Result<Type, String> {
        let vocabulary = || self.vocabularies.iter().position(|vocabulary| vocabulary.key == name).map(Type::Word);
        let form = || self.forms.iter().position(|form| form.key == name).map(Type::Form);
        if let Some(found) = Type::named(name).or_else(vocabulary).or_else(form).filter(|_| !holds) {
            return Ok(found);
        }
        // Only the declaration of declarations has values of any type.
        if name == "any" {
            return Ok(Type::Any);
        }
        let kind = *self.index.get(name).ok_or_else(|| format!("`{name}` is no type"))?;
        match (holds, self.kind(kind).has_ids) {
            (true, _) => Ok(Type::Table(kind)),
            (false, true) => Ok(Type::Link(kind)),
            (false, false) => Err(format!("nothing can link to `{name}`, which has no ids")),
        }
    }
}
