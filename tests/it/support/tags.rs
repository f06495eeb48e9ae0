//! Reads the structure of a PDF for assistive technology: tables with their headers, and figures with their texts.

use std::collections::BTreeSet;
use std::path::Path;

use lopdf::{Dictionary, Document, Object};

/// A table as its tags describe it.
#[derive(Debug, Default)]
pub struct Table {
    pub summary: Option<String>,
    /// How many captions are among its children.
    pub captions: usize,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell: `TH` for a header, else `TD`.
#[derive(Debug, Default, Clone)]
pub struct Cell {
    pub heads: bool,
    /// `Row`, `Column` or `Both`; for headers only.
    pub scope: Option<String>,
    pub id: Option<Vec<u8>>,
    /// The ids of the headers of this cell.
    pub headers: Vec<Vec<u8>>,
}

impl Table {
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows.iter().flatten()
    }

    /// The rows without column headers. A header row may have an empty corner, which is no header.
    pub fn body(&self) -> impl Iterator<Item = &[Cell]> {
        let heads_columns = |row: &&[Cell]| row.iter().any(|cell| cell.scope.as_deref() == Some("Column"));
        self.rows.iter().map(Vec::as_slice).filter(move |row| !heads_columns(row) && row.iter().any(|cell| !cell.heads))
    }

    pub fn rows_are_named(&self) -> bool {
        self.body().all(|row| row[0].scope.as_deref() == Some("Row"))
    }

    /// Every header has a scope, every reference to a header resolves, and every cell below or beside headers names them.
    pub fn must_be_whole(&self) {
        assert!(self.cells().any(|cell| cell.heads), "a table without a head: {self:?}");
        let ids: BTreeSet<&Vec<u8>> = self.cells().filter_map(|cell| cell.id.as_ref()).collect();
        for cell in self.cells() {
            assert_eq!(cell.heads, cell.scope.is_some(), "a head has a scope, and nothing else has: {cell:?}");
            assert!(cell.headers.iter().all(|id| ids.contains(id)), "a head that is not in the table: {cell:?}");
        }
        if self.rows_are_named() {
            for row in self.body() {
                let name = row[0].id.as_ref().unwrap();
                for cell in &row[1..] {
                    assert!(cell.headers.contains(name), "a cell that is not named by its row: {cell:?}");
                    assert!(cell.headers.len() > 1, "a cell that is not named by its column: {cell:?}");
                }
            }
        }
    }
}

/// All tables of a PDF, in their order.
pub fn tables(path: &Path) -> Vec<Table> {
    let document = Document::load(path).unwrap();
    let mut tables = Vec::new();
    each_element(&document, &mut |element| {
        if kind(element) == b"Table" {
            let captions = children(&document, element).into_iter().filter(|child| kind(child) == b"Caption").count();
            let summary = text_attribute(&document, element, b"Summary");
            let mut table = Table { summary, captions, rows: Vec::new() };
            collect_rows(&document, element, &mut table);
            tables.push(table);
        }
    });
    tables
}

/// The alternative texts of all figures, in their order.
pub fn alternatives(path: &Path) -> Vec<String> {
    let document = Document::load(path).unwrap();
    let mut found = Vec::new();
    each_element(&document, &mut |element| {
        if kind(element) == b"Figure" {
            let text = element.get(b"Alt").expect("every figure has an alternative text");
            found.push(lopdf::decode_text_string(text).unwrap());
        }
    });
    found
}

/// An entry of a list of sources (`BibEntry`).
#[derive(Debug, PartialEq)]
pub struct SourceEntry {
    /// The three elements around it, such as `L/LI/LBody`.
    pub around: String,
    /// The child elements.
    pub inside: Vec<String>,
    /// The numbering attribute of the list.
    pub numbering: String,
}

