//! Faults of a figure's size: its width, the widths of its columns, and whether it is turned.

use crate::diagnostics::{Diagnostic, diagnostic::malformed};
use crate::model::typed::Figure;
use crate::model::{FigureKind, Said, Value};

/// The least share of the text column, in percent, in which the names and values of a chart or a table can be read.
const LEAST_SHARE: f64 = 40.0;

/// What is wrong with the size that a figure asks for.
pub fn size(figure: Figure) -> Vec<Diagnostic> {
    width(figure).into_iter().chain(column_widths(figure)).collect()
}

fn width(figure: Figure) -> Option<Diagnostic> {
    let kind = figure.kind();
    if figure.turn() == Some(true)
        && let Some(Value::Number(_, place) | Value::Word(Said { place, .. })) = figure.0.get("width")
    {
        let message = "a figure that is turned is as wide as its page, so it has no `width`";
        return Some(malformed(*place, message, "delete one of the two"));
    }
    let width = figure.width()?;
    match kind {
        FigureKind::Image => None,
        FigureKind::MapOfLinks | FigureKind::Timeline => {
            let message =
                format!("a figure of the kind `{}` needs the whole width, so its `width` is no number", kind.as_str());
            Some(malformed(width.place, message, "delete it"))
        }
        _ if width.value.value < LEAST_SHARE => {
            let message = format!("a figure of the kind `{}` cannot be read at this width", kind.as_str());
            Some(malformed(width.place, message, format!("give it at least {LEAST_SHARE}, or delete `width`")))
        }
        _ => None,
    }
}

fn column_widths(figure: Figure) -> Option<Diagnostic> {
    let (widths, columns) = (figure.column_widths(), figure.columns().len());
    let first = widths.first()?;
    if figure.kind() != FigureKind::Table {
        let message = "only a figure of the kind `table` has `column_widths`";
        return Some(malformed(first.place, message, "delete them"));
    }
    let message = format!("`column_widths` has {} numbers, and the table has {columns} columns", widths.len());
    (widths.len() != columns).then(|| malformed(first.place, message, "write one number for each of `columns`"))
}
