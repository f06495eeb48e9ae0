//! `report.toml` by itself, for what has to be known before the other files are read.

use crate::diagnostics::files::Files;

use super::declared::Declarations;
use super::decode::Context;
use super::item::Item;
use super::item_file::{first_key, whole};
use super::languages;
use super::load::parse;
use super::text_file::text_file;
use super::typed::{Report, Typed};
use crate::files::read::Tree;

/// What `report.toml` says, without its faults and without the rest of the report. `None` when it has faults.
pub fn read(tree: &Tree) -> Option<Item> {
    let (mut files, mut faults) = (Files::default(), Vec::new());
    let key = text_file("report/report.toml", tree.get("report/report.toml")?, &mut files, &mut faults)?;
    let text = &files.get(key).text;
    let table = parse(key, text, &mut faults)?;
    let languages = languages::of(&table, first_key(&table, key), Context::new(key, text, &[], &mut faults))?;
    let context = Context::new(key, text, &languages, &mut faults);
    let declarations = Declarations::built_in();
    let declared = declarations.kind(declarations.find(Report::KIND)?);
    whole(&table, declared, context, &mut Vec::new())
}
