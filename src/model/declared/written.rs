//! How declarations are written in TOML. Keys keep the order in which they stand in their file, which `toml` gives by their places.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};
use toml::Spanned;

use crate::diagnostics::Code;

/// The entries of a table in the order in which they stand in their file.
pub fn in_order<'de, T: Deserialize<'de>, D: Deserializer<'de>>(table: D) -> Result<Vec<(String, T)>, D::Error> {
    let mut entries: Vec<(String, Spanned<T>)> = BTreeMap::deserialize(table)?.into_iter().collect();
    entries.sort_by_key(|(_, value)| value.span().start);
    Ok(entries.into_iter().map(|(key, value)| (key, value.into_inner())).collect())
}

/// A whole table in the order of its file.
#[derive(Deserialize)]
#[serde(transparent, bound(deserialize = "T: Deserialize<'de>"))]
pub struct InOrder<T>(#[serde(deserialize_with = "in_order")] pub Vec<(String, T)>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn many(self) -> Vec<T> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

/// A list, of which one element may stand alone.
pub fn one_or_many<'de, T: Deserialize<'de>, D: Deserializer<'de>>(values: D) -> Result<Vec<T>, D::Error> {
    OneOrMany::deserialize(values).map(OneOrMany::many)
}

/// The headings of a table with what stands below each.
pub fn columns<'de, D: Deserializer<'de>>(columns: D) -> Result<Vec<(String, Vec<String>)>, D::Error> {
    let columns: Vec<(String, OneOrMany<String>)> = in_order(columns)?;
    Ok(columns.into_iter().map(|(heading, ways)| (heading, ways.many())).collect())
}

/// The rule of this name.
pub fn rule<'de, D: Deserializer<'de>>(name: D) -> Result<Option<Code>, D::Error> {
    let name = String::deserialize(name)?;
    let unknown = || D::Error::custom(format!("there is no rule `{name}`"));
    Code::from_name(&name).ok_or_else(unknown).map(Some)
}

pub fn yes() -> bool {
    true
}
