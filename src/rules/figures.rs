//! Faults of a figure's size: its width, the widths of its columns, whether it is turned, and how much it shows.

use crate::diagnostics::{Code, Diagnostic, diagnostic::malformed};
use crate::model::typed::{Figure, Row};
use crate::model::{FigureKind, Said, Value};

/// The least share of the text column, in percent, in which the names and values of a chart or a table can be read.
const LEAST_SHARE: f64 = 40.0;

/// With fewer values than this, a sentence says as much as a chart.
const LEAST_VALUES: usize = 3;

/// As many events and periods as their names have room for around one axis.
const MOST_AROUND_AXIS: usize = 16;

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
        FigureKind::MapOfLinks | FigureKind::Timeline | FigureKind::Chronology => {
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

/// A chart of one or two values, which a reader compares sooner in words.
pub fn thin(figure: Figure, rows: &[Row]) -> Option<Diagnostic> {
    let values: usize = rows.iter().map(|row| row.value().len()).sum();
    let said = match values {
        0 | LEAST_VALUES.. => return None,
        1 => "one value".to_owned(),
        _ => format!("{values} values"),
    };
    let message = format!("the chart `{}` shows {said}, which a sentence says in less room", figure.0.id());
    let hint = "say it in the text or as a `[[key_figure]]` of `report.toml`; parts of a whole are a `split-bar`";
    Some(Diagnostic::new(Code::ThinFigure, figure.place(), message).with_hint(hint))
}

/// Small multiples of one panel.
pub fn panels(figure: Figure) -> Option<Diagnostic> {
    let message = || format!("`{}` has no `series` to divide into panels", figure.0.id());
    let hint = "name at least two `series`, or draw it as a `line` or a `column` chart";
    (figure.series().len() < 2)
        .then(|| Diagnostic::new(Code::FigureWithoutData, figure.place(), message()).with_hint(hint))
}

/// A chronology whose names would cover each other.
pub fn crowded(figure: Figure, rows: &[Row]) -> Option<Diagnostic> {
    let one_too_many = rows.get(MOST_AROUND_AXIS)?;
    let message = format!(
        "a chronology has at most {MOST_AROUND_AXIS} events and periods around its axis, and `{}` has {}",
        figure.0.id(),
        rows.len()
    );
    Some(malformed(one_too_many.place(), message, "draw it as a `timeline`, which has a line for each"))
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
