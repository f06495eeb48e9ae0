//! Compares links and translations with the fingerprints of what they were agreed against, in `report/review.lock`.

pub mod links;
pub mod lock;
pub mod edit;
pub mod merge;

use std::collections::HashMap;

use icu::locale::subtags::Language;

use crate::diagnostics::Place;
use crate::graph::Graph;
use crate::meaning::{Entry, Key, Meaning};
use crate::model::{Fact, Kind, natural_key};

use links::Link;
use lock::{DIGITS, Lock, Name};

/// Everything that is reviewed, with what the lock says of it.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// In the natural order of their names.
    pub links: Vec<ReviewedLink>,
    /// By language in the report's order, then in the natural order of their names.
    pub translations: Vec<Translation>,
    /// Whether there is a lock: without one nobody has agreed to anything, and nothing is suspect.
    pub in_use: bool,
}

/// A link, what it points at today, and how it stands.
#[derive(Debug, Clone)]
pub struct ReviewedLink {
    pub link: Link,
    /// The fingerprint of the meaning of its target.
    pub today: String,
    pub state: State,
    /// Further down the way: links that are changed, on which this one stands. Their numbers among the links.
    pub causes: Vec<usize>,
}

/// The translation of one text.
#[derive(Debug, Clone)]
pub struct Translation {
    pub name: String,
    pub language: Language,
    /// What it belongs to: the id of an item, `report.toml`, `chapters/NAME` or `terms.toml/TERM`.
    pub owner: String,
    /// Where the translation stands, and the text that it is made from.
    pub place: Option<Place>,
    pub source: Option<Place>,
    /// The fingerprint of the source text.
    pub today: String,
    pub state: State,
}

/// What the lock says of a link or a translation by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// What it was agreed against is what is there.
    Agreed,
    /// What it was agreed against is not what is there.
    Changed,
    /// Nobody has agreed to it.
    Unreviewed,
}

impl State {
    fn of(lock: Option<&Lock>, name: &Name, today: &str) -> Self {
        match lock.and_then(|lock| lock.get(name)) {
            None => State::Unreviewed,
            Some(stamp) if stamp == today => State::Agreed,
            Some(_) => State::Changed,
        }
    }
}

impl Translation {
    /// What identifies it in the lock.
    pub fn in_lock(&self) -> Name {
        Name { language: Some(self.language.to_string()), text: self.name.clone() }
    }
}

impl ReviewedLink {
    /// What identifies it in the lock.
    pub fn in_lock(&self) -> Name {
        Name { language: None, text: self.link.name() }
    }

    /// Whether something that the link stands on has changed, near or far.
    pub fn is_suspect(&self) -> bool {
        self.state == State::Changed || !self.causes.is_empty()
    }
}

impl Review {
    /// Compares a report with its lock.
    pub fn of(graph: &Graph, meaning: &Meaning, lock: Option<&Lock>) -> Self {
        let source = graph.source_language();
        let mut fingerprints: HashMap<String, String> = HashMap::new();
        let mut links: Vec<ReviewedLink> = links::all(graph)
            .into_iter()
            .map(|link| {
                let kind = graph.kind(&link.to).expect("links of a graph hold");
                let today = fingerprints.entry(link.to.clone()).or_insert_with(|| {
                    let entry = meaning.get(&Key::new(kind, &link.to));
                    stamp(&entry.expect("every item of a graph says something").fingerprint_in(source))
                });
                let state = State::of(lock, &Name { language: None, text: link.name() }, today);
                ReviewedLink { today: today.clone(), link, state, causes: Vec::new() }
            })
            .collect();
        find_causes(&mut links);
        Self { links, translations: translations(meaning, lock), in_use: lock.is_some() }
    }

    /// Everything that is reviewed, with the stamp that says what is there today.
    pub fn stamps(&self) -> impl Iterator<Item = (Name, &str, State)> {
        let links = self.links.iter().map(|it| (it.in_lock(), &*it.today, it.state));
        links.chain(self.translations.iter().map(|it| (it.in_lock(), &*it.today, it.state)))
    }

