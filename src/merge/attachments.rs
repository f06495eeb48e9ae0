//! The data that travels inside the screen edition: the whole report as JSON, and its tables as CSV (RFC 4180).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;
use serde_json::Value;

use crate::diagnostics::FileKey;
use crate::graph::Graph;
use crate::model::typed::{Evidence, Finding};
use crate::model::{Declaration, Declarations, FigureKind};

use super::view::{AttachmentView, Collection, Sorted};
use super::{Dict, Shown, View, table::csv};

/// Where the files lie in the Typst project.
pub const FOLDER: &str = "/generated/attachments";

/// The tables, named by their kinds' collections, in the order in which they are attached. The rows of figures are made here.
const TABLES: [&str; 7] = ["sources", "findings", "conclusions", "recommendations", "actions", "indicators", FIGURES];
const FIGURES: &str = "figures";
/// The table of withdrawn ids, which only a report that has any carries.
const WITHDRAWN: &str = "withdrawn";

/// The label of a file that an item names.
pub const FILE: &str = "file";

/// The tables of the kinds that the report has: the built-in ones, and those of kinds that have columns.
fn tables(declarations: &'static Declarations, any_withdrawn: bool) -> impl Iterator<Item = &'static str> {
    let is_used = |name: &&str| declarations.kinds.iter().any(|kind| kind.used && kind.collection == *name);
    let has_columns = |kind: &&Declaration| kind.used && !kind.columns.is_empty();
    let names = declarations.kinds.iter().filter(has_columns).map(|kind| kind.collection.as_str());
    let own = names.filter(|name| !TABLES.contains(name) && *name != WITHDRAWN);
    TABLES.into_iter().filter(is_used).chain(own).chain(any_withdrawn.then_some(WITHDRAWN))
}

/// The files that the entry template attaches. Their descriptions are labels of the same names; files that items name have that of the
/// findings, whose evidence they are, or one of their own where the report has files elsewhere, too.
pub fn list(graph: &Graph) -> Vec<AttachmentView> {
    let file = |name: &str, extension: &str, mime: &str| AttachmentView {
        label: name.to_owned(),
        name: format!("{name}.{extension}"),
        path: format!("{FOLDER}/{name}.{extension}"),
        mime: mime.to_owned(),
    };
    let tables =
        tables(graph.model.declarations, graph.withdrawn.iter().len() > 0).map(|name| file(name, "csv", "text/csv"));
    std::iter::once(file("report", "json", "application/json")).chain(tables).chain(of_items(graph)).collect()
}

/// Those of an extract: only files that its items name, by whether their files are among `these`.
pub fn of_extract(graph: &Graph, these: &HashSet<FileKey>) -> Vec<AttachmentView> {
    let named = graph.model.attached_files().into_iter().filter(|file| these.contains(&file.place.file));
    let paths: BTreeSet<String> = named.map(|file| format!("/report/{}", file.value)).collect();
    of_items(graph).into_iter().filter(|file| paths.contains(&file.path)).collect()
}

/// The files that items name, each once.
fn of_items(graph: &Graph) -> Vec<AttachmentView> {
    let label = if std::ptr::eq(graph.model.declarations, Declarations::built_in()) { "findings" } else { FILE };
    let file = |(path, name): (&str, String)| AttachmentView {
        label: label.to_owned(),
        name,
        path: format!("/report/{path}"),
        mime: mime(path).to_owned(),
    };
    attached_names(graph).into_iter().map(file).collect()
}

/// What a PDF calls each file of the report that an item names, by its path: evidence, or a file of an own field. The names say so, so that
/// none is taken for a table of the report. A PDF has no folders, so a number tells apart what only they would.
pub fn attached_names(graph: &Graph) -> BTreeMap<&str, String> {
    let evidence = graph.all::<Finding>().flat_map(Finding::evidence).filter_map(Evidence::file);
    let evidence: BTreeSet<&str> = evidence.map(|file| file.value.as_str()).collect();
    let paths: BTreeSet<&str> = graph.model.attached_files().into_iter().map(|file| file.value.as_str()).collect();
    let mut taken = BTreeSet::new();
    let name = |path: &str| {
        let (what, rest) = match evidence.contains(path) {
            true => ("evidence", path.strip_prefix("evidence/").unwrap_or(path)),
            false => ("file", path),
        };
        let flat = rest.replace('/', "-");
        let (stem, ending) =
            flat.rsplit_once('.').map_or((&*flat, String::new()), |(stem, end)| (stem, format!(".{end}")));
        let numbered = (2..).map(|number| format!("{what}-{stem}-{number}{ending}"));
        let mut names = std::iter::once(format!("{what}-{flat}")).chain(numbered);
        names.find(|name| taken.insert(name.clone())).expect("there are more numbers than files")
    };
    paths.iter().copied().zip(paths.iter().copied().map(name)).collect()
}

/// The media type of a file by the ending of its name (IANA, Media Types).
fn mime(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "json" | "har" => "application/json",
        "xml" => "application/xml",
        "html" | "htm" => "text/html",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// The contents of the files, by their paths.
pub fn contents(view: &View) -> Vec<(String, String)> {
    let tables = tables(view.declarations, !view.items("withdrawn").is_empty())
        .map(|name| (format!("{FOLDER}/{name}.csv"), table(name, view)));
    std::iter::once((format!("{FOLDER}/report.json"), json(view))).chain(tables).collect()
}

/// Values of the report that belong to the look of an edition.
const OF_LOOK: [&str; 5] = ["labels", "descriptions", "bibliography", "changes", "chain"];

/// A part of the JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOf<'v> {
    Report(Sorted<'v, Dict>),
    Items(Sorted<'v, Collection>),
}

/// The report and its items, without what belongs to the look of an edition.
fn json(view: &View) -> String {
    let mut data: BTreeMap<&str, OneOf> =
        view.collections.iter().map(|collection| (collection.name(), OneOf::Items(Sorted(&**collection)))).collect();
    let dict = &view.report.common;
    let entries = dict.entries.iter().filter(|(key, _)| !OF_LOOK.contains(key)).cloned().collect();
    let report = Dict { entries, ..*dict };
    data.insert("report", OneOf::Report(Sorted(&report)));
    serde_json::to_string_pretty(&data).expect("JSON values print") + "\n"
}

/// The table of a kind, with the columns that it declares.
fn table(collection: &str, view: &View) -> String {
    if collection == FIGURES {
        let rows = view.items(FIGURES).iter().flat_map(|(id, figure)| figure_rows(id, figure, view));
        return csv(&FIGURE_COLUMNS, rows.collect());
    }
    let declarations = view.declarations;
    let declared =
        declarations.kinds.iter().find(|kind| kind.collection == collection).expect("tables are of declared kinds");
    let headings: Vec<&str> = declared.columns.iter().map(|(heading, _)| heading.as_str()).collect();
    let row = |(holder, item): (Option<(&'static str, &str)>, &Dict)| -> Vec<String> {
        let cells = declared.columns.iter().map(|(_, ways)| ways.iter().map(|way| cell(item, holder, way)));
        cells.map(|mut cells| cells.find(|cell| !cell.is_empty()).unwrap_or_default()).collect()
    };
    csv(&headings, rows(declared, declarations, view).into_iter().map(row).collect())
}

/// The items of a kind. Those that lie inside other items come with the kind and the id of the item around them.
fn rows<'v>(
    declared: &'static Declaration,
    declarations: &'static Declarations,
    view: &'v View,
) -> Vec<(Option<(&'static str, &'v str)>, &'v Dict)> {
    let is_held = |dict: &&Dict| dict.declared.is_some_and(|own| std::ptr::eq(own, declared));
    let Some(holder) = declarations.holders(declared).find(|holder| holder.has_ids) else {
        let items = view.items(&declared.collection);
        if declared.has_ids || !items.is_empty() {
            return items.iter().map(|(_, item)| (None, item)).collect();
        }
        let report = &view.report.common;
        let held = report.entries.iter().flat_map(|(key, _)| report.dicts(key)).filter(is_held);
        return held.map(|item| (None, item)).collect();
    };
    let held = view.items(&holder.collection).iter().flat_map(|(id, item)| {
        let dicts = item.entries.iter().flat_map(|(key, _)| item.dicts(key)).filter(is_held);
        dicts.map(|dict| (Some((holder.key.as_str(), id.as_str())), dict))
    });
    held.collect()
}

/// The text of the field at a path such as `evidence.source`.
fn cell(item: &Dict, holder: Option<(&str, &str)>, way: &str) -> String {
    if let Some((_, id)) = holder.filter(|(kind, _)| *kind == way) {
        return id.to_owned();
    }
    let (key, rest) = way.split_once('.').unwrap_or((way, ""));
    let field = item.declared.and_then(|declared| declared.field(key));
    let key = field.and_then(|field| field.view.as_deref()).unwrap_or(key);
    match item.get(key) {
        None => String::new(),
        Some(value) if rest.is_empty() => value.text(),
        Some(value) => below(value, rest),
    }
}

/// The text of what stands at a path inside a value; of a list, that of each element. Of tables with dates the latest counts, and of
/// several on one day the last, as in figures from the data.
fn below(value: &Shown, rest: &str) -> String {
    match value {
        Shown::List(values) => {
            let day = |value: &Shown| match value {
                Shown::Dict(held) => match held.get("date") {
                    Some(Shown::Date(date)) => Some(date.first),
                    _ => None,
                },
                _ => None,
            };
            let latest = values.iter().filter(|value| day(value).is_some()).max_by_key(|value| day(value));
            let values = latest.map_or(values.as_slice(), std::slice::from_ref);
            let cells = values.iter().map(|value| below(value, rest)).filter(|cell| !cell.is_empty());
            cells.collect::<Vec<_>>().join(" ")
        }
        Shown::Dict(held) => cell(held, None, rest),
        value => value.part(rest),
    }
}

const FIGURE_COLUMNS: [&str; 8] = ["figure", "row", "series", "value", "unit", "start", "end", "note"];

/// What a figure is drawn from: a row for each value of a chart (with a decimal point), each cell of a table (with the heading of its
/// column), each period or day of a timeline, and each line of a map of links (with the kind and the id of its target).
fn figure_rows(id: &str, figure: &Dict, view: &View) -> Vec<Vec<String>> {
    let (kind, unit) = (figure.text("kind"), figure.text("unit"));
    if kind == FigureKind::MapOfLinks.as_str() {
        return links(view).into_iter().map(|(from, kind, to)| cells([id, from, kind, to, "", "", "", ""])).collect();
    }
    if kind == FigureKind::Timeline.as_str() && figure.list("rows").is_empty() {
        let actions =
            view.items("recommendations").iter().flat_map(|(_, recommendation)| recommendation.dicts("actions"));
        let row =
            |action: &Dict| cells([id, &action.text("id"), "", "", "", &action.text("start"), &action.text("end"), ""]);
        return actions.map(row).collect();
    }
    let heading = |key: &str, number: usize| figure.list(key).get(number).map(Shown::text).unwrap_or_default();
    let of_row = |row: &Dict| -> Vec<Vec<String>> {
        let [name, note, start, end] = ["label", "note", "start", "end"].map(|key| row.text(key));
        let entry = |series: &str, value: &str| cells([id, &name, series, value, &unit, &start, &end, &note]);
        let values = row.list("values").iter().enumerate();
        let values = values.map(|(n, value)| entry(&heading("series", n), &value.text()));
        // The whole of a split bar has no series.
        let whole = row.get("whole").map(|whole| entry("", &whole.text()));
        let texts = row.list("cells").iter().enumerate();
        let texts = texts.map(|(n, text)| entry(&heading("columns", n + 1), &text.text()));
        let all: Vec<_> = values.chain(whole).chain(texts).collect();
        if all.is_empty() { vec![entry("", "")] } else { all }
    };
    figure.dicts("rows").flat_map(of_row).collect()
}

/// The lines of a map of links: from a finding to a conclusion, and from there to a recommendation; in a report with a chain of its own,
/// from each item to what rests on it.
fn links(view: &View) -> Vec<(&str, &'static str, &str)> {
    if let Some(Shown::Json(chain @ Value::Object(_))) = view.report.common.get("chain") {
        return links_of_chain(chain, view);
    }
    let conclusions = view.items("conclusions").iter().flat_map(|(id, conclusion)| {
        let findings = conclusion.ids("findings").map(move |finding| (finding, "conclusion", id.as_str()));
        findings.chain(conclusion.ids("recommendations").map(move |it| (id.as_str(), "recommendation", it)))
    });
    conclusions.collect()
}

fn links_of_chain<'v>(chain: &'v Value, view: &'v View) -> Vec<(&'v str, &'static str, &'v str)> {
    let grounds = |id: &str| chain["rests"][id].as_array().into_iter().flatten().filter_map(Value::as_str);
    let items = view.collections.iter().flat_map(|collection| collection.items.iter().map(move |it| (collection, it)));
    let links = items.flat_map(|(collection, (id, _))| {
        grounds(id).map(move |ground| (ground, collection.declared.key.as_str(), id.as_str()))
    });
    links.collect()
}

fn cells(cells: [&str; 8]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}
