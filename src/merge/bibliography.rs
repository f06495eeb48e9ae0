//! The sources as a bibliography that Typst reads: hayagriva's YAML.

use hayagriva::types::{
    ChunkKind, ChunkedString, Date as EntryDate, EntryType, FormatString, MaybeTyped, Person, Publisher, QualifiedUrl,
    SerialNumber, StringChunk,
};
use hayagriva::{Entry, Library};
use icu::locale::subtags::Language;

use crate::graph::Graph;
use crate::model::{Date, SourceKind, Text, typed::Source};

/// The sources of a list, in its order unless its style sorts them.
pub struct Entries {
    /// Titles are in the language of the edition.
    pub own: Vec<Entry>,
    /// The same with titles in the first language of the report. `None` if no title differs.
    pub first: Option<Vec<Entry>>,
}

impl Entries {
    /// Sources with these ids, in an edition of a language.
    pub fn of(graph: &Graph, ids: &[&str], edition: Language) -> Self {
        let first = graph.source_language();
        let sources = || ids.iter().filter_map(|id| graph.get(id)).map(Source);
        let title = |source: &Source, language| source.title().get(language).0.value.clone();
        let has_others = edition != first && sources().any(|source| title(&source, first) != title(&source, edition));
        let entries = |language| {
            let whole = |source: Source| {
                let mut whole = entry(source, graph, language);
                whole.set_authors(names(source));
                whole
            };
            sources().map(whole).collect()
        };
        Self { own: entries(edition), first: has_others.then(|| entries(first)) }
    }
}

/// A bibliography of all sources, for a look that lets Typst write the citations.
pub fn yaml(graph: &Graph, edition: Language) -> String {
    let mut library = Library::new();
    for source in graph.all::<Source>() {
        library.push(&entry(source, graph, edition));
    }
    let mut entries = serde_json::to_value(&library).expect("a library of strings and dates is JSON");
    // In a name of one string, hayagriva takes lower-case words for particles such as `von`. So each name is written in parts.
    for source in graph.all::<Source>() {
        let names = names(source).into_iter().map(|person| match person.given_name {
            Some(given) => serde_json::json!({ "name": person.name, "given-name": given }),
            None => serde_json::json!({ "name": person.name }),
        });
        entries[source.0.id()]["author"] = names.collect();
    }
    // JSON is YAML too.
    serde_json::to_string_pretty(&entries).expect("JSON values print")
}

/// Whom a source is cited by: what it is cited as, its authors, or else its publisher as one undivided name, since readers look for it
/// there.
fn names(source: Source) -> Vec<Person> {
    match (short(source), source.author().as_slice(), source.publisher()) {
        // No line breaks in it.
        (Some(short), _, _) => vec![person(&short.value.replace(' ', "\u{a0}"), None)],
        (None, [], publisher) => publisher.iter().map(|name| person(&name.value, None)).collect(),
        (None, ..) => authors(source),
    }
}

/// The authors' names in parts.
fn authors(source: Source) -> Vec<Person> {
    let authors = source.author();
    authors.iter().map(|author| author.parts()).map(|(name, given)| person(name, given)).collect()
}

/// A person, or an institution without a given name.
pub fn person(name: &str, given: Option<&str>) -> Person {
    let (name, given_name) = (name.to_owned(), given.map(str::to_owned));
    Person { name, given_name, prefix: None, suffix: None, comma_suffix: false, alias: None }
}

