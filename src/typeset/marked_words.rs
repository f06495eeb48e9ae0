//! Where words of the report's files stand on set pages.

use std::ops::Range;

use typst::layout::{Abs, FrameItem, Point, Transform};
use typst::text::{Glyph, TextItem};

use crate::diagnostics::{FileKey, Place};

use super::Proof;

/// Boxes of a lower height than this share of the highest are repetitions, as in a list of contents or at the foot of a page.
const SAME_HEIGHT: f64 = 0.95;

/// Runs further apart than this share of their height are no parts of one text.
const SPACE: f64 = 1.2;

/// A part of a line on a page: the page from 0, and its box in points from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkedLine {
    pub page: usize,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A range of a file; of one that is not there, nothing is found.
type Wanted = (Option<FileKey>, Range<usize>);

/// A line with what it shows of the file.
struct Found {
    line: MarkedLine,
    end: usize,
}

impl Proof {
    /// Where each of these ranges of files stands: in its largest type, and there on the first page that has it and on the next one if it goes on
    /// there. One look at every page serves all of them.
    pub fn lines_of(&self, wanted: &[(&str, Range<usize>)]) -> Vec<Vec<MarkedLine>> {
        let keyed: Vec<Wanted> = wanted.iter().map(|(path, range)| (self.files.find(path), range.clone())).collect();
        let mut found: Vec<Vec<Found>> = wanted.iter().map(|_| Vec::new()).collect();
        for page in 0..self.page_count() {
            self.visit(page, &mut |item, to_page| {
                if let FrameItem::Text(text) = item {
                    self.in_run((text, to_page, page), &keyed, &mut found);
                }
            });
        }
        found.into_iter().zip(wanted).map(|(found, (_, range))| chosen(&found, range)).collect()
    }

    /// Looks for each range in a run of text.
    fn in_run(
        &self,
        (text, to_page, page): (&TextItem, Transform, usize),
        wanted: &[Wanted],
        found: &mut [Vec<Found>],
    ) {
        let place = |glyph: &Glyph| self.written(glyph.span.0, usize::from(glyph.span.1));
        // Most runs are of other files, which their ends tell.
        let ends = [text.glyphs.first(), text.glyphs.last()].into_iter().flatten().filter_map(place);
        if !ends.into_iter().any(|end| wanted.iter().any(|(file, _)| *file == Some(end.file))) {
            return;
        }
        let places: Vec<Option<Place>> = text.glyphs.iter().map(place).collect();
        for ((file, range), found) in wanted.iter().zip(found) {
            let meets = |own: Range<usize>| own.start < range.end && range.start < own.end;
            let is_inside =
                |place: &Option<Place>| place.is_some_and(|place| Some(place.file) == *file && meets(place.range()));
            let Some(first) = places.iter().position(is_inside) else { continue };
            let last = places.iter().rposition(is_inside).unwrap_or(first);
            let ends = places[first..=last].iter().flatten().map(|place| place.range().end);
            let line = of_glyphs(text, first..last + 1, to_page, page);
            found.push(Found { line, end: ends.max().unwrap_or_default() });
        }
    }
}

fn of_glyphs(text: &TextItem, glyphs: Range<usize>, to_page: Transform, page: usize) -> MarkedLine {
    let wide = |glyphs: &[Glyph]| glyphs.iter().map(|glyph| glyph.x_advance.at(text.size)).sum::<Abs>();
    let left = wide(&text.glyphs[..glyphs.start]);
    let right = left + wide(&text.glyphs[glyphs]);
    let [start, end] = [left, right].map(|x| Point::with_x(x).transform(to_page));
    let size = text.size.to_pt();
    MarkedLine {
        page,
        x: start.x.to_pt(),
        y: start.y.to_pt() - size,
        width: (end.x - start.x).to_pt(),
        height: size * 1.25,
    }
}

fn chosen(found: &[Found], range: &Range<usize>) -> Vec<MarkedLine> {
    let highest = found.iter().map(|it| it.line.height).fold(0.0, f64::max);
    let large = || found.iter().filter(|it| it.line.height >= highest * SAME_HEIGHT);
    let Some(first) = large().map(|it| it.line.page).min() else { return Vec::new() };
    let end = large().filter(|it| it.line.page == first).map(|it| it.end).max().unwrap_or_default();
    let last = if end < range.end { first + 1 } else { first };
    let mut lines: Vec<MarkedLine> = Vec::new();
    for it in large().filter(|it| (first..=last).contains(&it.line.page)) {
        match lines.last_mut().filter(|line| continues(line, &it.line)) {
            Some(line) => line.width = it.line.x + it.line.width - line.x,
            None => lines.push(it.line),
        }
    }
    lines
}

/// Whether a run of text continues a line: words may be set in several runs, also within.
fn continues(line: &MarkedLine, run: &MarkedLine) -> bool {
    let gap = run.x - (line.x + line.width);
    line.page == run.page
        && (line.y - run.y).abs() < run.height * 0.3
        && gap > -run.height * 0.3
        && gap < run.height * SPACE
}
