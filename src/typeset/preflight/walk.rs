//! The one walk over a page: every mark in painting order, with where it lies, what clips it and which part of the page it belongs to.

use typst::foundations::{Content, Label, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Frame, FrameItem, GridCell, GroupItem, PlaceElem, Point, Rect, Size, Transform};
use typst::math::EquationElem;
use typst::model::{FootnoteEntry, HeadingElem, ParElem, TableCell, TableChild, TableElem};
use typst::pdf::{ArtifactElem, ArtifactKind};
use typst::syntax::Span;
use typst::text::{Glyph, RawElem, SubElem, SuperElem, TextItem};
use typst::visualize::{Image, Paint, Shape};
use typst_layout::Page;

use crate::model::id_fault;
use crate::typeset::relocate::item_id;

use super::geometry::{bounds, common};

/// One page, taken apart.
pub struct Leaf<'a> {
    /// The page after it is cut.
    pub trim: Rect,
    pub fill: Option<&'a Paint>,
    pub marks: Vec<Mark<'a>>,
    /// The headings that stand on the page, in their order.
    pub headings: Vec<Heading>,
    pub cells: Vec<Cell>,
    pub groups: Vec<Group>,
    /// The tables that begin on the page and have no header.
    pub headless_tables: Vec<Span>,
}

/// Something that is painted.
pub struct Mark<'a> {
    pub what: What<'a>,
    /// From the mark's own coordinates to those of the page.
    pub at: Transform,
    /// Outside of this box of the page the mark is not painted. Round clips count as the boxes around them.
    pub clip: Option<Rect>,
    /// Where it was written; where Typst does not know, the innermost element around it.
    pub span: Span,
    /// The box around it, in its own coordinates: of text by the measures of its font, of shapes without their strokes.
    pub extent: Rect,
    /// The innermost frame in [`Leaf::groups`] that it lies in.
    pub group: usize,
    pub context: Context,
    /// Outside of an item, the last mark before it in the same paragraph or cell that another file wrote: the words of an author before what a
    /// template adds to them.
    pub beside: Option<Span>,
}

/// The context of a mark: what follows from the elements around it.
#[derive(Debug, Clone, Copy, Hash)]
pub struct Context {
    pub part: Part,
    /// Inside a footnote at the foot of the page.
    pub note: bool,
    /// Inside an equation, or raised or lowered beside other text.
    pub raised: bool,
    /// The heading in [`Leaf::headings`] that it belongs to.
    pub heading: Option<usize>,
    /// The cell in [`Leaf::cells`] that it stands in.
    pub cell: Option<usize>,
    /// The innermost paragraph, heading, cell or note that it stands in.
    flow: Option<Location>,
    /// The number of frames before the element in which it was placed, if it was: those do not hold it.
    placed: usize,
    /// The span of the innermost element that has one.
    span: Span,
    /// The span of the code that it is part of. The look of code sets the parts of long lines itself, with spans of its own.
    pub code: Option<Span>,
    /// The item that it belongs to: the innermost one around it, or else the last one before it.
    pub owner: Option<Label>,
    /// Whether that item is around it.
    pub is_inside: bool,
}

