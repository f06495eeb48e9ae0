//! Drawings in SVG. A drawing must hold all that it shows: Typst would stop at what lies outside of it, or silently leave it out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use usvg::FontFamily;
use usvg::roxmltree::{Document, Error as XmlError, Node, NodeType, ParsingOptions};

use crate::bounds::figure::{DEEPEST_DRAWING, LARGEST_SVG, MOST_PIXELS};
use crate::model::text::shortened;

use super::blank;
use super::flat;
use super::font_names;
use super::raster;
use super::unusable::{FORMATS, SAVE_AGAIN, Unusable};

const SVG: &str = "http://www.w3.org/2000/svg";
const EMBED: &str = "embed it in the drawing, or save the drawing as PNG";
const SIMPLIFY: &str = "simplify the drawing, or save it as PNG";

/// The fonts that the words of a drawing need.
#[derive(Debug, Default)]
pub struct Words {
    pub characters: BTreeSet<char>,
    /// The families that a text asks for, in its order: of each text that names any.
    pub families: BTreeSet<Vec<String>>,
    /// What is written for families and cannot be read as names of them.
    pub unread: BTreeSet<String>,
}

/// A drawing that was read whole, with the images that it holds.
#[derive(Debug, Default)]
pub struct Drawing {
    /// As far as the drawing can be read.
    pub words: Words,
    /// What in it no press prints as inks, if anything is; see `flat`.
    pub unlike_inks: Option<&'static str>,
    /// Whether it shows nothing.
    pub is_blank: bool,
    /// Why it cannot be used, if it cannot.
    pub fault: Option<Unusable>,
}

pub fn read(bytes: &[u8]) -> Drawing {
    let mut drawing = Drawing::default();
    drawing.fault = read_inner(bytes, &AtomicU64::new(0), 0, &mut drawing).err();
    drawing
}

