//! Words that the edition `changes` shows as deleted: they are those of the version before, which had them at that place of the same field.

use std::ops::Range;

use crate::diagnostics::Place;
use crate::meaning::changes::words::{self, Edit};
use crate::typeset::Proof;
use crate::typeset::page_text::PageText;

use super::carried::{self, Collapsed};
use super::hits::{self, Hit};
use super::statements::{Stated, Version};

/// Deleted words that a mark is on.
pub struct Deleted<'a> {
    pub words: String,
    /// The field of the version before that has them, and the range of its text.
    pub stated: Stated<'a>,
    pub range: Range<usize>,
}

/// The deleted words of a mark, if it is mostly on such. `changed` is the version that was marked, and `before` the one that it is compared with.
pub fn of<'a>(
    (page, proof): (&PageText, &Proof),
    hits: &[Hit],
    changed: &Version<'a>,
    before: &Version<'a>,
) -> Option<Deleted<'a>> {
    let place = |line: usize, glyph: usize| proof.deleted_at(&page.lines[line].glyphs[glyph]);
    let own = |hit: &Hit| {
        let glyphs = hit.glyphs.iter().copied().filter(|glyph| place(hit.line, *glyph).is_some()).collect();
        Hit { line: hit.line, glyphs }
    };
    let deleted: Vec<Hit> = hits.iter().map(own).filter(|hit| !hit.glyphs.is_empty()).collect();
    let count = |hits: &[Hit]| hits.iter().map(|hit| hit.glyphs.len()).sum::<usize>();
    if count(&deleted) * 2 <= count(hits) {
        return None;
    }
    let at = place(deleted[0].line, deleted[0].glyphs[0])?;
    let words = hits::text(page, &deleted);
    let (stated, range) = in_version_before(at, &words, changed, before)?;
    Some(Deleted { words, stated, range })
}

/// Where the version before has words that were deleted at a place of the next one.
fn in_version_before<'a>(
    at: Place,
    wanted: &str,
    changed: &Version<'a>,
    before: &Version<'a>,
) -> Option<(Stated<'a>, Range<usize>)> {
    let now = changed.at(at)?;
    let stated = before.same(&now.entry.key, now.fact?)?;
    let (was, is) = (before.written(stated), changed.written(now));
    let offset = at.range().start - now.place()?.range().start;
    let mut edits: Vec<Edit> = words::edits(was, is).into_iter().filter(|edit| !edit.old.is_empty()).collect();
    edits.sort_by_key(|edit| edit.new.start.abs_diff(offset).min(edit.new.end.abs_diff(offset)));
    // Where the file has marks of Markdown among the words, the whole edit stands for them.
    let range = edits.iter().find_map(|edit| inside(was, &edit.old, wanted)).or_else(|| {
        let reads = |edit: &&Edit| carried::read(stated, &was[edit.old.clone()]).contains(wanted);
        edits.iter().find(reads).or(edits.first()).map(|edit| edit.old.clone())
    })?;
    Some((stated, range))
}

/// The words in a part of a text, whatever white space is between them.
fn inside(text: &str, part: &Range<usize>, wanted: &str) -> Option<Range<usize>> {
    let collapsed = Collapsed::of(&text[part.clone()]);
    let at = collapsed.text.find(wanted)?;
    let range = collapsed.range(at..at + wanted.len());
    Some(part.start + range.start..part.start + range.end)
}