#[derive(Clone, Copy)]
pub enum What<'a> {
    Text(&'a TextItem),
    Shape(&'a Shape),
    Image(&'a Image, Size),
}

/// The role of a mark on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Body,
    /// The head and the foot of the page.
    Marginal,
    /// Behind the text or outside the trim: backgrounds, watermarks, printers' marks.
    Ground,
    /// Marked as an artifact by the templates.
    Decoration,
    /// A tile of a pattern that something else is painted with.
    Tile,
}

pub struct Heading {
    location: Location,
    pub span: Span,
    pub level: usize,
    /// The number of marks on the page before the first and after the last one of the heading.
    pub first: usize,
    pub end: usize,
}

/// A cell of a table or of a grid that begins on the page.
pub struct Cell {
    table: Option<Location>,
    column: usize,
    columns: usize,
    pub left: Abs,
}

/// A frame inside the page.
pub struct Group {
    pub around: Option<usize>,
    /// Its box on the page.
    pub bounds: Rect,
}

/// An element that has begun and not yet ended.
#[derive(Debug, Clone, Hash)]
struct Open {
    location: Location,
    /// The context of its content: that around it, with what it adds.
    context: Context,
}

const OUTERMOST: Context = Context {
    part: Part::Body,
    note: false,
    raised: false,
    heading: None,
    cell: None,
    flow: None,
    placed: 0,
    span: Span::detached(),
    code: None,
    owner: None,
    is_inside: false,
};

/// The state that goes on from one page to the next.
#[derive(Debug, Clone, Default, Hash)]
pub struct Carry {
    open: Vec<Open>,
    /// The last item that began.
    item: Option<Label>,
    /// The last mark of a body.
    pub mark: Option<Span>,
}

/// Takes a page apart, which is cut to `trim`. `carry` comes from the page before; returns that for the next page.
pub fn leaf(page: &Page, trim: Rect, carry: Carry) -> (Leaf<'_>, Carry) {
    let whole = Rect::from_pos_size(Point::zero(), page.frame.size());
    let leaf = Leaf {
        trim,
        fill: page.fill.as_ref().custom().and_then(Option::as_ref),
        marks: Vec::new(),
        headings: Vec::new(),
        cells: Vec::new(),
        groups: vec![Group { around: None, bounds: whole }],
        headless_tables: Vec::new(),
    };
    let mut walk = Walk { leaf, carry };
    walk.frame(&page.frame, Place { at: Transform::identity(), clip: None, group: 0, tile: None });
    let Walk { leaf, mut carry } = walk;
    // Numbers of headings, cells and groups hold for one page.
    for Open { context, .. } in &mut carry.open {
        *context = Context { heading: None, cell: None, placed: 0, ..*context };
    }
    (leaf, carry)
}

impl<'a> Leaf<'a> {
    /// The left edges of a cell and of the nearest cell to its right in the same table.
    pub fn sides(&self, cell: usize) -> Option<(Abs, Abs)> {
        let Cell { table, column, columns, left } = self.cells[cell];
        let beyond = self.cells.iter().filter(|other| other.table == table && other.column >= column + columns);
        let right = beyond.min_by_key(|other| other.column)?.left;
        Some((left, right))
    }

    /// The boxes of the frames that a mark flows in, inner ones first, without empty ones and those that the mark was placed in.
    pub fn holders(&self, mark: &Mark) -> impl Iterator<Item = Rect> {
        let placed = mark.context.placed;
        std::iter::successors(Some(mark.group), |group| self.groups[*group].around)
            .take_while(move |group| *group >= placed)
            .map(|group| self.groups[group].bounds)
            .filter(|bounds| bounds.size().x > Abs::zero() && bounds.size().y > Abs::zero())
    }

    /// Text that can be seen, other than in tiles.
    pub fn texts(&self) -> impl Iterator<Item = (&Mark<'a>, &'a TextItem)> {
        self.marks.iter().filter_map(|mark| match mark.what {
            What::Text(text) if mark.context.part != Part::Tile && !text.text.trim().is_empty() => Some((mark, text)),
            _ => None,
        })
    }
}

struct Walk<'a> {
    leaf: Leaf<'a>,
    carry: Carry,
}

#[derive(Clone, Copy)]
struct Place {
    at: Transform,
    clip: Option<Rect>,
    group: usize,
    /// Inside of a pattern: the span of what is painted with it.
    tile: Option<Span>,
}

