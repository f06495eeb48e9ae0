//! Which glyphs of a page a mark is on, by its boxes. Programs draw these higher than a line, wider than a word and thinner than either,
//! so that boxes which meet say little: the middle of a line and of a glyph decides.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::comments::mark::Area;
use crate::typeset::page_text::{FigureArea, PageText, TextLine};

/// A box that is lower than this many times the size of the text is on one line.
const ONE_LINE: f64 = 2.2;
/// How far from the middle of a line a thin box may be, such as an underline, in parts of the size.
const THIN: f64 = 0.5;
/// How far outside of a box the middle of a glyph may be, in points.
const ROUNDED: f64 = 0.2;
/// How far from the middle of its line a caret may be, in points.
const FAR_CARET: f64 = 15.0;
/// How far from a line a note may be, in parts of the size.
const BESIDE: f64 = 1.2;

/// Glyphs of a line, by their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub line: usize,
    pub glyphs: Vec<usize>,
}

/// The words in the boxes, in reading order. A word is whole if half of its glyphs are in them, and none otherwise.
pub fn in_boxes(page: &PageText, boxes: &[Area]) -> Vec<Hit> {
    let found = hits(page, boxes, false);
    let found = if found.is_empty() { hits(page, boxes, true) } else { found };
    let whole = found.into_iter().map(|(line, marked)| Hit { line, glyphs: whole_words(&page.lines[line], &marked) });
    whole.filter(|hit| !hit.glyphs.is_empty()).collect()
}

/// The glyphs in the boxes, by line. A `thin` box may also be above or below the middle of its line.
fn hits(page: &PageText, boxes: &[Area], thin: bool) -> BTreeMap<usize, Vec<usize>> {
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for area in boxes {
        let lines = page.lines.iter().enumerate().filter(|(_, line)| !line.is_ground);
        let across: Vec<(f64, usize, &TextLine)> = lines
            .filter_map(|(number, line)| {
                let own = seen(area, line);
                let outside = (own.top - line.middle()).max(line.middle() - own.bottom);
                let is_near = outside <= if thin { THIN * line.size } else { 0.0 };
                let is_across = line.left() < own.right && line.right() > own.left;
                let away = (f64::midpoint(own.top, own.bottom) - line.middle()).abs();
                (is_near && is_across).then_some((away, number, line))
            })
            .collect();
        let Some((least, _, nearest)) = across.iter().min_by(|one, other| one.0.total_cmp(&other.0)) else { continue };
        let own = seen(area, nearest);
        let is_on_one = own.bottom - own.top < ONE_LINE * nearest.size;
        for (away, number, line) in &across {
            if is_on_one && *away >= least + 0.5 * line.size {
                continue;
            }
            let own = seen(area, line);
            let glyphs = line
                .glyphs
                .iter()
                .enumerate()
                .filter(|(_, glyph)| (own.left - ROUNDED..=own.right + ROUNDED).contains(&glyph.middle()));
            found.entry(*number).or_default().extend(glyphs.map(|(glyph, _)| glyph));
        }
    }
    found.retain(|_, glyphs| !glyphs.is_empty());
    found
}

/// A box in the axes of a line.
fn seen(area: &Area, line: &TextLine) -> Area {
    let (one, other) = (line.direction.seen(area.left, area.top), line.direction.seen(area.right, area.bottom));
    Area { left: one.0.min(other.0), right: one.0.max(other.0), top: one.1.min(other.1), bottom: one.1.max(other.1) }
}

/// The glyphs of the words of which at least half are marked.
fn whole_words(line: &TextLine, marked: &[usize]) -> Vec<usize> {
    let words = words(line).filter(|word| {
        let count = word.clone().filter(|glyph| marked.contains(glyph)).count();
        count * 2 >= word.len()
    });
    words.flatten().collect()
}

/// The words of a line, as ranges of its glyphs.
pub fn words(line: &TextLine) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let is_space =
        |glyph: usize| line.glyphs[glyph].text.chars().all(char::is_whitespace) && !line.glyphs[glyph].text.is_empty();
    std::iter::from_fn(move || {
        let start = (at..line.glyphs.len()).find(|glyph| !is_space(*glyph))?;
        at = (start..line.glyphs.len()).find(|glyph| is_space(*glyph)).unwrap_or(line.glyphs.len());
        Some(start..at)
    })
}

/// A place between two glyphs of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub line: usize,
    /// The glyph behind it, or the number of glyphs at the end of the line.
    pub before: usize,
}

/// Where a caret stands: the gap nearest to the middle of its upper edge, on the nearest line.
pub fn at_caret(page: &PageText, area: &Area) -> Option<Gap> {
    let point = Area {
        left: f64::midpoint(area.left, area.right),
        right: f64::midpoint(area.left, area.right),
        bottom: area.top,
        ..*area
    };
    let near = page.lines.iter().enumerate().filter(|(_, line)| !line.is_ground).filter_map(|(number, line)| {
        let own = seen(&point, line);
        let away = (own.top - line.middle()).abs();
        let is_beside = line.left() - 5.0 < own.left && own.left < line.right() + 5.0;
        (is_beside && away <= FAR_CARET).then_some((away, number, own.left))
    });
    let (_, line, x) = near.min_by(|one, other| one.0.total_cmp(&other.0))?;
    let glyphs = &page.lines[line].glyphs;
    let edges = glyphs.iter().map(|glyph| glyph.left).chain(glyphs.last().map(|glyph| glyph.right));
    let (before, _) = edges.enumerate().min_by(|one, other| (one.1 - x).abs().total_cmp(&(other.1 - x).abs()))?;
    Some(Gap { line, before })
}

