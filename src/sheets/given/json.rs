//! JSON: an object with a list of rows for each part, which are objects with a value for each column.

use serde_json::{Map, Value};

use crate::bounds::workbook::{MOST_CELLS, MOST_FILLED_ROWS};
use crate::diagnostics::{Code, Diagnostic, Files};

use super::file::{At, GivenFile, Grid, GridRow, Places, Raw, of_file};

const FORM: &str = "write it as `raportti export --as json` does: a list of rows for each kind";

pub(super) fn read(file: &str, bytes: &[u8], files: &mut Files) -> Result<GivenFile, Diagnostic> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| of_file(file, files, Code::UnfitFile, format!("the file is no JSON: {error}"), FORM))?;
    let Value::Object(parts) = value else {
        return Err(of_file(file, files, Code::WrongType, "expected an object, found something else", FORM));
    };
    let (mut grids, mut keys) = (Vec::new(), Vec::new());
    let (mut rows_left, mut cells_left) = (MOST_FILLED_ROWS, MOST_CELLS);
    for (number, (name, rows)) in parts.into_iter().enumerate() {
        let rows = objects(rows).ok_or_else(|| {
            of_file(&format!("{file}:{name}"), files, Code::WrongType, "expected a list of objects", FORM)
        })?;
        let mut headings: Vec<String> = Vec::new();
        for key in rows.iter().flat_map(Map::keys) {
            if !headings.contains(key) {
                headings.push(key.clone());
            }
        }
        let cells = rows.len().saturating_mul(headings.len());
        let left = rows_left.checked_sub(rows.len()).zip(cells_left.checked_sub(cells));
        (rows_left, cells_left) = left.ok_or_else(|| {
            let message = format!("the file has more than {MOST_FILLED_ROWS} rows or {MOST_CELLS} values");
            of_file(&format!("{file}:{name}"), files, Code::TooLarge, message, "import it in parts")
        })?;
        grids.push(grid(&name, number, &headings, rows));
        keys.push((name, headings));
    }
    Ok(GivenFile { grids, hidden: None, places: Places::Json { file: file.to_owned(), keys } })
}

fn objects(rows: Value) -> Option<Vec<Map<String, Value>>> {
    let Value::Array(rows) = rows else { return None };
    let object = |row| if let Value::Object(row) = row { Some(row) } else { None };
    rows.into_iter().map(object).collect()
}

fn grid(name: &str, number: usize, headings: &[String], rows: Vec<Map<String, Value>>) -> Grid {
    let at = |row: usize, column: usize| {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        At { grid: narrow(number), row: narrow(row), column: narrow(column), ..At::default() }
    };
    let row = |(row, mut values): (usize, Map<String, Value>)| {
        let cells = headings.iter().enumerate();
        let cells = cells.map(|(column, key)| (values.remove(key).map_or(Raw::Unsaid, raw), at(row + 1, column)));
        GridRow { cells: cells.collect(), stray: None }
    };
    Grid {
        name: name.to_owned(),
        headings: headings.iter().enumerate().map(|(column, key)| (key.clone(), at(0, column))).collect(),
        rows: rows.into_iter().enumerate().map(row).collect(),
    }
}

fn raw(value: Value) -> Raw {
    match value {
        Value::Null => Raw::Empty,
        Value::Bool(flag) => Raw::YesNo(flag),
        Value::Number(number) => number.as_f64().map_or(Raw::Empty, Raw::Number),
        Value::String(text) if text.trim().is_empty() => Raw::Empty,
        Value::String(text) => Raw::Text(text.into()),
        Value::Array(values) => {
            let word = |value: &Value| match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                value => value.to_string(),
            };
            Raw::Several(values.iter().map(word).collect())
        }
        Value::Object(_) => Raw::Error("an object".to_owned()),
    }
}
