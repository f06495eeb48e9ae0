//! Checks the bytes of a file against PDF/X-4 (ISO 15930-7). No free validator supports this standard.

use std::collections::BTreeSet;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Violations of PDF/X-4, as messages that begin with the part.
pub fn complaints(document: &Document) -> Vec<String> {
    [version, intent, metadata, boxes, annotations, tags, fonts, colours, active_content, identifier]
        .into_iter()
        .flat_map(|check| check(document))
        .collect()
}

pub fn get<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &str) -> Option<&'d Object> {
    dictionary.get_deref(key.as_bytes(), document).ok()
}

fn dictionary<'d>(document: &'d Document, of: &'d Dictionary, key: &str) -> Option<&'d Dictionary> {
    get(document, of, key)?.as_dict().ok()
}

fn version(document: &Document) -> Vec<String> {
    complain(document.version != "1.6", format!("version: PDF {}", document.version))
}

fn complain(wrong: bool, complaint: String) -> Vec<String> {
    if wrong { vec![complaint] } else { Vec::new() }
}

/// 6.2: one output intent for printing, with the profile of a press inside.
fn intent(document: &Document) -> Vec<String> {
    let intents = get(document, document.catalog().unwrap(), "OutputIntents").and_then(|all| all.as_array().ok());
    let Some([one]) = intents.map(Vec::as_slice) else { return vec!["intent: there is not one".to_owned()] };
    let (_, intent) = document.dereference(one).unwrap();
    let intent = intent.as_dict().unwrap();
    let kind = get(document, intent, "S").and_then(|kind| kind.as_name().ok());
    let condition = get(document, intent, "OutputConditionIdentifier").and_then(|text| text.as_str().ok());
    let mut complaints = complain(kind != Some(b"GTS_PDFX"), "intent: it is not GTS_PDFX".to_owned());
    complaints.extend(complain(condition.is_none_or(<[u8]>::is_empty), "intent: no condition".to_owned()));
    match get(document, intent, "DestOutputProfile").and_then(|profile| profile.as_stream().ok()) {
        None => complaints.push("intent: no profile".to_owned()),
        Some(stream) => {
            let profile = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            let word = |at: usize| profile.get(at..at + 4).unwrap_or_default();
            if [word(12), word(16), word(36)] != [&b"prtr"[..], b"CMYK", b"acsp"] {
                complaints.push("intent: the profile is not that of a press".to_owned());
            }
            if get(document, &stream.dict, "N").and_then(|n| n.as_i64().ok()) != Some(4) {
                complaints.push("intent: the profile has not four components".to_owned());
            }
        }
    }
    complaints
}

/// The metadata of a file; empty when it has none.
pub fn xmp(document: &Document) -> String {
    let xmp = get(document, document.catalog().unwrap(), "Metadata").and_then(|metadata| metadata.as_stream().ok());
    let bytes = xmp.map(|xmp| xmp.decompressed_content().unwrap_or_else(|_| xmp.content.clone()));
    String::from_utf8(bytes.unwrap_or_default()).unwrap()
}

/// 6.3 and 6.6: the metadata in XMP, and the trapping state in the information dictionary.
fn metadata(document: &Document) -> Vec<String> {
    let xmp = xmp(document);
    let said = |name: &str| Some(xmp.split_once(&format!("<{name}"))?.1.split_once('>')?.1.split_once("</")?.0);
    let mut complaints = Vec::new();
    if said("pdfxid:GTS_PDFXVersion") != Some("PDF/X-4") {
        complaints.push(format!("metadata: the version is {:?}", said("pdfxid:GTS_PDFXVersion")));
    }
    if said("pdf:Trapped") != Some("False") {
        complaints.push("metadata: nothing about trapping".to_owned());
    }
    for name in ["xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID", "xmpMM:VersionID"] {
        if said(name).is_none_or(str::is_empty) {
            complaints.push(format!("metadata: no `{name}`"));
        }
    }
    if said("xmpMM:RenditionClass") != Some("default") {
        complaints.push("metadata: not the file to print".to_owned());
    }
    if !xmp.contains("<dc:title>") {
        complaints.push("metadata: no title".to_owned());
    }
    let trapped = dictionary(document, &document.trailer, "Info").and_then(|info| get(document, info, "Trapped"));
    if trapped.and_then(|name| name.as_name().ok()) != Some(b"False") {
        complaints.push("metadata: `Trapped` is not in the information dictionary".to_owned());
    }
    complaints
}

/// The boxes of a page: left, bottom, right, top in pt.
pub fn page_box(document: &Document, page: ObjectId, name: &str) -> Option<[f64; 4]> {
    let numbers = get(document, document.get_dictionary(page).unwrap(), name)?.as_array().ok()?;
    let numbers: Vec<f64> = numbers.iter().map(|number| f64::from(number.as_float().unwrap())).collect();
    numbers.try_into().ok()
}

