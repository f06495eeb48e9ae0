//! `raportti export`: what the report says as sheets that others fill in.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::build::{Failure, Inputs, Ready, check_for_review};
use crate::cli::{Export as Options, Global, SheetForm};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::many;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::files::read::folder_of;
use crate::graph::ways::Ways;
use crate::meaning::condition;
use crate::merge::Wording;
use crate::model::Item;
use crate::publish::{called::Called, output, sheets::Exported};
use crate::sheets::{Node, Part, Table, concerning, nodes, parts, tables, within};

pub fn run(global: &Global, options: &Options) -> Ended {
    let form = options.form.unwrap_or_default();
    let inputs = Inputs::read(global.project.as_deref())?;
    let (ready, _) = check_for_review(&inputs).ready()?;
    let model = &ready.graph.model;
    let wording = wording(&ready, options.lang.as_deref())?;
    let parts = wanted_parts(parts(model.declarations, &model.languages), &options.kinds)?;
    let nodes = nodes(model);
    let wanted = wanted_items(&ready, &parts, &nodes, options)?;
    let is_wanted = |id: &str| wanted.as_ref().is_none_or(|wanted| wanted.contains(id));
    let mut found = tables(&parts, &in_order(&ready, nodes), model, &is_wanted);
    if options.kinds.is_empty() {
        let filled: HashSet<&str> =
            found.iter().filter(|table| !table.rows.is_empty()).map(|table| table.part.kind.key.as_str()).collect();
        // Tables that no item has yet can get rows all the same.
        found.retain(|table| {
            let of = table.part.inside.map_or(table.part.kind, |(holder, _)| holder);
            filled.contains(of.key.as_str())
        });
    }
    let report = ready.graph.report();
    let exported = Exported {
        tables: &found,
        ids: ids(&ready),
        called: Called { wording, declarations: model.declarations, is_multilingual: model.languages.len() > 1 },
        report: (&report.id().value, &report.version().value),
        addressee: options.addressee.as_deref(),
    };
    let bytes = match form {
        SheetForm::Xlsx => exported.workbook(),
        SheetForm::Csv => exported.csv(only(&found)?).into_bytes(),
        SheetForm::Json => exported.json().into_bytes(),
    };
    let out = options.out.clone().or_else(|| (form == SheetForm::Xlsx).then(|| usual_name(&exported)));
    put(global, &inputs, &found, &bytes, out.as_deref())
}

fn put(global: &Global, inputs: &Inputs, tables: &[Table], bytes: &[u8], out: Option<&Path>) -> Ended {
    let Some(out) = out else {
        terminal::require_text_format(global, "export", Some("--out FILE"))?;
        terminal::put(Stream::Output, &Shown::table(&String::from_utf8_lossy(bytes)));
        return Ok(Outcome::Fine);
    };
    if inputs.reads_from(folder_of(out)) {
        let message = format!("`{}` would be a file of the report", out.display());
        return Err(Failure::new(message).with_hint("name a file in another folder: `--out FILE`").into());
    }
    output::write(out, bytes)?;
    json_lines::output(global, out, None, bytes);
    let rows = tables.iter().map(|table| table.rows.len()).sum();
    let counted = format!("{} of {}", many(rows, "row"), many(tables.len(), "kind"));
    terminal::print_line(global, &format!("{}  {counted}", out.display()));
    Ok(Outcome::Fine)
}

fn wording<'r>(ready: &'r Ready, language: Option<&str>) -> Result<&'r Wording, Failure> {
    let Some(language) = language else { return Ok(&ready.wordings[0]) };
    let found = ready.wordings.iter().find(|wording| wording.locale.language.as_str() == language);
    found.ok_or_else(|| {
        let known: Vec<String> = ready.wordings.iter().map(|it| format!("`{}`", it.locale.language)).collect();
        Failure::new(format!("the report has no language `{language}`"))
            .with_hint(format!("it has {}", known.join(", ")))
    })
}

/// The parts that a user names, in that order; all of them if none is named.
fn wanted_parts(all: Vec<Part>, named: &[String]) -> Result<Vec<Part>, Failure> {
    if named.is_empty() {
        return Ok(all);
    }
    let mut left: Vec<Option<Part>> = all.into_iter().map(Some).collect();
    let mut wanted = Vec::new();
    for name in named {
        let is_named = |part: &Part| part.key == *name || part.inside.is_none() && part.kind.collection == *name;
        let found = left.iter_mut().find(|part| part.as_ref().is_some_and(is_named));
        match found.and_then(Option::take) {
            Some(part) => wanted.push(part),
            None if wanted.iter().any(is_named) => {}
            None => {
                let known: Vec<&str> = left.iter().flatten().map(|part| part.key.as_str()).collect();
                return Err(Failure::unknown_kind(name, &known));
            }
        }
    }
    Ok(wanted)
}

/// The ids of the items that are asked for; `None` for all.
fn wanted_items<'r>(
    ready: &'r Ready,
    parts: &[Part],
    nodes: &[Node<'r>],
    options: &Options,
) -> Result<Option<HashSet<&'r str>>, Failure> {
    let mut wanted = None;
    if let Some(id) = &options.addressee {
        if !nodes.iter().any(|node| node.item.id() == id) {
            let near = crate::diagnostics::nearest::nearest(id, nodes.iter().map(|node| node.item.id()));
            return Err(Failure::unknown_id(id, near.map(|near| format!("did you mean `{near}`?"))));
        }
        wanted = Some(concerning(id, nodes));
    }
    if let Some(condition) = &options.condition {
        let part = parts.first().expect("the option needs a kind");
        let kind = part.inside.map_or(part.kind, |(holder, _)| holder);
        let items = Ways::new(&ready.graph).of(kind);
        let holding = condition::holding(condition, kind, items, &ready.graph)
            .map_err(|wrong| Failure::new(wrong.message).with_hints(wrong.hint))?;
        let ids = within(holding.into_iter().map(Item::id).collect(), nodes);
        wanted = Some(match wanted {
            Some(others) => ids.intersection(&others).copied().collect(),
            None => ids,
        });
    }
    Ok(wanted)
}

/// Items in the order in which readers meet them.
fn in_order<'r>(ready: &'r Ready, mut nodes: Vec<Node<'r>>) -> Vec<Node<'r>> {
    let order = ready.graph.model.with_ids().enumerate().map(|(number, item)| (item.id(), number));
    let order: std::collections::HashMap<&str, usize> = order.collect();
    nodes.sort_by_key(|node| order.get(node.item.id()).copied());
    nodes
}

fn ids(ready: &Ready) -> BTreeMap<usize, Vec<&str>> {
    let mut ids: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for item in ready.graph.model.with_ids() {
        ids.entry(item.declared.number).or_default().push(item.id());
    }
    ids
}

fn only<'t>(tables: &'t [Table<'t, 't>]) -> Result<&'t Table<'t, 't>, Failure> {
    let [table] = tables else {
        let keys: Vec<String> = tables.iter().map(|table| format!("`{}`", table.part.key)).collect();
        let message = "a CSV file has the rows of one kind";
        return Err(Failure::new(message).with_hint(format!("name it: `--kind KIND`, one of {}", keys.join(", "))));
    };
    Ok(table)
}

fn usual_name(exported: &Exported) -> PathBuf {
    let addressee = exported.addressee.map(|id| format!("-{id}")).unwrap_or_default();
    PathBuf::from(format!("{}-{}{addressee}.xlsx", exported.report.0, exported.report.1))
}
