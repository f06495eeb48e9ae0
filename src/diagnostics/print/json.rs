//! One JSON object a line.

use serde::Serialize;

use crate::diagnostics::{Diagnostic, Files};

use super::region::Region;

#[derive(Serialize)]
struct Line<'a> {
    /// `fault`; other lines are an `output` or the `summary`.
    r#type: &'static str,
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    at: Option<At<'a>>,
    hints: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<Page<'a>>,
    related: Vec<Second<'a>>,
}

#[derive(Serialize)]
struct Page<'a> {
    number: usize,
    edition: &'a str,
}

#[derive(Serialize)]
struct At<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Second<'a> {
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
}

impl<'a> From<Region<'a>> for At<'a> {
    fn from(region: Region<'a>) -> Self {
        Self {
            file: region.file,
            line: region.start.line,
            column: region.start.column,
            end_line: region.end.line,
            end_column: region.end.column,
        }
    }
}

pub fn line(diagnostic: &Diagnostic, files: &Files) -> String {
    let line = Line {
        r#type: "fault",
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        at: diagnostic.place.map(|place| Region::new(place, files).into()),
        hints: &diagnostic.hints,
        page: diagnostic.page.as_ref().map(|page| Page { number: page.number, edition: &page.edition }),
        related: diagnostic
            .related
            .iter()
            .map(|related| Second { at: Region::new(related.place, files).into(), message: &related.message })
            .collect(),
    };
    serde_json::to_string(&line).expect("strings and numbers are JSON")
}
