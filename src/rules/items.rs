//! Faults that one item shows by itself, beyond what its declaration asks.

use crate::diagnostics::{Code, Diagnostic, diagnostic::malformed};
use crate::model::typed::{Figure, Report, Row, Source};
use crate::model::{Author, FigureKind, Model, Text, Value};
use crate::rules::{brand, declared, figures, from_data, images::missing_file, parts};

/// As many series as the charts have patterns and marks for, in `templates/figures/series.typ`.
const MOST_SERIES: usize = 6;

/// As many panels of small multiples as a page holds.
const MOST_PANELS: usize = 24;

/// As many columns as the text column holds with their values upright between them.
const MOST_COLUMNS: usize = 48;

/// Checks every item.
pub fn check(model: &Model, faults: &mut Vec<Diagnostic>) {
    declared::check(model, faults);
    model.report().into_iter().for_each(|report| brand::check(report, model.declarations, faults));
    brand::check_images(model, faults);
    model.all::<Source>().for_each(|source| of_source(source, model.report(), faults));
    let fields = model.items.iter().chain(&model.report).flat_map(|item| item.fields());
    let dois = fields.filter(|(field, _)| field.key == "doi");
    faults.extend(dois.filter_map(|(_, doi)| if let Value::String(doi) = doi { doi_fault(doi) } else { None }));
    faults.extend(model.attached_files().into_iter().filter_map(|file| missing_file(file, model)));
    // A CSV file that does not exist is reported already.
    let figures = model.all::<Figure>().filter(|figure| figure.csv().is_none());
    figures.for_each(|figure| of_figure(figure, model, faults));
}

/// The fault of a DOI that is none, or that has its address before it, which the list of sources adds (ISO 26324, 4.2: a prefix
/// that begins with `10.`, a slash, and anything).
fn doi_fault(doi: &Text) -> Option<Diagnostic> {
    if doi.value.starts_with("10.") && doi.value.contains('/') && !doi.value.contains(char::is_whitespace) {
        return None;
    }
    let hint = match doi.value.find("10.") {
        Some(start) => format!("write `{}`", doi.value[start..].trim()),
        None => "a DOI begins with `10.` and has a slash: `10.1000/182`".to_owned(),
    };
    Some(malformed(doi.place, format!("`{}` is not a DOI", doi.value), hint))
}

/// Reports how an ambiguous name was read, and a name without a letter.
fn name_fault(author: Author) -> Option<Diagnostic> {
    if let Author::Written(text) = author
        && !author.parts().0.contains(char::is_alphanumeric)
    {
        let message = format!("the author `{}` has no name", text.value);
        return Some(malformed(text.place, message, "write the name, or delete `author`"));
    }
    let text = author.doubtful()?;
    let read = match author.parts() {
        (family, Some(given)) => format!("the person with the family name `{family}` and the given name `{given}`"),
        (name, None) => format!("one name, `{name}`"),
    };
    let message = format!("the author is read as {read}");
    let whole = text.value.replace('\\', "\\\\").replace('"', "\\\"");
    let hint = format!(
        "write `{{ institution = \"{whole}\" }}` for an institution, `{{ family = \"…\", given = \"…\" }}` for a person, and a list \
         for several"
    );
    Some(Diagnostic::new(Code::AmbiguousName, text.place, message).with_hint(hint))
}

fn of_source(source: Source, report: Option<Report>, faults: &mut Vec<Diagnostic>) {
    let (id, place, date, year) = (source.0.id(), source.place(), source.date(), source.year());
    faults.extend(source.author().into_iter().filter_map(name_fault));
    if source.undated() == Some(true) && (date.is_some() || year.is_some()) {
        let message = format!("the source `{id}` is undated, yet it has a date");
        faults.push(malformed(place, message, "delete one of the two"));
    }
    if let (Some(date), Some(year)) = (date, year)
        && date.year != year
    {
        let message = format!("the source `{id}` has the year {year} and a date in {}", date.year);
        faults.push(malformed(date.place, message, "delete the wrong one; a date needs no year"));
    }
    let Some(today) = report.map(Report::date) else { return };
    let dates = [date, source.accessed()].into_iter().flatten();
    let newer = dates.filter(|date| date.ymd() > today.ymd()).map(|date| date.place);
    for place in newer.chain(year.filter(|year| *year > today.year).map(|_| place)) {
        let message = format!("the source `{id}` is newer than the report");
        let newer = Diagnostic::new(Code::SourceNewerThanReport, place, message);
        faults.push(newer.with_related(today.place, "the report's date is here"));
    }
}

