//! Puts marks on the pages of a PDF, as programs do that append to the file.

use std::collections::BTreeSet;
use std::ops::Range;

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, dictionary};
use raportti::comments::printed;
use raportti::typeset::page_text::{PageText, TextLine};

/// A mark to be made.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// Such as `Highlight`.
    pub kind: &'w str,
    /// The words that it is on, where a line first has them.
    pub words: &'w str,
    /// How many pages before are skipped, such as those of the cover and the contents.
    pub behind: usize,
    /// How many lines with the words are skipped there.
    pub skipped: usize,
    pub author: &'w str,
    pub text: &'w str,
}

/// A mark behind the first two pages.
pub fn on<'w>(kind: &'w str, words: &'w str, author: &'w str, text: &'w str) -> Wanted<'w> {
    Wanted { kind, words, behind: 2, skipped: 0, author, text }
}

/// The PDF with marks on words. Panics if a line of it does not have them.
pub fn marked(pdf: &[u8], wanted: &[Wanted]) -> Vec<u8> {
    let document = Document::load_mem(pdf).unwrap();
    let ids: Vec<ObjectId> = document.page_iter().collect();
    let pages = printed::read(pdf, &(0..ids.len()).collect::<BTreeSet<_>>()).unwrap().pages;
    let mut file = IncrementalDocument::create_from(pdf.to_vec(), document);
    for mark in wanted {
        let found = (mark.behind..ids.len())
            .flat_map(|page| areas(&pages[&page], mark.words).map(move |area| (page, area)))
            .nth(mark.skipped);
        let (page, area) = found.unwrap_or_else(|| panic!("no page has {:?}", mark.words));
        let corner = corner(file.get_prev_documents(), ids[page]);
        add(&mut file, ids[page], annotation(mark, area, corner));
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

/// Left, top, right and bottom of words, in each line that has them.
fn areas<'p>(page: &'p PageText, words: &'p str) -> impl Iterator<Item = [f64; 4]> + use<'p> {
    page.lines.iter().filter_map(|line| {
        let glyphs = glyphs(line, words)?;
        let (top, bottom) = (line.baseline - 0.95 * line.size, line.baseline + 0.25 * line.size);
        Some([line.glyphs[glyphs.start].left, top, line.glyphs[glyphs.end - 1].right, bottom])
    })
}

fn glyphs(line: &TextLine, words: &str) -> Option<Range<usize>> {
    let text: String = line.glyphs.iter().map(|glyph| shown(&glyph.text)).collect();
    let start = text.find(words)?;
    let ends = line.glyphs.iter().scan(0, |end, glyph| {
        *end += shown(&glyph.text).len();
        Some(*end)
    });
    let ends: Vec<usize> = ends.collect();
    let first = ends.iter().position(|end| *end > start)?;
    let last = ends.iter().position(|end| *end >= start + words.len())?;
    Some(first..last + 1)
}

/// The characters of a glyph, with a usual space for any other.
fn shown(text: &str) -> String {
    text.replace(char::is_whitespace, " ")
}

/// The upper left corner of a page, in the coordinates of the file.
fn corner(document: &Document, page: ObjectId) -> (f64, f64) {
    let mut node = document.get_dictionary(page).unwrap();
    loop {
        if let Ok(media) = node.get(b"MediaBox") {
            let media = document.dereference(media).unwrap().1.as_array().unwrap();
            let number = |index: usize| f64::from(media[index].as_float().unwrap());
            return (number(0), number(3));
        }
        node = document.get_dictionary(node.get(b"Parent").unwrap().as_reference().unwrap()).unwrap();
    }
}

fn annotation(mark: &Wanted, [left, top, right, bottom]: [f64; 4], (x, y): (f64, f64)) -> Dictionary {
    let (left, right, top, bottom) = (left + x, right + x, y - top, y - bottom);
    let numbers = |numbers: &[f64]| Object::Array(numbers.iter().map(|number| Object::Real(*number as f32)).collect());
    let mut made = dictionary! {
        "Type" => "Annot",
        "Subtype" => mark.kind,
        "T" => Object::string_literal(mark.author),
        "Contents" => lopdf::text_string(mark.text),
        "M" => Object::string_literal("D:20260210101500+02'00'"),
        "F" => 4,
    };
    match mark.kind {
        // Before the words, and a box of text or an icon over them.
        "Caret" => made.set("Rect", numbers(&[left - 5.0, bottom - 8.0, left + 5.0, (top + bottom) / 2.0])),
        "Text" | "FreeText" | "Square" => made.set("Rect", numbers(&[left, bottom, right, top])),
        _ => {
            made.set("Rect", numbers(&[left, bottom, right, top]));
            made.set("QuadPoints", numbers(&[left, top, right, top, left, bottom, right, bottom]));
        }
    }
    made
}

fn add(file: &mut IncrementalDocument, page: ObjectId, annotation: Dictionary) {
    let id = file.new_document.add_object(annotation);
    file.opt_clone_object_to_new_document(page).unwrap();
    let known = file.new_document.get_dictionary(page).unwrap().get(b"Annots").cloned();
    let mut list = match known.and_then(|list| Ok(file.get_prev_documents().dereference(&list)?.1.clone())) {
        Ok(Object::Array(list)) => list,
        _ => Vec::new(),
    };
    list.push(id.into());
    file.new_document.get_dictionary_mut(page).unwrap().set("Annots", list);
}
