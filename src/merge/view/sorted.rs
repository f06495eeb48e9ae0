//! The view as JSON whose keys stand in the order of the alphabet at each level, so that two versions of a report differ only where they say
//! something else. It is written from the view itself: a tree of JSON values in between would hold every text of the report once more.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Collection, Dict, Shown};

/// A value of the view, for JSON.
pub struct Sorted<'v, T>(pub &'v T);

impl Serialize for Sorted<'_, Shown> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Shown::List(values) => serializer.collect_seq(values.iter().map(Sorted)),
            Shown::Dict(dict) | Shown::Sheet(_, dict) => Sorted(dict).serialize(serializer),
            // Programs get a number as one.
            Shown::Measure(digits, _) => match digits.parse::<i64>() {
                Ok(integer) => integer.serialize(serializer),
                Err(_) => digits.parse::<f64>().ok().serialize(serializer),
            },
            // The other values are serialized in the order of the alphabet, or have no keys.
            value => value.serialize(serializer),
        }
    }
}

impl Serialize for Sorted<'_, Dict> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seen = self.0.entries.iter().filter(|(_, value)| !value.is_for_typst_alone());
        write(seen.map(|(key, value)| (*key, Sorted(value))), serializer)
    }
}

impl Serialize for Sorted<'_, Collection> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = &self.0.items;
        match self.0.is_list() {
            true => serializer.collect_seq(items.iter().map(|(_, item)| Sorted(item))),
            false => write(items.iter().map(|(id, item)| (id.as_str(), Sorted(item))), serializer),
        }
    }
}

/// Writes entries by their keys. Of two with one key, the last one counts.
fn write<'k, T: Serialize, S: Serializer>(
    entries: impl Iterator<Item = (&'k str, T)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut entries: Vec<(&str, T)> = entries.collect();
    entries.sort_by_key(|(key, _)| *key);
    let mut map = serializer.serialize_map(None)?;
    for (number, (key, value)) in entries.iter().enumerate() {
        if entries.get(number + 1).is_none_or(|(next, _)| next != key) {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()
}
