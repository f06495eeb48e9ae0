//! Checks the report as it would be after an import, and tells its new errors at the cells that make them.

use std::collections::HashSet;
use std::sync::Arc;

use crate::build::{Draft, Inputs, check_for_review};
use crate::console::Stop;
use crate::diagnostics::{Diagnostic, Faults, Files, Place, Severity};
use crate::sheets::given::At;
use crate::sheets::{GivenFile, Row, Table, Touched, Written, nodes, parts, place, tables};

/// Fails with the errors that the report does not have yet.
pub fn check(inputs: &Inputs, written: &Written, given: &GivenFile) -> Result<(), Stop> {
    if written.edit.written.is_empty() {
        return Ok(());
    }
    let mut after = inputs.clone();
    let texts = written.edit.written.iter();
    Arc::make_mut(&mut after.report).extend(texts.map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    let Faults { mut files, diagnostics } = check_for_review(&after).faults;
    let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(|fault| fault.severity == Severity::Error).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let before = check_for_review(inputs).faults;
    let known: HashSet<(String, String)> = before.diagnostics.iter().map(|fault| name(fault, &before.files)).collect();
    let fresh: Vec<Diagnostic> = errors.into_iter().filter(|fault| !known.contains(&name(fault, &files))).collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let origins = origins(&after, written);
    let diagnostics = fresh.into_iter().map(|fault| at_cell(fault, &origins, given, &mut files)).collect();
    Err(Stop::Faults(Faults { files, diagnostics }))
}

/// What tells one fault from others, wherever it stands in its file.
fn name(fault: &Diagnostic, files: &Files) -> (String, String) {
    let path = fault.place.map(|place| files.get(place.file).path.clone()).unwrap_or_default();
    (path, format!("{} {}", fault.code.as_str(), fault.message))
}

/// What a cell wrote: a file, and where in it.
struct Origin {
    path: String,
    range: Option<std::ops::Range<usize>>,
    at: At,
    said: String,
}

/// Where what each cell wrote stands in the report as it would be.
fn origins(after: &Inputs, written: &Written) -> Vec<Origin> {
    let unplaced = |touched: &Touched| Origin {
        path: touched.path.clone(),
        range: None,
        at: touched.at,
        said: touched.said.clone(),
    };
    let Ok(Draft { model, .. }) = Draft::of(after) else { return written.touched.iter().map(unplaced).collect() };
    let parts = parts(model.declarations, &model.languages);
    let nodes = nodes(&model);
    let tables = tables(&parts, &nodes, &model, &|_| true);
    let origin = |touched: &Touched| {
        let range = row(touched, &tables).map(|row| {
            let column = touched.column.and_then(|column| touched.part.columns[column].field());
            let place = column.map_or(row.item.place, |(field, _, language)| place(row.item, &field.key, language));
            Place::range(place)
        });
        Origin { range, ..unplaced(touched) }
    };
    written.touched.iter().map(origin).collect()
}

fn row<'t, 'm>(touched: &Touched, tables: &'t [Table<'t, 'm>]) -> Option<&'t Row<'m>> {
    let table = tables.iter().find(|table| table.part.key == touched.part.key)?;
    table.rows.iter().find(|row| row.id == touched.id && row.number == touched.number)
}

/// The fault at the cell that makes it, with what the report would say there. A fault that no cell makes stays where it is.
fn at_cell(fault: Diagnostic, origins: &[Origin], given: &GivenFile, files: &mut Files) -> Diagnostic {
    let Some(place) = fault.place else { return fault };
    let path = files.get(place.file).path.clone();
    let range = place.range();
    let touches =
        |origin: &&Origin| origin.range.as_ref().is_some_and(|own| own.start <= range.end && range.start <= own.end);
    let of_file: Vec<&Origin> = origins.iter().filter(|origin| origin.path == path).collect();
    // The smallest of those that touch the place; in a file of which nothing can be read, any.
    let length = |origin: &&Origin| origin.range.as_ref().map_or(usize::MAX, std::ops::Range::len);
    let found = of_file.iter().copied().filter(touches).min_by_key(length).or(of_file.first().copied());
    let Some(origin) = found else { return fault };
    let cell = given.place(origin.at, &origin.said, files);
    Diagnostic { place: Some(cell), ..fault }.with_related(place, "the report would say this")
}
