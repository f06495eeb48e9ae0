//! The id of a new item.

use crate::model::{Declaration, letters};

/// How long an id from a title may be.
const LONGEST: usize = 16;

/// The next free id of a kind: one more than the highest of `existing`, if they have one beginning and a number; without any, the first of the
/// kind's form; or else what the title begins with. `None` if none of these gives an id of the kind.
pub fn next_id(
    declared: &Declaration,
    existing: &[&str],
    is_taken: &dyn Fn(&str) -> bool,
    title: Option<&str>,
) -> Option<String> {
    let example = declared.id.as_ref().map(|form| form.example.as_str());
    let numbered = match (existing, example) {
        ([], Some(example)) => split(example).map(|(beginning, digits)| (beginning, digits.len(), 0)),
        _ => highest(existing),
    };
    if let Some((beginning, width, highest)) = numbered {
        let ids = (highest + 1..).map(|number| format!("{beginning}{number:0width$}"));
        return ids.take(existing.len() + 1000).find(|id| declared.id_fault(id).is_none() && !is_taken(id));
    }
    let words = short(&words(title?));
    let numbered = (2..1000).map(|number| format!("{words}{number}"));
    [words.clone()].into_iter().chain(numbered).find(|id| declared.id_fault(id).is_none() && !is_taken(id))
}

/// What all ids begin with, the width of their numbers, and the highest number. `None` unless all are alike.
fn highest<'i>(ids: &[&'i str]) -> Option<(&'i str, usize, u64)> {
    let parts = ids.iter().map(|id| split(id)).collect::<Option<Vec<_>>>()?;
    let (beginning, _) = *parts.first()?;
    let are_alike = parts.iter().all(|(other, _)| *other == beginning);
    let width = parts.iter().map(|(_, digits)| digits.len()).min()?;
    let highest = parts.iter().filter_map(|(_, digits)| digits.parse().ok()).max()?;
    are_alike.then_some((beginning, width, highest))
}

/// An id as its beginning and the number at its end.
fn split(id: &str) -> Option<(&str, &str)> {
    let beginning = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (beginning.len() < id.len()).then(|| id.split_at(beginning.len()))
}

/// As many words in one as an id has room for, at least the first.
fn short(words: &[String]) -> String {
    let mut id = String::new();
    for word in words {
        if !id.is_empty() && id.len() + word.len() > LONGEST {
            break;
        }
        id += word;
    }
    id.chars().take(LONGEST).collect()
}

/// The name of the file of an item, without its ending: the id, and the first words of the title unless the id consists of these.
pub fn stem(id: &str, title: Option<&str>) -> String {
    let words = title.map(words).unwrap_or_default();
    let named = words.iter().take(4).filter(|_| !words.concat().starts_with(id));
    [id].into_iter().chain(named.map(String::as_str)).collect::<Vec<_>>().join("-")
}

/// The words of a title in small ASCII letters and digits.
pub(super) fn words(title: &str) -> Vec<String> {
    let plain = letters::without_marks(title);
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
