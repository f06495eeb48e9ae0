//! The text of pages as a PDF shows it: which glyphs stand where, by its content streams (ISO 32000-1, 9.4). So a mark finds its words also
//! in a file that cannot be set again.

pub mod tags;
mod media;
mod named_places;
mod font;
mod state;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use crate::bounds::printed::{DEEPEST_FORM, MOST_OPERATIONS, MOST_UNPACKED};
use crate::publish::pdf_fault::Fault;
use crate::publish::reader::isolated;
use crate::typeset::page_text::{Direction, PageGlyph, PageText, TextLine};

use font::Font;
use state::{Matrix, State};
use tags::Tags;

/// What a PDF shows, and what it says of itself.
#[derive(Debug, Default)]
pub struct Printed {
    /// By their indices from 0: the pages that were asked for, and can be read.
    pub pages: HashMap<usize, PageText>,
    pub count: usize,
    /// The language of the document, as in `fi-FI`.
    pub language: Option<String>,
    /// Whether it is made for a press.
    pub is_for_press: bool,
    /// What its pages mean, if that was asked for.
    pub tags: Option<Tags>,
}

/// Reads the text of pages. Fails if the PDF cannot be read.
pub fn read(pdf: &[u8], wanted: &BTreeSet<usize>) -> Result<Printed, Fault> {
    read_pages(pdf, wanted, false)
}

/// Reads the text of all pages, those that are wanted first, and the tags of the document. Fails if the PDF cannot be read.
pub fn read_with_tags(pdf: &[u8], wanted: &BTreeSet<usize>) -> Result<Printed, Fault> {
    read_pages(pdf, wanted, true)
}

fn read_pages(pdf: &[u8], wanted: &BTreeSet<usize>, tags: bool) -> Result<Printed, Fault> {
    isolated(|| {
        let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
        let document =
            Document::load_mem_with_options(pdf, options).map_err(|_| Fault::Damaged("it cannot be read"))?;
        let catalog = document.catalog().map_err(|_| Fault::Damaged("it has no catalog"))?;
        let language = catalog.get(b"Lang").and_then(Object::as_str).ok();
        let mut printed = Printed {
            language: language.map(|language| String::from_utf8_lossy(language).into_owned()),
            is_for_press: is_for_press(&document, catalog),
            ..Printed::default()
        };
        let mut left = Left { bytes: MOST_UNPACKED, operations: MOST_OPERATIONS };
        let ids: Vec<ObjectId> = document.page_iter().collect();
        printed.count = ids.len();
        let others = (0..ids.len()).filter(|index| tags && !wanted.contains(index));
        for index in wanted.iter().copied().filter(|index| *index < ids.len()).chain(others) {
            printed.pages.extend(page(&document, ids[index], &mut left).map(|page| (index, page)));
        }
        if tags {
            printed.tags = Tags::read(&document, &printed.pages);
        }
        Ok(printed)
    })
}

fn is_for_press(document: &Document, catalog: &Dictionary) -> bool {
    let intents =
        catalog.get(b"OutputIntents").and_then(|all| document.dereference(all)).map(|(_, all)| all.as_array());
    let Ok(Ok(intents)) = intents else { return false };
    intents.iter().any(|intent| {
        let intent = document.dereference(intent).and_then(|(_, intent)| intent.as_dict());
        intent.and_then(|intent| intent.get(b"S")?.as_name()).is_ok_and(|kind| kind == b"GTS_PDFX")
    })
}

/// The work on all pages of a file that may still be done.
struct Left {
    /// That may be unpacked.
    bytes: usize,
    operations: usize,
}

