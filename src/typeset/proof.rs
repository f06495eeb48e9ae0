//! Pages for the preview: their pictures, their text, and where each word was written.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use typst::World;
use typst::foundations::{Content, Label};
use typst::introspection::{Introspector, Tag};
use typst::layout::{Abs, FrameItem, Point, Size, Transform};
use typst::syntax::{FileId, LinkedNode, Source, Span, SyntaxKind};
use typst::text::{RawElem, TextItem};
use typst::utils::{PicoStr, hash128};
use typst_layout::PagedDocument;

use crate::diagnostics::{Files, Place};
use crate::merge::GeneratedFiles;
use crate::merge::marks::line::DELETED;

use super::page_text::{self, GlyphSource, PageGlyph, PageText};
use super::{ReportWorld, boxes::Sheet, frames, literal, picture, world::file_id};

/// How far beside a word a click may fall, in points.
const REACH: f64 = 14.0;
/// Pieces of text further apart than this many times their size are in different columns.
const COLUMN_GAP: f64 = 1.2;

/// A snapshot of the pages of one language and edition, with all that is needed to find where their text was written.
pub struct Proof {
    document: PagedDocument,
    sheet: Sheet,
    generated: Arc<GeneratedFiles>,
    sources: HashMap<FileId, Source>,
    /// The written files as they were when the pages were set.
    pub files: Files,
}

/// A page's id, and its size in points.
#[derive(Debug, Clone, PartialEq)]
pub struct ProofPage {
    /// The hash of everything on the page.
    pub id: String,
    pub width: f64,
    pub height: f64,
}

/// A line of text on a page: its box in points from the page's upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub text: String,
    pub language: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Proof {
    pub fn new(
        (document, sheet): (PagedDocument, Sheet),
        world: &ReportWorld,
        generated: Arc<GeneratedFiles>,
        files: Files,
    ) -> Self {
        let modules = generated.keys().filter(|path| path.ends_with(".typ"));
        let ids = modules.map(|path| file_id(path));
        let sources = ids.filter_map(|id| Some((id, world.source(id).ok()?))).collect();
        Self { document, sheet, generated, sources, files }
    }

    /// Every page in order.
    pub fn pages(&self) -> Vec<ProofPage> {
        let view = |page: &typst_layout::Page| ProofPage {
            id: format!("{:032x}", hash128(page)),
            width: page.frame.width().to_pt(),
            height: page.frame.height().to_pt(),
        };
        self.document.pages().iter().map(view).collect()
    }

    /// The picture of a page as PNG, of a width in pixels; pages count from 0.
    pub fn png(&self, page: usize, width: u32) -> Option<Vec<u8>> {
        picture::png(self.document.pages().get(page)?, width).ok()
    }

    /// The text of every page, glyph by glyph.
    pub fn texts(&self) -> Vec<PageText> {
        page_text::of(self.document.pages().iter(), self.sheet)
    }

    /// The text of a page, in the order in which it was set.
    pub fn lines(&self, page: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let Some(page) = self.document.pages().get(page) else { return lines };
        frames::visit(&page.frame, &mut |item, to_page| {
            let FrameItem::Text(text) = item else { return };
            let run = line_of(text, to_page);
            match lines.last_mut() {
                Some(last) if continues(last, &run) => {
                    if run.x - (last.x + last.width) > run.height * 0.15 && !last.text.ends_with(' ') {
                        last.text.push(' ');
                    }
                    last.text.push_str(&run.text);
                    last.width = run.x + run.width - last.x;
                }
                _ => lines.push(run),
            }
        });
        lines.retain(|line| !line.text.trim().is_empty());
        lines
    }

    /// Where the text at a point of a page was written, or the nearest text within reach. The point is in points from the upper left corner.
    pub fn place(&self, page: usize, x: f64, y: f64) -> Option<Place> {
        let page = self.document.pages().get(page)?;
        let click = Point::new(Abs::pt(x), Abs::pt(y));
        let mut near: Vec<(f64, Place)> = Vec::new();
        // The look of code sets the parts of long lines itself: they were written where the code was.
        let mut code: Option<&Content> = None;
        frames::visit(&page.frame, &mut |item, to_page| match item {
            FrameItem::Tag(Tag::Start(element, _)) if element.is::<RawElem>() => code = Some(element),
            FrameItem::Tag(Tag::End(location, ..)) if code.and_then(Content::location) == Some(*location) => {
                code = None
            }
            FrameItem::Text(text) => near.extend(self.in_text(text, code.map(Content::span), to_page, click)),
            FrameItem::Image(_, size, span) => near.extend(self.in_box(*size, *span, to_page, click)),
            _ => {}
        });
        near.into_iter().min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, place)| place)
    }

    /// Where the characters of a glyph were written; `None` of what a template wrote.
    pub fn written_of(&self, glyph: &PageGlyph) -> Option<Place> {
        let GlyphSource { span, offset, code } = glyph.source?;
        self.written(span, offset).or_else(|| self.written(code?, 0))
    }

    /// Where the deleted words stood that a glyph of the edition `changes` belongs to; `None` of all other glyphs.
    pub fn deleted_at(&self, glyph: &PageGlyph) -> Option<Place> {
        let GlyphSource { span, offset, .. } = glyph.source?;
        let node = self.sources.get(&span.id()?)?.find(span)?;
        // The words are the only argument of the call.
        let around = node.parent()?.parent()?;
        let callee = around.children().next().filter(|_| around.kind() == SyntaxKind::FuncCall)?;
        if callee.leaf_text() == DELETED { self.written(span, offset) } else { None }
    }

    /// The page of an id, from 0, and how far down, in points.
    pub fn page_of(&self, label: &str) -> Option<(usize, f64)> {
        let introspector = self.document.introspector();
        let label = Label::new(PicoStr::intern(label))?;
        let location = introspector.query_label(label).ok()?.location()?;
        let position = introspector.position(location)?;
        Some((position.page.get() - 1, position.point.y.to_pt()))
    }

    pub(super) fn page_count(&self) -> usize {
        self.document.pages().len()
    }

    /// Visits what stands on a page.
    pub(super) fn visit(&self, page: usize, visit: &mut dyn FnMut(&FrameItem, Transform)) {
        if let Some(page) = self.document.pages().get(page) {
            frames::visit(&page.frame, &mut |item, to_page| visit(item, to_page));
        }
    }

    fn in_text(&self, text: &TextItem, code: Option<Span>, to_page: Transform, click: Point) -> Option<(f64, Place)> {
        let inside = click.transform(to_page.invert()?);
        let (top, bottom) = (-text.size.to_pt(), text.size.to_pt() * 0.3);
        let (x, y) = (inside.x.to_pt(), inside.y.to_pt());
        let above = (top - y).max(y - bottom).max(0.0);
        if above > REACH {
            return None;
        }
        let mut right = 0.0;
        let glyphs = text.glyphs.iter().map(|glyph| {
            let left = right;
            right += glyph.x_advance.at(text.size).to_pt();
            ((left - x).max(x - right).max(0.0), glyph)
        });
        let nearest = glyphs.min_by(|one, other| one.0.total_cmp(&other.0));
        let (beside, glyph) = nearest.filter(|(beside, _)| *beside <= REACH)?;
        let (span, offset) = glyph.span;
        let place = self.written(span, usize::from(offset)).or_else(|| self.written(code?, 0))?;
        Some((above.hypot(beside), place))
    }

    fn in_box(&self, size: Size, span: Span, to_page: Transform, click: Point) -> Option<(f64, Place)> {
        let inside = click.transform(to_page.invert()?);
        let hit = (Abs::zero()..=size.x).contains(&inside.x) && (Abs::zero()..=size.y).contains(&inside.y);
        // Text on top of an image comes first.
        if hit { Some((REACH, self.written(span, 0)?)) } else { None }
    }

    /// The written place of a byte of the text at a span.
    pub(super) fn written(&self, span: Span, offset: usize) -> Option<Place> {
        let id = span.id()?;
        let source = self.sources.get(&id)?;
        let node = source.find(span)?;
        let map = &self.generated.get(id.vpath().get_with_slash())?.map;
        let range = match string_of(&node) {
            Some(whole) => {
                let mut characters = literal::characters(&source.text()[whole.clone()]);
                let character = characters.find(|(at, _)| at.contains(&offset));
                character.map_or(whole.clone(), |(_, own)| whole.start + own.start..whole.start + own.end)
            }
            None => node.range(),
        };
        map.find(&range).or_else(|| map.find(&node.range()))
    }
}