impl<'a> Walk<'a> {
    fn frame(&mut self, frame: &'a Frame, place: Place) {
        for (position, item) in frame.items() {
            let at = place.at.pre_concat(Transform::translate(position.x, position.y));
            let place = Place { at, ..place };
            match item {
                FrameItem::Group(inner) => self.group(inner, place),
                FrameItem::Tag(Tag::Start(element, _)) => self.start(element, at),
                FrameItem::Tag(Tag::End(location, ..)) => self.end(*location),
                FrameItem::Link(..) => {}
                FrameItem::Text(text) => {
                    let span = text.glyphs.iter().map(|glyph| glyph.span.0).find(|span| !span.is_detached());
                    self.mark(What::Text(text), span, place);
                }
                FrameItem::Shape(shape, span) => self.mark(What::Shape(shape), Some(*span), place),
                FrameItem::Image(image, size, span) => self.mark(What::Image(image, *size), Some(*span), place),
            }
        }
    }

    fn group(&mut self, inner: &'a GroupItem, place: Place) {
        let at = place.at.pre_concat(inner.transform);
        let own_clip = inner.clip.as_ref().map(|curve| bounds(curve.bbox(None), at));
        let clip = match (place.clip, own_clip) {
            (Some(clip), Some(own)) => Some(common(clip, own)),
            (clip, own) => clip.or(own),
        };
        let own = Rect::from_pos_size(Point::zero(), inner.frame.size());
        self.leaf.groups.push(Group { around: Some(place.group), bounds: bounds(own, at) });
        self.frame(&inner.frame, Place { at, clip, group: self.leaf.groups.len() - 1, ..place });
    }

    fn mark(&mut self, what: What<'a>, span: Option<Span>, Place { at, clip, group, tile }: Place) {
        let around = self.context();
        let span = tile.or(around.code).or(span.filter(|span| !span.is_detached())).unwrap_or(around.span);
        let (extent, fill, stroke) = match what {
            What::Text(text) => (extent(text), Some(&text.fill), text.stroke.as_ref()),
            What::Shape(shape) => (shape.bbox(false), shape.fill.as_ref(), shape.stroke.as_ref()),
            What::Image(_, size) => (Rect::from_pos_size(Point::zero(), size), None, None),
        };
        for paint in fill.into_iter().chain(stroke.map(|stroke| &stroke.paint)) {
            if let Paint::Tiling(tiling) = paint {
                self.frame(tiling.frame(), Place { at, clip: None, group, tile: Some(span) });
            }
        }
        let part = if tile.is_some() { Part::Tile } else { around.part };
        let is_near = |before: &&Mark| before.context.flow == around.flow && around.flow.is_some() && !around.is_inside;
        let before = self.leaf.marks.last().filter(is_near);
        let beside =
            before.and_then(|before| if before.span.id() == span.id() { before.beside } else { Some(before.span) });
        self.leaf.marks.push(Mark { what, at, clip, span, extent, group, context: Context { part, ..around }, beside });
    }

    fn context(&self) -> Context {
        let context = self.carry.open.last().map_or(OUTERMOST, |open| open.context);
        Context { owner: context.owner.or(self.carry.item), ..context }
    }

