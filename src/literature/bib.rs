//! BibLaTeX and BibTeX.

use biblatex::{Bibliography, Chunk, Chunks, ChunksExt, Entry, EntryType, Person, Spanned, Type};

use crate::model::SourceKind;

use super::reference::{Day, Name, Reference, When};
use super::reference::{day, iso, line, pages, to_iso, with_issue, year};
use super::{kinds, tex, unreadable::Unreadable};

/// The keys that hold what a work was published by, the first that is there counts.
const PUBLISHERS: [&str; 5] = ["publisher", "institution", "organization", "school", "howpublished"];
/// The keys of what a work stands in.
const CONTAINERS: [&str; 4] = ["journaltitle", "journal", "booktitle", "maintitle"];
/// Keys that say how a reference manager keeps or prints an entry, and nothing about the work.
const OF_PROGRAMS: [&str; 9] =
    ["bdsk-file-1", "date-added", "date-modified", "timestamp", "owner", "sortkey", "shorthand", "keywords", "options"];

pub fn read(text: &str) -> Result<Vec<Reference>, Unreadable> {
    let text = &tex::with_dots(text);
    let bibliography = Bibliography::parse(text).map_err(|error| {
        let line = text.get(..error.span.start).map_or(1, |before| before.matches('\n').count() + 1);
        Unreadable::at(line, error.kind.to_string())
    })?;
    Ok(bibliography.into_vec().iter().map(reference).collect())
}

fn reference(entry: &Entry) -> Reference {
    let mut fields = Fields { entry, used: Vec::new(), has_others: false };
    let said = fields.take(&["entrysubtype"]);
    let of_type = match &entry.entry_type {
        EntryType::Unknown(name) => name.clone(),
        known => known.to_string(),
    };
    let mut it = Reference {
        key: entry.key.clone(),
        kinds: kinds::of(&of_type, &said),
        title: fields.title(),
        authors: fields.names(),
        publisher: fields.take(&PUBLISHERS),
        location: fields.take(&["location", "address"]),
        accessed: fields.day("urldate"),
        pages: pages(&fields.take(&["pages"])),
        isbn: fields.take(&["isbn"]),
        ..Reference::default()
    };
    let (written, read) = fields.date();
    it.set_date(&written, read, "date");
    if fields.has_others {
        it.lose("and others");
    }
    let container = fields.take(&CONTAINERS);
    let (series, number) = (fields.take(&["series"]), fields.take(&["number", "issue"]));
    if container.is_empty() {
        it.number = [series, number].join(" ").trim().to_owned();
    } else {
        it.container = with_issue(&container, &fields.take(&["volume"]), &number);
        it.number = series;
    }
    it.set_doi(&fields.verbatim(&["doi"]), "doi");
    let url = fields.verbatim(&["url"]);
    if !url.is_empty() {
        it.set_url(&url, "url");
    }
    let language = fields.take(&["langid", "language"]);
    if !language.is_empty() {
        it.set_language(code(&language), "langid");
    }
    let left = entry.fields.keys().filter(|key| !fields.used.contains(&key.as_str()));
    left.filter(|key| !OF_PROGRAMS.contains(&key.as_str())).for_each(|key| it.lose(key));
    it
}

/// The fields of an entry, and which of them were used.
struct Fields<'e> {
    entry: &'e Entry,
    used: Vec<&'e str>,
    /// Whether there are authors whom the file does not name.
    has_others: bool,
}

impl<'e> Fields<'e> {
    fn chunks(&mut self, key: &str) -> Option<&'e Chunks> {
        let (key, chunks) = self.entry.fields.get_key_value(key)?;
        self.used.push(key);
        Some(chunks)
    }

    /// The words of the first of these keys that is there; of the keys that mean the same, others stay unused.
    fn take(&mut self, keys: &[&str]) -> String {
        line(&tex::plain(&self.verbatim(keys)))
    }

    /// The same as it is written, for what has no words.
    fn verbatim(&mut self, keys: &[&str]) -> String {
        let words = keys.iter().find_map(|key| self.chunks(key));
        words.map(|words| line(&words.format_verbatim())).unwrap_or_default()
    }

    fn title(&mut self) -> String {
        let (title, below) = (self.take(&["title"]), self.take(&["subtitle"]));
        match (below.is_empty(), title.ends_with([':', '?', '!', '.', '–'])) {
            (true, _) => title,
            (false, true) => format!("{title} {below}"),
            (false, false) => format!("{title}: {below}"),
        }
    }

    /// The authors; of a work without any, its editors.
    fn names(&mut self) -> Vec<Name> {
        let chunks = self.chunks("author").or_else(|| self.chunks("editor"));
        let mut people = Vec::new();
        // A name in braces is whole: an institution.
        for part in chunks.map(split_names).unwrap_or_default() {
            match part.as_slice() {
                [Spanned { v: Chunk::Verbatim(name), .. }] => people.push(Name::Institution(line(name))),
                [Spanned { v: Chunk::Normal(name), .. }] if name.trim() == "others" => self.has_others = true,
                _ => people.extend(person(&part)),
            }
        }
        people
    }

    /// The date as it is written, and what it says.
    fn date(&mut self) -> (String, Option<When>) {
        if let Some(chunks) = self.chunks("date") {
            let written = line(&chunks.format_verbatim());
            let read = iso(&written);
            return (written, read);
        }
        let written: Vec<String> = ["year", "month", "day"].iter().map(|key| self.take(&[key])).collect();
        let number = |text: &str| text.trim().parse().ok();
        let full =
            || day(number(&written[0])?, number(&written[1]).or_else(|| month(&written[1]))?, number(&written[2])?);
        let read = full().map(When::Day).or_else(|| year(number(&written[0])?).map(When::Year));
        let parts: Vec<&str> = written.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        (parts.join("-"), read)
    }

    fn day(&mut self, key: &str) -> Option<Day> {
        let written = line(&self.entry.fields.get(key)?.format_verbatim());
        let Some(When::Day(day)) = iso(&written) else { return None };
        self.chunks(key);
        Some(day)
    }
}

