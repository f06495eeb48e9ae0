//! The rows of CSV files, in the figures that name them.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Files, diagnostic::malformed};
use crate::files::Tree;
use crate::model::typed::{Figure, Row};
use crate::model::{FigureKind, Item, Model, Typed, Value};

use super::CsvData;

/// Puts the rows of CSV files in the figures that name them. A figure whose rows cannot be had is broken.
pub fn fill(tree: &Tree, model: &mut Model, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let (report, language) = (model.report.clone(), model.languages[0]);
    let row = model.declarations.find(Row::KIND).expect("rows are declared");
    for item in model.items.iter_mut().filter(|item| item.declared.key == Figure::KIND) {
        let figure = Figure(item);
        let Some(name) = figure.csv() else { continue };
        let path = format!("report/figures/{}", name.value);
        let file = model.csv.get(&path).copied().unwrap_or_else(|| {
            let known = tree.keys().map(String::as_str).filter(|path| path.to_lowercase().ends_with(".csv"));
            diagnostics.push(Diagnostic::missing_file("report/figures/", &name.value, name.place, known));
            None
        });
        if file.is_some() && figure.kind().has_dates() {
            let message = format!("a {} takes no CSV, which has no dates", figure.kind().as_str());
            let hint = "write `[[data]]` with `label`, `start` and `end`";
            diagnostics.push(malformed(name.place, message, hint));
            Arc::make_mut(item).set("data", None);
            continue;
        }
        let csv = file.and_then(|file| {
            let text = &files.get(file).text;
            let too_many = super::has_too_many_rows(file, text, report.as_deref().map(Typed::of), diagnostics);
            if too_many { None } else { super::read(file, text, figure.kind(), (language, row), diagnostics) }
        });
        match csv {
            Some(csv) => put(csv, Arc::make_mut(item)),
            None => _ = model.broken.ids.insert(item.id().to_owned()),
        }
    }
}

/// The headings name the columns of a table, or the series of a chart, unless the figure names them itself.
fn put(CsvData { headings, rows }: CsvData, item: &mut Item) {
    let figure = Figure(item);
    let is_table = figure.kind() == FigureKind::Table;
    let named = match is_table {
        true if figure.columns().is_empty() => Some(("columns", headings)),
        false if figure.series().is_empty() && headings.len() > 2 => Some(("series", headings[1..].to_vec())),
        _ => None,
    };
    if let Some((key, names)) = named {
        item.set(key, Some(Value::List(names.into_iter().map(Value::Plain).collect())));
    }
    item.set("data", Some(Value::List(rows.into_iter().map(Box::new).map(Value::Item).collect())));
}
