//! The pages of a foreign PDF: its page tree, with what pages inherit, and their content streams.

use std::rc::Rc;

use lopdf::{Dictionary, Object};

use super::pdf_fault::Fault;
use super::reader::Reader;

/// The keys that a page inherits from the nodes above it (ISO 32000-1, 7.7.3.4).
pub const INHERITED: [&[u8]; 4] = [b"MediaBox", b"CropBox", b"Rotate", b"Resources"];

/// A page, or a node above pages.
pub struct Page {
    /// The number of its object; `None` if it stands in the node above.
    pub number: Option<u32>,
    pub own: Dictionary,
    /// The inherited value of each key of [`INHERITED`]. Shared, since a hostile file may have large values and many pages.
    above: [Option<Rc<Object>>; INHERITED.len()],
}

impl Page {
    /// The page's own value, or else the inherited one.
    pub fn get(&self, key: &[u8]) -> &Object {
        let inherited = || INHERITED.iter().position(|it| *it == key).and_then(|at| self.above[at].as_deref());
        self.own.get(key).ok().or_else(inherited).unwrap_or(&Object::Null)
    }

    /// The values that the nodes below inherit.
    fn below(&self) -> [Option<Rc<Object>>; INHERITED.len()] {
        std::array::from_fn(|at| {
            self.own.get(INHERITED[at]).map_or(self.above[at].clone(), |own| Some(Rc::new(own.clone())))
        })
    }
}

/// Called with each page, and the reader of its file.
type Visitor<'a, 'v> = dyn FnMut(&mut Reader<'a>, Page) -> Result<(), Fault> + 'v;

/// Visits the pages in their order; only one is in memory at a time. A page tree in which every node branches has fewer nodes than pages;
/// more are refused. Fails also as the visitor does.
pub fn visit<'a>(
    reader: &mut Reader<'a>,
    catalog: &Dictionary,
    most: usize,
    visitor: &mut Visitor<'a, '_>,
) -> Result<(), Fault> {
    const TOO_MANY: Fault = Fault::TooMuch("it has too many pages");
    let root = catalog.get(b"Pages").map_err(|_| Fault::Damaged("it has no pages"))?.clone();
    let mut left = 2 * most;
    let mut pages = 0;
    let mut nodes = vec![(root, [const { None }; INHERITED.len()])];
    while let Some((node, above)) = nodes.pop() {
        let number = node.as_reference().ok().map(|(number, _)| number);
        let node = Page { number, own: reader.dictionary(&node)?, above };
        let Ok(kids) = node.own.get(b"Kids") else {
            pages += 1;
            if pages > most {
                return Err(TOO_MANY);
            }
            visitor(reader, node)?;
            continue;
        };
        let kids = reader.array(kids)?;
        left = left.checked_sub(kids.len()).ok_or(TOO_MANY)?;
        let below = node.below();
        nodes.extend(kids.iter().rev().map(|kid| (kid.clone(), below.clone())));
    }
    Ok(())
}

/// All pages, as [`visit`] finds them.
pub fn all(reader: &mut Reader, catalog: &Dictionary, most: usize) -> Result<Vec<Page>, Fault> {
    let mut pages = Vec::new();
    visit(reader, catalog, most, &mut |_, page| {
        pages.push(page);
        Ok(())
    })?;
    Ok(pages)
}

/// The content of a page, which may be split into several streams (ISO 32000-1, 7.8.2).
pub fn content(reader: &mut Reader, page: &Page) -> Result<Vec<u8>, Fault> {
    let Ok(contents) = page.own.get(b"Contents") else { return Ok(Vec::new()) };
    let streams = match contents {
        Object::Reference((number, _)) if reader.stream(*number)?.is_some() => vec![contents.clone()],
        _ => reader.resolve(contents)?.as_array().cloned().unwrap_or_default(),
    };
    let mut all = Vec::new();
    for stream in streams.iter().filter_map(|stream| stream.as_reference().ok()) {
        if let Some(raw) = reader.stream(stream.0)? {
            all.extend_from_slice(reader.unpacked(&raw)?.trim_ascii());
            all.push(b'\n');
        }
    }
    Ok(all)
}
