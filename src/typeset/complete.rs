//! From laid-out pages to complete ones: stand-ins of links are replaced, and the list of sources gets its tags.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ecow::EcoString;
use rayon::prelude::*;
use typst::foundations::{Content, Label};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Frame, FrameItem, Transform};
use typst::model::{Destination, FigureElem, LinkMarker, ListElem, ParElem};
use typst::pdf::{PdfMarkerTag, PdfMarkerTagKind};
use typst::text::{Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

use super::frames::{self, Replacement};
use super::links::{self, Answers};
use super::repeated_hyphens;
use super::{ReportWorld, timings};

/// How the labels of entries in the list of sources begin.
const SOURCE: &str = "source-";
const SOFT_HYPHEN: char = '\u{ad}';

/// The complete pages of a world, whose links have these stand-ins. `None` when a link is wrong, which Typst reports itself.
pub fn pages(document: PagedDocument, mut asked: HashSet<EcoString>, world: &ReportWorld) -> Option<PagedDocument> {
    let _timed = timings::scope("complete the pages");
    let found = found_on(&document);
    asked.extend(found.iter().flat_map(|page| page.stand_ins.iter().cloned()));
    let answers = links::answers(world, &**document.introspector(), asked)?;
    Some(completed(document, &found, &answers))
}

/// The same for pages whose links Typst has resolved.
pub fn tags(document: PagedDocument) -> PagedDocument {
    let found = found_on(&document);
    completed(document, &found, &Answers::new())
}

fn completed(document: PagedDocument, found: &[Arc<Found>], answers: &Answers) -> PagedDocument {
    let tags = tags_of_sources(found);
    let change = |index: usize, page: &Page| {
        let changes = found[index].changes(answers, &tags);
        (!changes.is_empty()).then(|| completed_page(page, changes)).flatten()
    };
    frames::changed_pages(Cow::Owned(document), change).into_owned()
}

/// Memoized, since after an edit most pages are as they were.
#[comemo::memoize]
fn completed_page(page: &Page, changes: Changes) -> Option<Page> {
    frames::changed_page(page, &|item, to_page| completed_item(item, to_page, &changes))
}

/// The incomplete parts of a page, in painting order.
#[derive(Default)]
struct Found {
    /// The stand-ins of links, each once.
    stand_ins: Vec<EcoString>,
    /// The tags that decide how the list of sources is tagged.
    tags: Vec<(Location, Of)>,
    has_soft_hyphens: bool,
    repeated_hyphens: Vec<repeated_hyphens::Place>,
}

/// The start of an element that matters to the list of sources, or the end of any element.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    List,
    /// The body of an item in a list.
    Body,
    Paragraph,
    /// The figure of a source.
    Source,
    End,
}

/// The new tag of an element of the list of sources.
#[derive(Clone, Copy, Hash)]
enum Retagged {
    /// A list of sources, unless it is numbered.
    Bibliography,
    /// The body of an item with a source.
    Entry,
    /// The figure and the only paragraph of an entry, which is an inline element without either (ISO 32000-1, 14.8.4.4).
    Untagged,
}

/// The replacements on one page.
#[derive(Hash)]
struct Changes {
    links: Vec<(EcoString, (Location, EcoString))>,
    tags: Vec<(Location, Retagged)>,
    /// Whether soft hyphens at which no line breaks are taken out, since they would be copied with the text.
    without_soft_hyphens: bool,
    /// Where hyphens are that are drawn instead of written.
    repeated_hyphens: Vec<repeated_hyphens::Place>,
}

fn found_on(document: &PagedDocument) -> Vec<Arc<Found>> {
    document.pages().par_iter().map(|page| found_in(&page.frame)).collect()
}

