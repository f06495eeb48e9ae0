//! From a spanned TOML tree to items of the declared kinds, with every fault of a file in one pass. It does without serde, which
//! stops at the first error of a file and loses places inside flattened and untagged types.

mod typed;
mod usual;
mod value;

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, FileKey, Place, nearest};
use crate::model::declared::Is;
use crate::model::{Declaration, Declarations, Field, Id, Item, Link, Shape, Type, Value};

pub use typed::OwnCurrency;
pub use usual::usual_fits;

/// A value as it is written.
pub type Written<'a> = Spanned<DeValue<'a>>;

/// What decoding needs to know besides the value, and where it puts the faults.
pub struct Context<'a> {
    pub file: FileKey,
    /// What stands in the file.
    pub text: &'a str,
    /// The report's languages, the source language first. Empty only while `report.toml` names them.
    pub languages: &'a [Language],
    /// The currency of sums that name none.
    pub own_currency: OwnCurrency,
    pub declarations: &'static Declarations,
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// The links of items that could not be decoded.
    pub links: Vec<Link>,
    /// The numbers of the `diagnostics` about unknown keys.
    unknown: Vec<usize>,
}

impl<'a> Context<'a> {
    pub fn new(
        declarations: &'static Declarations,
        (file, text): (FileKey, &'a str),
        languages: &'a [Language],
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let (links, unknown, own_currency) = Default::default();
        Self { file, text, languages, own_currency, declarations, diagnostics, links, unknown }
    }

    /// The same with a currency for sums that name none.
    pub fn with_currency(self, own_currency: OwnCurrency) -> Self {
        Self { own_currency, ..self }
    }

    pub fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        Place::new(self.file, spanned.span())
    }

