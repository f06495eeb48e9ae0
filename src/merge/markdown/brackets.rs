//! What stands between the brackets of a reference, `[@H1; @H3]`: how it is read, and which of them stay on one line.

use crate::graph::Graph;
use crate::model::Kind;

/// So many ids that stand together stay on one line, and so many letters with what divides them. A reader takes in a bracket of a few ids at
/// a glance; a longer one would leave the line before it too short.
const MOST_TOGETHER: usize = 4;
const LONGEST_TOGETHER: usize = 20;

/// Whether pages show an id. The part that lists withdrawn ids shows those.
pub(super) fn is_printed(graph: &Graph, id: &str) -> bool {
    let stands = |kind: Kind| kind != Kind::SOURCE && graph.model.declarations.of(kind).printed;
    graph.kind(id).is_some_and(stands) || graph.withdrawn.get(id).is_some()
}

/// The ids that stand between two brackets.
pub(super) fn ids(references: &str) -> impl Iterator<Item = &str> {
    references.split(';').map(|reference| Reference::read(reference).id)
}

/// One of the references between two brackets, which `;` divides.
pub(super) struct Reference<'r> {
    /// The words before it, such as `see`.
    pub words: &'r str,
    /// Whether it is `-@id`: Pandoc's form for a citation whose author the text has named, and for the number of a figure without its word.
    pub has_dash: bool,
    pub id: &'r str,
    /// What follows a comma after the id.
    pub locator: Option<&'r str>,
    /// What follows the id without a comma.
    pub after: &'r str,
}

impl<'r> Reference<'r> {
    pub fn read(written: &'r str) -> Self {
        let written = written.trim();
        let begins = |at: &usize| {
            let before = &written[..*at];
            before.strip_suffix('-').unwrap_or(before).chars().next_back().is_none_or(char::is_whitespace)
        };
        let at = written.match_indices('@').map(|(at, _)| at).find(begins);
        let (before, rest) = at.map_or(("", written), |at| (&written[..at], &written[at + 1..]));
        let end = |c: char| c == ',' || (at.is_some() && c.is_whitespace());
        let (id, after) = rest.split_at(rest.find(end).unwrap_or(rest.len()));
        let has_dash = before.ends_with('-');
        let words = before.strip_suffix('-').unwrap_or(before).trim();
        let locator = after.trim_start().strip_prefix(',').map(str::trim);
        let after = if locator.is_some() { "" } else { after.trim() };
        Self { words, has_dash, id: id.trim(), locator, after }
    }
}

/// Whether references are ids alone, which pages print as they are: not figures, tables and chapters, whose words and numbers are known on
/// pages only, and not sources.
fn are_plain_ids(references: &str, graph: &Graph) -> bool {
    references.split(';').map(Reference::read).all(|reference| {
        let is_alone = reference.words.is_empty() && reference.locator.is_none() && reference.after.is_empty();
        is_alone && graph.kind(reference.id) != Some(Kind::FIGURE) && is_printed(graph, reference.id)
    })
}

/// Whether several ids stay on one line.
pub(super) fn stay_whole(references: &str, graph: &Graph) -> bool {
    let count = ids(references).count();
    let letters: usize = ids(references).map(|id| id.chars().count() + ", ".len()).sum();
    (2..=MOST_TOGETHER).contains(&count) && letters - ", ".len() <= LONGEST_TOGETHER && are_plain_ids(references, graph)
}

/// Whether they are one id, which is too short for a line of its own.
pub(super) fn is_short(references: &str, graph: &Graph) -> bool {
    let mut ids = ids(references);
    let is_one = ids.next().is_some_and(|id| id.chars().count() <= LONGEST_TOGETHER) && ids.next().is_none();
    is_one && are_plain_ids(references, graph)
}
