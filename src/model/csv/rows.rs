//! The rows of CSV files, in the figures that name them.

use std::sync::Arc;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;

use super::super::choice::FigureKind;
use super::super::declared::Declarations;
use super::super::item::{Item, Value};
use super::super::load::Model;
use super::super::typed::{Figure, Row, Typed};
use super::CsvRow;
use crate::files::read::Tree;

/// Puts the rows of CSV files in the figures that name them. Returns the ids of those figures whose rows cannot be had.
pub fn fill(tree: &Tree, model: &mut Model, files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut broken = Vec::new();
    let language = model.languages[0];
    let (report, declarations) = (model.report.clone(), model.declarations);
    for item in model.items.iter_mut().filter(|item| item.declared.key == Figure::KIND) {
        let figure = Figure(item);
        let Some(name) = figure.csv() else { continue };
        let path = format!("report/figures/{}", name.value);
        let Some(&file) = model.csv.get(&path) else {
            let known = tree.keys().map(String::as_str).filter(|path| path.to_lowercase().ends_with(".csv"));
            diagnostics.push(Diagnostic::missing_file("report/figures/", &name.value, name.place, known));
            broken.push(item.id().to_owned());
            continue;
        };
        let Some(file) = file else {
            broken.push(item.id().to_owned());
            continue;
        };
        if figure.kind() == FigureKind::Timeline {
            let message = "a timeline takes no CSV, which has no dates";
            diagnostics.push(
                Diagnostic::new(Code::MalformedValue, name.place, message)
                    .with_hint("write `[[data]]` with `label`, `start` and `end`"),
            );
            Arc::make_mut(item).set("data", None);
            continue;
        }
        let text = files.get(file).text.clone();
        if super::has_too_many_rows(file, &text, report.as_deref().map(Typed::of), diagnostics) {
            broken.push(item.id().to_owned());
            continue;
        }
        let Some(csv) = super::read(file, &text, figure.kind(), language, diagnostics) else {
            broken.push(item.id().to_owned());
            continue;
        };
        // The headings name the columns of a table, or the series of a chart, unless the figure names them itself.
        let is_table = figure.kind() == FigureKind::Table;
        let named = match is_table {
            true if figure.columns().is_empty() => Some(("columns", csv.headings)),
            false if figure.series().is_empty() && csv.headings.len() > 2 => {
                Some(("series", csv.headings.into_iter().skip(1).collect()))
            }
            _ => None,
        };
        let item = Arc::make_mut(item);
        if let Some((key, names)) = named {
            item.set(key, Some(Value::List(names.into_iter().map(Value::Plain).collect())));
        }
        item.set("data", Some(Value::List(csv.rows.into_iter().map(|it| row(it, declarations)).collect())));
    }
    broken
}

/// A row as an item of its kind.
fn row(CsvRow { label, numbers, words, place }: CsvRow, declarations: &'static Declarations) -> Value {
    let declared = declarations.kind(declarations.find(Row::KIND).expect("rows are declared"));
    let mut row = Item::new(declared, None, place, vec![None; declared.fields.len()]);
    row.set("label", Some(Value::Plain(label)));
    row.set("value", Some(Value::List(numbers.into_iter().map(|number| Value::Number(number, place)).collect())));
    row.set("text", Some(Value::List(words.into_iter().map(Value::Plain).collect())));
    Value::Item(Box::new(row))
}