/// The text of one page; `None` if it has no media box or no content that can be read.
fn page(document: &Document, id: ObjectId, left: &mut Left) -> Option<PageText> {
    let [x0, y0, x1, y1] = media::of(document, id)?;
    let mut content = Vec::new();
    for part in document.get_page_contents(id) {
        let stream = document.get_object(part).and_then(Object::as_stream).ok()?;
        content.extend(unpacked(stream, left)?);
        content.push(b'\n');
    }
    let (own, others) = document.get_page_resources(id).ok()?;
    let resources = own.into_iter().chain(others.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    let to_page = Matrix([1.0, 0.0, 0.0, -1.0, -x0.min(x1), y0.max(y1)]);
    let mut reader = PageReader { document, fonts: HashMap::new(), page: PageText::default(), left };
    reader.content(&content, &resources.collect::<Vec<_>>(), to_page, 0)?;
    Some(reader.page)
}

fn unpacked(stream: &Stream, left: &mut Left) -> Option<Vec<u8>> {
    let content = stream.get_plain_content_with_limit(left.bytes).ok()?;
    left.bytes = left.bytes.saturating_sub(content.len());
    Some(content)
}

/// Marked content that is open (ISO 32000-1, 14.6).
struct Marked {
    /// What it says that it reads as (ISO 32000-1, 14.9.4), until that is shown.
    said: Option<String>,
    /// By which the tags know it.
    number: Option<u32>,
}

/// Reads the content of one page.
struct PageReader<'d, 'l> {
    document: &'d Document,
    /// By the numbers of their objects.
    fonts: HashMap<ObjectId, Option<Rc<Font>>>,
    page: PageText,
    left: &'l mut Left,
}

impl<'d> PageReader<'d, '_> {
    /// Reads a content stream: of the page, or of a form in it. `None` past a limit, or if it cannot be read.
    fn content(&mut self, bytes: &[u8], resources: &[&'d Dictionary], to_page: Matrix, depth: usize) -> Option<()> {
        let (mut state, mut kept) = (State::new(to_page), Vec::new());
        let mut open: Vec<Marked> = Vec::new();
        for operation in Content::decode_iter(bytes) {
            let operation = &operation.ok()?;
            self.left.operations = self.left.operations.checked_sub(1)?;
            let operands = operation.operands.as_slice();
            match operation.operator.as_str() {
                "q" => kept.push(state.clone()),
                "Q" => state = kept.pop().unwrap_or(state),
                "BDC" | "BMC" => open.push(self.marked(operands.get(1), resources, depth)),
                "EMC" => _ = open.pop(),
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    state.font = name.and_then(|name| self.font(name, resources));
                    state.set(operation);
                }
                "Tj" | "'" | "\"" => {
                    state.set(operation);
                    self.show(&mut state, operands.last()?, &mut open);
                }
                "TJ" => self.show_parts(&mut state, operands.first()?.as_array().ok()?, &mut open),
                "Do" if depth < DEEPEST_FORM => {
                    let name = operands.first().and_then(|name| name.as_name().ok())?;
                    self.form(name, resources, &state, depth);
                }
                _ => state.set(operation),
            }
        }
        Some(())
    }

    /// Shows strings with gaps between them.
    fn show_parts(&mut self, state: &mut State, parts: &[Object], open: &mut [Marked]) {
        for part in parts {
            match part.as_float() {
                Ok(number) => state.shift(-f64::from(number) / 1000.0),
                Err(_) => self.show(state, part, open),
            }
        }
    }

    /// Reads a form; what cannot be read shows no text.
    fn form(&mut self, name: &[u8], resources: &[&'d Dictionary], state: &State, depth: usize) {
        let Some(Object::Stream(form)) = self.resource(b"XObject", name, resources).map(|(_, form)| form) else {
            return;
        };
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            return;
        }
        let own = form.dict.get(b"Resources").and_then(|own| self.document.dereference(own));
        let own = own.ok().and_then(|(_, own)| own.as_dict().ok());
        let matrix = form.dict.get(b"Matrix").and_then(Object::as_array).ok().and_then(|all| Matrix::of(all));
        let to_page = matrix.map_or(state.to_page, |matrix| matrix.then(state.to_page));
        if let Some(content) = unpacked(form, self.left) {
            let _read =
                self.content(&content, own.as_ref().map_or(resources, std::slice::from_ref), to_page, depth + 1);
        }
    }

    fn resource(&self, kind: &[u8], name: &[u8], all: &[&'d Dictionary]) -> Option<(Option<ObjectId>, &'d Object)> {
        let found = all.iter().find_map(|resources| {
            let named = self.document.dereference(resources.get(kind).ok()?).ok()?.1.as_dict().ok()?;
            named.get(name).ok()
        });
        self.document.dereference(found?).ok()
    }

    fn font(&mut self, name: &[u8], resources: &[&'d Dictionary]) -> Option<Rc<Font>> {
        let (id, font) = self.resource(b"Font", name, resources)?;
        let read = || font.as_dict().ok().and_then(|font| Font::read(self.document, font)).map(Rc::new);
        match id {
            Some(id) if self.fonts.contains_key(&id) => self.fonts[&id].clone(),
            Some(id) => {
                let font = read();
                self.fonts.insert(id, font.clone());
                font
            }
            None => read(),
        }
    }

    /// Marked content. Numbers in a form are its own (ISO 32000-1, 14.7.4.3), and not read.
    fn marked(&self, properties: Option<&Object>, resources: &[&'d Dictionary], depth: usize) -> Marked {
        let properties = match properties {
            Some(Object::Dictionary(own)) => Some(own),
            Some(Object::Name(name)) => {
                self.resource(b"Properties", name, resources).and_then(|(_, it)| it.as_dict().ok())
            }
            _ => None,
        };
        let of = |key: &[u8]| properties.and_then(|properties| properties.get(key).ok());
        Marked {
            said: of(b"ActualText").and_then(|text| lopdf::decode_text_string(text).ok()),
            number: of(b"MCID").filter(|_| depth == 0).and_then(|it| u32::try_from(it.as_i64().ok()?).ok()),
        }
    }

    /// Adds the glyphs of a string to the page.
    fn show(&mut self, state: &mut State, string: &Object, open: &mut [Marked]) {
        let (Ok(bytes), Some(font)) = (string.as_str(), state.font.clone()) else { return };
        let begin = state.text_to_page();
        let direction = direction(begin);
        let seen = |state: &State| {
            let Matrix([.., x, y]) = state.text_to_page();
            direction.seen(x, y)
        };
        let ((_, baseline), mut glyphs) = (seen(state), Vec::new());
        let content = open.iter().rev().find_map(|marked| marked.number);
        for code in bytes.chunks(2) {
            let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let (left, _) = seen(state);
            state.advance(font.width(code), code);
            let shown = open.iter_mut().rev().find_map(|marked| marked.said.as_mut().map(std::mem::take));
            let text = shown.unwrap_or_else(|| font.text(code));
            glyphs.push(PageGlyph { text, left, right: seen(state).0, baseline, source: None, content });
        }
        let size = state.size * begin.scale();
        let line =
            TextLine { direction, baseline, size, language: String::new(), item: None, is_ground: false, glyphs };
        if line.glyphs.is_empty() || !(size.is_finite() && baseline.is_finite()) {
            return;
        }
        self.page.push(line);
    }
}

/// Which way text of a matrix runs.
fn direction(Matrix([a, b, ..]): Matrix) -> Direction {
    Direction::of_vector(a, b)
}
