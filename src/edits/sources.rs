//! Sources from the file of a reference manager: a file for each new one, and what is new in those that the report has.

use std::collections::{BTreeSet, HashMap, HashSet};

use toml_edit::{DocumentMut, InlineTable, Value};

use crate::diagnostics::{Files, visible};
use crate::files::Tree;
use crate::literature::{Name, Reference, When, without_tags};
use crate::model::author::is_doubtful;
use crate::model::{Model, Title, id_fault, typed::Source};

use super::next_id::words;
use super::{Edit, Refusal, changed, set};

/// Sources with the same beginning of an id.
const MOST_ALIKE: usize = 1000;

/// What an import changes in a report.
#[derive(Debug, Default)]
pub struct Imported {
    pub edit: Edit,
    /// The files of new sources.
    pub new: Vec<String>,
    pub changed: Vec<Changed>,
    /// How many sources are as the file has them.
    pub same: usize,
    /// References that no source can be made of, each with the reason.
    pub left_out: Vec<(String, &'static str)>,
}

/// A source of the report that changes.
#[derive(Debug)]
pub struct Changed {
    pub path: String,
    /// The keys that change, each with its value before and after, as TOML has them.
    pub keys: Vec<(&'static str, Option<String>, String)>,
}

/// A source of the report, and what it is to other programs.
type Known<'m> = (Source<'m>, Reference);

/// A key of a source and its value in a reference.
type Entry = (&'static str, Value);

/// Takes references into a report. One that the report has, by its DOI or else by its key, gets what its file says; what only an editor knows
/// stays. Fails if a source of the report cannot be read.
pub fn imported(references: &[Reference], model: &Model, tree: &Tree, files: &Files) -> Result<Imported, Refusal> {
    let sources: Vec<Known> = model.all::<Source>().map(|it| (it, Reference::of(it))).collect();
    let items = model.with_ids().map(|item| item.id());
    let withdrawn = model.withdrawn().map(|entry| entry.id().id.as_str());
    let mut taking = Taking {
        by_id: sources.iter().map(|known| (known.0.0.id(), known)).collect(),
        by_doi: sources.iter().rev().filter_map(|known| Some((known.1.bare_doi()?, known))).collect(),
        taken: items.chain(withdrawn).collect(),
        model,
        tree,
        files,
        met: BTreeSet::new(),
        done: Imported::default(),
    };
    for reference in references {
        taking.take(reference)?;
    }
    Ok(taking.done)
}

struct Taking<'m> {
    by_id: HashMap<&'m str, &'m Known<'m>>,
    by_doi: HashMap<String, &'m Known<'m>>,
    /// The ids of all items, and of those that were withdrawn.
    taken: HashSet<&'m str>,
    model: &'m Model,
    tree: &'m Tree,
    files: &'m Files,
    /// The ids of sources that a reference of this file was taken into.
    met: BTreeSet<String>,
    done: Imported,
}

impl<'m> Taking<'m> {
    fn take(&mut self, reference: &Reference) -> Result<(), Refusal> {
        let shown =
            visible::line(if reference.key.is_empty() { &reference.title } else { &reference.key }).into_owned();
        if reference.title.is_empty() {
            self.done.left_out.push((shown, "it has no title"));
            return Ok(());
        }
        let by_doi = reference.bare_doi().and_then(|doi| self.by_doi.get(&doi).copied());
        let (id, known) = match by_doi {
            Some(known) => (known.0.0.id().to_owned(), Some(known)),
            None => self.id_of(reference)?,
        };
        if !self.met.insert(id.clone()) {
            self.done.left_out.push((shown, "its file has it twice"));
            return Ok(());
        }
        match known {
            Some((source, known)) => self.update(*source, known, reference),
            None => {
                let path = format!("report/sources/{id}.toml");
                self.done.edit.written.insert(path.clone(), file(reference));
                self.done.new.push(path);
                Ok(())
            }
        }
    }

    /// The id that follows from the key of a reference, and the source that has it, unless it is new. Several keys may give the same letters.
    fn id_of(&self, reference: &Reference) -> Result<(String, Option<&'m Known<'m>>), Refusal> {
        let stem = match id_fault(&reference.key) {
            None => reference.key.clone(),
            Some(_) => words(&reference.key).concat(),
        };
        let stem = if stem.starts_with(|c: char| c.is_ascii_alphabetic()) { stem } else { format!("source{stem}") };
        let numbered = (2..MOST_ALIKE).map(|number| format!("{stem}{number}"));
        for id in [stem.clone()].into_iter().chain(numbered) {
            if self.model.broken.ids.contains(&id) {
                let refusal = Refusal::new(format!("the source `{id}` cannot be read"));
                return Err(refusal.with_hint("`raportti check` shows its faults"));
            }
            // Several references with the same key are the same reference, unless nobody gave it.
            let is_met = self.met.contains(&id) && (id != reference.key || reference.has_made_key);
            let known = self.by_id.get(id.as_str()).copied();
            let is_same = known.is_some_and(|(_, known)| !reference.has_made_key || is_titled(known, reference));
            if is_same && !is_met {
                return Ok((id, known));
            }
            let is_taken =
                self.taken.contains(id.as_str()) || self.tree.contains_key(&format!("report/sources/{id}.toml"));
            if !is_taken && !is_met {
                return Ok((id, None));
            }
        }
        Err(Refusal::new(format!("there is no free id for `{}`", visible::line(&reference.key))))
    }

