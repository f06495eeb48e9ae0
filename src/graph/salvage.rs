//! A report without its broken links and files, from which no PDF is made: it exists so that faults in prose and chapters show in
//! the same run as those of the data.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostics::{Files, Place};
use crate::graph::{Graph, Kinds, withdrawn::Withdrawals};
use crate::model::{Item, Kind, Link, Model, Text, Value, decode::Context, syntax, text::Form};

/// Stands in for a `report.toml` that cannot be understood.
const STAND_IN: &str = "\
id = \"x\"\nversion = \"0.0.0\"\ndate = 9999-12-31\nstatus = \"draft\"\nlanguages = []\ntitle = \"x\"\npublisher = \"x\"
authors = []\nkeywords = []\nabstract = \"x\"\nlicence = \"x\"\nnotice = \"x\"\nparts = []\n";

/// The graph of everything that holds together.
pub fn graph(model: &Model, files: &mut Files) -> Option<Graph> {
    let mut model = Model { report: model.report.clone().or_else(|| stand_in(model, files)), ..model.clone() };
    let withdrawn = Withdrawals::of(&model);
    let kinds = super::kinds(&model, &withdrawn, &mut Vec::new());
    model.items.retain_mut(|item| keep_links(item, &kinds));
    let holds = |link: &Link| kinds.get(&link.id).is_some_and(|(kind, _)| *kind == link.kind);
    model.listed.values_mut().for_each(|items| items.retain_mut(|item| item.keep_links(&holds)));
    if let Some(report) = &mut model.report {
        keep_links(report, &kinds);
    }
    model.report.is_some().then(|| super::assemble(&model, kinds, withdrawn))
}

/// Takes the links out of an item that lead nowhere. Returns whether it can be without them.
fn keep_links(item: &mut Arc<Item>, kinds: &Kinds) -> bool {
    let holds = |link: &Link| kinds.get(&link.id).is_some_and(|(kind, _)| *kind == link.kind);
    item.links().iter().all(|link| holds(link.link)) || Arc::make_mut(item).keep_links(&holds)
}

/// A report whose parts are the chapters that there are.
fn stand_in(model: &Model, files: &mut Files) -> Option<Arc<Item>> {
    let file = files.add("report.toml (stand-in)", STAND_IN);
    let mut diagnostics = Vec::new();
    let table = syntax::parse(file, STAND_IN, &mut diagnostics)?;
    let mut context = Context::new(model.declarations, (file, STAND_IN), &model.languages, &mut diagnostics);
    let place = Place::new(file, 0..0);
    let mut report = context.item(model.declarations.of(Kind::REPORT), table.get_ref(), place)?;
    let names: HashSet<&String> = model.chapters.iter().map(|chapter| &chapter.name).collect();
    let text = |name: &String| Value::String(Text { value: name.clone(), place, form: Form::Whole });
    report.set("parts", Some(Value::List(names.into_iter().map(text).collect())));
    Some(Arc::new(report))
}
