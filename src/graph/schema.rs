//! JSON Schemas (draft 7) of the report's files, by which TOML editors complete the project's ids and underline mistakes.

use std::collections::HashMap;

use icu::locale::subtags::Language;
use serde_json::{Map, Value, json};

use crate::diagnostics::{Code, Severity};
use crate::model::{
    Currency, Declaration, Declarations, Field, Kind, Model, Shape, Type, declared::IdForm, declared::project,
    decode::OwnCurrency, natural_key,
};

/// A pattern for ids of kinds that give them no form.
const PLAIN_ID: &str = "[A-Za-z][A-Za-z0-9.]*";

/// A schema, as JSON.
pub type Schema = Value;

/// What schemas know of one project; by default of none, without languages and ids.
#[derive(Debug, Default)]
pub struct Context {
    declarations: &'static Declarations,
    pub languages: Vec<Language>,
    /// By kind, in natural order.
    ids: HashMap<Kind, Vec<String>>,
    /// Whether each sum has to name its currency, since the report names none.
    each_sum_has_currency: bool,
}

impl Context {
    /// The languages and ids of a project, also of one with faults; no withdrawn ids.
    pub fn of(model: &Model) -> Self {
        let mut ids: HashMap<Kind, Vec<String>> = HashMap::new();
        for item in model.with_ids() {
            ids.entry(item.kind()).or_default().push(item.id().to_owned());
        }
        ids.values_mut().for_each(|ids| ids.sort_by_cached_key(|id| natural_key(id)));
        let each_sum_has_currency = model.currency == OwnCurrency::Unnamed;
        Self { declarations: model.declarations, languages: model.languages.clone(), ids, each_sum_has_currency }
    }
}

/// For each kind of file: the name of its schema, a pattern for the files relative to `report/`, and the schema.
pub fn files(context: &Context) -> Vec<(String, String, Schema)> {
    let languages = project::languages_of_names(&context.languages);
    let of_model = Context { declarations: project::of_declarations(), languages, ..Context::default() };
    [context, &of_model].into_iter().flat_map(of_kinds).collect()
}

fn of_kinds(context: &Context) -> Vec<(String, String, Schema)> {
    let files = context.declarations.kinds.iter().filter_map(|kind| {
        let (name, files) = match (kind.folder.as_ref().or(kind.beside.as_ref()), &kind.file) {
            (Some(folder), _) => (kind.key.clone(), format!("{folder}/*.toml")),
            (None, Some(file)) => (file.trim_end_matches(".toml").to_owned(), file.clone()),
            (None, None) => return None,
        };
        let mut schema = context.table(kind);
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(format!("raportti: {name}"));
        Some((name, files, schema))
    });
    files.collect()
}

impl Context {
    /// A table with the keys that a kind declares.
    fn table(&self, kind: &Declaration) -> Schema {
        let (mut properties, mut required, mut others) = (Map::new(), Vec::new(), json!(false));
        for field in kind.fields.iter().filter(|field| field.is_written()) {
            let mut schema = if field.shape == Shape::One(Type::Id) { own_id(kind) } else { self.field(field) };
            schema["description"] = json!(field.doc);
            match (field.key.as_str(), &field.keys) {
                ("*", Some(Type::Rule)) => properties.extend(Code::configurable().map(|code| {
                    schema["description"] = json!(code.meaning());
                    (code.as_str().to_owned(), schema.clone())
                })),
                ("*", _) => others = schema,
                (key, _) => _ = properties.insert(key.to_owned(), schema),
            }
            if is_required(field) {
                required.push(field.key.as_str());
            }
        }
        json!({
            "type": "object",
            "description": kind.doc,
            "properties": properties,
            "required": required,
            "additionalProperties": others,
        })
    }

    fn field(&self, field: &Field) -> Schema {
        let own = self.shape(&field.shape, field);
        match &field.or {
            Some(or) => json!({ "anyOf": [own, self.shape(or, field)] }),
            None => own,
        }
    }

    fn shape(&self, shape: &Shape, field: &Field) -> Schema {
        match shape {
            Shape::One(value) => {
                let mut schema = self.value(value);
                let limits = [("minimum", field.least), ("maximum", field.most)];
                for (key, limit) in limits.into_iter().filter(|_| value.is_number()) {
                    // The limit of a sum is that of the number alone.
                    let number = if *value == Type::Money { &mut schema["anyOf"][0] } else { &mut schema };
                    limit.into_iter().for_each(|limit| number[key] = json!(limit));
                }
                schema
            }
            Shape::List(value) => {
                let mut items = self.value(value);
                if !field.more.is_empty() {
                    let all: Vec<Schema> = field.types().map(|it| self.value(it)).collect();
                    items = json!({ "anyOf": all });
                }
                let mut schema = json!({ "type": "array", "items": items });
                if is_required(field) {
                    schema["minItems"] = json!(1);
                }
                schema
            }
            Shape::Through(_) => json!(false),
        }
    }

