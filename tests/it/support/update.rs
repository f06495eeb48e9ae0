//! Updates that programs append to a PDF: one of given objects, and those of another program, put onto another PDF.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// A PDF with a revision that has these objects. A number above those of the file is that of a new object. Some programs forget the
/// information on the document.
pub fn appended(pdf: &[u8], objects: &BTreeMap<u32, Vec<u8>>, keeps_information: bool) -> Vec<u8> {
    let document = Document::load_mem(pdf).unwrap();
    let text = String::from_utf8_lossy(&pdf[pdf.len() - 40..]).into_owned();
    let previous = text.split_once("startxref\n").unwrap().1.lines().next().unwrap().to_owned();
    let mut updated = [pdf, b"\n"].concat();
    let mut rows = String::new();
    for (number, object) in objects {
        writeln!(rows, "{number} 1\n{:010} 00000 n ", updated.len()).unwrap();
        updated.extend(format!("{number} 0 obj\n").bytes());
        updated.extend(object);
        updated.extend(b"\nendobj\n");
    }
    let reference =
        |key: &[u8]| document.trailer.get(key).and_then(Object::as_reference).map_or(0, |(number, _)| number);
    let information = if keeps_information { format!("/Info {} 0 R", reference(b"Info")) } else { String::new() };
    let size = objects.keys().copied().max().unwrap_or_default().max(document.max_id) + 1;
    let trailer = format!("<</Size {size}/Root {} 0 R{information}/Prev {previous}>>", reference(b"Root"));
    let start = updated.len();
    updated.extend(format!("xref\n{rows}trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n").bytes());
    updated
}

pub fn written(object: &Object) -> Vec<u8> {
    let mut bytes = Vec::new();
    lopdf::Writer::write_object(&mut bytes, object).unwrap();
    bytes
}

/// What a program changed from `before` to `after`, put onto another PDF of the same report: its marks and whatever they need, on the pages of
/// the same numbers, and what it wrote into the catalog.
pub fn transplanted(before: &[u8], after: &[u8], onto: &[u8]) -> Vec<u8> {
    let [before, after, now] = [before, after, onto].map(|pdf| Document::load_mem(pdf).unwrap());
    let transplant = Transplant { before: &before, after: &after, now: &now };
    let mut objects = BTreeMap::new();
    for (id, object) in &after.objects {
        let is_packing = object.type_name().is_ok_and(|kind| kind == b"XRef" || kind == b"ObjStm");
        if !before.objects.contains_key(id) && !is_packing {
            objects.insert(id.0 + now.max_id, written(&transplant.moved(object)));
        }
    }
    for (number, page) in after.get_pages() {
        let (Some(old), Some(own)) = (before.get_pages().get(&number).copied(), now.get_pages().get(&number).copied())
        else {
            continue;
        };
        let known = marks(&before, old);
        let added: Vec<Object> = marks(&after, page).into_iter().filter(|mark| !known.contains(mark)).collect();
        if !added.is_empty() {
            let list = marks(&now, own).into_iter().chain(added.iter().map(|mark| transplant.moved(mark)));
            let mut page = now.get_dictionary(own).unwrap().clone();
            page.set("Annots", list.collect::<Vec<_>>());
            objects.insert(own.0, written(&page.into()));
        }
    }
    let mut catalog = now.catalog().unwrap().clone();
    for (key, value) in after.catalog().unwrap().iter().filter(|(key, _)| *key != b"Pages") {
        if before.catalog().unwrap().get(key).ok() != Some(value) {
            catalog.set(key.clone(), transplant.moved(value));
        }
    }
    let root = now.trailer.get(b"Root").and_then(Object::as_reference).unwrap();
    objects.insert(root.0, written(&catalog.into()));
    appended(onto, &objects, after.trailer.has(b"Info"))
}

fn marks(document: &Document, page: ObjectId) -> Vec<Object> {
    let list = document.get_dictionary(page).unwrap().get(b"Annots").and_then(|list| document.dereference(list));
    list.ok().and_then(|(_, list)| list.as_array().ok().cloned()).unwrap_or_default()
}

struct Transplant<'d> {
    before: &'d Document,
    after: &'d Document,
    now: &'d Document,
}

impl Transplant<'_> {
    /// An object with its references: to new objects, to the pages of the same numbers, or else to nothing.
    fn moved(&self, object: &Object) -> Object {
        let entries = |dictionary: &Dictionary| {
            dictionary.iter().map(|(key, value)| (key.clone(), self.moved(value))).collect::<Dictionary>()
        };
        match object {
            Object::Reference(id) if !self.before.objects.contains_key(id) => (id.0 + self.now.max_id, id.1).into(),
            Object::Reference(id) => {
                let page = self.after.get_pages().into_iter().find(|(_, page)| page == id).map(|(number, _)| number);
                page.and_then(|number| self.now.get_pages().get(&number).copied()).map_or(Object::Null, Object::from)
            }
            Object::Array(values) => values.iter().map(|value| self.moved(value)).collect::<Vec<_>>().into(),
            Object::Dictionary(dictionary) => entries(dictionary).into(),
            Object::Stream(stream) => {
                let mut moved = stream.clone();
                moved.dict = entries(&stream.dict);
                moved.into()
            }
            other => other.clone(),
        }
    }
}