/// A source without the names that it is cited by.
fn entry(data: Source, graph: &Graph, edition: Language) -> Entry {
    let short = short(data).map(|text| text.value.as_str());
    // Styles know a form of citation without author and year for legislation.
    let kind = match data.container() {
        _ if short.is_some() => EntryType::Legislation,
        // The kind whose container every style prints.
        Some(_) => EntryType::Article,
        None => entry_type(data.kind()),
    };
    let mut entry = Entry::new(data.0.id(), kind);
    if let Some(container) = data.container() {
        let mut whole = Entry::new(&container.value, EntryType::Periodical);
        whole.set_title(verbatim(container));
        entry.set_parents(vec![whole]);
    }
    if let Some(pages) = data.pages() {
        entry.set_page_range(MaybeTyped::String(pages.value.clone()));
    }
    let (title, of_title) = data.title().get(edition);
    // Words of a source with words of its editors in brackets behind them.
    let own = title.value.find(" [").filter(|at| of_title.is_some() && *at > 0 && title.value.ends_with(']'));
    entry.set_title(own.map_or_else(|| verbatim(title), |at| in_two(title.value.split_at(at))));
    if short.is_some() && !data.author().is_empty() {
        entry.set_editors(authors(data));
    }
    // Nothing that the short form says is printed twice.
    let spaced = |text: &str| text.replace('\u{a0}', " ");
    let is_in_short = |words: &str| short.is_some_and(|short| spaced(short).contains(&spaced(words)));
    let publisher = data.publisher().filter(|_| !data.author().is_empty() || short.is_some()).map(verbatim);
    let place = data.location().map(verbatim);
    if publisher.is_some() || place.is_some() {
        entry.set_publisher(Publisher::new(publisher, place));
    }
    let date = data.date().map(entry_date).or_else(|| data.year().map(|year| EntryDate::from_year(i32::from(year))));
    if let Some(date) = date.filter(|date| !is_in_short(&date.year.to_string())) {
        entry.set_date(date);
    }
    if let Some(address) = data.url().and_then(|url| url.value.parse().ok()) {
        entry.set_url(QualifiedUrl::new(address, data.accessed().map(entry_date)));
    }
    let number = data.number().filter(|number| !is_in_short(&number.value));
    let numbers = [("serial", number), ("isbn", data.isbn()), ("doi", data.doi())];
    let numbers = numbers.into_iter().filter_map(|(kind, number)| Some((kind.to_owned(), number?.value.clone())));
    let serial = SerialNumber(numbers.collect());
    if !serial.0.is_empty() {
        entry.set_serial_number(serial);
    }
    // What the editors call a work is in another language than the work itself.
    let of_title = of_title.filter(|_| own.is_none());
    let language = of_title.or(data.language()).unwrap_or(graph.source_language());
    if let Ok(language) = language.to_string().parse() {
        entry.set_language(language);
    }
    entry
}

/// What a source is cited as in place of author and year; a statute without such words is cited by its number.
fn short(data: Source<'_>) -> Option<&Text> {
    data.short().or_else(|| data.number().filter(|_| data.kind() == SourceKind::Statute))
}

fn entry_type(kind: SourceKind) -> EntryType {
    match kind {
        SourceKind::Web => EntryType::Web,
        SourceKind::Interview | SourceKind::Workshop | SourceKind::Visit => EntryType::Misc,
        SourceKind::Document | SourceKind::Statistic | SourceKind::Survey | SourceKind::Statute => EntryType::Report,
    }
}

fn entry_date(date: Date) -> EntryDate {
    EntryDate {
        // hayagriva counts months and days from zero.
        month: Some(date.month - 1),
        day: Some(date.day - 1),
        ..EntryDate::from_year(i32::from(date.year))
    }
}

/// A text that no citation style may change: titles keep their capitals.
fn verbatim(text: &Text) -> FormatString {
    in_chunks(&[&text.value])
}

/// A title whose second part is in the language of the edition.
fn in_two((of_source, of_editors): (&str, &str)) -> FormatString {
    in_chunks(&[of_source, of_editors])
}

fn in_chunks(parts: &[&str]) -> FormatString {
    let chunk = |part: &&str| StringChunk { value: (*part).to_owned(), kind: ChunkKind::Verbatim };
    FormatString { value: ChunkedString(parts.iter().map(chunk).collect()), short: None }
}

/// The part of an entry's title that is in the language of the source.
pub fn of_source(title: &FormatString) -> &str {
    title.value.0.first().map_or("", |chunk| chunk.value.as_str())
}
