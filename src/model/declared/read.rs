//! Reads declarations. Keys keep the order in which they stand in their file, which `toml` tells by their places.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostics::Code;
use crate::model::{Declaration, Declarations, Field, Home, Shape, Type};

use super::{Back, Form, Is, KindId, Names, Need, Show, Vocabulary, rule};

/// The files of kinds, in the order in which readers meet what they declare.
const KINDS: [&str; 12] = [
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
];
const WORDS: &str = include_str!("../kinds/vocabularies.toml");

/// The kind whose fields every kind with a folder has behind its own.
const COMMON: &str = "item";

/// The declarations of the program.
pub(super) fn built_in() -> Result<Declarations, String> {
    of(&KINDS, WORDS)
}

/// The declarations of the program, and those of a text of kinds and one of words. What the text says of a kind that there is already
/// stands behind what the program says of it, so that the numbers of built-in fields never move.
pub(super) fn with(kinds: &str, words: &str) -> Result<Declarations, String> {
    of(&[&KINDS[..], &[kinds]].concat(), &format!("{WORDS}\n{words}"))
}

/// Declarations from the texts of files.
fn of(kinds: &[&str], words: &str) -> Result<Declarations, String> {
    let error = |error: toml::de::Error| error.to_string();
    let words: WrittenWords = toml::from_str(words).map_err(error)?;
    let mut written: Vec<(String, WrittenKind)> = Vec::new();
    let mut more: Vec<(String, WrittenKind)> = Vec::new();
    for text in kinds {
        for (key, kind) in in_order(toml::from_str(text).map_err(error)?) {
            let is_known = written.iter().any(|(known, _)| *known == key);
            if is_known { &mut more } else { &mut written }.push((key, kind));
        }
    }
    let common = written.iter().position(|(key, _)| key == COMMON).map(|index| written.remove(index).1);
    let common = in_order(common.map(|kind| kind.fields).unwrap_or_default());
    let vocabularies =
        in_order(words.vocabulary).into_iter().map(|(key, words)| Vocabulary { key, words: in_order(words) });
    let forms = in_order(words.form).into_iter().map(|(key, form)| Form { key, ..form });
    let names = Resolver {
        kinds: written.iter().map(|(key, kind)| (key.clone(), kind.has_ids())).collect(),
        vocabularies: vocabularies.collect(),
        forms: forms.collect(),
    };
    let kinds =
        written.into_iter().enumerate().map(|(number, (key, kind))| names.kind(number, key, kind, &common, &mut more));
    let mut kinds: Vec<Declaration> = kinds.collect::<Result<_, _>>()?;
    let ways = kinds.iter().flat_map(|kind| &kind.fields).flat_map(|field| {
        let key = field.back.as_ref().and_then(|back| back.key.clone());
        field.types().filter_map(move |it| if let Type::Link(to) = it { Some((*to, key.clone()?)) } else { None })
    });
    for (KindId(to), key) in ways.collect::<Vec<_>>() {
        let backs = &mut kinds[usize::from(to)].backs;
        if !backs.contains(&key) {
            backs.push(key);
        }
    }
    let numbered = kinds.iter().zip(0..).map(|(kind, number)| (kind.key.clone(), KindId(number)));
    Ok(Declarations { index: numbered.collect(), kinds, vocabularies: names.vocabularies, forms: names.forms })
}

/// A table whose keys remember where they stand.
type Written<T> = BTreeMap<String, Spanned<T>>;

