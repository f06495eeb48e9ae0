//! JSON Schemas (draft 7) of the report's files, from the same types that decode them, so that an editor of TOML
//! completes and underlines with the project's own ids.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;
use serde_json::{Map, Value, json};

use super::decode::Decode;
use super::graph::{Kind, natural_key};
use super::load::Model;
use super::model::*;

/// A schema, as JSON.
pub type Schema = Value;

/// What schemas know of one project.
#[derive(Debug, Default)]
pub struct Context {
    pub languages: Vec<Language>,
    ids: BTreeMap<&'static str, Vec<String>>,
}

impl Context {
    /// The context of a project, also of one with faults: its languages and live ids.
    pub fn of(model: &Model) -> Self {
        let mut context = Self { languages: model.languages.clone(), ids: BTreeMap::new() };
        context.add(Kind::Source, model.sources.iter().map(|item| &item.id));
        context.add(Kind::Finding, model.findings.iter().map(|item| &item.id));
        context.add(Kind::Conclusion, model.conclusions.iter().map(|item| &item.id));
        context.add(Kind::Package, model.packages.iter().map(|item| &item.id));
        context.add(Kind::Actor, model.actors.iter().map(|item| &item.id));
        context.add(Kind::Figure, model.figures.iter().map(|item| &item.id));
        context.add(Kind::Question, model.questions.iter().flatten().map(|question| &question.id.id));
        let themes = model.report.iter().flat_map(|report| &report.theme);
        context.add(Kind::Theme, themes.map(|theme| &theme.id.id));
        context
    }

    fn add<'i>(&mut self, kind: Kind, ids: impl Iterator<Item = &'i String>) {
        let mut ids: Vec<String> = ids.cloned().collect();
        ids.sort_by_cached_key(|id| natural_key(id));
        self.ids.insert(kind.with_article(), ids);
    }

    /// The ids of a kind that can be linked to.
    pub fn ids(&self, kind: Kind) -> &[String] {
        self.ids.get(kind.with_article()).map_or(&[], Vec::as_slice)
    }
}

/// A key of a record.
pub struct Field {
    name: String,
    schema: Schema,
    required: bool,
}

/// The key of a field of type `T`, with its doc comment.
pub fn field<T: Decode>(name: &str, doc: &str, context: &Context) -> Field {
    let mut schema = T::schema(context);
    schema["description"] = json!(doc.trim());
    Field { name: name.trim_start_matches("r#").to_owned(), schema, required: T::missing().is_none() }
}

/// A table with these keys and no others.
pub fn record(doc: &str, fields: impl IntoIterator<Item = Field>) -> Schema {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        if field.required {
            required.push(field.name.clone());
        }
        properties.insert(field.name, field.schema);
    }
    json!({
        "type": "object",
        "description": doc.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// One of these words.
pub fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Schema {
    json!({ "type": "string", "enum": words.into_iter().collect::<Vec<_>>() })
}

/// Lists that may not be empty, by the type and key that they belong to. The rules on items say why.
const NOT_EMPTY: [(&str, &str); 7] = [
    ("report", "authors"),
    ("report", "keywords"),
    ("report", "parts"),
    ("finding", "evidence"),
    ("conclusion", "findings"),
    ("recommendation", "conclusions"),
    ("recommendation", "addressees"),
];

/// The schema of each kind of file, with the files that it is for, as a pattern below `report/`.
pub fn files(context: &Context) -> Vec<(&'static str, &'static str, Schema)> {
    let mut files = vec![
        ("report", "report.toml", ReportFile::schema(context)),
        ("source", "sources/*.toml", Source::schema(context)),
        ("finding", "findings/*.toml", Finding::schema(context)),
        ("conclusion", "conclusions/*.toml", Conclusion::schema(context)),
        ("recommendation", "recommendations/*.toml", Recommendation::schema(context)),
        ("package", "packages/*.toml", Package::schema(context)),
        ("actor", "actors/*.toml", Actor::schema(context)),
        ("figure", "figures/*.toml", Figure::schema(context)),
        ("questions", "questions.toml", QuestionsFile::schema(context)),
        ("terms", "terms.toml", terms(context)),
        ("withdrawn", "withdrawn.toml", WithdrawnFile::schema(context)),
    ];
    for (name, _, schema) in &mut files {
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(format!("raportti: {name}"));
        for (_, key) in NOT_EMPTY.iter().filter(|(owner, _)| owner == name) {
            not_empty(schema, key);
        }
        if *name == "recommendation" {
            not_empty(&mut schema["properties"]["action"]["items"], "responsible");
        }
    }
    files
}

fn not_empty(schema: &mut Schema, key: &str) {
    schema["properties"][key]["minItems"] = json!(1);
    if let Some(required) = schema["required"].as_array_mut() {
        required.push(json!(key));
    }
}

/// `terms.toml` has any term as its key.
fn terms(context: &Context) -> Schema {
    json!({
        "type": "object",
        "description": "Terms and abbreviations, each under its own heading.",
        "additionalProperties": Term::schema(context),
    })
}
