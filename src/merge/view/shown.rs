//! One value, and dictionaries of them: in Typst literals, in minijinja values.

use std::borrow::Cow;

use icu::locale::subtags::Language;
use serde::{Serialize, Serializer};

use crate::diagnostics::Place;
use crate::merge::{Citing, Emit, Emitter, Filling, emit::emit_list, labels::Foreign};
use crate::model::{Declaration, Number, declared::TYPST_KEYWORDS};

use super::{CitationView, CvssView, DateView, MoneyView, Picture, Words, labels, values::iso};

/// One value.
#[derive(Debug, Clone)]
pub enum Shown {
    None,
    YesNo(bool),
    Integer(i64),
    /// A number that a chart is drawn from: a float in Typst and JSON.
    Amount(Number),
    /// A number as the language writes it. Content in Typst.
    Number(String),
    /// A number of a field that a report declares: its digits for programs, and how the language writes it, with its unit.
    Measure(String, String),
    /// An id, a word, a path: a string in Typst, too.
    Text(String),
    /// A text that is shown verbatim. Content in Typst.
    Words(Words),
    /// A text that is a string in Typst too, where content cannot be: metadata, alternative texts, addresses.
    Name(Words),
    /// A text in CommonMark. In minijinja it is its Markdown, in Typst content.
    Prose(Words),
    Date(DateView),
    Money(MoneyView),
    Cvss(CvssView),
    List(Vec<Shown>),
    Dict(Dict),
    /// A description sheet: the templates set it in its own language, so that language is the one around its texts.
    Sheet(Language, Dict),
    /// What changed, or a map of the report.
    Json(serde_json::Value),
    /// The fixed words of the templates, and the languages of those in another one.
    Labels(serde_json::Value, Foreign),
    /// The same for pages: content where a line may break in a word otherwise than Typst would break it.
    Printed(serde_json::Value, Foreign),
    /// For Typst alone, as the following.
    Citation(Option<CitationView>),
    Citations(Vec<CitationView>),
    /// The entry of a source in the list of sources, or its label there, with the place of its title. Content in Typst.
    Listed(Filling, Place),
    Picture(Option<Picture>),
    /// A name that a report declares, in the language that it has it in, or other words of a card. Where that is the language around it, it
    /// is a string, unless a line may break in a word otherwise than Typst would break it.
    Called(Language, Cow<'static, str>),
    /// What cards show of fields that the report declares, in a form made for them.
    Card(Dict),
}

/// Values by their keys, in order: a dictionary. `_` in a key is `-` in Typst.
#[derive(Debug, Clone)]
pub struct Dict {
    /// What it shows, if that is an item.
    pub declared: Option<&'static Declaration>,
    pub entries: Vec<(&'static str, Shown)>,
}

impl Dict {
    pub fn of(entries: Vec<(&'static str, Shown)>) -> Self {
        Self { declared: None, entries }
    }

    pub fn get(&self, key: &str) -> Option<&Shown> {
        self.entries.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// What stands at a path such as `response.position`; of a list, what its last table has.
    pub fn at(&self, way: &str) -> Option<&Shown> {
        let Some((key, rest)) = way.split_once('.') else { return self.get(way) };
        match self.get(key)? {
            Shown::Dict(held) => held.at(rest),
            Shown::List(values) => values.iter().rev().find_map(|value| match value {
                Shown::Dict(held) => Some(held.at(rest)),
                _ => None,
            })?,
            _ => None,
        }
    }

    pub fn set(&mut self, key: &str, value: Shown) {
        if let Some((_, own)) = self.entries.iter_mut().find(|(known, _)| *known == key) {
            *own = value;
        }
    }

    /// Calls `visit` with each text in CommonMark, also of what is inside.
    pub fn visit_prose(&self, visit: &mut impl FnMut(&str)) {
        self.entries.iter().for_each(|(_, value)| value.visit_prose(visit));
    }

    /// The ids in a field, or the one id.
    pub fn ids(&self, key: &str) -> impl Iterator<Item = &str> {
        self.list(key).iter().chain(self.get(key)).filter_map(|value| match value {
            Shown::Text(id) => Some(id.as_str()),
            _ => None,
        })
    }

    /// The elements of a list; none of anything else.
    pub fn list(&self, key: &str) -> &[Shown] {
        match self.get(key) {
            Some(Shown::List(values)) => values,
            _ => &[],
        }
    }

    /// The tables in a list.
    pub fn dicts(&self, key: &str) -> impl Iterator<Item = &Dict> {
        self.list(key).iter().filter_map(|value| match value {
            Shown::Dict(dict) => Some(dict),
            _ => None,
        })
    }

    /// What stands in a field, as plain text; empty where nothing does.
    pub fn text(&self, key: &str) -> String {
        self.get(key).map(Shown::text).unwrap_or_default()
    }
}

impl Shown {
    /// A list of ids, words or paths.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> Self {
        Shown::List(texts.into_iter().cloned().map(Shown::Text).collect())
    }

    fn visit_prose(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Shown::Prose(words) => visit(&words.text.value),
            Shown::List(values) => values.iter().for_each(|value| value.visit_prose(visit)),
            Shown::Dict(dict) => dict.visit_prose(visit),
            _ => {}
        }
    }

