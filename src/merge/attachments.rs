//! The data that travels inside the screen edition: the whole report as JSON, and its tables as CSV (RFC 4180).

use serde_json::Value;

use crate::model::records::FigureKind;

use super::table::csv;
use super::view::{ActionView, AttachmentView, DateView, FigureView, RowView, View, Words};

/// Where the files lie in the Typst project.
pub const FOLDER: &str = "/generated/attachments";

/// A file's name, its headings, and what makes its rows.
type Table = (&'static str, &'static [&'static str], fn(&View) -> Vec<Vec<String>>);

/// The tables, each with its headings and its rows.
const TABLES: [Table; 7] = [
    ("sources", &["id", "kind", "title", "authors", "publisher", "date", "url", "reliability"], sources),
    ("findings", &["id", "title", "theme", "question", "confidence", "sources", "conclusions"], findings),
    ("conclusions", &["id", "title", "findings", "recommendations"], conclusions),
    (
        "recommendations",
        &["id", "title", "package", "priority", "standing", "addressees", "conclusions"],
        recommendations,
    ),
    ("actions", &["id", "recommendation", "text", "responsible", "partners", "start", "end"], actions),
    (
        "indicators",
        &["recommendation", "name", "unit", "target", "target_year", "baseline", "baseline_year"],
        indicators,
    ),
    ("figures", &["figure", "row", "series", "value", "unit", "start", "end", "note"], figures),
];

/// What was withdrawn; a report where nothing was has no such file.
const WITHDRAWN: Table = ("withdrawn", &["id", "kind", "version", "title", "reason", "replaced_by"], withdrawn);

fn tables(any_withdrawn: bool) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain(any_withdrawn.then_some(&WITHDRAWN))
}

/// The files that the entry template attaches. Their descriptions are labels of the same names.
pub fn list(any_withdrawn: bool) -> Vec<AttachmentView> {
    let file = |name: &str, extension: &str, mime: &str| AttachmentView {
        label: name.to_owned(),
        name: format!("{name}.{extension}"),
        path: format!("{FOLDER}/{name}.{extension}"),
        mime: mime.to_owned(),
    };
    let tables = tables(any_withdrawn).map(|(name, ..)| file(name, "csv", "text/csv"));
    std::iter::once(file("report", "json", "application/json")).chain(tables).collect()
}

/// The contents of the files, by their paths.
pub fn contents(view: &View) -> Vec<(String, String)> {
    let tables = tables(!view.withdrawn.0.is_empty())
        .map(|(name, headings, rows)| (format!("{FOLDER}/{name}.csv"), csv(headings, rows(view))));
    std::iter::once((format!("{FOLDER}/report.json"), json(view))).chain(tables).collect()
}

/// The view without what belongs to the look of an edition.
fn json(view: &View) -> String {
    let mut data = serde_json::to_value(view).expect("the view is made of strings, numbers and lists");
    let without = |value: &mut Value, keys: &[&str]| {
        if let Some(object) = value.as_object_mut() {
            object.retain(|key, _| !keys.contains(&key.as_str()));
        }
    };
    without(&mut data, &["parts", "attachments", "announcement"]);
    without(&mut data["report"], &["labels", "descriptions", "bibliography", "edition", "print", "changes"]);
    serde_json::to_string_pretty(&data).expect("JSON values print") + "\n"
}

fn joined(ids: &[String]) -> String {
    ids.join(" ")
}

fn maybe(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn sources(view: &View) -> Vec<Vec<String>> {
    let row = |(id, source): &(String, super::view::SourceView)| {
        let authors: Vec<&str> = source.authors.iter().map(|name| name.0.text.value.as_str()).collect();
        let year = source.year.map(|year| year.to_string());
        vec![
            id.clone(),
            source.kind.clone(),
            source.title.0.text.value.clone(),
            authors.join("; "),
            maybe(source.publisher.as_ref().map(|name| &name.0.text.value)),
            source.date.as_ref().map(|date| date.iso.clone()).or(year).unwrap_or_default(),
            maybe(source.url.as_ref().map(|name| &name.0.text.value)),
            maybe(source.reliability.as_ref()),
        ]
    };
    view.sources.0.iter().map(row).collect()
}

fn findings(view: &View) -> Vec<Vec<String>> {
    let row = |(id, finding): &(String, super::view::FindingView)| {
        let evidence: Vec<String> = finding.evidence.iter().map(|evidence| evidence.source.clone()).collect();
        vec![
            id.clone(),
            finding.title.text.value.clone(),
            maybe(finding.theme.as_ref()),
            maybe(finding.question.as_ref()),
            maybe(finding.confidence.as_ref()),
            joined(&evidence),
            joined(&finding.conclusions),
        ]
    };
    view.findings.0.iter().map(row).collect()
}

fn conclusions(view: &View) -> Vec<Vec<String>> {
    let row = |(id, conclusion): &(String, super::view::ConclusionView)| {
        let title = conclusion.title.text.value.clone();
        vec![id.clone(), title, joined(&conclusion.findings), joined(&conclusion.recommendations)]
    };
    view.conclusions.0.iter().map(row).collect()
}

fn recommendations(view: &View) -> Vec<Vec<String>> {
    let row = |(id, recommendation): &(String, super::view::RecommendationView)| {
        vec![
            id.clone(),
            recommendation.title.text.value.clone(),
            recommendation.package.clone(),
            recommendation.priority.clone(),
            maybe(recommendation.standing.as_ref()),
            joined(&recommendation.addressees),
            joined(&recommendation.conclusions),
        ]
    };
    view.recommendations.0.iter().map(row).collect()
}

fn actions(view: &View) -> Vec<Vec<String>> {
    let of = |(id, recommendation): &(String, super::view::RecommendationView)| -> Vec<Vec<String>> {
        let row = |action: &super::view::ActionView| {
            vec![
                action.id.clone(),
                id.clone(),
                action.text.text.value.clone(),
                joined(&action.responsible),
                joined(&action.partners),
                action.start.iso.clone(),
                action.end.iso.clone(),
            ]
        };
        recommendation.actions.iter().map(row).collect()
    };
    view.recommendations.0.iter().flat_map(of).collect()
}

fn indicators(view: &View) -> Vec<Vec<String>> {
    let of = |(id, recommendation): &(String, super::view::RecommendationView)| -> Vec<Vec<String>> {
        let row = |indicator: &super::view::IndicatorView| {
            vec![
                id.clone(),
                indicator.name.text.value.clone(),
                indicator.unit.text.value.clone(),
                indicator.target.text().to_owned(),
                indicator.target_year.to_string(),
                indicator.baseline.as_ref().map(|baseline| baseline.text().to_owned()).unwrap_or_default(),
                indicator.baseline_year.map(|year| year.to_string()).unwrap_or_default(),
            ]
        };
        recommendation.indicators.iter().map(row).collect()
    };
    view.recommendations.0.iter().flat_map(of).collect()
}

fn withdrawn(view: &View) -> Vec<Vec<String>> {
    let row = |(id, entry): &(String, super::view::WithdrawnView)| {
        vec![
            id.clone(),
            entry.kind.clone(),
            entry.version.0.text.value.clone(),
            entry.title.text.value.clone(),
            entry.reason.text.value.clone(),
            joined(&entry.replaced_by),
        ]
    };
    view.withdrawn.0.iter().map(row).collect()
}

/// What figures are drawn from. A row for each value of a chart, with a decimal point; for each cell of a table, under
/// the heading of its column; for each period or day of a timeline; and for each line of a map of links, with the kind
/// and the id of what it leads to.
fn figures(view: &View) -> Vec<Vec<String>> {
    view.figures.0.iter().flat_map(|(id, figure)| figure_rows(id, figure, view)).collect()
}

fn figure_rows(id: &str, figure: &FigureView, view: &View) -> Vec<Vec<String>> {
    let words = |words: Option<&Words>| words.map(|words| words.text.value.clone()).unwrap_or_default();
    let day = |date: Option<&DateView>| date.map(|date| date.iso.clone()).unwrap_or_default();
    let unit = words(figure.unit.as_ref());
    if figure.kind == FigureKind::MapOfLinks.as_str() {
        return links(view).map(|(from, kind, to)| cells([id, from, kind, to, "", "", "", ""])).collect();
    }
    if figure.kind == FigureKind::Timeline.as_str() && figure.rows.is_empty() {
        let actions = view.recommendations.0.iter().flat_map(|(_, recommendation)| &recommendation.actions);
        let row = |action: &ActionView| cells([id, &action.id, "", "", "", &action.start.iso, &action.end.iso, ""]);
        return actions.map(row).collect();
    }
    let of_row = |row: &RowView| -> Vec<Vec<String>> {
        let (name, note) = (&row.label.text.value, words(row.note.as_ref()));
        let (start, end) = (day(row.start.as_ref()), day(row.end.as_ref()));
        let entry = |series: &str, value: &str| cells([id, name, series, value, &unit, &start, &end, &note]);
        let values = row.values.iter().enumerate();
        let values = values.map(|(n, value)| entry(&words(figure.series.get(n)), &value.to_string()));
        let texts = row.cells.iter().enumerate();
        let texts = texts.map(|(n, text)| entry(&words(figure.columns.get(n + 1)), &text.text.value));
        let all: Vec<_> = values.chain(texts).collect();
        if all.is_empty() { vec![entry("", "")] } else { all }
    };
    figure.rows.iter().flat_map(of_row).collect()
}

/// The lines of a map of links: from a finding to a conclusion, and from there to a recommendation.
fn links(view: &View) -> impl Iterator<Item = (&str, &'static str, &str)> {
    view.conclusions.0.iter().flat_map(|(id, conclusion)| {
        let findings = conclusion.findings.iter().map(move |finding| (finding.as_str(), "conclusion", id.as_str()));
        let recommendations = conclusion.recommendations.iter();
        findings.chain(recommendations.map(move |it| (id.as_str(), "recommendation", it.as_str())))
    })
}

fn cells(cells: [&str; 8]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}