    fn start(&mut self, element: &Content, at: Transform) {
        let Some(location) = element.location() else { return };
        let around = self.carry.open.last().map_or(OUTERMOST, |open| open.context);
        let mut context = around;
        if let Some(label) = element.label().filter(|label| is_item(&label.resolve())) {
            (context.owner, context.is_inside) = (Some(label), true);
            self.carry.item = Some(label);
        }
        if !element.span().is_detached() {
            context.span = element.span();
        }
        if let Some(artifact) = element.to_packed::<ArtifactElem>() {
            context.part = part(artifact.kind.get(StyleChain::default()));
        } else if let Some(heading) = element.to_packed::<HeadingElem>().filter(|_| context.part == Part::Body) {
            context.heading = Some(self.leaf.headings.len());
            let (first, level) = (self.leaf.marks.len(), heading.resolve_level(StyleChain::default()).get());
            self.leaf.headings.push(Heading { location, span: element.span(), level, first, end: usize::MAX });
        } else if let Some(table) = element.to_packed::<TableElem>() {
            let headless = !table.children.iter().any(|child| matches!(child, TableChild::Header(_)));
            if headless && context.part == Part::Body {
                self.leaf.headless_tables.push(element.span());
            }
        } else if let Some((column, columns)) = columns(element) {
            let table = self.carry.open.last().map(|open| open.location);
            context.cell = Some(self.leaf.cells.len());
            self.leaf.cells.push(Cell { table, column, columns, left: at.tx });
        } else if element.is::<PlaceElem>() {
            context.placed = self.leaf.groups.len();
        }
        if element.is::<ParElem>()
            || element.is::<FootnoteEntry>()
            || context.heading != around.heading
            || context.cell != around.cell
        {
            context.flow = Some(location);
        }
        if element.is::<RawElem>() {
            context.code = Some(element.span()).filter(|span| !span.is_detached());
        }
        context.note |= element.is::<FootnoteEntry>();
        context.raised |= element.is::<SuperElem>() || element.is::<SubElem>() || element.is::<EquationElem>();
        self.carry.open.push(Open { location, context });
    }

    fn end(&mut self, location: Location) {
        if let Some(index) = self.carry.open.iter().rposition(|open| open.location == location) {
            self.carry.open.remove(index);
        }
        if let Some(heading) = self.leaf.headings.iter_mut().rfind(|heading| heading.location == location) {
            heading.end = self.leaf.marks.len();
        }
    }
}

/// The role of an artifact on its page.
fn part(kind: ArtifactKind) -> Part {
    match kind {
        ArtifactKind::Header | ArtifactKind::Footer | ArtifactKind::PageNumber => Part::Marginal,
        ArtifactKind::Background | ArtifactKind::Watermark | ArtifactKind::Page => Part::Ground,
        _ => Part::Decoration,
    }
}

/// The column of a cell, from 0, and how many columns it spans.
fn columns(element: &Content) -> Option<(usize, usize)> {
    let styles = StyleChain::default();
    let (x, span) = match (element.to_packed::<TableCell>(), element.to_packed::<GridCell>()) {
        (Some(cell), _) => (cell.x.get(styles), cell.colspan.get(styles)),
        (_, Some(cell)) => (cell.x.get(styles), cell.colspan.get(styles)),
        (None, None) => return None,
    };
    Some((x.custom()?, span.get()))
}

impl Mark<'_> {
    /// Whether it is neither turned nor slanted.
    pub fn is_upright(&self) -> bool {
        self.at.kx.is_zero() && self.at.ky.is_zero()
    }
}

/// The box of a run of text by the measures of its font, without the white space at its ends.
fn extent(text: &TextItem) -> Rect {
    let metrics = text.font.metrics();
    let blank = |glyph: &&Glyph| text.text.get(glyph.range()).is_some_and(|text| text.trim().is_empty());
    let advance = |glyph: &Glyph| glyph.x_advance.at(text.size);
    let before: Abs = text.glyphs.iter().take_while(blank).map(advance).sum();
    let after: Abs = text.glyphs.iter().rev().take_while(blank).map(advance).sum();
    Rect::new(
        Point::new(before, -metrics.ascender.at(text.size)),
        Point::new(text.width() - after, -metrics.descender.at(text.size)),
    )
}

/// The box of the ink of a run of text; none for text without ink.
pub fn ink(text: &TextItem) -> Option<Rect> {
    let ink = text.bbox();
    (ink.min.x.to_raw().is_finite() && ink.max.x.to_raw().is_finite()).then_some(ink)
}

/// Whether a label may be that of an item. Hyphens may be part of its id; the labels of chapters and headings have words behind theirs.
fn is_item(label: &str) -> bool {
    let id = item_id(label);
    let is_numbered = id.rsplit_once('-').is_none_or(|(_, last)| last.starts_with(|c: char| c.is_ascii_digit()));
    is_numbered && id_fault(&id.replace('-', ".")).is_none()
}
