//! Tables of `report/model.toml`, read leniently: a value of the wrong type counts as missing, since that was reported already.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::diagnostics::{FileKey, Place};
use crate::model::decode::Written;

use super::super::Names;

/// A table with the file that it stands in.
#[derive(Clone, Copy)]
pub struct Section<'t> {
    pub file: FileKey,
    pub table: &'t DeTable<'t>,
}

/// A key or a string where it stands.
#[derive(Clone, Copy)]
pub struct Name<'t> {
    pub text: &'t str,
    pub place: Place,
}

impl<'t> Section<'t> {
    /// The keys with their values, in the order of the file.
    pub fn entries(self) -> Vec<(Name<'t>, &'t Written<'t>)> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let name = |key: &'t Spanned<_>| Name { text: AsRef::<str>::as_ref(key.get_ref()), place: self.place(key) };
        entries.into_iter().map(|(key, value)| (name(key), value)).collect()
    }

    /// The keys whose values are tables.
    pub fn sections(self) -> impl Iterator<Item = (Name<'t>, Section<'t>)> {
        let section = move |value: &'t Written<'t>| Some(Section { table: value.get_ref().as_table()?, ..self });
        self.entries().into_iter().filter_map(move |(name, value)| Some((name, section(value)?)))
    }

    pub fn get(self, key: &str) -> Option<&'t Written<'t>> {
        self.table.get(key)
    }

    pub fn has(self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub fn section(self, key: &str) -> Option<Section<'t>> {
        Some(Section { table: self.get(key)?.get_ref().as_table()?, ..self })
    }

    pub fn string(self, key: &str) -> Option<Name<'t>> {
        self.name(self.get(key)?)
    }

    /// A list of strings, of which one may stand alone.
    pub fn strings(self, key: &str) -> Option<Vec<Name<'t>>> {
        let value = self.get(key)?;
        Some(self.list(value).unwrap_or_else(|| self.name(value).into_iter().collect()))
    }

    /// The strings of a list; `None` where no list stands.
    pub fn list(self, value: &'t Written<'t>) -> Option<Vec<Name<'t>>> {
        let array: &'t DeArray = value.get_ref().as_array()?;
        Some(array.iter().filter_map(|value| self.name(value)).collect())
    }

    pub fn name(self, value: &'t Written<'t>) -> Option<Name<'t>> {
        Some(Name { text: value.get_ref().as_str()?, place: self.place(value) })
    }

    pub fn flag(self, key: &str) -> Option<bool> {
        self.get(key)?.get_ref().as_bool()
    }

    /// A string, a number or a flag.
    pub fn value(self, key: &str) -> Option<toml::Value> {
        match self.get(key)?.get_ref() {
            DeValue::String(text) => Some(toml::Value::String(text.to_string())),
            DeValue::Boolean(flag) => Some(toml::Value::Boolean(*flag)),
            DeValue::Integer(integer) => {
                i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(toml::Value::Integer)
            }
            _ => self.number(key).map(toml::Value::Float),
        }
    }

    pub fn number(self, key: &str) -> Option<f64> {
        match self.get(key)?.get_ref() {
            DeValue::Integer(integer) => {
                i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|it| it as f64)
            }
            DeValue::Float(float) => float.as_str().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// Words by language. A string alone is in the source language.
    pub fn names(self, key: &str, source: &str) -> Option<Names> {
        let value = self.get(key)?;
        if let Some(name) = value.get_ref().as_str() {
            return Some([(source.to_owned(), name.to_owned())].into());
        }
        let texts = self.section(key)?.entries().into_iter();
        Some(texts.filter_map(|(key, text)| Some((key.text.to_owned(), text.get_ref().as_str()?.to_owned()))).collect())
    }

    pub fn place<T>(self, spanned: &Spanned<T>) -> Place {
        Place::new(self.file, spanned.span())
    }

    /// Where a path of keys leads: the value at its end, or the key of a table there. `None` where a key is missing.
    pub fn find(self, path: &[&str]) -> Option<Place> {
        let (key, rest) = path.split_first()?;
        let (key, value) = self.table.get_key_value(*key)?;
        match value.get_ref().as_table() {
            Some(table) if !rest.is_empty() => Section { table, ..self }.find(rest),
            None if rest.is_empty() => Some(self.place(value)),
            Some(_) if rest.is_empty() => Some(self.place(key)),
            _ => None,
        }
    }
}
