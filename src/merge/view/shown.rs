//! Values as templates see them: in Typst literals, in minijinja values.

use serde::{Serialize, Serializer};

use crate::merge::citations::{CitationView, ListedView};
use crate::merge::emit::{Emission, Emit, Emitter, Keyed};
use crate::merge::labels::Label;
use crate::model::declared::Declaration;

use super::{Amount, ChangesView, DateView, Name, Picture, ProseText, Sheet, Words};

/// One value.
#[derive(Debug, Clone)]
pub enum Shown {
    None,
    YesNo(bool),
    Integer(i64),
    /// A number that a chart is drawn from.
    Amount(Amount),
    /// A number as the language writes it. Content in Typst.
    Number(String),
    /// An id, a word, a path: a string in Typst, too.
    Text(String),
    Words(Words),
    Name(Name),
    Prose(ProseText),
    Date(DateView),
    List(Vec<Shown>),
    Dict(Dict),
    Labels(Keyed<Label>),
    Sheets(Vec<Sheet>),
    Changes(ChangesView),
    /// For Typst alone, as the following.
    Citation(Option<CitationView>),
    Citations(Vec<CitationView>),
    Listed(ListedView),
    Picture(Option<Picture>),
}

/// Values by their keys, in order: a dictionary. `_` in a key is `-` in Typst.
#[derive(Debug, Clone)]
pub struct Dict {
    /// What it shows, if that is an item.
    pub declared: Option<&'static Declaration>,
    pub entries: Vec<(&'static str, Shown)>,
}

impl Dict {
    pub fn get(&self, key: &str) -> Option<&Shown> {
        self.entries.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    pub fn set(&mut self, key: &str, value: Shown) {
        if let Some((_, own)) = self.entries.iter_mut().find(|(known, _)| *known == key) {
            *own = value;
        }
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
        self.list(key).iter().filter_map(Shown::dict)
    }

    /// What stands in a field, as plain text; empty where nothing does.
    pub fn text(&self, key: &str) -> String {
        self.get(key).map(Shown::text).unwrap_or_default()
    }
}

impl Shown {
    pub fn dict(&self) -> Option<&Dict> {
        match self {
            Shown::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The value as plain text, as a cell of a table has it.
    pub fn text(&self) -> String {
        match self {
            Shown::Text(text) | Shown::Number(text) => text.clone(),
            Shown::Words(words) | Shown::Name(Name(words)) | Shown::Prose(ProseText(words)) => words.text.value.clone(),
            Shown::YesNo(flag) => flag.to_string(),
            Shown::Integer(integer) => integer.to_string(),
            Shown::Amount(amount) => amount.to_string(),
            Shown::Date(date) => date.iso.clone(),
            Shown::List(values) => {
                // Names have spaces, and ids have none.
                let names = values.iter().any(|value| matches!(value, Shown::Name(_) | Shown::Words(_)));
                values.iter().map(Shown::text).collect::<Vec<_>>().join(if names { "; " } else { " " })
            }
            _ => String::new(),
        }
    }

    fn is_for_typst_alone(&self) -> bool {
        matches!(self, Shown::Citation(_) | Shown::Citations(_) | Shown::Listed(_) | Shown::Picture(_))
    }

    /// The value itself, as something that is written.
    fn as_emit(&self) -> Option<&dyn Emit> {
        Some(match self {
            Shown::YesNo(value) => value,
            Shown::Integer(value) => value,
            Shown::Amount(value) => value,
            Shown::Text(value) => value,
            Shown::Words(value) => value,
            Shown::Name(value) => value,
            Shown::Prose(value) => value,
            Shown::Date(value) => value,
            Shown::List(value) => value,
            Shown::Dict(value) => value,
            Shown::Labels(value) => value,
            Shown::Sheets(value) => value,
            Shown::Changes(value) => value,
            Shown::Citation(value) => value,
            Shown::Citations(value) => value,
            Shown::Listed(value) => value,
            Shown::Picture(value) => value,
            Shown::None | Shown::Number(_) => return None,
        })
    }
}

impl Emit for Shown {
    fn emit(&self, emitter: &mut Emitter) {
        match (self, self.as_emit()) {
            (_, Some(value)) => value.emit(emitter),
            (Shown::Number(number), None) => {
                emitter.code("text(");
                emitter.string(number);
                emitter.code(")");
            }
            _ => emitter.code("none"),
        }
    }

    fn is_marked(&self, emission: &Emission) -> bool {
        self.as_emit().is_some_and(|value| value.is_marked(emission))
    }

    fn emit_marked(&self, emitter: &mut Emitter) {
        match self.as_emit() {
            Some(value) => value.emit_marked(emitter),
            None => self.emit(emitter),
        }
    }
}

impl Emit for Dict {
    fn emit(&self, emitter: &mut Emitter) {
        let key = |key: &str, emitter: &mut Emitter| {
            emitter.code(&key.replace('_', "-"));
            emitter.code(": ");
        };
        emitter.code("(\n");
        for (name, value) in &self.entries {
            key(name, emitter);
            value.emit(emitter);
            emitter.code(",\n");
        }
        if emitter.emission.marks.is_none() {
            return emitter.code(")");
        }
        // Words that changed stand once more, with their marks, so that templates choose where those show.
        let is_marked = |(_, value): &&(&str, Shown)| value.is_marked(emitter.emission);
        let marked: Vec<&(&'static str, Shown)> = self.entries.iter().filter(is_marked).collect();
        if !marked.is_empty() {
            emitter.code("marked: (\n");
            for (name, value) in marked {
                key(name, emitter);
                value.emit_marked(emitter);
                emitter.code(",\n");
            }
            emitter.code("),\n");
        }
        emitter.code(")");
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
            Shown::YesNo(value) => value.serialize(serializer),
            Shown::Integer(value) => value.serialize(serializer),
            Shown::Amount(value) => value.serialize(serializer),
            Shown::Text(value) | Shown::Number(value) => value.serialize(serializer),
            Shown::Words(value) => value.serialize(serializer),
            Shown::Name(value) => value.serialize(serializer),
            Shown::Prose(value) => value.serialize(serializer),
            Shown::Date(value) => value.serialize(serializer),
            Shown::List(value) => value.serialize(serializer),
            Shown::Dict(value) => value.serialize(serializer),
            Shown::Labels(value) => value.serialize(serializer),
            Shown::Sheets(value) => value.serialize(serializer),
            Shown::Changes(value) => value.serialize(serializer),
            _ => serializer.serialize_none(),
        }
    }
}