fn of_figure(figure: Figure, model: &Model, faults: &mut Vec<Diagnostic>) {
    let (kind, rows) = (figure.kind(), figure.data());
    faults.extend(figures::size(figure));
    faults.extend(from_data::misplaced(figure));
    match kind {
        FigureKind::Bar | FigureKind::Column | FigureKind::Line => {
            of_chart(figure, &rows, faults);
            faults.extend(figures::thin(figure, &rows));
        }
        FigureKind::SplitBar => {
            of_chart(figure, &rows, faults);
            parts::check(figure, &rows, faults);
        }
        FigureKind::SmallMultiples => {
            of_chart(figure, &rows, faults);
            faults.extend(figures::thin(figure, &rows));
            faults.extend(figures::panels(figure));
        }
        FigureKind::Chronology => faults.extend(figures::crowded(figure, &rows)),
        FigureKind::Table => of_table(figure, &rows, faults),
        FigureKind::Image => {
            let files = figure.file().into_iter().chain(figure.print_file());
            faults.extend(files.filter_map(|file| missing_file(file, model)));
        }
        FigureKind::Timeline | FigureKind::MapOfLinks => {}
        FigureKind::Count | FigureKind::Matrix | FigureKind::List => {
            from_data::check(figure, model.declarations, faults);
        }
    }
}

fn of_chart(figure: Figure, rows: &[Row], faults: &mut Vec<Diagnostic>) {
    let (id, series) = (figure.0.id(), figure.series());
    // Panels have one series each, which nothing needs to tell apart.
    let most_series = if figure.kind() == FigureKind::SmallMultiples { MOST_PANELS } else { MOST_SERIES };
    if let Some(one_too_many) = series.get(most_series) {
        let message = match figure.kind() {
            FigureKind::SmallMultiples => format!("`{id}` has more than {MOST_PANELS} panels, which is a page of them"),
            FigureKind::SplitBar => format!("a bar has at most {MOST_SERIES} parts, since no more can be told apart"),
            _ => format!("a chart has at most {MOST_SERIES} series, since no more can be told apart"),
        };
        let hint = "make two figures, or a figure of the kind `table`";
        faults.push(malformed(one_too_many.source().place, message, hint));
    }
    let columns = series.len().max(1);
    let share = figure.width().map_or(1.0, |width| width.value.value / 100.0);
    let most = (MOST_COLUMNS as f64 * share) as usize;
    if figure.kind() == FigureKind::Column
        && let Some(one_too_many) = rows.get(most / columns)
    {
        let message =
            format!("a column chart of this width has at most {most} columns, and `{id}` has {}", rows.len() * columns);
        let hint = "draw it as a `line` or as a `bar` chart, or sum the rows up";
        faults.push(malformed(one_too_many.place(), message, hint));
    }
    let counts = rows.iter().map(|row| (row, row.value().len()));
    for (row, values) in counts.filter(|(_, values)| *values != columns && *values > 0) {
        let message = format!("a row of `{id}` has {values} values instead of {columns}");
        let hint = "a row has one `value`, or one for each of `series`";
        faults.push(Diagnostic::new(Code::FigureWithoutData, row.place(), message).with_hint(hint));
    }
}

fn of_table(figure: Figure, rows: &[Row], faults: &mut Vec<Diagnostic>) {
    let cells = figure.columns().len().saturating_sub(1);
    for (row, own) in rows.iter().map(|row| (row, row.text().len())).filter(|(_, own)| *own != cells) {
        let message = format!("`text` has {own} cells instead of {cells}");
        let hint = "the row's `label` is its first cell";
        faults.push(Diagnostic::new(Code::FigureWithoutData, row.place(), message).with_hint(hint));
    }
}
