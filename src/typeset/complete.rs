//! From laid-out pages to complete ones: stand-ins of links become what they stand for, and the list of sources gets its tags.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;
use typst::foundations::{Content, Label};
use typst::introspection::{Introspector, Location, Tag, TagFlags};
use typst::layout::{Frame, FrameItem, GroupItem};
use typst::model::{Document as _, FigureElem, LinkMarker, ListElem, ParElem};
use typst::pdf::{PdfMarkerTag, PdfMarkerTagKind};
use typst_layout::{Page, PagedDocument};

use super::links::{self, Answers, Question};
use super::timings;
use super::world::ReportWorld;

/// How the labels of entries in the list of sources begin.
const SOURCE: &str = "source-";

/// The complete pages of a world. `None` when Typst itself has to say what is wrong with a link.
pub fn pages(document: PagedDocument, world: &ReportWorld) -> Option<PagedDocument> {
    let _timed = timings::scope("complete the pages");
    let found = Found::of(&document);
    let introspector: &dyn Introspector = &**document.introspector();
    let answers = links::answers(world, introspector, &found.labels, &found.questions)?;
    Some(changed(document, &Changes { found, answers }))
}

/// The same for pages whose links Typst itself has looked up.
pub fn tags(document: PagedDocument) -> PagedDocument {
    let found = Found::of(&document);
    changed(document, &Changes { found, answers: Answers::default() })
}

fn changed(document: PagedDocument, changes: &Changes) -> PagedDocument {
    let change = |page: &Page| changes.frame(&page.frame).map(|frame| Page { frame, ..page.clone() });
    let pages: Vec<Option<Page>> = document.pages().par_iter().map(change).collect();
    if pages.iter().all(Option::is_none) {
        return document;
    }
    let pages = pages.into_iter().zip(document.pages()).map(|(changed, page)| changed.unwrap_or_else(|| page.clone()));
    PagedDocument::new(pages.collect(), document.info().clone())
}

/// What is to be completed in the pages.
#[derive(Default)]
struct Found {
    labels: HashSet<Label>,
    questions: HashSet<Question>,
    /// The bodies of items in the list of sources.
    entries: HashSet<Location>,
    /// The lists that these are in, unless they are numbered.
    lists: HashSet<Location>,
    /// The figure and the only paragraph of each entry. An entry is an element in a line (ISO 32000-1, 14.8.4.4), so its words stand
    /// in it without a paragraph around them.
    wrappings: HashSet<Location>,
    /// The lists and the bodies of items that are open at this place.
    open: Vec<Open>,
}

enum Open {
    List(Location),
    Body(Body),
}

impl Open {
    fn place(&self) -> Location {
        match self {
            Self::List(place) => *place,
            Self::Body(body) => body.place,
        }
    }
}

/// The body of an item.
struct Body {
    place: Location,
    /// The figure of a source.
    source: Option<Location>,
    paragraphs: Vec<Location>,
}

impl Found {
    fn of(document: &PagedDocument) -> Self {
        let mut found = Self::default();
        document.pages().iter().for_each(|page| found.look(&page.frame));
        found
    }

    fn look(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.look(&group.frame),
                FrameItem::Link(destination, _) => self.labels.extend(links::label(destination)),
                FrameItem::Tag(Tag::Start(content, _)) => self.begin(content),
                FrameItem::Tag(Tag::End(place, ..)) => self.end(*place),
                FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => {}
            }
        }
    }

    fn begin(&mut self, content: &Content) {
        let Some(place) = content.location() else { return };
        if let Some(link) = content.to_packed::<LinkMarker>() {
            self.questions.extend(link.alt.as_deref().and_then(Question::of));
        } else if content.is::<ListElem>() {
            self.open.push(Open::List(place));
        } else if let Some(marker) = content.to_packed::<PdfMarkerTag>() {
            if marker.kind == PdfMarkerTagKind::ListItemBody {
                self.open.push(Open::Body(Body { place, source: None, paragraphs: Vec::new() }));
            }
        } else if let Some(Open::Body(body)) = self.open.last_mut() {
            if content.is::<ParElem>() {
                body.paragraphs.push(place);
            } else if content.is::<FigureElem>() && content.label().is_some_and(is_source) {
                body.source = Some(place);
            }
        }
    }

    fn end(&mut self, place: Location) {
        let Some(index) = self.open.iter().rposition(|open| open.place() == place) else { return };
        let Open::Body(Body { source: Some(source), paragraphs, .. }) = self.open.remove(index) else { return };
        self.entries.insert(place);
        if let [paragraph] = paragraphs[..] {
            self.wrappings.extend([source, paragraph]);
        }
        if let Some(Open::List(list)) = index.checked_sub(1).map(|around| &self.open[around]) {
            self.lists.insert(*list);
        }
    }
}

