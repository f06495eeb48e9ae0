//! `CHANGES.md`: what changed since an earlier version, in the words of one language, for the readers of the report.

mod shown;

use icu::locale::subtags::Language;
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Value as Json, json};

use crate::diagnostics::{Diagnostic, Files};
use crate::files::Tree;
use crate::meaning::changes::{Changes, Difference, EntryChange, FieldChange, Happening, Move};
use crate::meaning::{Key, Meaning, changes::blocks::BlockChange, changes::words::Run};
use crate::model::{
    BlockKind, ContainerKind, Content, Currency, Cvss, Declarations, Fact, Field, FieldPath, Kind, Step, Type,
    declared::Names,
};

use super::{Wording, names::named, render};
use shown::{has_runs, label, last_fields, plain_runs, shown, with_title};

/// The template. A look without it gets the built-in one.
const TEMPLATE: &str = "templates/changes.md.j2";

/// `CHANGES.md`; without `changes`, it says that there is no earlier version. An error is a fault of the template, at its place.
pub fn markdown(
    new: &Meaning,
    changes: Option<&Changes>,
    wording: &Wording,
    templates: &Tree,
    files: &mut Files,
) -> Result<String, Diagnostic> {
    render::text(templates, TEMPLATE, Value::from(Serde(&context(new, changes, wording))), files)
}

/// What a template sees of the changes: their sections with what was added, withdrawn and changed, and the words for it.
pub fn context(new: &Meaning, changes: Option<&Changes>, wording: &Wording) -> Json {
    let none = Changes { old: new, new, entries: Vec::new(), hidden: Vec::new() };
    let describer = Describer { changes: changes.unwrap_or(&none), language: wording.locale.language, wording };
    describer.context(changes.is_none())
}

/// Describes changes in one language.
struct Describer<'a> {
    changes: &'a Changes<'a>,
    language: Language,
    wording: &'a Wording,
}