/// Memoized, since after an edit most pages are as they were.
#[comemo::memoize]
fn found_in(frame: &Frame) -> Arc<Found> {
    let (mut stand_ins, mut tags, mut known) = (Vec::new(), Vec::new(), HashSet::new());
    let mut has_soft_hyphens = false;
    let mut link = |text: &EcoString| {
        if links::is_stand_in(text) && known.insert(text.clone()) {
            stand_ins.push(text.clone());
        }
    };
    let mut runs = Vec::new();
    frames::visit(frame, &mut |item, to_page| match item {
        FrameItem::Link(Destination::Url(url), _) => link(url),
        FrameItem::Tag(Tag::Start(content, _)) => {
            content.to_packed::<LinkMarker>().into_iter().flat_map(|marker| &marker.alt).for_each(&mut link);
            tags.extend(content.location().zip(start_of(content)));
        }
        FrameItem::Tag(Tag::End(place, ..)) => tags.push((*place, Of::End)),
        FrameItem::Text(text) => {
            has_soft_hyphens |= text.text.contains(SOFT_HYPHEN) && !soft_hyphens(text).is_empty();
            runs.push((text, to_page));
        }
        _ => {}
    });
    Arc::new(Found { stand_ins, tags, has_soft_hyphens, repeated_hyphens: repeated_hyphens::places(&runs) })
}

fn start_of(content: &Content) -> Option<Of> {
    let marker = content.to_packed::<PdfMarkerTag>();
    match content {
        _ if content.is::<ListElem>() => Some(Of::List),
        _ if marker.is_some_and(|marker| marker.kind == PdfMarkerTagKind::ListItemBody) => Some(Of::Body),
        _ if content.is::<ParElem>() => Some(Of::Paragraph),
        _ if content.is::<FigureElem>() && content.label().is_some_and(is_source) => Some(Of::Source),
        _ => None,
    }
}

impl Found {
    /// The replacements on this page, by what was found in the whole document.
    fn changes(&self, answers: &Answers, tags: &HashMap<Location, Retagged>) -> Changes {
        let links = self.stand_ins.iter().filter_map(|text| Some((text.clone(), answers.get(text)?.clone())));
        let starts = self.tags.iter().filter(|(_, of)| *of != Of::End);
        let starts = starts.filter_map(|(place, _)| Some((*place, *tags.get(place)?)));
        Changes {
            links: links.collect(),
            tags: starts.collect(),
            without_soft_hyphens: self.has_soft_hyphens,
            repeated_hyphens: self.repeated_hyphens.clone(),
        }
    }
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.links.is_empty() && self.tags.is_empty() && !self.without_soft_hyphens && self.repeated_hyphens.is_empty()
    }
}

/// A list, or the body of an item, that is open at a place in the document.
struct Open {
    place: Location,
    is_body: bool,
    /// The figure of a source in the body.
    source: Option<Location>,
    /// The paragraphs of the body.
    paragraphs: Vec<Location>,
}

/// How the elements of lists of sources are tagged. A list may go over several pages.
fn tags_of_sources(found: &[Arc<Found>]) -> HashMap<Location, Retagged> {
    let mut retagged = HashMap::new();
    let mut open: Vec<Open> = Vec::new();
    for &(place, of) in found.iter().flat_map(|page| &page.tags) {
        let body = open.last_mut().filter(|open| open.is_body);
        match (of, body) {
            (Of::List | Of::Body, _) => {
                open.push(Open { place, is_body: of == Of::Body, source: None, paragraphs: Vec::new() });
            }
            (Of::Paragraph, Some(body)) => body.paragraphs.push(place),
            (Of::Source, Some(body)) => body.source = Some(place),
            (Of::Paragraph | Of::Source, None) => {}
            (Of::End, _) => {
                let Some(index) = open.iter().rposition(|open| open.place == place) else { continue };
                let Open { source: Some(source), paragraphs, .. } = open.remove(index) else { continue };
                retagged.insert(place, Retagged::Entry);
                if let [paragraph] = paragraphs[..] {
                    retagged.extend([source, paragraph].map(|place| (place, Retagged::Untagged)));
                }
                let list = index.checked_sub(1).map(|around| &open[around]).filter(|around| !around.is_body);
                retagged.extend(list.map(|list| (list.place, Retagged::Bibliography)));
            }
        }
    }
    retagged
}

