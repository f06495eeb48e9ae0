//! Named places of a PDF, to which links lead (ISO 32000-1, 12.3.2.3): the ids of a report are such names.

use std::collections::HashMap;

use lopdf::{Document, Object, ObjectId};

use crate::bounds::printed::MOST_TAGS;
use crate::typeset::page_text::PageText;

use super::media;

/// Those that lead to a height of one of these pages: name, page, and how far down.
pub fn all(document: &Document, pages: &HashMap<usize, PageText>) -> Vec<(String, usize, f64)> {
    let mut places = Vec::new();
    let Ok(catalog) = document.catalog() else { return places };
    let names = catalog.get(b"Names").and_then(|names| document.dereference(names)?.1.as_dict()?.get(b"Dests"));
    let numbers: HashMap<ObjectId, usize> = document.page_iter().enumerate().map(|(number, id)| (id, number)).collect();
    let (mut open, mut left) = (Vec::from_iter(names), MOST_TAGS);
    while let Some(node) = open.pop() {
        let Ok((_, Object::Dictionary(node))) = document.dereference(node) else { continue };
        let array = |key: &[u8]| {
            let list = document.dereference(node.get(key).ok()?).ok()?.1.as_array().ok()?;
            Some(list.as_slice())
        };
        let (kids, named) = (array(b"Kids").unwrap_or_default(), array(b"Names").unwrap_or_default());
        let Some(rest) = left.checked_sub(1 + kids.len() + named.len()) else { return places };
        left = rest;
        open.extend(kids);
        for pair in named.chunks_exact(2) {
            let place =
                place_of(document, &pair[1]).and_then(|(page, height)| Some((*numbers.get(&page)?, page, height)));
            if let (Ok(name), Some((number, page, height))) = (pair[0].as_str(), place)
                && pages.contains_key(&number)
                && let Some([_, y0, _, y1]) = media::of(document, page)
            {
                places.push((String::from_utf8_lossy(name).into_owned(), number, y0.max(y1) - height));
            }
        }
    }
    places
}

/// The page and the height of a destination (ISO 32000-1, 12.3.2.2).
fn place_of(document: &Document, destination: &Object) -> Option<(ObjectId, f64)> {
    let (_, destination) = document.dereference(destination).ok()?;
    let list = match destination {
        Object::Dictionary(holder) => document.dereference(holder.get(b"D").ok()?).ok()?.1.as_array().ok()?,
        list => list.as_array().ok()?,
    };
    match list.as_slice() {
        [page, kind, _, height, ..] if kind.as_name().ok()? == b"XYZ" => {
            Some((page.as_reference().ok()?, f64::from(height.as_float().ok()?)))
        }
        _ => None,
    }
}
