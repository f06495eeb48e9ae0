//! The words that a report declares itself, put among the fixed words of the templates: those of its vocabularies, its fields and
//! its kinds.

use icu::locale::subtags::Language;
use serde_json::{Map, Value, json};

use crate::model::declared::{Names, Vocabulary};
use crate::model::{Declaration, Declarations, Field, Type};

use super::{Wording, attachments, labels};

/// The labels of fields that do not stand under the key of their kind.
const GROUPS: [(&str, &str); 4] =
    [("report", "field"), ("follow_up", "follow-up"), ("cost", "action"), ("risk", "action")];
/// The labels of fields that have another key than their field.
const KEYS: [((&str, &str), &str); 2] = [(("risk", "text"), "risk"), (("source", "n"), "sample")];
/// Headings that name several kinds. Once one of these is called something else, or is left out, the plural of the first stands there.
const HEADINGS: [(&str, &[&str]); 4] = [
    ("matrix-questions", &["question", "finding"]),
    ("matrix-findings", &["finding", "recommendation"]),
    ("matrix-conclusions", &["conclusion"]),
    ("matrix-recommendations", &["recommendation"]),
];

/// The same of titles of tables.
const TITLES: [(&str, &[&str]); 5] = [
    ("by-addressee", &["recommendation", "action"]),
    ("timetable", &["action"]),
    ("responsibilities", &["actor"]),
    ("sources", &["source"]),
    ("follow-up", &["recommendation"]),
];
/// The same of titles that name what items are linked with. With the plural then stand the words for links.
const LINKS: [(&str, &[&str]); 6] = [
    ("overview-findings", &["finding", "conclusion", "recommendation"]),
    ("overview-conclusions", &["conclusion", "recommendation"]),
    ("matrix-questions", &["question", "finding"]),
    ("matrix-findings", &["finding", "source", "conclusion", "recommendation"]),
    ("matrix-conclusions", &["conclusion", "finding", "recommendation"]),
    ("matrix-recommendations", &["recommendation", "conclusion", "finding", "action"]),
];
const TITLE: &str = "table-title";

/// A name in a language, or else in the language that the report is written in, or in English.
pub fn named(names: &Names, language: Language, source: Language) -> Option<&str> {
    named_in(names, language, source).map(|(_, name)| name)
}

/// The same with the language of the name.
pub fn named_in(names: &Names, language: Language, source: Language) -> Option<(Language, &str)> {
    let known = [language, source, labels::SPARE].into_iter();
    known.filter_map(|language| Some((language, names.get(language.as_str())?.as_str()))).next()
}

impl Wording {
    /// The same with the names that a report declares itself. `source` is the language that it is written in.
    #[must_use]
    pub fn of_report(self, declarations: &Declarations, source: Language) -> Self {
        if std::ptr::eq(declarations, Declarations::built_in()) {
            return self;
        }
        let mut named = Named { built_in: Declarations::built_in(), declarations, source, wording: self };
        named.words();
        named.fields();
        named.kinds();
        named.headings();
        named.titles();
        let file = named.wording.word(&["finding", "attached-file"]).unwrap_or_default().to_owned();
        named.put("attachment", attachments::FILE, file);
        named.wording
    }
}

/// What something is called, in some language.
#[derive(Clone)]
struct Name {
    language: Language,
    text: String,
}

struct Named<'d> {
    built_in: &'static Declarations,
    declarations: &'d Declarations,
    source: Language,
    wording: Wording,
}

