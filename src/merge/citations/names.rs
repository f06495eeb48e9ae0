//! By which name a source stands in the list.

use hayagriva::Entry;
use hayagriva::citationberg::taxonomy::{NameVariable, Variable};
use hayagriva::citationberg::{IndependentStyle, SortKey};

/// Whether the list is sorted by author first.
pub fn is_by_author(csl: &IndependentStyle) -> bool {
    let first = csl.bibliography.as_ref().and_then(|list| list.sort.as_ref()).and_then(|sort| sort.keys.first());
    match first {
        Some(SortKey::MacroName { name, .. }) => name.contains("author"),
        Some(SortKey::Variable { variable, .. }) => *variable == Variable::Name(NameVariable::Author),
        None => false,
    }
}

/// The surname of the first author with the words before it, or what stands in its place.
pub fn first_name(entry: &Entry) -> String {
    let publisher = || entry.publisher().and_then(|publisher| publisher.name()).map(ToString::to_string);
    match entry.authors().and_then(|authors| authors.first()) {
        Some(author) => author.prefix.iter().chain([&author.name]).map(String::as_str).collect::<Vec<_>>().join(" "),
        None => publisher().or_else(|| entry.title().map(ToString::to_string)).unwrap_or_default(),
    }
}