fn in_order<T>(table: Written<T>) -> Vec<(String, T)> {
    let mut entries: Vec<(String, Spanned<T>)> = table.into_iter().collect();
    entries.sort_by_key(|(_, value)| value.span().start);
    entries.into_iter().map(|(key, value)| (key, value.into_inner())).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWords {
    #[serde(default)]
    vocabulary: Written<Written<Names>>,
    #[serde(default)]
    form: Written<Form>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKind {
    #[serde(default)]
    doc: String,
    #[serde(default)]
    name: Names,
    #[serde(default)]
    plural: Names,
    folder: Option<String>,
    file: Option<String>,
    collection: Option<String>,
    #[serde(default = "yes")]
    printed: bool,
    group: Option<String>,
    sort: Option<String>,
    #[serde(default)]
    state: OneOrMany<String>,
    #[serde(default)]
    columns: Written<OneOrMany<String>>,
    #[serde(default)]
    fields: Written<WrittenField>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct WrittenField {
    doc: String,
    #[serde(default)]
    name: Names,
    r#type: Option<WrittenType>,
    holds: Option<WrittenType>,
    through: Option<String>,
    or: Option<WrittenType>,
    keys: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    when: OneOrMany<BTreeMap<String, Is>>,
    #[serde(default, deserialize_with = "rule")]
    rule: Option<Code>,
    missing: Option<String>,
    hint: Option<String>,
    usual: Option<toml::Value>,
    least: Option<f64>,
    most: Option<f64>,
    unit: Option<String>,
    not_before: Option<String>,
    #[serde(default)]
    show: Show,
    #[serde(default)]
    scale: bool,
    view: Option<String>,
    #[serde(default)]
    status: bool,
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    rests_on: bool,
    trace: Option<String>,
    back: Option<Back>,
}

/// `"plain"`, or `["plain"]` for a list of it.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum WrittenType {
    One(String),
    List([String; 1]),
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    fn many(self) -> Vec<T> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

fn yes() -> bool {
    true
}

impl WrittenKind {
    fn has_ids(&self) -> bool {
        let is_id = |field: &WrittenField| matches!(&field.r#type, Some(WrittenType::One(name)) if name == "id");
        self.folder.is_some() || self.fields.values().any(|field| is_id(field.get_ref()))
    }
}

fn is_id(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.shape == Shape::One(Type::Id))
}

/// What the names of types stand for.
struct Resolver {
    /// Every kind, with whether its items have ids.
    kinds: Vec<(String, bool)>,
    vocabularies: Vec<Vocabulary>,
    forms: Vec<Form>,
}

impl Resolver {
    fn kind(
        &self,
        number: usize,
        key: String,
        written: WrittenKind,
        common: &[(String, WrittenField)],
        more: &mut Vec<(String, WrittenKind)>,
    ) -> Result<Declaration, String> {
        let mut fields = in_order(written.fields);
        if written.folder.is_some() {
            fields.extend(common.iter().cloned());
        }
        let mut columns = in_order(written.columns);
        for (_, own) in more.extract_if(.., |(extended, _)| *extended == key) {
            fields.extend(in_order(own.fields));
            columns.extend(in_order(own.columns));
        }
        let field = |(field, written)| self.field(field, written).map_err(|error| format!("`{key}`: {error}"));
        let fields: Vec<Field> = fields.into_iter().map(field).collect::<Result<_, _>>()?;
        let home = match (written.folder, written.file) {
            (Some(folder), None) => Home::Folder(folder),
            (None, Some(file)) => Home::File(file),
            (None, None) => Home::Inside,
            (Some(_), Some(_)) => return Err(format!("`{key}` has a folder and a file")),
        };
        let collection = written.collection.unwrap_or_else(|| match &home {
            Home::Folder(folder) => folder.clone(),
            Home::File(_) | Home::Inside => key.clone(),
        });
        let columns = columns.into_iter().map(|(heading, ways)| (heading, ways.many()));
        Ok(Declaration {
            number,
            doc: written.doc,
            name: written.name,
            plural: written.plural,
            collection,
            printed: written.printed,
            group: written.group,
            sort: written.sort,
            state: written.state.many(),
            columns: columns.collect(),
            has_ids: matches!(home, Home::Folder(_)) || is_id(&fields),
            backs: Vec::new(),
            home,
            fields,
            key,
        })
    }

    fn field(&self, key: String, written: WrittenField) -> Result<Field, String> {
        let shape = match (&written.r#type, &written.holds, &written.through) {
            (Some(value), None, None) => self.shape(value, false)?,
            (None, Some(table), None) => self.shape(table, true)?,
            (None, None, Some(field)) => Shape::Through(field.clone()),
            _ => return Err(format!("`{key}` has not one of `type`, `holds` and `through`")),
        };
        let or = written.or.as_ref().map(|or| self.shape(or, false)).transpose()?;
        let keys = written.keys.as_ref().map(|keys| self.resolve(keys, false)).transpose()?;
        Ok(Field {
            key,
            shape,
            or,
            keys,
            need: Need {
                required: written.required,
                when: written.when.many(),
                rule: written.rule,
                missing: written.missing,
                hint: written.hint,
            },
            doc: written.doc,
            name: written.name,
            usual: written.usual,
            least: written.least,
            most: written.most,
            unit: written.unit,
            not_before: written.not_before,
            show: written.show,
            scale: written.scale,
            view: written.view,
            status: written.status,
            silent: written.silent,
            rests_on: written.rests_on,
            trace: written.trace,
            back: written.back,
        })
    }

    fn shape(&self, written: &WrittenType, holds: bool) -> Result<Shape, String> {
        match written {
            WrittenType::One(name) => self.resolve(name, holds).map(Shape::One),
            WrittenType::List([name]) => self.resolve(name, holds).map(Shape::List),
        }
    }

    /// What a name stands for: a value type, a vocabulary, a form, or a kind, of which a field `holds` tables or links to items.
    fn resolve(&self, name: &str, holds: bool) -> Result<Type, String> {
        let value = Type::NAMES.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let vocabulary = || self.vocabularies.iter().position(|vocabulary| vocabulary.key == name).map(Type::Word);
        let form = || self.forms.iter().position(|form| form.key == name).map(Type::Form);
        if let Some(found) = value.or_else(vocabulary).or_else(form).filter(|_| !holds) {
            return Ok(found);
        }
        let number =
            self.kinds.iter().position(|(kind, _)| kind == name).ok_or_else(|| format!("`{name}` is no type"))?;
        let kind = KindId(u16::try_from(number).map_err(|_| "there are too many kinds".to_owned())?);
        match (holds, self.kinds[number].1) {
            (true, _) => Ok(Type::Table(kind)),
            (false, true) => Ok(Type::Link(kind)),
            (false, false) => Err(format!("nothing can link to `{name}`, which has no ids")),
        }
    }
}
