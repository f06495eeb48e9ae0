//! The parts of a workbook, unpacked within bounds.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::bounds::workbook::{LARGEST_WORKBOOK, MOST_PARTS, MOST_SHEETS, MOST_UNPACKED};

use super::cells;
use super::found::{ReadWorkbook, WorkbookFault};
use super::xml::{Part, attribute};

/// Reads all sheets. Fails if it is no workbook, damaged, or too large.
pub fn read(bytes: &[u8]) -> Result<ReadWorkbook, WorkbookFault> {
    if bytes.len() as u64 > LARGEST_WORKBOOK {
        let message = format!("the workbook is larger than {} MiB", LARGEST_WORKBOOK >> 20);
        return Err(WorkbookFault::new(message, "import it in parts"));
    }
    // Compound files are workbooks of old programs, and new ones under a password.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let message = "this is a workbook of an old program, or one under a password";
        return Err(WorkbookFault::new(message, "save it as a workbook (.xlsx) without a password"));
    }
    let zip = ZipArchive::new(Cursor::new(bytes)).map_err(WorkbookFault::damaged)?;
    if zip.len() > MOST_PARTS {
        return Err(WorkbookFault::damaged(format!("it has more than {MOST_PARTS} parts")));
    }
    let mut package = Package { zip, left: MOST_UNPACKED };
    if package.zip.index_for_name("content.xml").is_some() {
        return Err(WorkbookFault::new("this is an OpenDocument sheet", "save it as a workbook of Excel (.xlsx)"));
    }
    let main = package.relations("", ".rels")?.into_iter().find(|relation| relation.is("officeDocument"));
    let main = main.ok_or_else(|| WorkbookFault::damaged("it says nowhere which part is the workbook"))?.target;
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = package.relations(folder, &format!("{name}.rels"))?;
    let listed = Listed::read(&package.part(&main)?)?;
    let shared = match relations.iter().find(|relation| relation.is("sharedStrings")) {
        Some(relation) => cells::shared(&package.part(&relation.target)?)?,
        None => Vec::new(),
    };
    let mut sheets = Vec::new();
    let mut budget = cells::Budget::default();
    for (name, id) in listed.sheets {
        // What has no cells, such as a sheet that is one chart, has another kind of relation.
        let Some(relation) = relations.iter().find(|it| it.id == id && it.is("worksheet")) else { continue };
        sheets.push(cells::sheet(name, &package.part(&relation.target)?, &shared, &mut budget)?);
    }
    Ok(ReadWorkbook { sheets, is_from_1904: listed.is_from_1904 })
}

/// The parts of the workbook, packed.
struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// How many bytes may still be unpacked.
    left: u64,
}

/// What one part says of another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Relation {
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

impl Package<'_> {
    fn part(&mut self, path: &str) -> Result<Vec<u8>, WorkbookFault> {
        let file = self.zip.by_name(path).map_err(|error| WorkbookFault::damaged(format!("`{path}`: {error}")))?;
        let mut bytes = Vec::new();
        file.take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| WorkbookFault::damaged(format!("`{path}`: {error}")))?;
        if bytes.len() as u64 > self.left {
            let message = format!("the workbook unpacks to more than {} MiB", MOST_UNPACKED >> 20);
            return Err(WorkbookFault::new(message, "delete sheets, rows and pictures that do not belong to it"));
        }
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    /// The relations of a part in a folder.
    fn relations(&mut self, folder: &str, name: &str) -> Result<Vec<Relation>, WorkbookFault> {
        let path = resolved(folder, &format!("_rels/{name}"));
        if self.zip.index_for_name(&path).is_none() {
            return Ok(Vec::new());
        }
        let bytes = self.part(&path)?;
        let mut relations = Vec::new();
        let mut part = Part::new(&bytes);
        while let Some(event) = part.next()? {
            let Some(element) = event.opening("Relationship") else { continue };
            let get = |key| attribute(element, key);
            if let (Some(id), Some(kind), Some(target)) = (get("Id")?, get("Type")?, get("Target")?) {
                relations.push(Relation { id, kind, target: resolved(folder, &target) });
            }
        }
        Ok(relations)
    }
}

/// The path of a part that is named from a folder of the package.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What the workbook says of its sheets.
struct Listed {
    /// Their names, and the ids of their relations.
    sheets: Vec<(String, String)>,
    is_from_1904: bool,
}

impl Listed {
    fn read(bytes: &[u8]) -> Result<Self, WorkbookFault> {
        let mut listed = Self { sheets: Vec::new(), is_from_1904: false };
        let mut seen = BTreeSet::new();
        let mut part = Part::new(bytes);
        while let Some(event) = part.next()? {
            if let Some(element) = event.opening("workbookPr") {
                let flag = attribute(element, "date1904")?;
                listed.is_from_1904 = flag.is_some_and(|flag| flag == "1" || flag == "true");
            } else if let Some(element) = event.opening("sheet") {
                let name = attribute(element, "name")?.unwrap_or_default();
                let id = attribute(element, "id")?.unwrap_or_default();
                if !seen.insert(name.clone()) {
                    return Err(WorkbookFault::damaged(format!("it has the sheet `{name}` twice")));
                }
                listed.sheets.push((name, id));
            }
            if listed.sheets.len() > MOST_SHEETS {
                return Err(WorkbookFault::new(
                    format!("the workbook has more than {MOST_SHEETS} sheets"),
                    "delete those that do not belong to it",
                ));
            }
        }
        Ok(listed)
    }
}
