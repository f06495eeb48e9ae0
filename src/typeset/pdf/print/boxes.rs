//! Page boxes, crop marks and empty pages at the end.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use typst::layout::{Abs, Point, Size};

use crate::typeset::{boxes::Sheet, preflight::geometry::shrunk};

/// The name of the colour of crop marks among the resources of a page.
const REGISTRATION: &str = "RaporttiRegistration";
/// The width of a crop mark, in pt.
const MARK_WIDTH: f64 = 0.25;

/// Removes annotations: PDF/X-4 allows none inside the bleed (ISO 15930-7, 6.17).
pub fn remove_annotations(document: &mut Document) -> lopdf::Result<()> {
    for id in page_ids(document) {
        let page = document.get_dictionary_mut(id)?;
        page.remove(b"Annots");
        page.remove(b"Tabs");
    }
    document.prune_objects();
    Ok(())
}

/// Empty pages that fill the last folded sheet.
#[derive(Debug, Clone, Copy)]
pub struct Empty {
    pub count: usize,
    /// Whether they stand before the last page, which is a back cover.
    pub before_last: bool,
}

impl Empty {
    /// As many as make the number of `pages` a multiple of `signature`.
    pub fn of(pages: usize, signature: u16, before_last: bool) -> Self {
        Self { count: pages.next_multiple_of(usize::from(signature)) - pages, before_last }
    }
}

/// Adds empty pages.
pub fn add(document: &mut Document, empty: Empty) -> lopdf::Result<()> {
    let pages = page_ids(document);
    let Some(&last) = pages.last() else { return Ok(()) };
    let model = document.get_dictionary(last)?.clone();
    let parent = model.get(b"Parent")?.as_reference()?;
    for _ in 0..empty.count {
        let contents = document.add_object(Stream::new(Dictionary::new(), Vec::new()));
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => parent,
            "Resources" => Dictionary::new(),
            "Contents" => contents,
        };
        for key in [b"MediaBox", &b"TrimBox"[..]] {
            if let Ok(rectangle) = model.get(key) {
                page.set(key, rectangle.clone());
            }
        }
        let page = document.add_object(page);
        let pages = document.get_dictionary_mut(parent)?.get_mut(b"Kids")?.as_array_mut()?;
        pages.insert(pages.len() - usize::from(empty.before_last), page.into());
    }
    let mut next = Some(parent);
    while let Some(id) = next {
        let node = document.get_dictionary_mut(id)?;
        let count = node.get(b"Count")?.as_i64()?;
        node.set("Count", count + empty.count as i64);
        next = node.get(b"Parent").and_then(Object::as_reference).ok();
    }
    Ok(())
}

/// Writes the boxes of every page, clips what is drawn to the bleed, and draws the crop marks outside of it.
pub fn cut(document: &mut Document, sheet: Sheet) -> lopdf::Result<()> {
    let registration = document.add_object(registration());
    for (index, id) in page_ids(document).into_iter().enumerate() {
        let [left, bottom, right, top] = media_box(document, id)?.map(Abs::pt);
        // Typst's page lies inside its bleed, which is the same on all sides.
        let size = Size::new(right - left - sheet.bleed * 2.0, top - bottom - sheet.bleed * 2.0);
        let trim = sheet.trim(index, size);
        // From Typst's upper left corner to the PDF's lower left one.
        let flip = |point: Point| [left + sheet.bleed + point.x, top - sheet.bleed - point.y].map(Abs::to_pt);
        let grown = |by: Abs| {
            let rect = shrunk(trim, -by);
            let ([left, top], [right, bottom]) = (flip(rect.min), flip(rect.max));
            [left, bottom, right, top]
        };
        let bleed = grown(sheet.bleed);
        let before = document.add_object(Stream::new(Dictionary::new(), clip(bleed)));
        let marks = sheet.marks(trim).into_iter().map(|ends| ends.map(flip));
        let after = document.add_object(Stream::new(Dictionary::new(), draw(marks)));
        // Pages may share their resources.
        let mut resources = document.get_dictionary(id)?.get_deref(b"Resources", document)?.as_dict()?.clone();
        let colours = resources.as_hashmap_mut().entry(b"ColorSpace".to_vec()).or_insert(Dictionary::new().into());
        colours.as_dict_mut()?.set(REGISTRATION, registration);
        let page = document.get_dictionary_mut(id)?;
        page.set("Resources", resources);
        let drawn = page.remove(b"Contents").ok_or_else(|| lopdf::Error::DictKey("Contents".to_owned()))?;
        page.set("Contents", vec![before.into(), drawn, after.into()]);
        page.set("MediaBox", rounded(grown(sheet.bleed + sheet.slug())));
        page.set("BleedBox", rounded(bleed));
        page.set("TrimBox", rounded(grown(Abs::zero())));
    }
    Ok(())
}

fn page_ids(document: &Document) -> Vec<ObjectId> {
    document.page_iter().collect()
}

/// The registration colour, which prints on every plate: the colorant `All` (ISO 32000-1, 8.6.6.4).
fn registration() -> Object {
    let inks = |share: i64| Object::Array(vec![share.into(); 4]);
    let tint = dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![0.into(), 1.into()],
        "C0" => inks(0),
        "C1" => inks(1),
        "N" => 1,
    };
    Object::Array(vec!["Separation".into(), "All".into(), "DeviceCMYK".into(), tint.into()])
}

/// Opens a state in which nothing shows outside the rectangle.
fn clip([left, bottom, right, top]: [f64; 4]) -> Vec<u8> {
    format!("q\n{left:.3} {bottom:.3} {:.3} {:.3} re W n\n", right - left, top - bottom).into_bytes()
}

/// Closes that state and draws the marks.
fn draw(marks: impl Iterator<Item = [[f64; 2]; 2]>) -> Vec<u8> {
    let mut content = format!("\nQ\nq\n/{REGISTRATION} CS 1 SCN {MARK_WIDTH} w\n");
    for [[from_x, from_y], [to_x, to_y]] in marks {
        writeln!(content, "{from_x:.3} {from_y:.3} m {to_x:.3} {to_y:.3} l S").expect("writing to a string succeeds");
    }
    content += "Q\n";
    content.into_bytes()
}

/// The media box of a page, in pt from the lower left corner: left, bottom, right, top.
fn media_box(document: &Document, page: ObjectId) -> lopdf::Result<[f64; 4]> {
    let numbers = document.get_dictionary(page)?.get_deref(b"MediaBox", document)?.as_array()?.iter();
    let numbers = numbers.map(|number| number.as_float().map(f64::from)).collect::<lopdf::Result<Vec<_>>>()?;
    numbers.try_into().map_err(|_| lopdf::Error::InvalidStream("a box does not have four numbers".to_owned()))
}

/// A rectangle as an object, rounded to a thousandth of a point so that it reads the same everywhere.
fn rounded(rectangle: [f64; 4]) -> Object {
    let round = |number: f64| Object::Real(((number * 1000.0).round() / 1000.0) as f32);
    Object::Array(rectangle.into_iter().map(round).collect())
}
