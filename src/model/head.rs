//! `report.toml` by itself, for what has to be known before the other files are read.

use crate::diagnostics::files::Files;

use super::decode::Context;
use super::item_file::{first_key, record};
use super::languages;
use super::load::parse;
use super::records::ReportFile;
use super::text_file::text_file;
use crate::files::read::Tree;

/// What `report.toml` says, without its faults and without the rest of the report. `None` when it has faults.
pub fn read(tree: &Tree) -> Option<ReportFile> {
    let (mut files, mut faults) = (Files::default(), Vec::new());
    let key = text_file("report/report.toml", tree.get("report/report.toml")?, &mut files, &mut faults)?;
    let text = &files.get(key).text;
    let table = parse(key, text, &mut faults)?;
    let languages = languages::of(&table, first_key(&table, key), Context::new(key, text, &[], &mut faults))?;
    let context = Context::new(key, text, &languages, &mut faults);
    record(&table, ReportFile::from_fields, context, &mut Vec::new())
}