/// Names, which ` and ` divides outside braces.
fn split_names(chunks: &Chunks) -> Vec<Chunks> {
    let mut names: Vec<Chunks> = vec![Vec::new()];
    for chunk in chunks {
        let Chunk::Normal(text) = &chunk.v else {
            names.last_mut().expect("there is always a last name").push(chunk.clone());
            continue;
        };
        for (number, part) in text.split(" and ").enumerate() {
            let part = Spanned::new(Chunk::Normal(part.to_owned()), chunk.span.clone());
            match number {
                0 => names.last_mut().expect("there is always a last name").push(part),
                _ => names.push(vec![part]),
            }
        }
    }
    names.iter_mut().for_each(|name| name.retain(|part| !part.v.get().trim().is_empty()));
    names.retain(|name| !name.is_empty());
    names
}

fn person(chunks: &Chunks) -> Option<Name> {
    let people = Vec::<Person>::from_chunks(chunks).ok()?;
    let Person { name, given_name, prefix, suffix, .. } = people.into_iter().next()?;
    let family = line(&format!("{prefix} {name}"));
    let given = if suffix.is_empty() { line(&given_name) } else { line(&format!("{given_name}, {suffix}")) };
    match given.is_empty() {
        true => Some(Name::Institution(family)),
        false => Some(Name::Person { family, given }),
    }
}

/// The number of a month that is written as a word: its first letters in English.
fn month(word: &str) -> Option<i64> {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begins = word.to_lowercase();
    (1..).zip(months).find(|(_, name)| begins.starts_with(name)).map(|(number, _)| number)
}

/// The names that babel has for languages, and their codes.
const LANGUAGES: [(&str, &str); 19] = [
    ("finnish", "fi"),
    ("swedish", "sv"),
    ("english", "en"),
    ("british", "en"),
    ("american", "en"),
    ("german", "de"),
    ("ngerman", "de"),
    ("french", "fr"),
    ("danish", "da"),
    ("norsk", "nb"),
    ("bokmål", "nb"),
    ("norwegian", "nb"),
    ("dutch", "nl"),
    ("spanish", "es"),
    ("italian", "it"),
    ("estonian", "et"),
    ("polish", "pl"),
    ("russian", "ru"),
    ("portuguese", "pt"),
];

fn code(language: &str) -> &str {
    let known = LANGUAGES.iter().find(|(name, _)| language.eq_ignore_ascii_case(name));
    known.map_or(language, |(_, code)| code)
}

/// Writes references as BibLaTeX, in their order.
pub fn write(references: &[Reference]) -> String {
    references.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn entry(it: &Reference) -> String {
    let of_type = match it.kind() {
        SourceKind::Document | SourceKind::Survey if !it.container.is_empty() => "article",
        SourceKind::Document | SourceKind::Survey => "report",
        SourceKind::Interview | SourceKind::Workshop | SourceKind::Visit => "misc",
        SourceKind::Statistic => "dataset",
        SourceKind::Statute => "legislation",
        SourceKind::Web => "online",
    };
    let names: Vec<String> = it.authors.iter().map(author).collect();
    let fields = [
        ("author", names.join(" and ")),
        ("title", whole(&it.title)),
        ("publisher", whole(&it.publisher)),
        ("location", escaped(&it.location)),
        ("date", it.date.map(to_iso).unwrap_or_default()),
        ("url", without_braces(&it.url)),
        ("urldate", it.accessed.map(|day| to_iso(When::Day(day))).unwrap_or_default()),
        ("langid", it.language.clone()),
        (if it.container.is_empty() { "number" } else { "series" }, escaped(&it.number)),
        ("journaltitle", whole(&it.container)),
        ("pages", escaped(&it.pages)),
        ("isbn", escaped(&it.isbn)),
        ("doi", without_braces(&it.doi)),
        ("entrysubtype", it.kind().as_str().to_owned()),
    ];
    let lines =
        fields.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("  {key} = {{{value}}},\n"));
    format!("@{of_type}{{{},\n{}}}\n", it.key, lines.collect::<String>())
}

fn author(name: &Name) -> String {
    match name {
        Name::Institution(name) => whole(name),
        Name::Person { family, given } => format!("{}, {}", part(family), part(given)),
    }
}

/// A part of a name, whole if it has what divides names.
fn part(name: &str) -> String {
    let divides = name.contains([',', '=']) || name.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    if divides { whole(name) } else { escaped(name) }
}

/// A text in braces, which keep its capitals and its commas whatever a style does.
fn whole(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{{{}}}", escaped(text)) }
}

/// A text without what TeX takes for a command.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '\\' => "\\textbackslash{}".to_owned(),
        '^' => "\\textasciicircum{}".to_owned(),
        '~' => "\\textasciitilde{}".to_owned(),
        '{' | '}' | '#' | '&' | '%' | '$' | '_' => format!("\\{c}"),
        _ => c.to_string(),
    };
    text.chars().map(escape).collect()
}

/// An address, in which TeX reads no commands; a brace in it would end it.
fn without_braces(address: &str) -> String {
    address.replace('{', "%7B").replace('}', "%7D")
}