    /// The value as plain text, as a cell of a table has it.
    pub fn text(&self) -> String {
        match self {
            Shown::Text(text) | Shown::Number(text) => text.clone(),
            Shown::Called(_, text) => text.to_string(),
            Shown::Words(words) | Shown::Name(words) | Shown::Prose(words) => words.text.value.clone(),
            Shown::YesNo(flag) => flag.to_string(),
            Shown::Integer(integer) => integer.to_string(),
            Shown::Amount(amount) => decimal(*amount),
            Shown::Measure(digits, _) => digits.clone(),
            Shown::Date(date) => date.iso.clone(),
            Shown::Money(sum) => format!("{} {}", decimal(sum.amount), sum.currency),
            Shown::Cvss(cvss) => cvss.vector.clone(),
            Shown::Citation(Some(citation)) => citation.ids().collect::<Vec<_>>().join(" "),
            Shown::List(values) => {
                // Names have spaces, and ids have none.
                let names = values.iter().any(|value| matches!(value, Shown::Name(_) | Shown::Words(_)));
                values.iter().map(Shown::text).collect::<Vec<_>>().join(if names { "; " } else { " " })
            }
            _ => String::new(),
        }
    }

    /// A part of the value by its key, as a cell of a table has it: the `rating` of a CVSS vector, the `currency` of a sum, the `first`
    /// day of a period.
    pub fn part(&self, key: &str) -> String {
        match (self, key) {
            (Shown::Money(sum), "amount") => decimal(sum.amount),
            (Shown::Money(sum), "currency") => sum.currency.to_owned(),
            (Shown::Cvss(cvss), "vector") => cvss.vector.clone(),
            (Shown::Cvss(cvss), "score") => format!("{:.1}", cvss.score),
            (Shown::Cvss(cvss), "rating") => cvss.rating.to_owned(),
            (Shown::Date(date), "first") => iso(date.first),
            (Shown::Date(date), "last") => iso(date.last),
            _ => String::new(),
        }
    }

    pub(super) fn is_for_typst_alone(&self) -> bool {
        matches!(
            self,
            Shown::Citation(_)
                | Shown::Citations(_)
                | Shown::Listed(..)
                | Shown::Picture(_)
                | Shown::Called(..)
                | Shown::Card(_)
        )
    }