fn line_of(text: &TextItem, to_page: Transform) -> Line {
    let height = text.size.to_pt() * 1.25;
    let origin = Point::zero().transform(to_page);
    let end = Point::new(text.width(), Abs::zero()).transform(to_page);
    Line {
        text: text.text.to_string(),
        language: text.lang.as_str().to_owned(),
        x: origin.x.to_pt(),
        y: origin.y.to_pt() - text.size.to_pt(),
        width: (end.x - origin.x).to_pt(),
        height,
    }
}

/// Whether a run of text continues a line.
fn continues(line: &Line, run: &Line) -> bool {
    let gap = run.x - (line.x + line.width);
    let level = (line.y + line.height * 0.8) - (run.y + run.height * 0.8);
    line.language == run.language
        && level.abs() < run.height * 0.3
        && gap > -run.height * 0.3
        && gap < run.height * COLUMN_GAP
}

/// The range between the quotes of a string literal, or of the one in a call of `text` or `raw`.
fn string_of(node: &LinkedNode) -> Option<Range<usize>> {
    if node.kind() == SyntaxKind::Str {
        let range = node.range();
        return Some(range.start + 1..range.end.saturating_sub(1).max(range.start + 1));
    }
    // A call such as `cite(label("x"))` is written as a whole: its text is not the literal.
    let words = ["text", "raw"];
    let call = node.kind() == SyntaxKind::FuncCall
        && node.children().next().is_some_and(|callee| words.contains(&callee.leaf_text().as_str()));
    let arguments = node.children().find(|child| child.kind() == SyntaxKind::Args).filter(|_| call)?;
    arguments.children().find(|child| child.kind() == SyntaxKind::Str).and_then(|child| string_of(&child))
}