impl Describer<'_> {
    fn context(&self, is_first: bool) -> Json {
        let mut counts = [0, 0, 0];
        let mut sections: Vec<Json> = Vec::new();
        for group in self.changes.entries.chunk_by(|one, next| one.key.kind == next.key.kind) {
            let mut entries: [Vec<Json>; 3] = Default::default();
            for (index, entry) in group.iter().filter_map(|entry| self.entry(entry)) {
                counts[index] += 1;
                entries[index].push(entry);
            }
            if entries.iter().any(|entries| !entries.is_empty()) {
                let [added, withdrawn, changed] = entries;
                let heading = self.heading(group[0].key.kind);
                sections
                    .push(json!({ "heading": heading, "added": added, "withdrawn": withdrawn, "changed": changed }));
            }
        }
        json!({
            "words": self.words(),
            "sign": { "colon": self.sign("colon"), "semicolon": self.sign("semicolon") },
            "report": self.report(self.changes.new),
            "earlier": (!is_first).then(|| self.report(self.changes.old)),
            "counts": { "added": counts[0], "withdrawn": counts[1], "changed": counts[2] },
            "marked": sections.iter().any(has_runs),
            "sections": sections,
        })
    }

    /// An entry, and whether it was added (0), withdrawn (1) or changed (2); `None` if readers of the language see no change.
    fn entry(&self, entry: &EntryChange) -> Option<(usize, Json)> {
        let mut named = json!({ "name": self.named(&entry.key), "label": label(&entry.key) });
        match &entry.what {
            Happening::Added => Some((0, named)),
            Happening::Withdrawn => Some((1, named)),
            Happening::Changed { moves, fields } => {
                let moves = moves.iter().map(|moved| self.moved(entry.key.kind, moved));
                let seen = self.changes.seen_in(self.language, &entry.key, fields);
                let lines: Vec<Json> =
                    moves.chain(seen.into_iter().flat_map(|field| self.field(&entry.key, field))).collect();
                let is_seen = !lines.is_empty();
                named["lines"] = lines.into();
                is_seen.then_some((2, named))
            }
        }
    }

    /// The labels of changes by their keys.
    fn words(&self) -> Json {
        let words = self.wording.labels.get("changes").and_then(Json::as_object);
        let words = words.into_iter().flatten().filter(|(_, word)| word.is_string());
        words.map(|(name, word)| (name.clone(), word.clone())).collect::<serde_json::Map<_, _>>().into()
    }

    fn report(&self, meaning: &Meaning) -> Json {
        let entry = meaning.get(&Key::new(Kind::REPORT, ""));
        let said = |path: &str| {
            let fact = entry.and_then(|entry| entry.fact(path, None));
            fact.map(|fact| self.value(Kind::REPORT, &[path], &fact.content)).unwrap_or_default()
        };
        let title = entry.and_then(|entry| meaning.title(entry, self.language)).unwrap_or_default();
        json!({ "title": title, "version": said("version"), "date": said("date") })
    }

    /// What readers call an entry: an id with its title. The name of a chapter is known to editors only, so its title stands alone.
    fn named(&self, key: &Key) -> String {
        let title = self.changes.title(key, self.language);
        match key.kind {
            Kind::REPORT => title.unwrap_or_default(),
            Kind::CHAPTER => title.unwrap_or_else(|| key.id.clone()),
            Kind::TERM => key.id.clone(),
            _ => with_title(&key.id, title),
        }
    }

    /// A line as the template sees it.
    fn line(&self, label: String, kind: &str, rest: Json) -> Json {
        let mut line = json!({ "label": label, "kind": kind, "place": null, "reshaped": false });
        if let (Some(line), Json::Object(rest)) = (line.as_object_mut(), rest) {
            line.extend(rest);
        }
        line
    }

    fn moved(&self, kind: Kind, Move { way, old, new }: &Move) -> Json {
        let word = |word: &Option<&'static str>| match word {
            Some(word) => self.value(kind, way, &Content::Word(word)),
            None => self.word(&["nothing"]),
        };
        let sides = json!({ "old": word(old), "new": word(new) });
        self.line(self.field_word(kind, &way[..1]), "replaced", sides)
    }

    /// The heading over the changes of a kind.
    fn heading(&self, kind: Kind) -> String {
        let declared = self.changes.new.declarations.get(kind);
        let key = declared.map_or("chapters", |declared| &declared.collection);
        let known = declared.and_then(|declared| Declarations::built_in().find(&declared.key));
        let own = declared.filter(|declared| known.is_none_or(|known| known.plural != declared.plural));
        let own = own.and_then(|own| self.of_names(&own.plural).or_else(|| self.of_names(&own.name)));
        let label = own.or_else(|| self.of_look(&["changes", "section", key]));
        label.or_else(|| self.of_names(&declared?.plural)).unwrap_or_else(|| key.to_owned())
    }

    /// What readers call the field at the end of a way.
    fn field_word(&self, kind: Kind, way: &[&str]) -> String {
        let key = way.last().copied().unwrap_or_default();
        let field = self.declared(kind, way);
        let built_in = Declarations::built_in();
        let known = built_in.get(kind).and_then(|kind| built_in.field_at(kind, way));
        let own = field.filter(|field| known.is_none_or(|known| known.name != field.name));
        let label = own.and_then(|own| self.of_names(&own.name));
        let label = label.or_else(|| self.of_look(&["changes", "field", &key.replace('_', "-")]));
        label.or_else(|| self.of_names(&field?.name)).unwrap_or_else(|| key.to_owned())
    }

    fn declared(&self, kind: Kind, way: &[&str]) -> Option<&'static Field> {
        self.changes.new.declarations.field(self.changes.new.declarations.get(kind), way)
    }

    fn language_name(&self, language: Language) -> String {
        self.of_look(&["language", language.as_str()]).unwrap_or_else(|| language.to_string())
    }

    /// The declared word in this language, or else in the one that the report is written in, or in English.
    fn of_names(&self, names: &Names) -> Option<String> {
        let source = self.changes.new.languages.first().copied().unwrap_or(self.language);
        named(names, self.language, source).map(str::to_owned)
    }

    fn field(&self, key: &Key, field: &FieldChange) -> Vec<Json> {
        let mut label = self.label(key.kind, &field.path);
        // A text in another language, which stands in for a missing translation, names its language.
        if let Some(language) = field.language.filter(|language| *language != self.language) {
            label = format!("{label} ({})", self.language_name(language));
        }
        let value = |content| self.value(key.kind, &last_fields(&field.path), content);
        let (kind, rest) = match &field.difference {
            Difference::Added(facts) => ("added", json!({ "text": self.said(key, facts) })),
            Difference::Removed(facts) => ("removed", json!({ "text": self.said(key, facts) })),
            // How the pixels of an image changed cannot be described.
            Difference::Replaced(Content::File(old), Content::File(new)) if old.name == new.name => {
                ("told", json!({ "text": self.word(&["other-content"]) }))
            }
            Difference::Replaced(old, new) => ("replaced", json!({ "old": value(old), "new": value(new) })),
            Difference::Words(runs) => match runs.as_slice() {
                [Run::Deleted(old), Run::Inserted(new)] => ("replaced", json!({ "old": old, "new": new })),
                _ => ("words", json!({ "runs": shown(runs) })),
            },
            Difference::Links { added, removed } => {
                let named = |ids: &[String]| -> Vec<String> { ids.iter().map(|id| self.linked(id)).collect() };
                ("links", json!({ "added": named(added), "removed": named(removed) }))
            }
            Difference::Order(ids) => ("order", json!({ "ids": ids.join(", ") })),
            Difference::Blocks(blocks) => {
                let lines = blocks.iter().map(|block| {
                    let runs = shown(&plain_runs(key.kind, block));
                    let rest = json!({ "runs": runs, "place": self.place(block), "reshaped": block.reshaped });
                    self.line(label.clone(), "words", rest)
                });
                return lines.collect();
            }
        };
        vec![self.line(label, kind, rest)]
    }

    /// An id that is linked to, with its title where it has one.
    fn linked(&self, id: &str) -> String {
        let find = |meaning: &Meaning| {
            let mut kinds = meaning.declarations.with_ids().map(|declared| declared.kind());
            let entry = kinds.find_map(|kind| meaning.get(&Key::new(kind, id)))?;
            meaning.title(entry, self.language)
        };
        with_title(id, find(self.changes.new).or_else(|| find(self.changes.old)))
    }

    /// The path of a field in the words of readers: `Action R1.1: Text`.
    fn label(&self, kind: Kind, path: &FieldPath) -> String {
        let (mut parts, mut way): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
        for step in &path.0 {
            match (step, parts.last_mut()) {
                (Step::Field(name), _) => {
                    way.push(name);
                    parts.push(self.field_word(kind, &way));
                }
                (Step::Named(id), Some(last)) => last.push_str(&format!(" {id}")),
                (Step::At(index), Some(last)) => last.push_str(&format!(" {}", index + 1)),
                (Step::Named(_) | Step::At(_), None) => {}
            }
        }
        parts.join(&format!("{} ", self.sign("colon")))
    }

    /// A value, or all values of an element, in this language or else in the source language.
    fn said(&self, key: &Key, facts: &[Fact]) -> String {
        if let [fact] = facts {
            return self.value(key.kind, &last_fields(&fact.path), &fact.content);
        }
        let source = self.changes.new.languages.first().copied();
        let has =
            |path: &FieldPath| facts.iter().any(|fact| fact.path == *path && fact.language == Some(self.language));
        let seen = facts.iter().filter(|fact| {
            fact.language.is_none_or(|own| own == self.language || Some(own) == source && !has(&fact.path))
        });
        let values = seen.map(|fact| {
            let way = last_fields(&fact.path);
            let value = self.value(key.kind, &way, &fact.content);
            match way.last() {
                Some(_) if facts.iter().any(|other| other.path != fact.path) => {
                    format!("{}{} {value}", self.field_word(key.kind, &way), self.sign("colon"))
                }
                _ => value,
            }
        });
        values.collect::<Vec<_>>().join(self.sign("semicolon"))
    }

    /// Whether the report names a currency as its own.
    fn is_own(&self, currency: Currency) -> bool {
        let report = self.changes.new.get(&Key::new(Kind::REPORT, ""));
        let named = report.and_then(|report| report.fact("currency", None));
        named.is_some_and(|named| self.value(Kind::REPORT, &["currency"], &named.content) == currency.code())
    }

    fn value(&self, kind: Kind, way: &[&str], content: &Content) -> String {
        let locale = &self.wording.locale;
        let field = || self.declared(kind, way);
        match content {
            Content::Word(word) => {
                field().and_then(|field| self.vocabulary_word(field, word)).unwrap_or((*word).to_owned())
            }
            Content::Link(_, id) => id.clone(),
            Content::Date(year, month, day) => locale.short_date((*year, *month, *day)),
            Content::Period(period) => locale.period(*period),
            Content::Money(amount, currency) => locale.money(*amount, 0, *currency, self.is_own(*currency)),
            Content::Cvss(cvss) => {
                let score = locale.number_with(cvss.score(), 1);
                format!("{score} {}", self.of_look(&[Cvss::RATING, cvss.rating()]).unwrap_or(cvss.rating().to_owned()))
            }
            // Years are written without a space between thousands.
            Content::Integer(integer) if field().is_some_and(|field| field.types().any(|it| *it == Type::Year)) => {
                integer.to_string()
            }
            Content::Integer(integer) => locale.number(*integer as f64),
            Content::Number(number) => locale.number(*number),
            Content::Flag(flag) => self.word(&[if *flag { "yes" } else { "no" }]),
            Content::Language(language) => self.language_name(*language),
            Content::Plain(text) => text.clone(),
            Content::Prose(passage) => passage.words().join(" "),
            Content::Order(ids) => ids.join(", "),
            Content::File(file) => file.name.clone(),
        }
    }

    /// A word of the vocabulary of a field: that of the look, or else the declared one.
    fn vocabulary_word(&self, field: &Field, word: &str) -> Option<String> {
        let number = field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None })?;
        let vocabulary = &self.changes.new.declarations.vocabularies[number];
        let names = || vocabulary.word(word).map(|word| &word.name);
        self.of_look(&[&vocabulary.key, word]).or_else(|| self.of_names(names()?))
    }

    /// The place of a block in its text: `paragraph 2`.
    fn place(&self, block: &BlockChange) -> String {
        let number = block.new.or(block.old).map_or(1, |at| at + 1);
        let kind = match (&block.kind, block.around.last()) {
            (BlockKind::Paragraph, Some(ContainerKind::Item)) => "item",
            (BlockKind::Paragraph, Some(ContainerKind::Quote | ContainerKind::Alert(_) | ContainerKind::Aside)) => {
                "quotation"
            }
            (BlockKind::Paragraph | BlockKind::Empty, _) => "paragraph",
            (BlockKind::Heading { .. }, _) => "heading",
            (BlockKind::Row { .. }, _) => "row",
            (BlockKind::Code(_), _) => "code",
            (BlockKind::Rule, _) => "rule",
        };
        format!("{} {number}", self.word(&["block", kind]))
    }

    /// A sign with the spaces that the language has beside it.
    fn sign(&self, name: &str) -> &str {
        self.wording.word(&["sign", name]).unwrap_or_default()
    }

    /// A label of changes.
    fn word(&self, path: &[&str]) -> String {
        let path: Vec<&str> = ["changes"].iter().chain(path).copied().collect();
        let name = path.last().copied().unwrap_or_default();
        self.of_look(&path).unwrap_or_else(|| name.to_owned())
    }

    fn of_look(&self, path: &[&str]) -> Option<String> {
        self.wording.word(path).map(str::to_owned)
    }
}