    /// Whether it has words that the edition marks as changed. Dictionaries show their marks themselves.
    fn is_changed(&self, emitter: &Emitter) -> bool {
        match self {
            Shown::Words(words) | Shown::Prose(words) => words.is_changed(emitter),
            Shown::List(values) => values.iter().any(|value| value.is_changed(emitter)),
            Shown::Citation(citation) => citation.iter().any(|citation| citation.is_changed(emitter)),
            Shown::Citations(citations) => citations.iter().any(|citation| citation.is_changed(emitter)),
            _ => false,
        }
    }
}

/// A number with a decimal point, in its shortest form with at least the decimals that it was written with.
pub(super) fn decimal(number: Number) -> String {
    format!("{:.*}", number.digits(), number.value)
}

impl Emit for Shown {
    fn emit(&self, emitter: &mut Emitter) {
        match self {
            Shown::None | Shown::Citation(None) | Shown::Picture(None) => emitter.code("none"),
            Shown::YesNo(flag) => emitter.code(if *flag { "true" } else { "false" }),
            Shown::Integer(integer) => emitter.code(&integer.to_string()),
            Shown::Amount(amount) => emitter.code(&format!("{:?}", amount.value)),
            Shown::Number(number) => emitter.with_string("text(", number, ")"),
            Shown::Text(text) | Shown::Measure(_, text) => emitter.string(text),
            Shown::Words(words) => words.emit(emitter),
            Shown::Name(words) => words.emit_string(emitter),
            Shown::Prose(words) => words.emit_prose(emitter),
            Shown::Date(date) => date.emit(emitter),
            Shown::Money(sum) => sum.emit(emitter),
            Shown::Cvss(cvss) => cvss.emit(emitter),
            Shown::List(values) => emit_list(values.iter(), emitter),
            Shown::Dict(dict) | Shown::Card(dict) => dict.emit(emitter),
            Shown::Called(language, name) => labels::emit_called(*language, name, emitter),
            Shown::Sheet(language, dict) => {
                let around = std::mem::replace(&mut emitter.language, *language);
                dict.emit(emitter);
                emitter.language = around;
            }
            Shown::Json(value) => value.emit(emitter),
            Shown::Labels(words, foreign) => labels::emit(words, foreign, emitter),
            Shown::Printed(words, foreign) => labels::emit_printed(words, foreign, emitter),
            Shown::Citation(Some(citation)) => citation.emit(emitter),
            Shown::Citations(citations) => emit_list(citations.iter(), emitter),
            Shown::Listed(filling, place) => match emitter.citing {
                Citing::AsText(_) => emitter.gap(filling.clone(), Some(*place)),
                Citing::ByTypst => emitter.code("none"),
            },
            Shown::Picture(Some(picture)) => picture.emit(emitter),
        }
    }
}

impl Emit for Dict {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code("(\n");
        emit_entries(self.entries.iter(), emitter);
        if emitter.marks.is_some() {
            // Changed words are written once more with marks, so that templates choose where to show those.
            let changed: Vec<_> = self.entries.iter().filter(|(_, value)| value.is_changed(emitter)).collect();
            if !changed.is_empty() {
                emitter.code("marked: (\n");
                emitter.shows_marks = true;
                emit_entries(changed.into_iter(), emitter);
                emitter.shows_marks = false;
                emitter.code("),\n");
            }
        }
        emitter.code(")");
    }
}

fn emit_entries<'s>(entries: impl Iterator<Item = &'s (&'static str, Shown)>, emitter: &mut Emitter) {
    for (key, value) in entries {
        // A dictionary has keywords as keys only in quotes.
        let quote = if TYPST_KEYWORDS.contains(key) { "\"" } else { "" };
        emitter.code(quote);
        for (number, word) in key.split('_').enumerate() {
            emitter.code(if number == 0 { "" } else { "-" });
            emitter.code(word);
        }
        emitter.code(quote);
        emitter.code(": ");
        value.emit(emitter);
        emitter.code(",\n");
    }
}

impl Serialize for Dict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seen = self.entries.iter().filter(|(_, value)| !value.is_for_typst_alone());
        serializer.collect_map(seen.map(|(key, value)| (key, value)))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Shown::YesNo(flag) => flag.serialize(serializer),
            Shown::Integer(integer) => integer.serialize(serializer),
            Shown::Amount(amount) => amount.value.serialize(serializer),
            Shown::Text(text) | Shown::Number(text) | Shown::Measure(_, text) => text.serialize(serializer),
            Shown::Words(words) | Shown::Name(words) | Shown::Prose(words) => words.serialize(serializer),
            Shown::Date(date) => date.serialize(serializer),
            Shown::Money(sum) => sum.serialize(serializer),
            Shown::Cvss(cvss) => cvss.serialize(serializer),
            Shown::List(values) => values.serialize(serializer),
            Shown::Dict(dict) | Shown::Sheet(_, dict) => dict.serialize(serializer),
            Shown::Json(value) | Shown::Labels(value, _) | Shown::Printed(value, _) => value.serialize(serializer),
            // In a list, since dictionaries leave citations out.
            Shown::Citation(Some(_)) => self.text().serialize(serializer),
            _ => serializer.serialize_none(),
        }
    }
}
