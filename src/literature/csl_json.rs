//! CSL-JSON, which Zotero and Pandoc write.

use serde_json::{Map, Value, json};

use crate::model::SourceKind;

use super::reference::{Day, Name, Reference, When};
use super::reference::{day, iso, line, pages, with_issue, year};
use super::{kinds, unreadable::Unreadable};

/// Keys that say nothing about the work.
const OF_PROGRAMS: [&str; 5] = ["id", "type", "citation-key", "citation-label", "source"];

pub fn read(text: &str) -> Result<Vec<Reference>, Unreadable> {
    let whole: Value = serde_json::from_str(text).map_err(|error| Unreadable::at(error.line(), error.to_string()))?;
    let items = match whole {
        Value::Array(items) => items,
        Value::Object(mut whole) => match whole.remove("items") {
            Some(Value::Array(items)) => items,
            _ => return Err(Unreadable::new("CSL-JSON is a list of items")),
        },
        _ => return Err(Unreadable::new("CSL-JSON is a list of items")),
    };
    let reference = |(number, item): (usize, Value)| match item {
        Value::Object(item) => Ok(reference(item, number + 1)),
        _ => Err(Unreadable::new(format!("item {} is no object", number + 1))),
    };
    items.into_iter().enumerate().map(reference).collect()
}

fn reference(mut item: Map<String, Value>, number: usize) -> Reference {
    let genre = text(&item, "genre");
    let mut it = Reference {
        key: [text(&item, "citation-key"), text(&item, "id")]
            .into_iter()
            .find(|key| !key.is_empty())
            .unwrap_or_default(),
        kinds: kinds::of(&text(&item, "type"), &genre),
        ..Reference::default()
    };
    if SourceKind::from_word(&genre).is_some() {
        item.remove("genre");
    }
    OF_PROGRAMS.iter().for_each(|key| drop(item.remove(*key)));
    let mut take = |key: &str| {
        let text = text(&item, key);
        if !text.is_empty() {
            item.remove(key);
        }
        text
    };
    it.title = without_tags(&take("title"));
    it.publisher = take("publisher");
    it.location =
        [take("publisher-place"), take("event-place")].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    it.isbn = take("ISBN");
    it.pages = pages(&take("page"));
    it.set_doi(&take("DOI"), "DOI");
    let (url, language) = (take("URL"), take("language"));
    let container = without_tags(&take("container-title"));
    let (volume, issue) = if container.is_empty() { Default::default() } else { (take("volume"), take("issue")) };
    it.container = with_issue(&container, &volume, &issue);
    it.number = [take("collection-title"), take("number")].join(" ").trim().to_owned();
    if !url.is_empty() {
        it.set_url(&url, "URL");
    }
    if !language.is_empty() {
        it.set_language(&language, "language");
    }
    let key = if item.contains_key("author") { "author" } else { "editor" };
    if let Some(Value::Array(names)) = item.get(key) {
        it.authors = names.iter().filter_map(name).collect();
        item.remove(key);
    }
    let issued = item.remove("issued").unwrap_or_default();
    it.set_date(&written(&issued), when(&issued), "issued");
    if it.key.contains("://") || it.key.is_empty() {
        it.make_key(number);
    }
    it.accessed =
        item.get("accessed").and_then(when).and_then(|when| if let When::Day(day) = when { Some(day) } else { None });
    if it.accessed.is_some() {
        item.remove("accessed");
    }
    item.keys().for_each(|key| it.lose(key));
    it
}