fn is_source(label: Label) -> bool {
    label.resolve().as_str().starts_with(SOURCE)
}

/// What is put into the pages.
struct Changes {
    found: Found,
    answers: Answers,
}

impl Changes {
    /// The complete frame, or `None` when it is complete already.
    fn frame(&self, frame: &Frame) -> Option<Frame> {
        let changed = |(index, (_, item)): (usize, &(_, FrameItem))| Some((index, self.item(item)?));
        let mut changed: BTreeMap<usize, Vec<FrameItem>> = frame.items().enumerate().filter_map(changed).collect();
        if changed.is_empty() {
            return None;
        }
        let mut complete = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            complete.set_baseline(frame.baseline());
        }
        let items = frame.items().enumerate().flat_map(|(index, (position, item))| {
            let items = changed.remove(&index).unwrap_or_else(|| vec![item.clone()]);
            items.into_iter().map(|item| (*position, item))
        });
        complete.push_multiple(items.collect::<Vec<_>>());
        Some(complete)
    }

    /// What stands in the place of an item, or `None` when it stays.
    fn item(&self, item: &FrameItem) -> Option<Vec<FrameItem>> {
        match item {
            FrameItem::Group(group) => {
                let frame = self.frame(&group.frame)?;
                Some(vec![FrameItem::Group(GroupItem { frame, ..group.clone() })])
            }
            FrameItem::Link(destination, size) => {
                Some(vec![FrameItem::Link(self.answers.destination(destination)?, *size)])
            }
            FrameItem::Tag(Tag::Start(content, flags)) => {
                let tags = self.tags(content, *flags)?;
                Some(tags.into_iter().map(FrameItem::Tag).collect())
            }
            FrameItem::Tag(Tag::End(..)) | FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => None,
        }
    }

    fn tags(&self, content: &Content, flags: TagFlags) -> Option<Vec<Tag>> {
        if let Some(link) = content.to_packed::<LinkMarker>() {
            let alt = self.answers.alt(link.alt.as_deref()?)?.clone();
            let mut complete = content.clone();
            complete.to_packed_mut::<LinkMarker>()?.alt = Some(alt);
            return Some(vec![Tag::Start(complete, flags)]);
        }
        let place = content.location()?;
        if self.found.lists.contains(&place) {
            // Queries still find the list; the PDF gets the tag that Typst gives its own bibliography.
            let tag = PdfMarkerTag::Bibliography(false, Content::empty()).spanned(content.span()).located(place);
            return Some(vec![
                Tag::Start(content.clone(), TagFlags { tagged: false, ..flags }),
                Tag::Start(tag, TagFlags { introspectable: false, tagged: true }),
            ]);
        }
        if self.found.wrappings.contains(&place) {
            return Some(vec![Tag::Start(content.clone(), TagFlags { tagged: false, ..flags })]);
        }
        if !self.found.entries.contains(&place) {
            return None;
        }
        let mut complete = content.clone();
        complete.to_packed_mut::<PdfMarkerTag>()?.kind = PdfMarkerTagKind::BibEntry;
        Some(vec![Tag::Start(complete, flags)])
    }
}