    pub fn fault(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports the wrong type of a value, which is then given up.
    pub fn wrong_type<T>(&mut self, expected: &str, value: &Written) -> Option<T> {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let message = format!("expected {expected}, found {found}");
        self.fault(Diagnostic::new(Code::WrongType, self.place(value), message));
        None
    }

    /// Adds to the last fault what to do about it.
    fn hint(&mut self, hint: &str) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.hints.push(hint.to_owned());
        }
    }

    /// The item of a table, which opens at `place`: there missing keys are reported. `None` after all faults were reported.
    pub fn item(&mut self, declared: &'static Declaration, table: &DeTable, place: Place) -> Option<Item> {
        let mut values = Vec::with_capacity(declared.fields.len());
        let outside = self.unknown.len();
        let (mut whole, mut id, mut known) = (true, None, 0);
        let is_mistyped = |field: &Field| is_mistyped(&field.key, &declared.written_keys(), table);
        for field in &declared.fields {
            let written = table.get(field.key.as_str()).filter(|_| field.is_written());
            known += usize::from(written.is_some());
            let before = self.diagnostics.len();
            let value = match written {
                Some(value) if field.shape == Shape::One(Type::Id) => {
                    self.id(value, |id| declared.id_fault(id)).map(Value::Id)
                }
                Some(value) => self.field(field, value),
                None if field.key == "*" => Some(self.entries(declared, field, table)),
                None => field.usual.as_ref().and_then(|usual| self.usual(field, usual, place)),
            };
            match (&value, written) {
                (None, Some(_)) => {
                    whole = false;
                    // Where one language of a text stands below a mistyped key, the other one lacks nothing.
                    if self.diagnostics.len() == before + 1 && is_mistyped(field) {
                        self.diagnostics.pop_if(|fault| fault.code == Code::MissingKey);
                    }
                }
                (None, None) if is_missing(field, table) => {
                    // A mistyped key is reported once, as an unknown one.
                    if !is_mistyped(field) {
                        let message = format!("the key `{}` is missing", field.key);
                        let fault = Diagnostic::new(Code::MissingKey, place, message);
                        self.fault(fault.with_hints(field.hint.as_deref()));
                    }
                    whole = false;
                }
                (Some(Value::Id(own)), _) => id = Some(own.clone()),
                _ => {}
            }
            values.push(value);
        }
        if known < table.len() || self.unknown.len() > outside {
            self.look_for_unknown_keys(declared, table, place, outside);
        }
        if whole {
            return Some(Item::new(declared, id, place, values));
        }
        values.into_iter().flatten().for_each(|value| value.into_links(&mut self.links));
        None
    }

    fn field(&mut self, field: &'static Field, value: &Written) -> Option<Value> {
        let is_other = |or: &&Shape| match (or, &field.shape) {
            // One string is the same in all languages.
            (Shape::One(Type::Plain), Shape::One(Type::String)) => value.get_ref().is_table(),
            (or, shape) => fits(or, value) || self.is_text_in_languages(or, shape, value),
        };
        let shape = field.or.as_ref().filter(is_other).unwrap_or(&field.shape);
        let before = self.links.len();
        let mut decoded = self.shape(field, shape, value);
        if !field.more.is_empty() {
            let found = match &mut decoded {
                Some(Value::List(values)) => &mut values[..],
                _ => &mut [],
            };
            let found = found.iter_mut().filter_map(|it| if let Value::Link(link) = it { Some(link) } else { None });
            for link in found.chain(&mut self.links[before..]) {
                link.is_of_several = true;
            }
        }
        decoded
    }

    fn shape(&mut self, field: &'static Field, shape: &'static Shape, value: &Written) -> Option<Value> {
        match shape {
            Shape::One(one) => {
                let one = self.value(one, value)?;
                // Where a list may stand instead, one is a list of one.
                let is_list = matches!(field.or, Some(Shape::List(_)));
                Some(if is_list { Value::List(vec![one]) } else { one })
            }
            Shape::List(element) => self.list(element, value),
            Shape::Through(_) => None,
        }
    }

    /// Whether a table is a text in several languages where a table of a kind can stand, too: it has none of the keys of the kind, even
    /// mistyped.
    fn is_text_in_languages(&self, or: &Shape, shape: &Shape, value: &Written) -> bool {
        let (Shape::One(Type::Plain | Type::Prose), Shape::One(Type::Table(kind))) = (or, shape) else { return false };
        let known = self.declarations.kind(*kind).written_keys();
        let is_of_kind =
            |table: &DeTable| known.iter().any(|key| table.contains_key(*key) || is_mistyped(key, &known, table));
        value.get_ref().as_table().is_some_and(|table| !is_of_kind(table))
    }

    pub(super) fn list(&mut self, element: &'static Type, value: &Written) -> Option<Value> {
        let Some(array) = value.get_ref().as_array() else {
            let none = self.wrong_type("an array", value);
            if let Some(header) = self.header(value) {
                self.hint(&format!("write `[[{header}]]`: there may be several"));
            }
            return none;
        };
        let decoded: Vec<Value> = array.iter().filter_map(|value| self.value(element, value)).collect();
        if decoded.len() == array.len() {
            return Some(Value::List(decoded));
        }
        Value::List(decoded).into_links(&mut self.links);
        None
    }

    /// What stands under keys of any name but those of other fields. One that has faults is left out; the others stay.
    fn entries(&mut self, declared: &Declaration, star: &'static Field, table: &DeTable) -> Value {
        let known: Vec<&str> = match star.keys {
            Some(Type::Rule) => Code::configurable().map(Code::as_str).collect(),
            _ => Vec::new(),
        };
        let mut entries = Vec::new();
        let others = table.iter().filter(|(key, _)| declared.field(key.get_ref()).is_none());
        for (key, value) in others {
            if star.keys.is_some() && !known.contains(&key.get_ref().as_ref()) {
                self.unknown_key(key, &known);
            } else if let Some(value) = self.field(star, value) {
                let id = Id { id: key.get_ref().to_string(), place: self.place(key) };
                entries.push((id, value));
            }
        }
        Value::Entries(entries)
    }

    /// Reports keys that the table does not have. The first `outside` of the unknown keys do not stand in tables inside it.
    fn look_for_unknown_keys(&mut self, declared: &'static Declaration, table: &DeTable, place: Place, outside: usize) {
        let is_known = |key: &str| declared.field(key).is_some_and(Field::is_written) || declared.field("*").is_some();
        let unknown: Vec<_> = table.keys().filter(|key| !is_known(key.get_ref())).collect();
        if unknown.is_empty() && self.unknown.len() == outside {
            return;
        }
        let known = declared.written_keys();
        self.below_a_table(&known, table, place, outside);
        for key in unknown {
            self.unknown_key(key, &known);
            let is_left_out = |field: &Field| !field.used && field.key == **key.get_ref();
            if declared.fields.iter().any(is_left_out)
                && let Some(fault) = self.diagnostics.last_mut()
            {
                fault.hints = vec!["`model.toml` says that the report does without it".to_owned()];
            }
        }
    }

    /// Reports a key that the table does not have.
    pub fn unknown_key(&mut self, key: &Spanned<DeString>, known: &[&str]) {
        let name: &str = key.get_ref();
        let diagnostic = Diagnostic::new(Code::UnknownKey, self.place(key), format!("unknown key `{name}`"));
        self.unknown.push(self.diagnostics.len());
        self.fault(diagnostic.with_hints(nearest::hint(name, known)));
    }

    /// Says of keys that a table inside does not have, and that this one does, where they belong. In TOML whatever stands
    /// below a header is in its table. A key that is missing here for that is no second fault.
    fn below_a_table(&mut self, known: &[&str], table: &DeTable, place: Place, outside: usize) {
        let mut moved = Vec::new();
        for &index in &self.unknown[outside..] {
            let fault = &mut self.diagnostics[index];
            let name = fault.place.and_then(|place| self.text.get(place.range())).unwrap_or_default();
            if known.contains(&name) && !table.contains_key(name) {
                fault.hints =
                    vec!["move it above the first table, such as `[[…]]`: below one it belongs to that".to_owned()];
                moved.push(format!("the key `{name}` is missing"));
            }
        }
        if !moved.is_empty() {
            let place = Some(place);
            self.diagnostics.retain(|fault| {
                fault.code != Code::MissingKey || fault.place != place || !moved.contains(&fault.message)
            });
            self.unknown.truncate(outside);
        }
    }

    /// The name in the header of a table, when it has one: `evidence` of `[evidence]`.
    fn header(&self, value: &Written) -> Option<&'a str> {
        value.get_ref().as_table()?;
        let written = self.text.get(value.span())?.lines().next()?;
        written.strip_prefix('[')?.split(']').next().map(str::trim)
    }

    /// The table of a value; `None` after another value was reported.
    pub fn table<'v, 'i>(&mut self, value: &'v Written<'i>) -> Option<&'v DeTable<'i>> {
        value.get_ref().as_table().or_else(|| self.wrong_type("a table", value))
    }

    /// A table inside.
    fn inner(&mut self, declared: &'static Declaration, value: &Written) -> Option<Value> {
        let table = self.table(value)?;
        self.item(declared, table, self.place(value)).map(Box::new).map(Value::Item)
    }
}