impl Named<'_> {
    /// A name with its language.
    fn name(&self, names: &Names, key: &str) -> Name {
        let language = self.wording.locale.language;
        let (language, name) = named_in(names, language, self.source).unwrap_or((language, key));
        Name { language, text: name.to_owned() }
    }

    /// Puts a name among the words.
    fn put_name(&mut self, group: &str, key: &str, name: &Name) {
        let is_foreign = name.language != self.wording.locale.language;
        let path = (group.to_owned(), key.to_owned());
        match is_foreign {
            true => _ = self.wording.foreign.insert(path, name.language),
            false => _ = self.wording.foreign.remove(&path),
        }
        self.put(group, key, name.text.as_str());
    }

    fn put(&mut self, group: &str, key: &str, word: impl Into<Value>) {
        let Some(labels) = self.wording.labels.as_object_mut() else { return };
        let words = labels.entry(group).or_insert_with(|| Value::Object(Map::new()));
        if let Some(words) = words.as_object_mut() {
            words.insert(key.to_owned(), word.into());
        }
    }

    /// The words of vocabularies that are no built-in ones, and how high each word of any vocabulary ranks.
    fn words(&mut self) {
        let declarations = self.declarations;
        for vocabulary in &declarations.vocabularies {
            let known = self.built_in.vocabularies.iter().find(|known| known.key == vocabulary.key);
            if known.is_none_or(|known| known.words != vocabulary.words) {
                self.vocabulary(&vocabulary.key, vocabulary);
            }
            self.ranks(&vocabulary.key, vocabulary);
        }
        // Templates know the words of a built-in field by its own vocabulary.
        for kind in &declarations.kinds {
            for field in &kind.fields {
                let known = self.known(kind).and_then(|known| known.field(&field.key)).and_then(word_type);
                if let (Some(known), Some(own)) = (known, word_type(field).filter(|own| Some(*own) != known)) {
                    let (key, vocabulary) = (&self.built_in.vocabularies[known].key, &declarations.vocabularies[own]);
                    self.vocabulary(key, vocabulary);
                    self.ranks(key, vocabulary);
                }
            }
        }
    }

    fn vocabulary(&mut self, group: &str, vocabulary: &Vocabulary) {
        for word in &vocabulary.words {
            let name = self.name(&word.name, &word.key);
            self.put_name(group, &word.key, &name);
        }
    }

    fn ranks(&mut self, group: &str, vocabulary: &Vocabulary) {
        let steps = vocabulary.words.len();
        let ranks = vocabulary.words.iter().enumerate().map(|(n, word)| {
            let tone = word.tone.map(crate::model::declared::Tone::as_str);
            (word.key.clone(), json!({ "filled": steps - n, "steps": steps, "tone": tone }))
        });
        let ranks = ranks.collect::<Map<_, _>>();
        self.put("rank", group, ranks);
    }

    /// The built-in declaration of a kind.
    fn known(&self, kind: &Declaration) -> Option<&'static Declaration> {
        self.built_in.find(&kind.key)
    }

    fn fields(&mut self) {
        let declarations = self.declarations;
        for kind in declarations.kinds.iter().filter(|kind| kind.used) {
            for field in kind.fields.iter().filter(|field| field.used && !field.name.is_empty()) {
                let known = self.known(kind).and_then(|kind| kind.field(&field.key));
                if known.is_none_or(|known| known.name != field.name) {
                    let (group, key) = label(kind, field);
                    let name = self.name(&field.name, &field.key);
                    self.put_name(&kind.key, &field.key, &name);
                    self.put_name(&group, &key, &name);
                }
            }
        }
    }

    fn kinds(&mut self) {
        let declarations = self.declarations;
        for kind in declarations.kinds.iter().filter(|kind| kind.used && kind.has_ids) {
            let known = self.known(kind);
            let name = self.name(&kind.name, &kind.key);
            let plural = if kind.plural.is_empty() { name.clone() } else { self.name(&kind.plural, &name.text) };
            if known.is_none_or(|known| known.name != kind.name) {
                self.put_name("item", &kind.key, &name);
            }
            if known.is_none_or(|known| known.plural != kind.plural) {
                self.put_name("plural", &kind.collection, &plural);
                let groups: &[&str] =
                    if known.is_some() { &["item", "heading", "announcement", "attachment"] } else { &[] };
                groups.iter().for_each(|group| self.put_name(group, &kind.collection, &plural));
            }
        }
        self.tables();
    }

    /// The descriptions of tables that the program knows nothing of.
    fn tables(&mut self) {
        let declarations = self.declarations;
        for kind in declarations.kinds.iter().filter(|kind| kind.used && !kind.columns.is_empty()) {
            if self.wording.word(&["attachment", &kind.collection]).is_none() {
                let plural = self.plural(&kind.key, &kind.collection).text;
                self.put("attachment", &kind.collection, plural);
            }
        }
    }

    /// Whether the built-in words do not fit a kind any more.
    fn is_renamed(&self, key: &str) -> bool {
        let kinds = |all: &'_ Declarations| all.find(key).map(|kind| (kind.name.clone(), kind.plural.clone()));
        let is_used = self.declarations.find(key).is_some_and(|kind| kind.used);
        !is_used || kinds(self.declarations) != kinds(self.built_in)
    }

    /// What stands in place of words that name these kinds, if they do not fit any more.
    fn plural_instead(&self, kinds: &[&str]) -> Option<Name> {
        let first = kinds.first().filter(|_| kinds.iter().any(|kind| self.is_renamed(kind)))?;
        let collection = self.declarations.find(first).map(|kind| kind.collection.clone());
        Some(self.plural(first, &collection.unwrap_or_default()))
    }

    fn titles(&mut self) {
        for (title, kinds) in TITLES {
            if let Some(plural) = self.plural_instead(kinds) {
                self.put_name(TITLE, title, &plural);
            }
        }
        for (title, kinds) in LINKS {
            if let Some(plural) = self.plural_instead(kinds) {
                let links = self.with_links(plural);
                self.put_name(TITLE, title, &links);
            }
        }
    }

    /// A plural with the words for its links, if they are in the same language.
    fn with_links(&self, plural: Name) -> Name {
        match self.wording.spoken(TITLE, "links") {
            Some((language, pattern)) if language == plural.language => {
                Name { text: pattern.replace("{items}", &plural.text), ..plural }
            }
            _ => plural,
        }
    }

    fn headings(&mut self) {
        let label = |wording: &Wording, path: [&str; 2]| wording.word(&path).unwrap_or_default().to_owned();
        for (heading, kinds) in HEADINGS {
            if let Some(plural) = self.plural_instead(kinds) {
                self.put_name("heading", heading, &plural);
            }
        }
        if self.is_renamed("finding") {
            let other = label(&self.wording, ["heading", "other"]);
            self.put("heading", "other-findings", other);
        }
        if self.is_renamed("recommendation") {
            let name = label(&self.wording, ["recommendation", "follow-up"]);
            self.put("heading", "follow-up", name);
        }
        let shows_others =
            self.declarations.kinds.iter().any(|kind| kind.has_ids && kind.printed && self.known(kind).is_none());
        if shows_others || ["finding", "conclusion", "recommendation"].iter().any(|kind| self.is_renamed(kind)) {
            self.announce_addresses();
        }
    }

    /// Lets the announcement say that all items have addresses, in words that name no kind.
    fn announce_addresses(&mut self) {
        let path = ["announcement", "addresses-of-all"];
        let found = self.wording.word(&path).map(str::to_owned);
        found.into_iter().for_each(|words| self.put("announcement", "addresses", words));
    }

    /// What several of a kind are called.
    fn plural(&self, key: &str, collection: &str) -> Name {
        let of_look =
            ["plural", "heading", "item"].into_iter().find_map(|group| self.wording.spoken(group, collection));
        let declared = || {
            let kind = self.declarations.find(key)?;
            named_in(&kind.plural, self.wording.locale.language, self.source)
        };
        let (language, text) = of_look.or_else(declared).unwrap_or((self.wording.locale.language, key));
        Name { language, text: text.to_owned() }
    }
}

fn word_type(field: &Field) -> Option<usize> {
    field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None })
}

/// Where the labels have the name of a field.
fn label(kind: &Declaration, field: &Field) -> (String, String) {
    let group = GROUPS.iter().find(|(key, _)| *key == kind.key).map_or(kind.key.as_str(), |(_, group)| group);
    let own = KEYS.iter().find(|(of, _)| *of == (kind.key.as_str(), field.key.as_str())).map(|(_, label)| *label);
    let key = own.unwrap_or_else(|| field.view.as_deref().unwrap_or(&field.key));
    (group.to_owned(), key.replace('_', "-"))
}