    fn update(&mut self, source: Source, known: &Reference, reference: &Reference) -> Result<(), Refusal> {
        let mut kept = self.without_what_is_the_same(known, reference);
        // What the editors call a work in each language stays.
        if let Title::OfEditors(_) = source.title() {
            kept.title.clear();
        }
        let new = entries(&kept);
        if new.is_empty() {
            self.done.same += 1;
            return Ok(());
        }
        let path = self.files.get(source.0.place.file).path.clone();
        let broken = || Refusal::new(format!("`{path}` cannot be read")).with_hint("`raportti check` shows its faults");
        let old = self.tree.get(&path).map(|bytes| String::from_utf8_lossy(bytes)).ok_or_else(broken)?;
        let mut keys = Vec::new();
        let change = |document: &mut DocumentMut| keys.extend(new.into_iter().map(|entry| put(document, entry)));
        let text = changed(&old, change).ok_or_else(broken)?;
        self.done.edit.written.insert(path.clone(), text);
        self.done.changed.push(Changed { path, keys });
        Ok(())
    }

    /// A reference with only what a source says otherwise or does not say.
    fn without_what_is_the_same(&self, known: &Reference, reference: &Reference) -> Reference {
        let new =
            |text: &String, known: &String| if spaced(text) == spaced(known) { String::new() } else { text.clone() };
        let own_language = self.model.languages.first().map(ToString::to_string).unwrap_or_default();
        let language = if known.language.is_empty() { &own_language } else { &known.language };
        let plain_title = without_tags(&known.title);
        let is_less_exact =
            matches!((known.date, reference.date), (Some(When::Day((y, ..))), Some(When::Year(year))) if y == year);
        Reference {
            key: String::new(),
            has_made_key: false,
            kinds: if reference.kinds.contains(&known.kind()) { &[] } else { reference.kinds },
            // A title may have what reads as a tag in another program.
            title: new(&new(&reference.title, &plain_title), &known.title),
            authors: if reference.authors == known.authors { Vec::new() } else { reference.authors.clone() },
            publisher: new(&reference.publisher, &known.publisher),
            location: new(&reference.location, &known.location),
            date: reference.date.filter(|_| reference.date != known.date && !is_less_exact),
            is_undated: reference.is_undated && !known.is_undated && known.date.is_none(),
            url: new(&reference.url, &known.url),
            accessed: reference.accessed.filter(|_| reference.accessed != known.accessed),
            language: new(&reference.language, language),
            number: new(&reference.number, &known.number),
            container: new(&reference.container, &known.container),
            pages: new(&reference.pages, &known.pages),
            isbn: new(&reference.isbn, &known.isbn),
            doi: if reference.bare_doi() == known.bare_doi() { String::new() } else { reference.doi.clone() },
            lost: Vec::new(),
        }
    }
}

/// Whether a source has the title of a reference, whatever its spaces and tags.
fn is_titled(known: &Reference, reference: &Reference) -> bool {
    let title = spaced(&reference.title);
    title == spaced(&known.title) || title == spaced(&without_tags(&known.title))
}

/// A text with plain spaces: other programs drop the no-break spaces that an editor set.
fn spaced(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The file of a new source.
fn file(reference: &Reference) -> String {
    let mut document = DocumentMut::new();
    for entry in entries(reference) {
        put(&mut document, entry);
    }
    document.to_string()
}

/// The keys of a source that a reference gives a value, in the order in which they are written.
fn entries(it: &Reference) -> Vec<Entry> {
    let text = |key, text: &String| (!text.is_empty()).then(|| (key, Value::from(text.as_str())));
    let kind = it.kinds.first().map(|kind| ("kind", Value::from(kind.as_str())));
    let date = it.date.map(|when| match when {
        When::Day(day) => ("date", super::date(day)),
        When::Year(year) => ("year", Value::from(i64::from(year))),
    });
    let undated = it.is_undated.then(|| ("undated", Value::from(true)));
    let all = [
        kind,
        text("title", &it.title),
        authors(&it.authors).map(|names| ("author", names)),
        text("publisher", &it.publisher),
        text("location", &it.location),
        date.or(undated),
        text("url", &it.url),
        it.accessed.map(|day| ("accessed", super::date(day))),
        text("language", &it.language),
        text("number", &it.number),
        text("container", &it.container),
        text("pages", &it.pages),
        text("isbn", &it.isbn),
        text("doi", &it.doi),
    ];
    all.into_iter().flatten().collect()
}

fn authors(names: &[Name]) -> Option<Value> {
    let mut names: Vec<Value> = names.iter().map(author).collect();
    match names.len() {
        0 => None,
        1 => names.pop(),
        _ => Some(names.into_iter().collect()),
    }
}

/// A name as a string, or by its parts if the string could be read in several ways.
fn author(name: &Name) -> Value {
    let (written, parts) = match name {
        Name::Institution(name) => (name.clone(), vec![("institution", name)]),
        Name::Person { family, given } => (format!("{family}, {given}"), vec![("family", family), ("given", given)]),
    };
    let has_comma = matches!(name, Name::Institution(name) if name.contains(','));
    match is_doubtful(&written) || has_comma {
        true => Value::from(parts.into_iter().map(|(key, name)| (key, name.as_str())).collect::<InlineTable>()),
        false => Value::from(written),
    }
}

/// Sets a key, whose comments stay, and removes those that say the same less exactly. Returns the key with its values before and after.
fn put(document: &mut DocumentMut, (key, new): Entry) -> (&'static str, Option<String>, String) {
    let instead: &[&str] = match key {
        "date" => &["year", "undated"],
        "year" => &["date", "undated"],
        _ => &[],
    };
    instead.iter().for_each(|key| drop(document.remove(key)));
    let shown = new.to_string().trim().to_owned();
    let before = document.get(key).map(|old| old.to_string().trim().to_owned());
    set(document, key, new);
    (key, before, shown)
}
