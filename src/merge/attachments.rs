//! The data that travels inside the screen edition: the whole report as JSON, and its tables as CSV (RFC 4180).

use serde_json::Value;

use super::view::{AttachmentView, View};

/// Where the files lie in the Typst project.
const FOLDER: &str = "/generated/attachments";

type Rows = fn(&View) -> Vec<Vec<String>>;

/// The tables, each with its headings and its rows.
const TABLES: [(&str, &[&str], Rows); 7] = [
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
    ("figures", &["figure", "row", "series", "value", "unit"], figures),
];

/// The files that the entry template attaches. Their descriptions are labels of the same names.
pub fn list() -> Vec<AttachmentView> {
    let file = |name: &str, extension: &str, mime: &str| AttachmentView {
        label: name.to_owned(),
        name: format!("{name}.{extension}"),
        path: format!("{FOLDER}/{name}.{extension}"),
        mime: mime.to_owned(),
    };
    let tables = TABLES.iter().map(|(name, ..)| file(name, "csv", "text/csv"));
    std::iter::once(file("report", "json", "application/json")).chain(tables).collect()
}

/// The contents of the files, by their paths.
pub fn contents(view: &View) -> Vec<(String, String)> {
    let tables =
        TABLES.iter().map(|(name, headings, rows)| (format!("{FOLDER}/{name}.csv"), csv(headings, rows(view))));
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
    without(&mut data, &["parts", "attachments"]);
    without(&mut data["report"], &["labels", "descriptions", "bibliography", "edition"]);
    serde_json::to_string_pretty(&data).expect("JSON values print") + "\n"
}

fn csv(headings: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let all = std::iter::once(headings.iter().map(ToString::to_string).collect()).chain(rows);
    for row in all {
        writer.write_record(&row).expect("writing to memory succeeds, and rows are as long as their headings");
    }
    let bytes = writer.into_inner().expect("writing to memory succeeds");
    String::from_utf8(bytes).expect("the cells are UTF-8")
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

/// The numbers that charts are drawn from, a row for each value, with a decimal point.
fn figures(view: &View) -> Vec<Vec<String>> {
    let of = |(id, figure): &(String, super::view::FigureView)| -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for row in &figure.rows {
            for (index, value) in row.values.iter().enumerate() {
                rows.push(vec![
                    id.clone(),
                    row.label.text.value.clone(),
                    maybe(figure.series.get(index).map(|series| &series.text.value)),
                    value.to_string(),
                    maybe(figure.unit.as_ref().map(|unit| &unit.text.value)),
                ]);
            }
        }
        rows
    };
    view.figures.0.iter().flat_map(of).collect()
}
