//! Conditions on items, as `--where` takes them: expressions of minijinja over the fields of an item.

use std::collections::BTreeMap;

use minijinja::value::Value as Said;
use minijinja::{Environment, Error};

use crate::bounds::text::CONDITION_STEPS;
use crate::diagnostics::nearest;
use crate::graph::Graph;
use crate::graph::ways;
use crate::model::{Declaration, Declarations, Item, Shape, Type, Value};

/// What is wrong with a condition.
#[derive(Debug)]
pub struct WrongCondition {
    pub message: String,
    pub hint: Option<String>,
    /// It names a key that the kind lacks; another kind may have it.
    pub is_of_key: bool,
}

/// The items of a kind for which a condition is true, such as `severity == "high" and not owner`. Keys are those of TOML and of the ways
/// back; words stand for themselves, links for ids, dates and periods for what is written, texts for those in the source language. What an item lacks is `none`,
/// which is not true. Fails if the condition is no expression, names a key that the kind lacks, or compares a word with one that its
/// vocabulary lacks.
pub fn holding<'g>(
    condition: &str,
    kind: &'static Declaration,
    items: Vec<&'g Item>,
    graph: &'g Graph,
) -> Result<Vec<&'g Item>, WrongCondition> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(CONDITION_STEPS));
    let expression = environment.compile_expression(condition).map_err(|error| wrong(&error))?;
    let known = keys(kind);
    let mut named: Vec<String> = expression.undeclared_variables(false).into_iter().collect();
    named.sort();
    if let Some(name) = named.iter().find(|name| !known.contains(&name.as_str())) {
        let message = format!("{} has no field `{name}`", kind.kind().with_article());
        return Err(WrongCondition { message, hint: nearest::hint(name, &known), is_of_key: true });
    }
    unknown_word(condition, kind, graph.model.declarations).map_or(Ok(()), Err)?;
    let mut kept = Vec::new();
    for item in items {
        if expression.eval(said_of(item, graph)).map_err(|error| wrong(&error))?.is_true() {
            kept.push(item);
        }
    }
    Ok(kept)
}

/// The names that a condition on items of a kind can use.
fn keys(kind: &'static Declaration) -> Vec<&'static str> {
    ways::keys(kind).into_iter().chain(["id", "kind"]).collect()
}

fn wrong(error: &Error) -> WrongCondition {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let hint = "conditions are expressions such as `severity == \"high\" and not owner`, or `\"A1\" in addressees`";
    WrongCondition { message: format!("this is no condition: {detail}"), hint: Some(hint.to_owned()), is_of_key: false }
}

/// A word that is compared with a field and is none of its vocabulary: no item could ever have it.
fn unknown_word(
    condition: &str,
    kind: &'static Declaration,
    declarations: &'static Declarations,
) -> Option<WrongCondition> {
    comparisons(condition).into_iter().find_map(|(way, word)| {
        let field = declarations.field_at(kind, &way)?;
        let number = field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None })?;
        let vocabulary = &declarations.vocabularies[number];
        if vocabulary.word(word).is_some() {
            return None;
        }
        let known: Vec<&str> = vocabulary.words().collect();
        let message = format!("`{}` is never `{word}`", way.join("."));
        Some(WrongCondition { message, hint: nearest::hint(word, &known), is_of_key: false })
    })
}

/// Each way that a condition compares with a text, as in `severity == "high"` and `severity in ["high", "low"]`, and the text.
fn comparisons(condition: &str) -> Vec<(Vec<&str>, &str)> {
    let signs = ["==", "!="].into_iter().flat_map(|sign| condition.match_indices(sign));
    let single = signs.filter_map(|(at, sign)| {
        let after = condition[at + sign.len()..].trim_start();
        let quote = after.chars().next().filter(|c| QUOTES.contains(c))?;
        let (text, _) = after[1..].split_once(quote)?;
        Some((way_before(&condition[..at])?, text))
    });
    let lists = condition.match_indices(" in [").flat_map(|(at, sign)| {
        let before = &condition[..at];
        let way = way_before(before.strip_suffix(" not").unwrap_or(before));
        let (texts, _) = condition[at + sign.len()..].split_once(']').unwrap_or_default();
        let texts = texts.split(QUOTES).skip(1).step_by(2);
        texts.filter_map(move |text| Some((way.clone()?, text)))
    });
    single.chain(lists).collect()
}

/// What may stand around a text.
const QUOTES: [char; 2] = ['"', '\''];

/// The way at the end of a text, such as `response.position`, if there is one.
fn way_before(text: &str) -> Option<Vec<&str>> {
    let text = text.trim_end();
    let is_way = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '-';
    let way = &text[text.trim_end_matches(is_way).len()..];
    (!way.is_empty()).then(|| way.split('.').collect())
}

/// What an item says, by its keys.
pub fn said_of(item: &Item, graph: &Graph) -> Said {
    let ids = |key: &str| graph.led_to(item, key).into_iter().map(Said::from).collect::<Said>();
    let mut said = fields(item);
    said.entry("kind".to_owned()).or_insert_with(|| item.kind().as_str().into());
    for field in item.declared.fields.iter().filter(|field| matches!(field.shape, Shape::Through(_))) {
        said.insert(field.key.clone(), ids(&field.key));
    }
    for way in &item.declared.backs {
        said.entry(way.key.clone()).or_insert_with(|| ids(&way.key));
    }
    said.into()
}

/// The fields of an item or of a table inside it. One that is missing is an empty list, or `none`.
fn fields(item: &Item) -> BTreeMap<String, Said> {
    let slots = item.slots().filter(|(field, _)| field.is_written() && field.key != "*");
    let mut said: BTreeMap<String, Said> = slots
        .map(|(field, value)| {
            let missing = || if field.shape.is_list() { Vec::<Said>::new().into() } else { Said::from(()) };
            (field.key.clone(), value.map_or_else(missing, said))
        })
        .collect();
    if item.id.is_some() {
        said.insert("id".to_owned(), item.id().into());
    }
    said
}

fn said(value: &Value) -> Said {
    match value {
        Value::String(text) => text.value.as_str().into(),
        Value::Plain(text) | Value::Prose(text) => text.source().value.as_str().into(),
        Value::Translations(texts) => texts.iter().map(|(_, text)| Said::from(text.value.as_str())).collect(),
        Value::Word(said) => said.word.into(),
        Value::Link(link) => link.id.as_str().into(),
        Value::Id(id) => id.id.as_str().into(),
        Value::Date(date) => {
            let (year, month, day) = date.ymd();
            format!("{year:04}-{month:02}-{day:02}").into()
        }
        Value::Period(period) => period.period.to_string().into(),
        Value::Money(sum) => sum.amount.value.into(),
        Value::Cvss(cvss) => {
            BTreeMap::from([("score", Said::from(cvss.score())), ("rating", cvss.rating().into())]).into()
        }
        Value::Integer(number, _) => (*number).into(),
        Value::Number(number, _) => number.value.into(),
        Value::YesNo(flag) => (*flag).into(),
        Value::Language(language) => language.to_string().into(),
        Value::Item(item) => fields(item).into(),
        Value::List(values) => values.iter().map(said).collect(),
        Value::Entries(entries) => {
            entries.iter().map(|(id, value)| (id.id.clone(), said(value))).collect::<BTreeMap<_, _>>().into()
        }
    }
}
