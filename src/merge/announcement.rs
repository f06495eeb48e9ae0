//! The news text of a release, from the view through `templates/announcement.md.j2`.

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::json;

use crate::diagnostics::{Diagnostic, Files};
use crate::model::Edition;

use super::view::Shown;
use super::{Input, render, view};

const TEMPLATE: &str = "templates/announcement.md.j2";

/// A file that the news text links to.
pub struct Download<'a> {
    pub name: &'a str,
    /// The code of its language.
    pub language: &'a str,
    pub edition: Edition,
    /// In bytes.
    pub size: usize,
    pub sha256: String,
}

/// Renders the news text; an error is a fault of the template, at its place.
pub fn render(input: Input, downloads: &[Download], files: &mut Files) -> Result<String, Diagnostic> {
    let locale = &input.wording.locale;
    let view = view::build(input, files, Edition::Screen, Vec::new());
    let base = view.announcement.text("address");
    let address = |name: &str| match base.trim_end_matches('/') {
        "" => name.to_owned(),
        base => format!("{base}/{name}"),
    };
    let language = locale.language.to_string();
    // Those in the language of the text come first.
    let (own, others): (Vec<&Download>, Vec<&Download>) = downloads.iter().partition(|it| it.language == language);
    let listed = own.into_iter().chain(others).map(|download| {
        json!({
            "name": download.name,
            "address": address(download.name),
            "language": download.language,
            "edition": download.edition.as_str(),
            "size": locale.number(megabytes(download.size)),
            "sha256": download.sha256,
        })
    });
    // The PDF that the items are linked in: of this language, since an address with an id opens only PDFs for the screen.
    let document = downloads.iter().find(|it| it.language == language && it.edition == Edition::Screen);
    // The collections of the kinds that the report does without.
    let without = view.declarations.kinds.iter().filter(|kind| !kind.used).map(|kind| &kind.collection);
    let marking = view.report.common.at("classification.value").map(Shown::text);
    let release = json!({
        "classification": marking,
        "without": without.collect::<Vec<_>>(),
        "files": listed.collect::<Vec<_>>(),
        "document": document.map(|document| address(document.name)),
        "example": view.items("recommendations").first().map(|(id, _)| id),
        "data": address(&format!("data/{language}/")),
        "sums": address("SHA256SUMS"),
    });
    let context = minijinja::context! { release => Value::from(Serde(&release)), ..view::context(&view) };
    render::text(input.templates, TEMPLATE, context, files)
}

/// Megabytes with one decimal; the smallest file has 0.1.
fn megabytes(bytes: usize) -> f64 {
    (bytes as f64 / 1e5).round().max(1.0) / 10.0
}
