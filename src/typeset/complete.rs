//! From laid-out pages to complete ones: stand-ins of links become what they stand for, and the list of sources gets its tags.

use std::borrow::Cow;
use std::collections::HashSet;

use typst::foundations::{Content, Label};
use typst::introspection::{Introspector, Location, Tag, TagFlags};
use typst::layout::FrameItem;
use typst::model::{FigureElem, LinkMarker, ListElem, ParElem};
use typst::pdf::{PdfMarkerTag, PdfMarkerTagKind};
use typst_layout::PagedDocument;

use super::frames::{self, Replacement};
use super::links::{self, Answers, Question};
use super::{ReportWorld, timings};

/// How the labels of entries in the list of sources begin.
const SOURCE: &str = "source-";

/// The complete pages of a world. `None` when a link is wrong, which Typst reports itself.
pub fn pages(document: PagedDocument, world: &ReportWorld) -> Option<PagedDocument> {
    let _timed = timings::scope("complete the pages");
    let found = Found::of(&document);
    let introspector: &dyn Introspector = &**document.introspector();
    let answers = links::answers(world, introspector, &found.labels, &found.questions)?;
    Some(completed(document, &found, &answers))
}

/// The same for pages whose links Typst has resolved.
pub fn tags(document: PagedDocument) -> PagedDocument {
    let found = Found::of(&document);
    completed(document, &found, &Answers::default())
}

fn completed(document: PagedDocument, found: &Found, answers: &Answers) -> PagedDocument {
    let change = |item: &FrameItem, _| completed_item(item, found, answers);
    frames::changed_pages(Cow::Owned(document), |_, page| frames::changed_page(page, &change)).into_owned()
}

/// Everything in the pages that is to be completed.
#[derive(Default)]
struct Found {
    labels: HashSet<Label>,
    questions: HashSet<Question>,
    /// The bodies of items in the list of sources.
    entries: HashSet<Location>,
    /// The lists that these are in, unless they are numbered.
    lists: HashSet<Location>,
    /// The figure and the only paragraph of each entry. An entry is an inline element (ISO 32000-1, 14.8.4.4), so its words have no
    /// paragraph around them.
    wrappings: HashSet<Location>,
    /// The lists and the bodies of items that are open at this place.
    open: Vec<Open>,
}

/// A list, or the body of an item.
struct Open {
    place: Location,
    is_body: bool,
    /// The figure of a source in the body.
    source: Option<Location>,
    /// The paragraphs of the body.
    paragraphs: Vec<Location>,
}

impl Found {
    fn of(document: &PagedDocument) -> Self {
        let mut found = Self::default();
        for page in document.pages() {
            frames::visit(&page.frame, &mut |item, _| match item {
                FrameItem::Link(destination, _) => found.labels.extend(links::label(destination)),
                FrameItem::Tag(Tag::Start(content, _)) => found.begin(content),
                FrameItem::Tag(Tag::End(place, ..)) => found.end(*place),
                _ => {}
            });
        }
        found
    }

    fn begin(&mut self, content: &Content) {
        let Some(place) = content.location() else { return };
        let is_body = |marker: &PdfMarkerTag| marker.kind == PdfMarkerTagKind::ListItemBody;
        let is_body = content.to_packed::<PdfMarkerTag>().map(|marker| is_body(marker));
        if let Some(link) = content.to_packed::<LinkMarker>() {
            self.questions.extend(link.alt.as_deref().and_then(Question::of));
        } else if content.is::<ListElem>() || is_body == Some(true) {
            self.open.push(Open { place, is_body: is_body.is_some(), source: None, paragraphs: Vec::new() });
        } else if let Some(body) = self.open.last_mut().filter(|open| open.is_body) {
            if content.is::<ParElem>() {
                body.paragraphs.push(place);
            } else if content.is::<FigureElem>() && content.label().is_some_and(is_source) {
                body.source = Some(place);
            }
        }
    }

    fn end(&mut self, place: Location) {
        let Some(index) = self.open.iter().rposition(|open| open.place == place) else { return };
        let Open { source: Some(source), paragraphs, .. } = self.open.remove(index) else { return };
        self.entries.insert(place);
        if let [paragraph] = paragraphs[..] {
            self.wrappings.extend([source, paragraph]);
        }
        let around = index.checked_sub(1).map(|around| &self.open[around]);
        self.lists.extend(around.filter(|open| !open.is_body).map(|list| list.place));
    }
}

fn is_source(label: Label) -> bool {
    label.resolve().as_str().starts_with(SOURCE)
}

/// The replacement of an item; `None` when it is complete already.
fn completed_item(item: &FrameItem, found: &Found, answers: &Answers) -> Option<Replacement> {
    let (content, flags) = match item {
        FrameItem::Tag(Tag::Start(content, flags)) => (content, *flags),
        FrameItem::Link(destination, size) => {
            return Some((FrameItem::Link(answers.destination(destination)?, *size), None));
        }
        _ => return None,
    };
    let start = |content: Content, flags| FrameItem::Tag(Tag::Start(content, flags));
    let untagged = || start(content.clone(), TagFlags { tagged: false, ..flags });
    if let Some(link) = content.to_packed::<LinkMarker>() {
        let alt = answers.alt(link.alt.as_deref()?)?.clone();
        let mut complete = content.clone();
        complete.to_packed_mut::<LinkMarker>()?.alt = Some(alt);
        return Some((start(complete, flags), None));
    }
    let place = content.location()?;
    if found.lists.contains(&place) {
        // Queries still find the list; the PDF gets the tag that Typst gives its own bibliography.
        let tag = PdfMarkerTag::Bibliography(false, Content::empty()).spanned(content.span()).located(place);
        Some((untagged(), Some(start(tag, TagFlags { introspectable: false, tagged: true }))))
    } else if found.wrappings.contains(&place) {
        Some((untagged(), None))
    } else if found.entries.contains(&place) {
        let mut complete = content.clone();
        complete.to_packed_mut::<PdfMarkerTag>()?.kind = PdfMarkerTagKind::BibEntry;
        Some((start(complete, flags), None))
    } else {
        None
    }
}