/// Whether one box lies inside another, to a hundredth of a point.
pub fn inside(inner: [f64; 4], outer: [f64; 4]) -> bool {
    let slack = 0.01;
    inner[0] >= outer[0] - slack
        && inner[1] >= outer[1] - slack
        && inner[2] <= outer[2] + slack
        && inner[3] <= outer[3] + slack
}

/// 6.16: the trim inside the bleed inside the media, and no art box beside the trim box.
fn boxes(document: &Document) -> Vec<String> {
    let of_page = |(number, page): (usize, ObjectId)| {
        let named = |name| page_box(document, page, name);
        let (Some(media), Some(bleed), Some(trim)) = (named("MediaBox"), named("BleedBox"), named("TrimBox")) else {
            return Some(format!("boxes: page {} lacks one", number + 1));
        };
        let nested = inside(trim, bleed) && inside(bleed, media) && named("ArtBox").is_none();
        (!nested).then(|| format!("boxes: those of page {} do not lie in one another", number + 1))
    };
    document.page_iter().enumerate().filter_map(of_page).collect()
}

/// 6.17: no annotations on printed parts of a page. Ours have none at all.
fn annotations(document: &Document) -> Vec<String> {
    let any = document.page_iter().any(|page| document.get_dictionary(page).unwrap().has(b"Annots"));
    complain(any, "annotations: there are some".to_owned())
}

/// No tags, since no screen reader reads paper.
fn tags(document: &Document) -> Vec<String> {
    let catalog = document.catalog().unwrap();
    complain(catalog.has(b"StructTreeRoot") || catalog.has(b"MarkInfo"), "tags: there are some".to_owned())
}

/// 6.5: every font is inside the file.
fn fonts(document: &Document) -> Vec<String> {
    let descriptors = document.objects.values().filter_map(|object| object.as_dict().ok());
    let missing = descriptors
        .filter(|font| font.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"FontDescriptor"))
        .any(|font| !(font.has(b"FontFile2") || font.has(b"FontFile3")));
    complain(missing, "fonts: one is not embedded".to_owned())
}

/// 6.2.3, and the promise of the edition: all colours are CMYK or spot. Soft masks are no colours.
fn colours(document: &Document) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut masks = BTreeSet::new();
    for object in document.objects.values() {
        let dictionary = match object {
            Object::Stream(stream) => &stream.dict,
            Object::Dictionary(dictionary) => dictionary,
            _ => continue,
        };
        if let Ok(mask) = dictionary.get(b"SMask").and_then(Object::as_reference) {
            masks.insert(mask);
        }
    }
    for (id, object) in document.objects.iter().filter(|(id, _)| !masks.contains(id)) {
        names_in(object, &mut found);
        let is_drawn = |stream: &lopdf::Stream| {
            stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form")
                || stream.dict.has(b"PatternType")
        };
        if let Some(stream) = object.as_stream().ok().filter(|stream| is_drawn(stream)) {
            operators_in(&stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()), *id, &mut found);
        }
    }
    for page in document.page_iter() {
        operators_in(&document.get_page_content(page), page, &mut found);
    }
    found.into_iter().collect()
}

fn names_in(object: &Object, found: &mut BTreeSet<String>) {
    match object {
        Object::Name(name)
            if [&b"DeviceRGB"[..], b"DeviceGray", b"CalRGB", b"CalGray", b"Lab", b"ICCBased"].contains(&&name[..]) =>
        {
            found.insert(format!("colours: {}", String::from_utf8_lossy(name)));
        }
        Object::Array(items) => items.iter().for_each(|item| names_in(item, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| names_in(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| names_in(value, found)),
        _ => {}
    }
}

/// `g` and `rg` set a colour without naming its space.
fn operators_in(content: &[u8], id: ObjectId, found: &mut BTreeSet<String>) {
    let Ok(content) = Content::decode(content) else {
        found.insert(format!("colours: the content of {id:?} cannot be read"));
        return;
    };
    let grey_or_rgb = |operator: &str| matches!(operator, "g" | "G" | "rg" | "RG");
    found.extend(
        content
            .operations
            .iter()
            .filter(|operation| grey_or_rgb(&operation.operator))
            .map(|operation| format!("colours: the operator {}", operation.operator)),
    );
}

/// 6.19: no actions.
fn active_content(document: &Document) -> Vec<String> {
    let catalog = document.catalog().unwrap();
    let names = dictionary(document, catalog, "Names");
    let acts = catalog.has(b"OpenAction")
        || catalog.has(b"AA")
        || catalog.has(b"AcroForm")
        || names.is_some_and(|names| names.has(b"JavaScript"));
    complain(acts || document.trailer.has(b"Encrypt"), "active content: there is some".to_owned())
}

/// 6.4: the file has an identifier.
fn identifier(document: &Document) -> Vec<String> {
    complain(!document.trailer.has(b"ID"), "identifier: none".to_owned())
}