/// All entries of lists of sources in a PDF, in their order.
pub fn source_entries(path: &Path) -> Vec<SourceEntry> {
    let document = Document::load(path).unwrap();
    let name = |element: &Dictionary| String::from_utf8(kind(element).to_vec()).unwrap();
    let mut found = Vec::new();
    each_element(&document, &mut |list| {
        for item in children(&document, list) {
            for body in children(&document, item) {
                for entry in children(&document, body).into_iter().filter(|entry| kind(entry) == b"BibEntry") {
                    let numbering = attribute(&document, list, b"ListNumbering").and_then(|name| name.as_name().ok());
                    found.push(SourceEntry {
                        around: [list, item, body].map(name).join("/"),
                        inside: children(&document, entry).into_iter().map(name).collect(),
                        numbering: String::from_utf8(numbering.unwrap_or_default().to_vec()).unwrap(),
                    });
                }
            }
        }
    });
    found
}

fn kind(element: &Dictionary) -> &[u8] {
    element.get(b"S").and_then(Object::as_name).unwrap_or_default()
}

fn resolve<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    document.dereference(object).map(|(_, object)| object).unwrap()
}

/// The child elements of an element or of the root of the structure.
fn children<'d>(document: &'d Document, parent: &'d Dictionary) -> Vec<&'d Dictionary> {
    let Ok(kids) = parent.get(b"K") else { return Vec::new() };
    let kids = match resolve(document, kids) {
        Object::Array(kids) => kids.iter().collect(),
        kid => vec![kid],
    };
    // Numbers and references are marked content, not elements.
    let elements = kids.into_iter().filter_map(|kid| resolve(document, kid).as_dict().ok());
    elements.filter(|element| element.has(b"S")).collect()
}

fn each_element(document: &Document, visit: &mut dyn FnMut(&Dictionary)) {
    fn walk(document: &Document, element: &Dictionary, visit: &mut dyn FnMut(&Dictionary)) {
        visit(element);
        children(document, element).into_iter().for_each(|child| walk(document, child, visit));
    }
    let root = document.catalog().unwrap().get(b"StructTreeRoot").expect("the PDF is tagged");
    walk(document, resolve(document, root).as_dict().unwrap(), visit);
}

/// Rows are children of the table itself or of groups of rows.
fn collect_rows(document: &Document, parent: &Dictionary, table: &mut Table) {
    for child in children(document, parent) {
        match kind(child) {
            b"TR" => {
                let cells = children(document, child);
                table.rows.push(cells.into_iter().map(|element| cell(document, element)).collect());
            }
            b"THead" | b"TBody" | b"TFoot" => collect_rows(document, child, table),
            _ => {}
        }
    }
}

fn cell(document: &Document, element: &Dictionary) -> Cell {
    let headers = attribute(document, element, b"Headers").and_then(|ids| ids.as_array().ok());
    let headers = headers.into_iter().flatten().map(|id| id.as_str().unwrap().to_vec());
    Cell {
        heads: kind(element) == b"TH",
        scope: attribute(document, element, b"Scope")
            .map(|scope| String::from_utf8(scope.as_name().unwrap().to_vec()).unwrap()),
        id: element.get(b"ID").ok().map(|id| id.as_str().unwrap().to_vec()),
        headers: headers.collect(),
    }
}

fn text_attribute(document: &Document, element: &Dictionary, key: &[u8]) -> Option<String> {
    attribute(document, element, key).map(|text| lopdf::decode_text_string(text).unwrap())
}

/// An attribute of an element (ISO 32000-1, 14.7.5); an element has one dictionary of them or several.
fn attribute<'d>(document: &'d Document, element: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let groups = match resolve(document, element.get(b"A").ok()?) {
        Object::Array(groups) => groups.iter().collect(),
        group => vec![group],
    };
    let groups = groups.into_iter().filter_map(|group| resolve(document, group).as_dict().ok());
    groups.filter_map(|group| group.get(key).ok()).map(|value| resolve(document, value)).next()
}
