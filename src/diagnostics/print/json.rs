//! One JSON object a line.

use serde::Serialize;

use crate::diagnostics::{Diagnostic, Files, diagnostic::OnPage};

use super::region::Region;

#[derive(Serialize)]
struct Line<'a> {
    /// `fault`; other lines are an `output` or the `summary`.
    r#type: &'static str,
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    at: Option<Region<'a>>,
    hints: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a OnPage>,
    related: Vec<Second<'a>>,
}

#[derive(Serialize)]
struct Second<'a> {
    #[serde(flatten)]
    at: Region<'a>,
    message: &'a str,
}

pub fn line(diagnostic: &Diagnostic, files: &Files) -> String {
    let related = diagnostic.related.iter();
    let line = Line {
        r#type: "fault",
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        at: diagnostic.place.map(|place| Region::new(place, files)),
        hints: &diagnostic.hints,
        page: diagnostic.page.as_deref(),
        related: related.map(|it| Second { at: Region::new(it.place, files), message: &it.message }).collect(),
    };
    serde_json::to_string(&line).expect("strings and numbers are JSON")
}