fn is_source(label: Label) -> bool {
    label.resolve().as_str().starts_with(SOURCE)
}

/// The bytes of soft hyphens at which no line breaks. Such a one has no glyph of its own: it belongs to the glyph before it.
fn soft_hyphens(text: &TextItem) -> Vec<usize> {
    let is_drawn = |at: usize| text.glyphs.iter().any(|glyph| glyph.range() == (at..at + SOFT_HYPHEN.len_utf8()));
    text.text.match_indices(SOFT_HYPHEN).map(|(at, _)| at).filter(|at| !is_drawn(*at)).collect()
}

/// The text without soft hyphens at which no line breaks; `None` if it has none.
fn without_soft_hyphens(text: &TextItem) -> Option<TextItem> {
    let soft = soft_hyphens(text);
    if soft.is_empty() {
        return None;
    }
    let mut words = text.text.to_string();
    for at in soft.iter().rev() {
        words.replace_range(*at..at + SOFT_HYPHEN.len_utf8(), "");
    }
    let before = |place: u16| soft.iter().filter(|at| **at < usize::from(place)).count() * SOFT_HYPHEN.len_utf8();
    let moved = |place: u16| place - u16::try_from(before(place)).expect("a place in a text of 16 bits has 16 bits");
    let glyphs = text.glyphs.iter().map(|glyph| {
        let range = moved(glyph.range.start)..moved(glyph.range.end);
        Glyph { range, ..glyph.clone() }
    });
    Some(TextItem { text: words.into(), glyphs: glyphs.collect(), ..text.clone() })
}

/// The replacement of an item; `None` when it is complete already.
fn completed_item(item: &FrameItem, to_page: Transform, changes: &Changes) -> Option<Replacement> {
    let (content, flags) = match item {
        FrameItem::Text(text) if changes.repeated_hyphens.contains(&repeated_hyphens::place_of(to_page)) => {
            return Some((repeated_hyphens::drawn(text)?, None));
        }
        FrameItem::Text(text) if changes.without_soft_hyphens => {
            return Some((FrameItem::Text(without_soft_hyphens(text)?), None));
        }
        FrameItem::Tag(Tag::Start(content, flags)) => (content, *flags),
        FrameItem::Link(Destination::Url(url), size) => {
            let (_, (place, _)) = changes.links.iter().find(|(stand_in, _)| *stand_in == url.as_str())?;
            return Some((FrameItem::Link(Destination::Location(*place), *size), None));
        }
        _ => return None,
    };
    let start = |content: Content, flags| FrameItem::Tag(Tag::Start(content, flags));
    let mut complete = content.clone();
    if let Some(link) = complete.to_packed_mut::<LinkMarker>() {
        let (_, (_, alt)) = changes.links.iter().find(|(stand_in, _)| link.alt.as_ref() == Some(stand_in))?;
        link.alt = Some(alt.clone());
        return Some((start(complete, flags), None));
    }
    let place = content.location()?;
    let (_, retagged) = changes.tags.iter().find(|(tag, _)| *tag == place)?;
    let untagged = || start(content.clone(), TagFlags { tagged: false, ..flags });
    Some(match retagged {
        Retagged::Bibliography => {
            // Queries still find the list; the PDF gets the tag that Typst gives its own bibliography.
            let tag = PdfMarkerTag::Bibliography(false, Content::empty()).spanned(content.span()).located(place);
            (untagged(), Some(start(tag, TagFlags { introspectable: false, tagged: true })))
        }
        Retagged::Untagged => (untagged(), None),
        Retagged::Entry => {
            complete.to_packed_mut::<PdfMarkerTag>()?.kind = PdfMarkerTagKind::BibEntry;
            (start(complete, flags), None)
        }
    })
}
