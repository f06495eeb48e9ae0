//! Where the files of a report name an id: links, references in prose, and tags of minijinja.

use std::ops::Range;

use crate::diagnostics::{Files, Place};
use crate::files::Tree;
use crate::model::{Kind, Model, Value, load::COMMENTS, typed::Figure};

/// How many bytes before an id the bracket or tag that it stands in may open, so that long texts take time in proportion to their length.
const LOOK_BACK: usize = 1_000;

/// An id where it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    pub path: String,
    /// The bytes of the id in its file: the first, and the one behind it.
    pub start: usize,
    pub end: usize,
    /// Whether a point stands before it, as in `findings.H3` of minijinja.
    pub is_after_point: bool,
}

/// Every mention of an id in the files of a report, in their order. Where the id is declared is no mention.
pub fn mentions(id: &str, model: &Model, tree: &Tree, files: &Files) -> Vec<Mention> {
    let mut found = of_values(id, model, tree, files);
    // References to figures are numbers, which plain texts can name, too.
    let is_figure = model.with_ids().any(|item| item.id() == id && item.kind() == Kind::FIGURE);
    let plain = if is_figure { Vec::new() } else { plain_texts(id, model, tree, files) };
    found.extend(of_comments(id, model, tree, files));
    // What people said stays as they said it.
    let is_said = |path: &str| path.starts_with(&format!("report/{COMMENTS}/"));
    let texts = tree.iter().filter(|(path, _)| path.starts_with("report/") && !is_said(path));
    for (path, bytes) in texts.filter(|(path, _)| path.ends_with(".toml") || path.ends_with(".md")) {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let is_plain =
            |range: &Range<usize>| plain.iter().any(|(other, around)| other == path && around.contains(&range.start));
        let of_file = in_prose(text, id).into_iter().filter(|(range, _)| !is_plain(range));
        found.extend(of_file.map(|(range, is_after_point)| Mention {
            path: path.clone(),
            start: range.start,
            end: range.end,
            is_after_point,
        }));
    }
    found.sort();
    found.dedup();
    found
}

/// Links and other values that are ids.
fn of_values(id: &str, model: &Model, tree: &Tree, files: &Files) -> Vec<Mention> {
    let mut places: Vec<Place> = model.loose_links.iter().filter(|link| link.id == id).map(|link| link.place).collect();
    let items = model.items.iter().chain(&model.report).map(|item| &**item);
    for item in items.chain(model.listed.values().flatten()) {
        item.visit(&mut |_, field, value| match value {
            Value::Link(link) if link.id == id => places.push(link.place),
            Value::Id(named) if named.id == id && field.key != "id" => places.push(named.place),
            _ => {}
        });
    }
    for figure in model.all::<Figure>() {
        let wanted = figure.only_where().into_iter().flat_map(|(_, values)| values);
        places.extend(wanted.filter(|value| value.value == id).map(|value| value.place));
    }
    places.into_iter().filter_map(|place| at_place(id, place, tree, files)).collect()
}

/// What saved comments are about: items, and fields such as `action[T1.1].text`.
fn of_comments(id: &str, model: &Model, tree: &Tree, files: &Files) -> Vec<Mention> {
    let mut found = Vec::new();
    for comment in model.saved_comments() {
        let item = comment.item().filter(|item| item.value == id);
        found.extend(item.and_then(|item| at_place(id, item.place, tree, files)));
        let step = format!("[{id}]");
        if let Some(field) = comment.field().filter(|field| field.value.contains(&step))
            && let Some(Mention { path, start, end, .. }) = at_place(&step, field.place, tree, files)
        {
            found.push(Mention { path, start: start + 1, end: end - 1, is_after_point: false });
        }
    }
    found
}

/// Texts that are shown as they stand, sign for sign, so that nothing in them is a reference; only those in which the id stands.
fn plain_texts(id: &str, model: &Model, tree: &Tree, files: &Files) -> Vec<(String, Range<usize>)> {
    let mut places: Vec<Place> = Vec::new();
    let items = model.items.iter().chain(&model.report).map(|item| &**item);
    for item in items.chain(model.listed.values().flatten()) {
        item.visit(&mut |_, _, value| {
            if let Value::Plain(text) = value {
                places.extend(text.iter().filter(|(_, text)| text.value.contains(id)).map(|(_, text)| text.place));
            }
        });
    }
    let range = |place: Place| {
        let before = at_place(id, place, tree, files)?.start - files.get(place.file).text[place.range()].find(id)?;
        Some((files.get(place.file).path.clone(), before..before + place.range().len()))
    };
    places.into_iter().filter_map(range).collect()
}

/// An id at a place of a text, as bytes of its file, which may begin with a byte order mark.
pub(super) fn at_place(id: &str, place: Place, tree: &Tree, files: &Files) -> Option<Mention> {
    let source = files.get(place.file);
    let mark = "\u{feff}".as_bytes();
    let before = if tree.get(&source.path)?.starts_with(mark) { mark.len() } else { 0 };
    let start = source.text.get(place.range())?.find(id)? + place.range().start + before;
    Some(Mention { path: source.path.clone(), start, end: start + id.len(), is_after_point: false })
}

/// References in prose, `[see @H3, p. 4]`, `[words](@H3)` and `![](K1)`, and names in tags of minijinja, each with whether a point stands
/// before it.
fn in_prose(text: &str, id: &str) -> Vec<(Range<usize>, bool)> {
    let is_reference = |at: usize| {
        let (before, after) = (&text[..at], &text[at + id.len()..]);
        let is_of_id = |c: char| c.is_alphanumeric() || c == '_';
        let mut next = after.chars();
        let (first, second) = (next.next(), next.next());
        // Points and hyphens may belong to an id, or follow it.
        let is_longer = first.is_some_and(|c| ".-".contains(c)) && second.is_some_and(is_of_id);
        let near = &before[before.floor_char_boundary(before.len().saturating_sub(LOOK_BACK))..];
        let line = &near[near.rfind("\n\n").unwrap_or(0)..];
        let is_open =
            |open: &str, close: &str| line.rfind(open).is_some_and(|at| line.rfind(close).is_none_or(|end| end < at));
        let reference = before.strip_suffix('@').is_some_and(|before| {
            before.ends_with("](") || is_open("[", "]") && !before.ends_with(|c: char| c.is_alphanumeric() || c == '\\')
        });
        let image = before.ends_with("](") && line.rfind("![").is_some();
        let tag = before.ends_with(['.', '"', '\'']) && (is_open("{{", "}}") || is_open("{%", "%}"));
        let is_whole = !first.is_some_and(is_of_id) && (tag || !is_longer);
        (is_whole && (reference || image || tag)).then_some(tag && before.ends_with('.'))
    };
    let found = text.match_indices(id).filter_map(|(at, _)| Some((at..at + id.len(), is_reference(at)?)));
    found.collect()
}
