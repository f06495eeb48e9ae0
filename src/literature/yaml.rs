//! The YAML of hayagriva, which Typst reads, too.

use hayagriva::types::{Date, Person};
use hayagriva::{Entry, io};
use serde_json::Value;

use crate::bounds::literature::MOST_REFERENCES;
use crate::model::SourceKind;

use super::reference::{Name, Reference, When};
use super::reference::{day, line, pages, with_issue, year};
use super::{kinds, unreadable::Unreadable};

/// The keys that are read, as they stand in the file.
const READ: [&str; 14] = [
    "type",
    "title",
    "author",
    "editor",
    "date",
    "publisher",
    "location",
    "url",
    "language",
    "serial-number",
    "page-range",
    "volume",
    "issue",
    "genre",
];

/// How often the word `type` may stand in a file for each reference that it may have: titles and abstracts have it, too.
const TYPES: usize = 3;

pub fn read(text: &str) -> Result<Vec<Reference>, Unreadable> {
    // hayagriva compares each key with all before it, and ends at the first reference without a type.
    if text.matches("type").nth(TYPES * MOST_REFERENCES).is_some() {
        return Err(Unreadable::new(format!("the file has more than {MOST_REFERENCES} references")));
    }
    let library = io::from_yaml_str(text).map_err(|error| {
        let line = error.location().map(|place| place.line());
        Unreadable { line, message: error.to_string() }
    })?;
    Ok(library.iter().map(reference).collect())
}

fn reference(entry: &Entry) -> Reference {
    let words = |text: Option<String>| text.map(|text| line(&text)).unwrap_or_default();
    let genre = words(entry.genre().map(|genre| genre.to_string()));
    let of_type = serde_json::to_value(entry.entry_type()).unwrap_or_default().as_str().unwrap_or_default().to_owned();
    let people = entry.authors().filter(|people| !people.is_empty()).or(entry.editors());
    let publisher = entry.publisher();
    let container = entry.parents().first();
    let or_of_parent = |own: Option<String>, parents: Option<String>| words(own.or(parents));
    let mut it = Reference {
        key: entry.key().to_owned(),
        kinds: kinds::of(&of_type, &genre),
        title: words(entry.title().map(|title| title.to_string())),
        authors: people.unwrap_or_default().iter().map(name).collect(),
        publisher: words(publisher.and_then(|it| it.name()).map(|name| name.to_string())),
        location: words(publisher.and_then(|it| it.location()).or(entry.location()).map(|place| place.to_string())),
        pages: pages(&words(entry.page_range().map(|pages| pages.to_string()))),
        isbn: or_of_parent(entry.isbn().map(str::to_owned), container.and_then(|it| it.isbn()).map(str::to_owned)),
        number: words(entry.serial_number().and_then(|it| it.0.get("serial").cloned())),
        language: entry.language().map(|it| it.language.to_string()).unwrap_or_default(),
        ..Reference::default()
    };
    if let Some(container) = container {
        let volume = or_of_parent(entry.volume().map(|it| it.to_string()), container.volume().map(|it| it.to_string()));
        let issue = or_of_parent(entry.issue().map(|it| it.to_string()), container.issue().map(|it| it.to_string()));
        it.container = with_issue(&words(container.title().map(|title| title.to_string())), &volume, &issue);
    }
    if let Some(date) = entry.date().or_else(|| container?.date()) {
        it.set_date(&date.to_string(), when(date), "date");
    }
    it.set_doi(entry.doi().or_else(|| container?.doi()).unwrap_or_default(), "doi");
    if let Some(url) = entry.url().or_else(|| container?.url()) {
        it.set_url(url.value.as_str(), "url");
        let visited = url.visit_date.as_ref().and_then(when);
        it.accessed = visited.and_then(|when| if let When::Day(day) = when { Some(day) } else { None });
    }
    if container.is_none() {
        let numbers = [("volume", entry.volume().is_some()), ("issue", entry.issue().is_some())];
        numbers.iter().filter(|(_, is_there)| *is_there).for_each(|(key, _)| it.lose(key));
    }
    if !genre.is_empty() && SourceKind::from_word(&genre).is_none() {
        it.lose("genre");
    }
    lose_what_is_left(&mut it, entry);
    it
}

fn lose_what_is_left(it: &mut Reference, entry: &Entry) {
    let written = serde_json::to_value(entry).unwrap_or_default();
    let keys = written.as_object().into_iter().flat_map(|keys| keys.keys());
    keys.filter(|key| !READ.contains(&key.as_str()) && *key != "parent").for_each(|key| it.lose(key));
    if let Some(Value::Object(numbers)) = written.get("serial-number") {
        let known = ["serial", "isbn", "doi"];
        numbers.keys().filter(|key| !known.contains(&key.as_str())).for_each(|key| it.lose(key));
    }
}

fn name(person: &Person) -> Name {
    let family = person.prefix.iter().map(String::as_str).chain([person.name.as_str()]).collect::<Vec<_>>().join(" ");
    let given = person.given_name.iter().chain(&person.suffix).map(String::as_str).collect::<Vec<_>>().join(", ");
    match given.is_empty() {
        true => Name::Institution(line(&family)),
        false => Name::Person { family: line(&family), given: line(&given) },
    }
}

/// hayagriva counts months and days from zero.
fn when(date: &Date) -> Option<When> {
    let whole = || day(i64::from(date.year), i64::from(date.month?) + 1, i64::from(date.day?) + 1);
    whole().map(When::Day).or_else(|| year(i64::from(date.year)).map(When::Year))
}
