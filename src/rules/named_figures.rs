//! Figures that plain texts name: by a reference, `[@K4]`, or by an id, which readers do not see.

use std::ops::Range;

use crate::graph::Graph;
use crate::model::declared::Show;
use crate::model::{Declarations, Field, Kind};

/// References to figures between two brackets of a plain text.
#[derive(Debug, PartialEq, Eq)]
pub struct Named<'t> {
    /// The bytes of the brackets and what stands between them.
    pub range: Range<usize>,
    /// The ids, each with whether the number alone is asked for: `-@K4`.
    pub ids: Vec<(&'t str, bool)>,
}

/// The references to figures in a plain text, in order. What stands between brackets with anything else is words.
pub fn references<'t>(text: &'t str, graph: &Graph) -> Vec<Named<'t>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('[').map(|start| at + start) {
        let Some(end) = text[start..].find(']').map(|end| start + end) else { break };
        at = start + 1;
        if let Some(ids) = ids(&text[start + 1..end], graph) {
            found.push(Named { range: start..end + 1, ids });
            at = end + 1;
        }
    }
    found
}

fn ids<'t>(inside: &'t str, graph: &Graph) -> Option<Vec<(&'t str, bool)>> {
    let id = |written: &'t str| {
        let written = written.trim();
        let (id, alone) = match written.strip_prefix("-@") {
            Some(id) => (id, true),
            None => (written.strip_prefix('@')?, false),
        };
        (graph.kind(id) == Some(Kind::FIGURE)).then_some((id, alone))
    };
    inside.split(';').map(id).collect()
}

/// Whether a plain text of a field can refer to figures. Their numbers are known on pages only: not to alternative texts and the
/// metadata of a PDF, and not to the titles of items, which contents and bookmarks repeat.
pub fn has_numbers(declarations: &Declarations, field: &Field) -> bool {
    let holds = |kind: &&crate::model::Declaration| kind.fields.iter().any(|own| std::ptr::eq(own, field));
    let Some(kind) = declarations.kinds.iter().find(holds) else { return false };
    let stands_in_lists = kind.folder.is_some() || kind.file.is_some() || kind.has_ids;
    match kind.key.as_str() {
        "report" => false,
        "figure" | "row" | "action" => field.key != "alt",
        _ => field.key != "alt" && !(stands_in_lists && field.show == Show::Title),
    }
}

/// Ids of figures that stand as words of a text, each with its offset. Readers see no ids of figures, but the numbers in their captions;
/// where a report gives the ids of its figures a form, captions have those in place of numbers.
pub fn bare_ids<'t>(text: &'t str, graph: &Graph) -> Vec<(usize, &'t str)> {
    if graph.model.declarations.of(Kind::FIGURE).id.is_some() {
        return Vec::new();
    }
    let is_figure = |id: &str| graph.kind(id) == Some(Kind::FIGURE);
    words_like_ids(text).filter_map(|(at, word)| Some((at, longest_id(word, is_figure)?))).collect()
}

/// Possible ids that stand as words of their own, each with its offset. What is part of a longer word or of an address is none.
fn words_like_ids(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let begins = move |at: usize| {
        text[..at].chars().next_back().is_none_or(|c| !(is_of_id(c) || c.is_alphanumeric() || "@_#&=".contains(c)))
    };
    let starts = text.char_indices().filter(move |(at, c)| c.is_ascii_alphabetic() && begins(*at));
    starts.filter_map(move |(at, _)| {
        let rest = &text[at..];
        let end = rest.find(|c| !is_of_id(c)).unwrap_or(rest.len());
        let is_cut = rest[end..].starts_with(|c: char| c.is_alphanumeric() || "_@".contains(c));
        (!is_cut).then(|| (at, rest[..end].trim_end_matches(['.', '-'])))
    })
}

/// The longest beginning of a word that is an id. Hyphens may belong to it, or only follow it.
pub fn longest_id(word: &str, is_id: impl Fn(&str) -> bool) -> Option<&str> {
    let hyphens = word.rmatch_indices('-').map(|(at, _)| &word[..at]);
    [word].into_iter().chain(hyphens).find(|id| is_id(id))
}