/// `pixels` counts those of all images inside; `depth` is how many drawings are around this one.
fn read_inner(bytes: &[u8], pixels: &AtomicU64, depth: usize, drawing: &mut Drawing) -> Result<(), Unusable> {
    let text = unpacked(bytes)?;
    let document = parsed(&text)?;
    let texts = document.descendants().filter(|node| is_element(node, "text")).flat_map(|node| node.descendants());
    drawing.words.characters =
        texts.filter(Node::is_text).filter_map(|node| node.text()).flat_map(str::chars).collect();
    if drawing.words.characters.iter().any(|c| !c.is_whitespace()) {
        drawing.words.unread = font_names::unread(&document);
    }
    let (families, found) = (Mutex::new(BTreeSet::new()), OnceLock::new());
    let options = usvg::Options {
        // As in Typst, a text that names no family has that of the figure.
        font_family: String::new(),
        font_resolver: usvg::FontResolver {
            select_font: Box::new(|font, _| {
                families.lock().unwrap_or_else(PoisonError::into_inner).extend(asked_families(font));
                None
            }),
            select_fallback: Box::new(|_, _, _| None),
        },
        image_href_resolver: usvg::ImageHrefResolver {
            // Nothing is drawn here, so the images are no longer needed.
            resolve_data: Box::new(|mime, bytes, _| {
                check_embedded(mime, &bytes, pixels, depth).unwrap_or_else(|fault| _ = found.set(fault));
                None
            }),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let read = usvg::Tree::from_xmltree(&document, &options).map_err(not_svg);
    drop(options);
    drawing.words.families = families.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(outside) = outside(&document) {
        let message = format!("needs {outside}, which lies outside of the drawing");
        return Err(Unusable::new(message, EMBED));
    }
    if document.descendants().any(|node| is_lost(&node)) {
        let message = "has words or pictures in a `<foreignObject>`, which are not drawn";
        return Err(Unusable::new(message, "export it with plain text, not with HTML labels, or save it as PNG"));
    }
    let holds_images = document.descendants().any(|node| is_element(&node, "image"));
    if holds_images {
        drawing.unlike_inks = Some("an image in it");
    } else {
        let tree = read?;
        drawing.unlike_inks = flat::unlike_inks(&tree);
        // The words of a drawing have no shapes here, where no font is.
        drawing.is_blank = drawing.words.characters.iter().all(|c| c.is_whitespace()) && blank::is_blank(&tree);
    }
    found.into_inner().map_or(Ok(()), Err)
}

/// The families that a text names; `None` if it names only the sans-serif font, which figures have anyway.
fn asked_families(font: &usvg::Font) -> Option<Vec<String>> {
    let usual = [FontFamily::SansSerif, FontFamily::Named(String::new())];
    let named = || font.families().iter().map(|family| family.to_string().replace('"', "")).collect();
    font.families().iter().any(|family| !usual.contains(family)).then(named)
}

/// Reads an image that a drawing holds. What is shown goes by the media type that the drawing names.
fn check_embedded(mime: &str, bytes: &[u8], pixels: &AtomicU64, depth: usize) -> Result<(), Unusable> {
    let inside = |fault: Unusable| Unusable::new(format!("holds an image that {}", fault.message), fault.hint);
    let is_drawing = mime == "image/svg+xml" || mime == "text/plain" && image::guess_format(bytes).is_err();
    if is_drawing {
        if depth + 1 > DEEPEST_DRAWING {
            let message = format!("holds drawings inside of drawings, more than {DEEPEST_DRAWING} deep");
            return Err(Unusable::new(message, SIMPLIFY));
        }
        return read_inner(bytes, pixels, depth + 1, &mut Drawing::default()).map_err(inside);
    }
    let unknown = |_| inside(Unusable::new("is damaged, or of a format that is not read", FORMATS));
    let format = image::guess_format(bytes).map_err(unknown)?;
    let named = if mime == "image/jpg" { "image/jpeg" } else { mime };
    if !["text/plain", format.to_mime_type()].contains(&named) {
        let message = format!("holds an image that calls itself `{mime}` and is `{}`", format.to_mime_type());
        return Err(Unusable::new(message, SAVE_AGAIN));
    }
    let own = raster::check(format, bytes).map_err(inside)?;
    if pixels.fetch_add(own, Ordering::Relaxed) + own > MOST_PIXELS {
        let message = format!("holds images of more than {} megapixels together", MOST_PIXELS / 1_000_000);
        return Err(Unusable::new(message, "scale them down"));
    }
    Ok(())
}

fn large() -> Unusable {
    Unusable::new(format!("is a drawing of more than {} MB", LARGEST_SVG / 1_000_000), SIMPLIFY)
}

/// The text of a drawing, which may be compressed.
fn unpacked(bytes: &[u8]) -> Result<Cow<'_, str>, Unusable> {
    let not_text = || Unusable::new("is a drawing that is not UTF-8 text", SAVE_AGAIN);
    if bytes.len() > LARGEST_SVG {
        return Err(large());
    }
    if !bytes.starts_with(b"\x1f\x8b") {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| not_text());
    }
    let mut text = Vec::new();
    let read = flate2::read::GzDecoder::new(bytes).take(LARGEST_SVG as u64 + 1).read_to_end(&mut text);
    read.map_err(|_| Unusable::cut_off())?;
    if text.len() > LARGEST_SVG {
        return Err(large());
    }
    String::from_utf8(text).map(Cow::Owned).map_err(|_| not_text())
}

fn parsed(text: &str) -> Result<Document<'_>, Unusable> {
    if grows(text) {
        return Err(large());
    }
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| not_svg(usvg::Error::ParsingFailed(error)))
}

/// Whether entities may expand a drawing beyond the largest size. An entity that refers to others expands to at most 255 of them, which
/// is the parser's bound.
fn grows(text: &str) -> bool {
    let Some(end) = text.rfind("<!ENTITY").map(|last| text[last..].find('>').map_or(text.len(), |end| last + end))
    else {
        return false;
    };
    let references = |text: &str| text.matches('&').count();
    let start = text.find("<!ENTITY").unwrap_or(end);
    let nested = if references(&text[start..end]) > 0 { 255 } else { 1 };
    (end - start).saturating_mul(nested).saturating_mul(references(text)) > LARGEST_SVG
}

