//! The text that a screen reader speaks for a tagged PDF: its structure in order, with alternative texts, read from the finished
//! file.

use std::collections::HashMap;
use std::path::Path;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// The spoken text of a paragraph, heading, item or cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The structure type of the element, such as `P`.
    pub kind: String,
    pub text: String,
    /// The number of alternative texts of formulas in it. Signs of marked words are formulas.
    pub signs: usize,
    /// The number of links in it.
    pub links: usize,
}

/// Elements whose text is spoken as a unit.
const BLOCKS: [&[u8]; 9] = [b"P", b"H1", b"H2", b"H3", b"H4", b"LBody", b"TH", b"TD", b"Caption"];

/// All spoken texts, in order.
pub fn blocks(path: &Path) -> Vec<Heard> {
    let document = Document::load(path).unwrap();
    let mut reader = Reader { texts: texts(&document), document: &document, blocks: Vec::new() };
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    reader.element(reader.resolve(root).as_dict().unwrap(), None, b"");
    reader.blocks.retain(|block| !block.text.trim().is_empty());
    reader.blocks
}

struct Reader<'d> {
    document: &'d Document,
    /// The text of each marked content, by its page and number.
    texts: HashMap<(ObjectId, i64), String>,
    blocks: Vec<Heard>,
}

impl<'d> Reader<'d> {
    fn resolve(&self, object: &'d Object) -> &'d Object {
        self.document.dereference(object).map(|(_, object)| object).unwrap()
    }

    fn element(&mut self, element: &'d Dictionary, page: Option<ObjectId>, around: &[u8]) {
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let opens = BLOCKS.contains(&kind);
        let own = if opens { kind } else { around };
        if opens {
            self.begin(kind);
        }
        if kind == b"Link" {
            self.last().links += 1;
        }
        if let Ok(alternative) = element.get(b"Alt") {
            let text = lopdf::decode_text_string(alternative).unwrap();
            let last = self.last();
            last.signs += usize::from(kind == b"Formula");
            last.text.push_str(&format!(" {text} "));
        } else if let Ok(kids) = element.get(b"K") {
            let kids = match self.resolve(kids) {
                Object::Array(kids) => kids.iter().collect(),
                kid => vec![kid],
            };
            kids.into_iter().for_each(|kid| self.kid(kid, page, own));
        }
        // Later content of the enclosing element belongs to that element.
        if opens {
            self.begin(around);
        }
    }

    fn kid(&mut self, kid: &'d Object, page: Option<ObjectId>, around: &[u8]) {
        match self.resolve(kid) {
            Object::Integer(number) => self.content(page, *number),
            Object::Dictionary(dictionary) if dictionary.has(b"MCID") => {
                let page = dictionary.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                self.content(page, dictionary.get(b"MCID").and_then(Object::as_i64).unwrap());
            }
            Object::Dictionary(dictionary) if dictionary.has(b"S") => self.element(dictionary, page, around),
            _ => {}
        }
    }

    fn content(&mut self, page: Option<ObjectId>, number: i64) {
        let text = page.and_then(|page| self.texts.get(&(page, number)).cloned()).unwrap_or_default();
        self.last().text.push_str(&text);
    }

    fn last(&mut self) -> &mut Heard {
        if self.blocks.is_empty() {
            self.begin(b"");
        }
        self.blocks.last_mut().unwrap()
    }

    fn begin(&mut self, kind: &[u8]) {
        let kind = String::from_utf8(kind.to_vec()).unwrap();
        self.blocks.push(Heard { kind, text: String::new(), signs: 0, links: 0 });
    }
}

/// The text of all marked contents.
fn texts(document: &Document) -> HashMap<(ObjectId, i64), String> {
    let mut texts: HashMap<_, String> = HashMap::new();
    for page in document.get_pages().into_values() {
        let fonts = document.get_page_fonts(page).unwrap();
        let encodings: HashMap<_, _> =
            fonts.into_iter().map(|(name, font)| (name, font.get_font_encoding(document).unwrap())).collect();
        let mut encoding = None;
        let mut open: Vec<Option<i64>> = Vec::new();
        // How many contents were open when one with a text of its own was opened.
        let mut replaced = None;
        for operation in document.get_and_decode_page_content(page).unwrap().operations {
            match operation.operator.as_str() {
                "BDC" => {
                    let properties = operation.operands.get(1).and_then(|properties| properties.as_dict().ok());
                    let own = properties.and_then(|properties| properties.get(b"ActualText").ok());
                    let around = open.iter().rev().find_map(|number| *number);
                    if let (Some(own), Some(number), None) = (own, around, replaced) {
                        let own = lopdf::decode_text_string(own).unwrap();
                        texts.entry((page, number)).or_default().push_str(&own);
                        replaced = Some(open.len());
                    }
                    open.push(properties.and_then(|properties| properties.get(b"MCID").and_then(Object::as_i64).ok()));
                }
                "BMC" => open.push(None),
                "EMC" => {
                    open.pop();
                    replaced = replaced.filter(|depth| *depth < open.len());
                }
                "Tf" => encoding = encodings.get(operation.operands[0].as_name().unwrap()),
                "Tj" | "TJ" if replaced.is_none() => {
                    let Some(number) = open.iter().rev().find_map(|number| *number) else { continue };
                    let Some(encoding) = encoding else { continue };
                    let strings = match &operation.operands[0] {
                        Object::Array(parts) => parts.iter().filter_map(|part| part.as_str().ok()).collect(),
                        string => vec![string.as_str().unwrap()],
                    };
                    let text: &mut String = texts.entry((page, number)).or_default();
                    for string in strings {
                        text.push_str(&Document::decode_text(encoding, string).unwrap());
                    }
                }
                _ => {}
            }
        }
    }
    texts
}

/// The distance of each bar beside the text from the left edge of its page, in pt. A bar that continues on the next page counts on each page.
pub fn bars(path: &Path, colour: [f64; 3]) -> Vec<f64> {
    let document = Document::load(path).unwrap();
    let mut bars = Vec::new();
    for page in document.get_pages().into_values() {
        let (mut is_bar, mut start) = (false, 0.0);
        // Only the horizontal scale and offset of the transformation matter, since no bar is rotated.
        let (mut now, mut saved) = ([1.0, 0.0], Vec::new());
        for operation in document.get_and_decode_page_content(page).unwrap().operations {
            let numbers: Vec<f64> =
                operation.operands.iter().filter_map(|part| part.as_float().ok()).map(f64::from).collect();
            match operation.operator.as_str() {
                "q" => saved.push(now),
                "Q" => now = saved.pop().unwrap(),
                "cm" => now = [now[0] * numbers[0], now[0] * numbers[4] + now[1]],
                "m" | "re" => start = now[0] * numbers[0] + now[1],
                "SCN" | "SC" | "RG" | "scn" | "sc" | "rg" => {
                    let is_near = numbers.iter().zip(colour).all(|(own, colour)| (own - colour).abs() < 0.003);
                    is_bar = numbers.len() == 3 && is_near;
                }
                "S" | "f" if is_bar => bars.push(start),
                _ => {}
            }
        }
    }
    bars
}