/// Whether a table that lacks a field is no table of its kind.
fn is_missing(field: &Field, table: &DeTable) -> bool {
    let is_so = |(key, is): (&String, &Is)| match (table.get(key.as_str()), is) {
        (value, Is::There(there)) => value.is_some() == *there,
        (Some(value), Is::OneOf(words)) => words.iter().any(|word| value.get_ref().as_str() == Some(word)),
        (None, Is::OneOf(_)) => false,
    };
    field.is_asked_by_decoder() && !field.unless.iter().any(|case| case.iter().all(is_so))
}

/// Whether a key that a table lacks stands there, mistyped.
fn is_mistyped(missing: &str, known: &[&str], table: &DeTable) -> bool {
    let mut unknown = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
    unknown.any(|key| nearest::nearest(key.get_ref(), known.iter().copied()) == Some(missing))
}

/// Whether a value is written as an alternative is.
fn fits(alternative: &Shape, value: &Written) -> bool {
    match alternative {
        Shape::List(_) => value.get_ref().is_array(),
        Shape::One(Type::Table(_)) => value.get_ref().is_table(),
        Shape::One(one) if one.is_number() => value.get_ref().is_integer() || value.get_ref().is_float(),
        Shape::One(_) => value.get_ref().is_str(),
        Shape::Through(_) => false,
    }
}
