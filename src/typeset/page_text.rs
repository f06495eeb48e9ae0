//! The text of set pages as plain data: where each glyph stands on its page, and where its characters were written.

use typst::foundations::Label;
use typst::layout::{Abs, Point, Rect, Transform};
use typst::syntax::Span;
use typst::text::TextItem;
use typst_layout::Page;

use super::boxes::Sheet;
use super::preflight::geometry::{bounds, text_scale};
use super::preflight::walk::{self, Carry, Leaf, Mark, Part, What};
use super::relocate::item_id;

/// Pieces of text further apart than this many times their size are in different columns.
const COLUMN_GAP: f64 = 1.2;
/// A gap from this many times the size on is a space that nobody set.
const SPACE: f64 = 0.15;

/// What stands on one page. Places are in points from the upper left corner of the sheet, with what a press cuts off.
#[derive(Debug, Clone, Default)]
pub struct PageText {
    /// In the order in which it was set, which readers follow.
    pub lines: Vec<TextLine>,
    /// What has an id: drawings, images and tables, and headings of items.
    pub figures: Vec<FigureArea>,
    /// The areas of images, by their left, top, right and bottom. Words of a drawing are no lines of the page.
    pub images: Vec<[f64; 4]>,
}

impl PageText {
    /// Adds text behind the last line, or to it.
    pub fn push(&mut self, line: TextLine) {
        let rest = match self.lines.last_mut() {
            Some(last) => last.push(line),
            None => Some(line),
        };
        self.lines.extend(rest);
    }
}

/// The area of a figure on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureArea {
    pub id: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A line of text, or a part of one between columns.
#[derive(Debug, Clone)]
pub struct TextLine {
    pub direction: Direction,
    /// How far its baseline is below the corner, in its direction.
    pub baseline: f64,
    /// The size of the text.
    pub size: f64,
    pub language: String,
    /// The item that it belongs to: the one around it, or else the last one before it in the same section.
    pub item: Option<String>,
    /// Behind the text, as a watermark is.
    pub is_ground: bool,
    pub glyphs: Vec<PageGlyph>,
}

/// A glyph, measured along its line.
#[derive(Debug, Clone)]
pub struct PageGlyph {
    /// Its characters: several of a ligature, none of a mark over another glyph, a soft hyphen where a word was broken.
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// That of the text that it was set with, which may be raised or lowered in its line.
    pub baseline: f64,
    pub source: Option<GlyphSource>,
    /// Of a page of a PDF, the number of its marked content.
    pub content: Option<u32>,
}

/// Where a glyph comes from, for `Proof::written_of`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlyphSource {
    pub(super) span: Span,
    pub(super) offset: usize,
    /// The block of code around it.
    pub(super) code: Option<Span>,
}

/// Which way a line runs on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    /// A point of the page in the axes of a line: along it, and down from it.
    pub fn seen(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (y, -x),
            Self::Left => (-x, -y),
            Self::Up => (-y, x),
        }
    }

    /// The reverse of [`Self::seen`].
    pub fn on_page(self, along: f64, down: f64) -> (f64, f64) {
        match self {
            Self::Right => (along, down),
            Self::Down => (-down, along),
            Self::Left => (-along, -down),
            Self::Up => (down, -along),
        }
    }

    /// The way of a vector, nearly.
    pub fn of_vector(x: f64, y: f64) -> Self {
        match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
            (true, true, _) => Self::Right,
            (true, false, _) => Self::Left,
            (false, _, true) => Self::Down,
            (false, _, false) => Self::Up,
        }
    }
}

impl PageGlyph {
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }
}

impl TextLine {
    pub fn left(&self) -> f64 {
        self.glyphs.first().map_or(0.0, |glyph| glyph.left)
    }

    pub fn right(&self) -> f64 {
        self.glyphs.last().map_or(0.0, |glyph| glyph.right)
    }

    /// The height of the middle of its small letters.
    pub fn middle(&self) -> f64 {
        self.baseline - 0.25 * self.size
    }

    /// Takes up text that continues the line, or gives it back. A gap becomes a space.
    fn push(&mut self, mut next: TextLine) -> Option<TextLine> {
        let gap = next.left() - self.right();
        let is_level = (self.baseline - next.baseline).abs() < 0.4 * self.size.max(next.size);
        let size = self.size.max(next.size);
        let is_same = self.direction == next.direction && self.is_ground == next.is_ground;
        if !is_same || !is_level || gap < -0.4 * size || gap > COLUMN_GAP * size {
            return Some(next);
        }
        let is_spaced = |glyph: Option<&PageGlyph>| glyph.is_none_or(|glyph| glyph.text.ends_with(char::is_whitespace));
        if gap > SPACE * size && !is_spaced(self.glyphs.last()) {
            let (left, right, baseline) = (self.right(), next.left(), next.baseline);
            self.glyphs.push(PageGlyph { text: " ".to_owned(), left, right, baseline, source: None, content: None });
        }
        if next.size > self.size {
            (self.size, self.baseline) = (next.size, next.baseline);
        }
        self.item = next.item.or(self.item.take());
        self.glyphs.append(&mut next.glyphs);
        None
    }
}