/// A text or a number; empty if there is none.
fn text(item: &Map<String, Value>, key: &str) -> String {
    match item.get(key) {
        Some(Value::String(text)) => line(text),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A text without the tags of HTML that reference managers put in titles.
pub fn without_tags(text: &str) -> String {
    let mut text = text.to_owned();
    for tag in ["i", "b", "sub", "sup"] {
        text = text.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
    }
    text.replace("<span class=\"nocase\">", "")
        .replace("<span style=\"font-variant:small-caps;\">", "")
        .replace("</span>", "")
}

fn name(name: &Value) -> Option<Name> {
    let part = |key: &str| name.get(key).and_then(Value::as_str).map(line).unwrap_or_default();
    let family = [part("dropping-particle"), part("non-dropping-particle"), part("family")].join(" ");
    let (family, literal) = (line(&family), part("literal"));
    let given =
        [part("given"), part("suffix")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    match (family.is_empty(), given.is_empty()) {
        (true, _) if literal.is_empty() => None,
        (true, _) => Some(Name::Institution(literal)),
        (false, true) => Some(Name::Institution(family)),
        (false, false) => Some(Name::Person { family, given }),
    }
}

/// `{"date-parts": [[2024, 5, 6]]}`, with strings or numbers, or `{"raw": "2024-05-06"}`.
fn when(date: &Value) -> Option<When> {
    if let Some(raw) = date.get("raw").or_else(|| date.get("literal")).and_then(Value::as_str) {
        return iso(raw);
    }
    let parts = date.get("date-parts")?.get(0)?.as_array()?;
    let number = |part: &Value| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok());
    match parts.iter().map_while(number).collect::<Vec<_>>().as_slice() {
        [y, m, d] => day(*y, *m, *d).map(When::Day).or_else(|| year(*y).map(When::Year)),
        [y, ..] => year(*y).map(When::Year),
        [] => None,
    }
}

/// A date as its file has it: the parts of a day, and the end of a range behind a slash.
fn written(date: &Value) -> String {
    if let Some(raw) = date.get("raw").or_else(|| date.get("literal")).and_then(Value::as_str) {
        return raw.to_owned();
    }
    let part = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    let day = |day: &Value| day.as_array().into_iter().flatten().map(part).collect::<Vec<_>>().join("-");
    let days = date.get("date-parts").and_then(Value::as_array);
    days.into_iter().flatten().map(day).collect::<Vec<_>>().join("/")
}

/// Writes references as CSL-JSON, in their order.
pub fn write(references: &[Reference]) -> String {
    let items: Vec<Value> = references.iter().map(item).collect();
    let text = serde_json::to_string_pretty(&items).expect("strings and numbers are JSON");
    text + "\n"
}

fn item(it: &Reference) -> Value {
    let kind = it.kind();
    let of_type = match kind {
        SourceKind::Document | SourceKind::Survey if !it.container.is_empty() => "article-journal",
        SourceKind::Document | SourceKind::Survey => "report",
        SourceKind::Interview => "interview",
        SourceKind::Workshop | SourceKind::Visit => "event",
        SourceKind::Statistic => "dataset",
        SourceKind::Statute => "legislation",
        SourceKind::Web => "webpage",
    };
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(it.key));
    item.insert("type".to_owned(), json!(of_type));
    let texts = [
        ("title", &it.title),
        ("publisher", &it.publisher),
        ("publisher-place", &it.location),
        ("URL", &it.url),
        ("language", &it.language),
        ("number", &it.number),
        ("container-title", &it.container),
        ("page", &it.pages),
        ("ISBN", &it.isbn),
        ("DOI", &it.doi),
    ];
    for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        item.insert(key.to_owned(), json!(text));
    }
    item.insert("genre".to_owned(), json!(kind.as_str()));
    if !it.authors.is_empty() {
        item.insert("author".to_owned(), it.authors.iter().map(author).collect());
    }
    let day = |(year, month, day): Day| json!({ "date-parts": [[year, month, day]] });
    match it.date {
        Some(When::Day(date)) => drop(item.insert("issued".to_owned(), day(date))),
        Some(When::Year(year)) => drop(item.insert("issued".to_owned(), json!({ "date-parts": [[year]] }))),
        None => {}
    }
    if let Some(date) = it.accessed {
        item.insert("accessed".to_owned(), day(date));
    }
    Value::Object(item)
}

fn author(name: &Name) -> Value {
    match name {
        Name::Institution(name) => json!({ "literal": name }),
        Name::Person { family, given } => json!({ "family": family, "given": given }),
    }
}
