//! A comparison for programs. `docs/compare.md` describes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::meaning::changes::{
    Changes, Difference, EntryChange, FieldChange, Happening, blocks::BlockChange, words::Run,
};
use crate::meaning::{Key, Meaning};
use crate::model::{BlockKind, ContainerKind, Content, Fact, Kind};

/// The version of the format, raised with every breaking change.
const FORMAT: u32 = 1;

pub fn print(changes: &Changes, (old, new): (&str, &str)) -> String {
    let document = json!({
        "format": FORMAT,
        "old": version(changes.old, old),
        "new": version(changes.new, new),
        "counts": BTreeMap::from(changes.counts()),
        "entries": changes.entries.iter().map(|change| entry(changes, change)).collect::<Value>(),
        "not_compared": list(&changes.hidden, key),
    });
    format!("{document:#}\n")
}

fn version(meaning: &Meaning, name: &str) -> Value {
    let report = meaning.get(&Key::new(Kind::REPORT, ""));
    let said = |path: &str| report.and_then(|entry| entry.fact(path, None)).map(|fact| value(&fact.content));
    let languages = meaning.languages.iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({ "name": name, "version": said("version"), "date": said("date"), "languages": languages })
}

fn key(key: &Key) -> Value {
    json!({ "kind": key.kind.as_str(), "id": key.id })
}

fn entry(changes: &Changes, change: &EntryChange) -> Value {
    let titles = changes.new.languages.iter().filter_map(|language| {
        changes.title(&change.key, *language).map(|title| (language.to_string(), Value::from(title)))
    });
    let mut object = json!({
        "kind": change.key.kind.as_str(),
        "id": change.key.id,
        "title": titles.collect::<Map<_, _>>(),
    });
    match &change.what {
        Happening::Added => object["change"] = "added".into(),
        Happening::Withdrawn => object["change"] = "withdrawn".into(),
        Happening::Changed { moves, fields } => {
            object["change"] = "changed".into();
            let is_report = change.key.kind == Kind::REPORT;
            let of = |way: &[&str]| if is_report { "report".to_owned() } else { way[0].replace('_', "-") };
            let moved = moves.iter().map(|it| json!({ "of": of(&it.way), "old": it.old, "new": it.new }));
            object["status"] = moved.collect();
            object["fields"] = list(fields, field);
        }
    }
    object
}

fn field(field: &FieldChange) -> Value {
    let mut object = json!({ "path": field.path.to_string() });
    if let Some(language) = field.language {
        object["language"] = language.to_string().into();
    }
    let (change, rest) = match &field.difference {
        Difference::Added(facts) => ("added", json!({ "facts": list(facts, fact) })),
        Difference::Removed(facts) => ("removed", json!({ "facts": list(facts, fact) })),
        Difference::Replaced(old, new) => ("replaced", json!({ "old": value(old), "new": value(new) })),
        Difference::Words(words) => ("words", json!({ "runs": list(words, run) })),
        Difference::Blocks(blocks) => ("blocks", json!({ "blocks": list(blocks, block) })),
        Difference::Links { added, removed } => ("links", json!({ "added": added, "removed": removed })),
        Difference::Order(ids) => ("order", json!({ "ids": ids })),
    };
    object["change"] = change.into();
    if let (Some(object), Value::Object(rest)) = (object.as_object_mut(), rest) {
        object.extend(rest);
    }
    object
}

fn fact(fact: &Fact) -> Value {
    let language = fact.language.map(|language| language.to_string());
    json!({ "path": fact.path.to_string(), "language": language, "value": value(&fact.content) })
}

fn value(content: &Content) -> Value {
    match content {
        Content::Word(word) => (*word).into(),
        Content::Link(_, id) => id.as_str().into(),
        Content::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}").into(),
        Content::Period(period) => period.to_string().into(),
        Content::Money(amount, currency) => json!({ "amount": amount, "currency": currency.code() }),
        Content::Cvss(cvss) => json!({ "vector": cvss.vector, "score": cvss.score(), "rating": cvss.rating() }),
        Content::Integer(integer) => (*integer).into(),
        Content::Number(number) => (*number).into(),
        Content::Flag(flag) => (*flag).into(),
        Content::Language(language) => language.to_string().into(),
        Content::Plain(text) => text.as_str().into(),
        Content::Prose(passage) => passage.written.as_str().into(),
        Content::Order(ids) => ids.clone().into(),
        Content::File(file) => json!({ "name": file.name, "sha256": file.sha256 }),
    }
}

fn list<T>(elements: &[T], form: fn(&T) -> Value) -> Value {
    elements.iter().map(form).collect()
}

/// A run of text, with what happened to it.
fn run(run: &Run) -> Value {
    match run {
        Run::Kept(text) => json!(["kept", text]),
        Run::Deleted(text) => json!(["deleted", text]),
        Run::Inserted(text) => json!(["inserted", text]),
    }
}

fn block(block: &BlockChange) -> Value {
    let kind = match &block.kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading { .. } => "heading",
        BlockKind::Row { .. } => "row",
        BlockKind::Code(_) => "code",
        BlockKind::Rule => "rule",
        BlockKind::Empty => "empty",
    };
    let around = block.around.iter().map(|container| match container {
        ContainerKind::Quote => "quote",
        ContainerKind::Alert(_) => "alert",
        ContainerKind::Aside => "aside",
        ContainerKind::List(_) => "list",
        ContainerKind::Item => "item",
        ContainerKind::Table => "table",
    });
    json!({
        "old": block.old,
        "new": block.new,
        "kind": kind,
        "around": around.collect::<Vec<_>>(),
        "reshaped": block.reshaped,
        "runs": list(&block.runs, run),
    })
}