/// The line that a note stands at or on, and the glyph of it that is nearest to the note.
pub fn beside(page: &PageText, area: &Area) -> Option<Gap> {
    let lines = page.lines.iter().enumerate().filter(|(_, line)| !line.is_ground);
    let near = lines.filter_map(|(number, line)| {
        let own = seen(area, line);
        let away = (f64::midpoint(own.top, own.bottom) - line.middle()).abs();
        let gap = (line.left() - own.right).max(own.left - line.right()).max(0.0);
        (away < BESIDE * line.size).then_some((gap + 2.0 * away, number, f64::midpoint(own.left, own.right)))
    });
    let (_, line, x) = near.min_by(|one, other| one.0.total_cmp(&other.0))?;
    let nearest = |(_, one): &(usize, f64), (_, other): &(usize, f64)| one.total_cmp(other);
    let away = page.lines[line].glyphs.iter().map(|glyph| (glyph.left - x).max(x - glyph.right).max(0.0));
    Some(Gap { line, before: away.enumerate().min_by(nearest)?.0 })
}

/// The line that is nearest to a mark, whatever is between them.
pub fn nearest(page: &PageText, area: &Area) -> Option<Gap> {
    let lines = page.lines.iter().enumerate().filter(|(_, line)| !line.is_ground && !line.glyphs.is_empty());
    let away = lines.map(|(number, line)| {
        let own = seen(area, line);
        let down = (own.top - line.baseline).max(line.baseline - line.size - own.bottom).max(0.0);
        let across = (line.left() - own.right).max(own.left - line.right()).max(0.0);
        (down.hypot(across), number)
    });
    let (_, line) = away.min_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(Gap { line, before: 0 })
}

/// What a drawing is around or across: the figure or the block of lines that has the largest share of it. `blocks` are lines that
/// belong together, such as a paragraph; headings of items have areas, too, and are none of the figures.
pub fn around<'p>(
    page: &'p PageText,
    is_figure: impl Fn(&str) -> bool,
    blocks: &[Vec<usize>],
    area: &Area,
) -> Option<Covered<'p>> {
    let figures = page.figures.iter().filter(|figure| is_figure(&figure.id)).map(|figure| {
        let FigureArea { left, top, right, bottom, .. } = *figure;
        (share(area, &Area { left, top, right, bottom }), Covered::Figure(figure))
    });
    let blocks = blocks.iter().enumerate().filter_map(|(number, lines)| {
        let areas = lines.iter().map(|line| on_page(&page.lines[*line]));
        let whole = areas.reduce(|all, next| Area {
            left: all.left.min(next.left),
            top: all.top.min(next.top),
            right: all.right.max(next.right),
            bottom: all.bottom.max(next.bottom),
        })?;
        Some((share(area, &whole), Covered::Block(number)))
    });
    let best = figures.chain(blocks).filter(|(share, _)| *share > 0.0);
    // Of equal shares the first counts: a figure before the words in it.
    best.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, covered)| covered)
}

/// What a drawing covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Covered<'p> {
    Figure(&'p FigureArea),
    /// By its number.
    Block(usize),
}

/// The area that a drawing shares with a part of the page.
fn share(drawing: &Area, part: &Area) -> f64 {
    let width = drawing.right.min(part.right) - drawing.left.max(part.left);
    let height = drawing.bottom.min(part.bottom) - drawing.top.max(part.top);
    if width <= 0.0 || height <= 0.0 { 0.0 } else { width * height }
}

/// The box of a line on its page.
fn on_page(line: &TextLine) -> Area {
    let (top, bottom) = (line.baseline - line.size, line.baseline + 0.3 * line.size);
    let (one, other) = (line.direction.on_page(line.left(), top), line.direction.on_page(line.right(), bottom));
    Area { left: one.0.min(other.0), right: one.0.max(other.0), top: one.1.min(other.1), bottom: one.1.max(other.1) }
}

/// The words of glyphs as a reader reads them: a word that was broken at the end of a line is whole.
pub fn text(page: &PageText, hits: &[Hit]) -> String {
    let mut text = String::new();
    for Hit { line, glyphs } in hits {
        let mut part = String::new();
        let mut last: Option<usize> = None;
        for glyph in glyphs {
            if last.is_some_and(|last| last + 1 != *glyph) && !part.ends_with(' ') {
                part.push(' ');
            }
            part.push_str(&page.lines[*line].glyphs[*glyph].text);
            last = Some(*glyph);
        }
        if text.ends_with('\u{ad}') {
            text.pop();
        } else if !text.is_empty() && !text.ends_with('-') {
            text.push(' ');
        }
        text.push_str(part.trim());
    }
    text.trim_end_matches('\u{ad}').replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