/// The text of the pages of a document. `sheet` is how they are cut.
pub fn of<'p>(pages: impl Iterator<Item = &'p Page>, sheet: Sheet) -> Vec<PageText> {
    let (mut carry, mut owner) = (Carry::default(), Owner::default());
    let pages = pages.enumerate().map(|(index, page)| {
        let (leaf, next) = walk::leaf(page, sheet.trim(index, page.frame.size()), std::mem::take(&mut carry));
        carry = next;
        let corner = Point::new(page.bleed.left + sheet.slug(), page.bleed.top + sheet.slug());
        of_leaf(&leaf, Transform::translate(corner.x, corner.y), &mut owner)
    });
    pages.collect()
}

/// The last item that began, in the section that goes on.
#[derive(Debug, Default)]
struct Owner {
    label: Option<Label>,
    /// The level of its heading, if it has one.
    level: Option<usize>,
}

impl Owner {
    /// Follows a mark of the body: in an item, with the level of the heading that it is part of.
    fn follow(&mut self, inside: Option<Label>, heading: Option<usize>) {
        match (inside, heading) {
            (Some(label), level) if self.label == Some(label) => self.level = level.or(self.level),
            (Some(label), level) => *self = Self { label: Some(label), level },
            // A heading of the same level ends an item; lower ones are part of it.
            (None, Some(level)) if self.level.is_none_or(|own| level <= own) => *self = Self::default(),
            (None, _) => {}
        }
    }
}

fn of_leaf(leaf: &Leaf, to_sheet: Transform, owner: &mut Owner) -> PageText {
    let mut page = PageText::default();
    for mark in leaf.marks.iter().filter(|mark| mark.context.part != Part::Tile) {
        let inside = mark.context.owner.filter(|_| mark.context.is_inside);
        if mark.context.part == Part::Body {
            owner.follow(inside, mark.context.heading.map(|heading| leaf.headings[heading].level));
        }
        let at = to_sheet.pre_concat(mark.at);
        if let Some(label) = inside {
            add_area(&mut page.figures, id_of(label), bounds(mark.extent, at));
        }
        if let What::Image(..) = mark.what {
            page.images.push(sides(bounds(mark.extent, at)));
        }
        if let What::Text(text) = mark.what {
            let item = if mark.context.part == Part::Body { owner.label } else { inside };
            let line = line_of(text, mark, at, item.map(id_of));
            page.push(line);
        }
    }
    page
}

fn id_of(label: Label) -> String {
    item_id(&label.resolve()).to_owned()
}

fn sides(area: Rect) -> [f64; 4] {
    [area.min.x, area.min.y, area.max.x, area.max.y].map(Abs::to_pt)
}

fn add_area(areas: &mut Vec<FigureArea>, id: String, area: Rect) {
    let [left, top, right, bottom] = sides(area);
    match areas.last_mut().filter(|last| last.id == id) {
        Some(last) => {
            (last.left, last.top) = (last.left.min(left), last.top.min(top));
            (last.right, last.bottom) = (last.right.max(right), last.bottom.max(bottom));
        }
        None => areas.push(FigureArea { id, left, top, right, bottom }),
    }
}

fn line_of(text: &TextItem, mark: &Mark, at: Transform, item: Option<String>) -> TextLine {
    let direction = Direction::of_vector(at.sx.get(), at.ky.get());
    let seen = |x: Abs| {
        let point = Point::with_x(x).transform(at);
        direction.seen(point.x.to_pt(), point.y.to_pt())
    };
    let (_, baseline) = seen(Abs::zero());
    let mut x = Abs::zero();
    let glyphs = text.glyphs.iter().map(|glyph| {
        let begin = x + glyph.x_offset.at(text.size);
        x += glyph.x_advance.at(text.size);
        let (span, offset) = glyph.span;
        let source = GlyphSource { span, offset: usize::from(offset), code: mark.context.code };
        let shown = text.text.get(glyph.range()).unwrap_or_default().to_owned();
        PageGlyph { text: shown, left: seen(begin).0, right: seen(x).0, baseline, source: Some(source), content: None }
    });
    let glyphs = glyphs.collect();
    let (size, language) = (text.size.to_pt() * text_scale(at), text.lang.as_str().to_owned());
    let is_ground = mark.context.part == Part::Ground;
    TextLine { direction, baseline, size, language, item, is_ground, glyphs }
}
