//! A plain proposal, such as a strike-out, as a difference of today's text.

use crate::comments::mark::{Kind, Mark, Proposal};
use crate::meaning::changes::words::{self, Run};

use super::carried::{Carried, Standing};
use super::statements::Version;
use super::target::Target;

/// This many unchanged words are shown on each side of a proposed change.
const CONTEXT: usize = 6;

/// The difference, with some words around it; nothing if the words are not what they were.
pub fn of(mark: &Mark, target: &Target, now: &Carried, old: &Version, new: &Version) -> Vec<Run> {
    let (Some(proposal), Standing::Unchanged | Standing::Moved) = (&mark.proposal, &now.standing) else {
        return Vec::new();
    };
    let (Some((stated, was)), Some(place), Some((_, range))) = (&target.stated, now.place, &now.field) else {
        return Vec::new();
    };
    let text = &new.files.get(place.file).text;
    // The text of the field around the place.
    let start = place.range().start - range.start;
    let whole = new.at(place).map(|stated| new.written(stated)).filter(|whole| text[start..].starts_with(*whole));
    let Some(whole) = whole else { return Vec::new() };
    let (gone, come) = match proposal {
        Proposal::Delete => (range.clone(), ""),
        Proposal::Replace(text) if mark.kind != Kind::Caret => (range.clone(), text.as_str()),
        Proposal::Insert(text) | Proposal::Replace(text) => {
            // The words on both sides are what they were, so the caret is as far from their beginning.
            let written = old.written(*stated).get(was.clone()).unwrap_or_default();
            let begin = was.start + (written.len() - written.trim_start().len());
            let Some(at) = target.caret.map(|caret| range.start + caret.saturating_sub(begin)) else {
                return Vec::new();
            };
            (at.min(range.end)..at.min(range.end), text.as_str())
        }
    };
    let (Some(before), Some(after), Some(out)) =
        (whole.get(..gone.start), whole.get(gone.end..), whole.get(gone.clone()))
    else {
        return Vec::new();
    };
    if out.is_empty() && come.is_empty() {
        return Vec::new();
    }
    // Only the paragraph of the change is of interest, without the quotes around a text in TOML.
    let is_literal = |text: &str| whole.starts_with(['"', '\'']) && !text.is_empty();
    let before = if is_literal(before) { before.trim_start_matches(['"', '\'']) } else { before };
    let after = if is_literal(after) { after.trim_end_matches(['"', '\'']) } else { after };
    let before = before.rsplit_once("\n\n").map_or(before, |(_, last)| last);
    let after = after.split_once("\n\n").map_or(after, |(first, _)| first);
    let runs = [
        Run::Kept(words::near(before, CONTEXT, true, false)),
        Run::Deleted(out.to_owned()),
        Run::Inserted(come.to_owned()),
        Run::Kept(words::near(after, CONTEXT, false, true)),
    ];
    let text = |run: &Run| match run {
        Run::Kept(text) | Run::Deleted(text) | Run::Inserted(text) => !text.is_empty(),
    };
    runs.into_iter().filter(text).collect()
}