fn not_svg(error: usvg::Error) -> Unusable {
    match error {
        usvg::Error::ElementsLimitReached | usvg::Error::ParsingFailed(XmlError::NodesLimitReached) => Unusable::new(
            "is a drawing of more parts than are read, or of parts inside of each other without end",
            SIMPLIFY,
        ),
        usvg::Error::InvalidSize => {
            let hint = "give it a `width` and a `height`, or a `viewBox`, of more than zero";
            Unusable::new("is a drawing without a size", hint)
        }
        usvg::Error::ParsingFailed(XmlError::UnknownEntityReference(name, _)) => {
            let message = format!("needs the entity `{name}`, which the drawing does not hold");
            Unusable::new(message, "write its text into the drawing, or save the drawing as PNG")
        }
        usvg::Error::ParsingFailed(error) => Unusable::new(format!("is not well-formed SVG: {error}"), SAVE_AGAIN),
        error => Unusable::new(format!("is not well-formed SVG: {error}"), SAVE_AGAIN),
    }
}

/// The first thing that a drawing shows and does not contain.
fn outside(document: &Document) -> Option<String> {
    document.descendants().find_map(|node| match node.node_type() {
        NodeType::PI => node.pi().filter(|pi| pi.target == "xml-stylesheet").map(|_| "a style sheet".to_owned()),
        NodeType::Element if is_drawn(&node) => outside_of_element(node),
        _ => None,
    })
}

fn outside_of_element(node: Node) -> Option<String> {
    // Links show nothing of their targets, and scripts do not run.
    let name = node.tag_name().name();
    if name == "style" {
        return node.children().filter_map(|child| child.text()).find_map(outside_of_css);
    }
    node.attributes().find_map(|attribute| match attribute.name() {
        "href" if matches!(name, "a" | "script") => None,
        "href" if attribute.value().trim().is_empty() => {
            (name == "image").then(|| "an image without an address".to_owned())
        }
        "href" => address(attribute.value()),
        "style" | "fill" | "stroke" | "filter" | "mask" | "clip-path" | "marker" | "marker-start" | "marker-mid"
        | "marker-end" => outside_of_css(attribute.value()),
        _ => None,
    })
}

/// The first file that a style sheet needs.
fn outside_of_css(css: &str) -> Option<String> {
    let mut css = css.to_owned();
    while let Some(start) = css.find("/*") {
        let end = css[start + 2..].find("*/").map_or(css.len(), |end| start + 2 + end + 2);
        css.replace_range(start..end, " ");
    }
    let statements = css.split([';', '{', '}']).map(str::trim);
    // The parts of a data address after its semicolon do not look like statements.
    let mut statements = statements.filter(|statement| !statement.to_ascii_lowercase().starts_with("@namespace"));
    statements.find_map(|statement| {
        let lower = statement.to_ascii_lowercase();
        let is_mark = |c: char| c.is_whitespace() || "\"'()".contains(c);
        if let Some(sheet) = lower.starts_with("@import").then(|| &statement["@import".len()..]) {
            return Some(named(sheet.trim_start_matches(is_mark).trim_start_matches("url(").trim_matches(is_mark)));
        }
        let urls = lower.match_indices("url(").map(|(at, url)| &statement[at + url.len()..]);
        let mut urls = urls.map(|rest| rest.split(')').next().unwrap_or(rest));
        urls.find_map(|url| address(url.trim_matches(is_mark)))
    })
}

/// An address outside of the drawing, shortened for a message.
fn address(address: &str) -> Option<String> {
    let address = address.trim();
    let inside = address.is_empty()
        || address.starts_with('#')
        || address.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"));
    (!inside).then(|| named(address))
}

fn named(address: &str) -> String {
    /// The longest part of an address that a message shows, in characters.
    const LONGEST: usize = 80;
    format!("`{}`", shortened(address, LONGEST))
}

/// Whether a part in another language, such as HTML, would not be drawn. In a `<switch>` something else is drawn in its place.
fn is_lost(node: &Node) -> bool {
    let in_place = |node: Node| {
        let is_switch = node.parent_element().is_some_and(|parent| is_element(&parent, "switch"));
        is_switch && node.next_siblings().skip(1).any(|next| next.is_element())
    };
    is_element(node, "foreignObject") && !in_place(*node)
}

/// Whether an element is one of SVG. In a file that names no namespace all of them are.
fn is_drawn(node: &Node) -> bool {
    node.tag_name().namespace().is_none_or(|namespace| namespace == SVG)
}

fn is_element(node: &Node, name: &str) -> bool {
    node.tag_name().name() == name && is_drawn(node)
}
