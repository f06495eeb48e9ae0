//! A workbook as a file: its parts, in a zip file.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::book::{Cell, CellValue, Column, LISTS, Sheet, Workbook};
use super::{parts, sheet};

impl Workbook {
    /// The workbook as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lists = (!self.lists.is_empty()).then(|| self.sheet_of_lists());
        let sheets: Vec<&Sheet> = self.sheets.iter().chain(&lists).collect();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The earliest time that a zip file can have, so that no clock takes part.
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644)
            .system(System::Unix);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |path: &str, text: String| {
            writer
                .start_file(path, options)
                .and_then(|()| Ok(writer.write_all(text.as_bytes())?))
                .expect("writing to memory succeeds, and the paths are those of this file");
        };
        add("[Content_Types].xml", parts::content_types(sheets.len()));
        add("_rels/.rels", parts::relations_of_package());
        add("xl/workbook.xml", parts::workbook(&sheets));
        add("xl/_rels/workbook.xml.rels", parts::relations_of_workbook(sheets.len()));
        add("xl/styles.xml", parts::styles());
        for (number, sheet) in sheets.iter().enumerate() {
            add(&format!("xl/worksheets/sheet{}.xml", number + 1), sheet::written(sheet, number == 0, self));
        }
        writer.finish().expect("writing to memory succeeds").into_inner()
    }

    fn sheet_of_lists(&self) -> Sheet {
        let longest = self.lists.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |list: &Vec<String>, row: usize| {
            let value = list.get(row).map_or(CellValue::Empty, |word| CellValue::Text(word.clone()));
            Cell { value, is_locked: true }
        };
        let heading = |number: usize| Column { heading: format!("{}", number + 1), ..Column::default() };
        Sheet {
            name: LISTS.to_owned(),
            is_hidden: true,
            columns: (0..self.lists.len()).map(heading).collect(),
            rows: (0..longest).map(|row| self.lists.iter().map(|list| cell(list, row)).collect()).collect(),
            fresh_rows: Some(0),
        }
    }
}