    /// What is to be said of an item in a word or two each, for lists: nothing when all is agreed.
    pub fn doubts(&self, id: &str) -> Vec<&'static str> {
        if !self.in_use {
            return Vec::new();
        }
        let mut own = self.links.iter().filter(|link| link.link.from == id);
        let suspect = own.clone().any(ReviewedLink::is_suspect);
        let unreviewed = own.any(|link| link.state == State::Unreviewed);
        let texts = || {
            self.translations.iter().filter(|text| text.name.strip_prefix(id).is_some_and(|rest| rest.starts_with(' ')))
        };
        let stale = texts().any(|text| text.state == State::Changed);
        let unread = texts().any(|text| text.state == State::Unreviewed);
        let words = [
            (suspect, "suspect link"),
            (unreviewed, "unreviewed link"),
            (stale, "stale translation"),
            (unread, "unreviewed translation"),
        ];
        words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word).collect()
    }
}

/// What a stamp keeps of a fingerprint.
fn stamp(fingerprint: &str) -> String {
    fingerprint[..DIGITS].to_owned()
}

/// Suspicion goes up along the chain: a recommendation stands on its conclusions and on all that those stand on.
fn find_causes(links: &mut [ReviewedLink]) {
    let mut onto: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, link) in links.iter().enumerate() {
        onto.entry(link.link.to.clone()).or_default().push(number);
    }
    let is_changed = |number: &usize| links[*number].state == State::Changed;
    for changed in (0..links.len()).filter(is_changed).collect::<Vec<_>>() {
        let mut waiting = vec![changed];
        while let Some(number) = waiting.pop() {
            for &above in onto.get(&links[number].link.from).into_iter().flatten() {
                if links[above].causes.last() != Some(&changed) {
                    links[above].causes.push(changed);
                    waiting.push(above);
                }
            }
        }
    }
}

fn translations(meaning: &Meaning, lock: Option<&Lock>) -> Vec<Translation> {
    let Some((source, others)) = meaning.languages.split_first() else { return Vec::new() };
    let mut all = Vec::new();
    for language in others {
        let mut of_language: Vec<Translation> =
            meaning.entries.iter().flat_map(|entry| of_entry(entry, *source, *language, lock)).collect();
        of_language.sort_by_cached_key(|translation| natural_key(&translation.name));
        all.extend(of_language);
    }
    all
}

fn of_entry(entry: &Entry, source: Language, language: Language, lock: Option<&Lock>) -> Vec<Translation> {
    let sources: HashMap<_, _> =
        entry.facts.iter().filter(|fact| fact.language == Some(source)).map(|fact| (&fact.path, fact)).collect();
    let of = |fact: &Fact| {
        let original = sources.get(&fact.path)?;
        let name = Name { language: Some(language.to_string()), text: text_name(&entry.key, &fact.path.to_string()) };
        let today = stamp(&original.fingerprint());
        // A chapter is a whole file, which is pointed at by its beginning.
        let place = |place: Option<Place>| match entry.key.kind {
            Kind::CHAPTER => place.map(|place| Place::new(place.file, 0..0)),
            _ => place,
        };
        Some(Translation {
            state: State::of(lock, &name, &today),
            name: name.text,
            language,
            owner: entry.key.named(),
            place: place(fact.place),
            source: place(original.place),
            today,
        })
    };
    entry.facts.iter().filter(|fact| fact.language == Some(language)).filter_map(of).collect()
}

/// The name of a text in the lock, such as `H1 title`. Only what is no item has a slash in it, so no id can be mistaken.
fn text_name(key: &Key, path: &str) -> String {
    match key.kind {
        Kind::CHAPTER => key.named(),
        Kind::REPORT | Kind::TERM => format!("{}/{path}", key.named()),
        _ => format!("{} {path}", key.id),
    }
}
