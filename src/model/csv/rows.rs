//! The rows of CSV files, in the figures that name them.

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;

use super::super::choice::FigureData;
use super::super::load::Model;
use super::super::records::{FigureKind, Item};
use crate::files::read::Tree;

/// Puts the rows of CSV files in the figures that name them. Returns the ids of those figures whose rows cannot be had.
pub fn fill(tree: &Tree, model: &mut Model, files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut broken = Vec::new();
    let language = model.languages[0];
    for Item { id, data: figure, .. } in &mut model.figures {
        let Some(FigureData::Csv(name)) = &figure.data else { continue };
        let path = format!("report/figures/{}", name.value);
        let Some(&file) = model.csv.get(&path) else {
            let known = tree.keys().map(String::as_str);
            diagnostics.push(Diagnostic::missing_file(&path, name.place, known));
            broken.push(id.clone());
            continue;
        };
        let Some(file) = file else {
            broken.push(id.clone());
            continue;
        };
        if figure.kind == FigureKind::Timeline {
            let message = "a timeline takes no CSV, which has no dates";
            diagnostics.push(
                Diagnostic::new(Code::MalformedValue, name.place, message)
                    .with_hint("write `[[data]]` with `label`, `start` and `end`"),
            );
            figure.data = None;
            continue;
        }
        let text = files.get(file).text.clone();
        if super::has_too_many_rows(file, &text, model.report.as_ref(), diagnostics) {
            broken.push(id.clone());
            continue;
        }
        let Some(csv) = super::read(file, &text, figure.kind, language, diagnostics) else {
            broken.push(id.clone());
            continue;
        };
        // The headings name the columns of a table, or the series of a chart, unless the figure names them itself.
        let is_table = figure.kind == FigureKind::Table;
        if is_table && figure.columns.is_empty() {
            figure.columns = csv.headings;
        } else if !is_table && figure.series.is_empty() && csv.headings.len() > 2 {
            figure.series = csv.headings[1..].to_vec();
        }
        figure.data = Some(FigureData::Rows(csv.rows));
    }
    broken
}