    fn value(&self, value: &Type) -> Schema {
        let text = || json!({ "type": "string", "pattern": "\\S" });
        match value {
            Type::Plain | Type::Prose | Type::Translation => {
                let texts = self.languages.iter().map(|language| (language.to_string(), text()));
                let mut table = json!({
                    "type": "object",
                    "properties": texts.collect::<Map<_, _>>(),
                    "additionalProperties": false,
                });
                if *value != Type::Translation {
                    let source: Vec<String> = self.languages.iter().take(1).map(Language::to_string).collect();
                    table["required"] = json!(source);
                }
                json!({ "anyOf": [text(), table] })
            }
            Type::String | Type::File | Type::Csv => text(),
            Type::Address => json!({ "type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://" }),
            Type::Author => {
                let kinds = ["institution", "person"].into_iter().filter_map(|key| self.declarations.find(key));
                let all = [text()].into_iter().chain(kinds.map(|kind| self.table(kind)));
                json!({ "anyOf": all.collect::<Vec<_>>() })
            }
            Type::Id | Type::AnyId => {
                let forms = self.declarations.kinds.iter().filter_map(|kind| kind.id.as_ref());
                let forms: String = forms.map(|form| format!("|{}", form.pattern())).collect();
                let pattern = if forms.is_empty() { format!("^{PLAIN_ID}$") } else { format!("^({PLAIN_ID}{forms})$") };
                json!({ "type": "string", "pattern": pattern })
            }
            Type::KindName => words(self.declarations.with_ids().map(|kind| kind.key.as_str())),
            Type::Rule => words(Code::configurable().map(Code::as_str)),
            Type::RuleOfFile => words(Code::allowable().map(Code::as_str)),
            Type::Language => json!({ "type": "string", "pattern": "^[a-z]{2,3}$" }),
            Type::Integer | Type::Ordinal => json!({ "type": "integer" }),
            Type::Count | Type::Year => json!({ "type": "integer", "minimum": 1, "maximum": 9999 }),
            Type::Number => json!({ "type": "number" }),
            Type::Currency => words(Currency::codes()),
            Type::Money => sum(self.each_sum_has_currency),
            Type::Period => period(),
            Type::Cvss => json!({ "type": "string", "pattern": "^CVSS:(3\\.1|4\\.0)(/[A-Z]+:[A-Za-z]+)+$" }),
            Type::YesNo => json!({ "type": "boolean" }),
            Type::Date => date(),
            Type::Word(number) => words(self.declarations.vocabularies[*number].words()),
            Type::Form(number) => {
                json!({ "type": "string", "pattern": format!("^({})$", self.declarations.forms[*number].pattern) })
            }
            // A project that has none yet accepts any id, which `check` reports with a better message.
            Type::Link(kind) => match self.ids.get(&self.declarations.kind(*kind).kind()) {
                Some(ids) => words(ids.iter().map(String::as_str)),
                None => json!({ "type": "string" }),
            },
            Type::Table(kind) => self.table(self.declarations.kind(*kind)),
            Type::Any => json!({}),
        }
    }
}

/// The id that an item of a kind has in its own table.
fn own_id(kind: &Declaration) -> Schema {
    let pattern = kind.id.as_ref().map_or_else(|| PLAIN_ID.to_owned(), IdForm::pattern);
    json!({ "type": "string", "pattern": format!("^{pattern}$") })
}

/// Whether leaving the field out is always an error, unless the report sets the rule's level.
fn is_required(field: &Field) -> bool {
    field.required
        && field.when.is_empty()
        && field.unless.is_empty()
        && !(field.is_own && field.usual.is_some())
        && field.rule.is_none_or(|rule| rule.severity() == Severity::Error)
}

/// A number in the report's currency, if it has one, or a sum with its own.
fn sum(each_has_currency: bool) -> Schema {
    let (number, required) = match each_has_currency {
        true => (json!({ "not": {} }), json!(["amount", "currency"])),
        false => (json!({ "type": "number" }), json!(["amount"])),
    };
    let table = json!({
        "type": "object",
        "properties": { "amount": { "type": "number" }, "currency": words(Currency::codes()) },
        "required": required,
        "additionalProperties": false,
    });
    json!({ "anyOf": [number, table] })
}

/// A date without quotes, which Taplo compares as a string. Tombi knows it by the format.
fn date() -> Schema {
    json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

/// A year as an integer, a date, or any period as a string.
fn period() -> Schema {
    let string = "^[0-9]{4}(-(H[12]|Q[1-4]|(0[1-9]|1[0-2])(-[0-9]{2})?))?$";
    json!({ "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": 9999 },
        { "type": "string", "pattern": string },
        date(),
    ] })
}

/// One of these words.
fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Schema {
    json!({ "type": "string", "enum": words.into_iter().collect::<Vec<_>>() })
}
