//! Faults that one item shows by itself.

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;
use crate::files::form;
use crate::model::author::Author;
use crate::model::choice::FigureKind;
use crate::model::load::Model;
use crate::model::scalar::{Id, Number, Placed};
use crate::model::text::Text;
use crate::model::typed::{Conclusion, Figure, Finding, Recommendation, Report, Row, Source};

/// As many series as the charts have patterns and marks for, in `templates/figures/series.typ`.
const MOST_SERIES: usize = 6;

/// As many columns as the text column holds with their values upright between them.
const MOST_COLUMNS: usize = 48;
/// The width of an image in percent of the text column, at the least and at the most.
const WIDTHS: (f64, f64) = (5.0, 100.0);

/// Checks every item.
pub fn check(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut fault = |diagnostic| diagnostics.push(diagnostic);
    if let Some(report) = model.report() {
        of_report(report, &mut fault);
    }
    for table in model.items.iter().chain(&model.report).flat_map(|item| item.tables()) {
        for field in table.lacking() {
            let message = format!("the key `{}` is missing or empty", field.key);
            fault(Diagnostic::new(Code::MissingKey, table.place, message));
        }
    }
    for finding in model.all::<Finding>().filter(|finding| finding.evidence().is_empty()) {
        let message = format!("the finding `{}` has no evidence", finding.0.id());
        fault(
            Diagnostic::new(Code::FindingWithoutEvidence, finding.place(), message)
                .with_hint("add `[[evidence]]` with the `source` that shows it"),
        );
    }
    for conclusion in model.all::<Conclusion>().filter(|conclusion| conclusion.findings().is_empty()) {
        let message = format!("the conclusion `{}` rests on no finding", conclusion.0.id());
        fault(
            Diagnostic::new(Code::ConclusionWithoutFinding, conclusion.place(), message)
                .with_hint("name the findings: `findings = [\"H1\"]`"),
        );
    }
    model.all::<Recommendation>().for_each(|recommendation| of_recommendation(recommendation, &mut fault));
    model.all::<Source>().for_each(|source| of_source(source, model.report(), &mut fault));
    for url in model.items.iter().chain(&model.report).flat_map(|item| item.addresses()) {
        of_address(url, &mut fault);
    }
    model.all::<Figure>().for_each(|figure| of_figure(figure, model, &mut fault));
}

fn of_report(report: Report, fault: &mut dyn FnMut(Diagnostic)) {
    let mut malformed = |text: &Text, what: &str, hint: &str| {
        let message = format!("`{}` is not {what}", text.value);
        fault(Diagnostic::new(Code::MalformedValue, text.place, message).with_hint(hint));
    };
    if !form::is_id(&report.id().value) {
        malformed(report.id(), "the id of a report", "use small letters from a to z, digits, and hyphens between them");
    }
    if form::version_numbers(&report.version().value).is_none() {
        malformed(report.version(), "a version", "write three numbers, such as `1.0.0`");
    }
}

fn of_recommendation(data: Recommendation, fault: &mut dyn FnMut(Diagnostic)) {
    let (id, place) = (data.0.id(), data.place());
    if data.conclusions().is_empty() {
        let message = format!("the recommendation `{id}` rests on no conclusion");
        fault(
            Diagnostic::new(Code::RecommendationWithoutConclusion, place, message)
                .with_hint("name the conclusions: `conclusions = [\"J1\"]`"),
        );
    }
    if data.addressees().is_empty() {
        let message = format!("the recommendation `{id}` is addressed to nobody");
        fault(
            Diagnostic::new(Code::RecommendationWithoutAddressee, place, message)
                .with_hint("name the actors that should follow it: `addressees = [\"…\"]`"),
        );
    }
    for action in data.action() {
        let Some(Id { id: action_id, place }) = &action.0.id else { continue };
        if action.responsible().is_empty() {
            let message = format!("nobody is responsible for the action `{action_id}`");
            fault(
                Diagnostic::new(Code::ActionWithoutResponsible, *place, message)
                    .with_hint("name one or more actors: `responsible = [\"…\"]`"),
            );
        }
        let (start, end) = (action.start(), action.end());
        if end.ymd() < start.ymd() {
            let message = format!("the action `{action_id}` ends before it starts");
            fault(
                Diagnostic::new(Code::EndBeforeStart, end.place, message).with_related(start.place, "it starts here"),
            );
        }
    }
    if let Some(response) = data.response()
        && response.position() == "rejected"
        && response.reason().is_none()
    {
        let message = format!("the recommendation `{id}` was rejected without a reason");
        fault(
            Diagnostic::new(Code::RejectedWithoutReason, response.place(), message)
                .with_hint("add the `reason` that was given"),
        );
    }
    for indicator in data.indicator() {
        if indicator.baseline().is_none() {
            let name = &indicator.name().0.source().value;
            let message = format!("the indicator `{name}` has no baseline");
            fault(Diagnostic::new(Code::IndicatorWithoutBaseline, indicator.place(), message));
        }
    }
}

/// Checks that a reader can open an address.
fn of_address(url: &Text, fault: &mut dyn FnMut(Diagnostic)) {
    let parsed = url::Url::parse(&url.value);
    if !parsed.is_ok_and(|address| matches!(address.scheme(), "http" | "https") && address.has_host()) {
        let message = format!("`{}` is not an address on the web", url.value);
        fault(Diagnostic::new(Code::MalformedValue, url.place, message).with_hint("write it whole, with `https://`"));
    }
}

/// Says how a name was read that can be read in several ways.
fn fault_of_name(author: Author, fault: &mut dyn FnMut(Diagnostic)) {
    let Some(text) = author.doubtful() else { return };
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
    fault(Diagnostic::new(Code::AmbiguousName, text.place, message).with_hint(hint));
}

fn of_source(data: Source, report: Option<Report>, fault: &mut dyn FnMut(Diagnostic)) {
    let (id, place) = (data.0.id(), data.place());
    let (date, year, is_undated) = (data.date(), data.year(), data.undated() == Some(true));
    if data.author().is_empty() && data.publisher().is_none() {
        let message = format!("the source `{id}` has neither an author nor a publisher");
        fault(Diagnostic::new(Code::SourceWithoutAuthor, place, message).with_hint("add `author` or `publisher`"));
    }
    for author in data.author() {
        if let Author::Written(text) = author
            && !author.parts().0.contains(char::is_alphanumeric)
        {
            let message = format!("the author `{}` has no name", text.value);
            fault(
                Diagnostic::new(Code::MalformedValue, text.place, message)
                    .with_hint("write the name, or delete `author`"),
            );
        } else {
            fault_of_name(author, fault);
        }
    }
    if date.is_none() && year.is_none() && !is_undated {
        let message = format!("the source `{id}` has neither a date nor a year");
        fault(
            Diagnostic::new(Code::SourceWithoutDate, place, message)
                .with_hint("add `date` or `year`, or `undated = true` when the source itself carries none"),
        );
    }
    if is_undated && (date.is_some() || year.is_some()) {
        let message = format!("the source `{id}` is undated, yet it has a date");
        fault(Diagnostic::new(Code::MalformedValue, place, message).with_hint("delete one of the two"));
    }
    let Some(report) = report else { return };
    let newer = |message: String, place: Place| {
        Diagnostic::new(Code::SourceNewerThanReport, place, message)
            .with_related(report.date().place, "the report's date is here")
    };
    for date in [date, data.accessed()].into_iter().flatten() {
        if date.ymd() > report.date().ymd() {
            fault(newer(format!("the source `{id}` is newer than the report"), date.place));
        }
    }
    if year.is_some_and(|year| year > report.date().year) {
        fault(newer(format!("the source `{id}` is newer than the report"), place));
    }
}

fn of_width(data: Figure, fault: &mut dyn FnMut(Diagnostic)) {
    let Some(Placed { value: Number { value: width, .. }, place }) = data.width() else { return };
    let (least, most) = WIDTHS;
    if data.kind() != FigureKind::Image {
        let message = "only a figure of the kind `image` has a `width`";
        fault(Diagnostic::new(Code::MalformedValue, place, message).with_hint("delete it"));
    } else if !(least..=most).contains(&width) {
        let message = format!("{width} is not between {least} and {most}");
        let hint = "write the width in percent of the text column, such as `width = 60`";
        fault(Diagnostic::new(Code::MalformedValue, place, message).with_hint(hint));
    }
}

fn of_figure(figure: Figure, model: &Model, fault: &mut dyn FnMut(Diagnostic)) {
    // A CSV file that was not there is complained about already.
    if figure.csv().is_some() {
        return;
    }
    let (id, place, kind, rows) = (figure.0.id(), figure.place(), figure.kind(), figure.data());
    let from_report = kind == FigureKind::MapOfLinks || (kind == FigureKind::Timeline && rows.is_empty());
    if figure.source().is_empty() && !from_report {
        fault(
            Diagnostic::new(Code::MissingKey, place, format!("the figure `{id}` names no source"))
                .with_hint("name where its data comes from: `source = \"…\"`"),
        );
    }
    of_width(figure, fault);
    match kind {
        FigureKind::Bar | FigureKind::Column | FigureKind::Line => of_chart(figure, &rows, fault),
        FigureKind::Timeline => rows.into_iter().for_each(|row| of_period(row, fault)),
        FigureKind::Table => of_table(figure, &rows, fault),
        FigureKind::Image => {
            if figure.file().is_none() {
                fault(lacks(figure, "`file`").with_hint("name the image, relative to `report/`"));
            }
            let files = figure.file().into_iter().chain(figure.print_file());
            for file in files.filter(|file| !model.images.contains(&format!("report/{}", file.value))) {
                let known = model.images.iter().map(String::as_str);
                fault(Diagnostic::missing_file("report/", &file.value, file.place, known));
            }
        }
        FigureKind::MapOfLinks => {}
    }
}

fn lacks(figure: Figure, what: &str) -> Diagnostic {
    let message = format!("the figure `{}` lacks {what}", figure.0.id());
    Diagnostic::new(Code::FigureWithoutData, figure.place(), message)
}

fn of_chart(figure: Figure, rows: &[Row], fault: &mut dyn FnMut(Diagnostic)) {
    let (id, series) = (figure.0.id(), figure.series());
    if rows.is_empty() {
        fault(
            lacks(figure, "the data that it is drawn from")
                .with_hint("add `[[data]]` with `label` and `value`, or rows to its CSV file"),
        );
    }
    if let Some(one_too_many) = series.get(MOST_SERIES) {
        let message = format!("a chart has at most {MOST_SERIES} series, since no more can be told apart");
        fault(
            Diagnostic::new(Code::MalformedValue, one_too_many.0.source().place, message)
                .with_hint("make two figures, or a figure of the kind `table`"),
        );
    }
    let columns = series.len().max(1);
    if figure.kind() == FigureKind::Column
        && let Some(one_too_many) = rows.get(MOST_COLUMNS / columns)
    {
        let message =
            format!("a column chart has at most {MOST_COLUMNS} columns, and `{id}` has {}", rows.len() * columns);
        let hint = "draw it as a `line` or as a `bar` chart, or sum the rows up";
        fault(Diagnostic::new(Code::MalformedValue, one_too_many.place(), message).with_hint(hint));
    }
    for (row, values) in rows.iter().map(|row| (row, row.value().len())).filter(|(_, values)| *values != columns) {
        let message = format!("a row of `{id}` has {values} values instead of {columns}");
        fault(
            Diagnostic::new(Code::FigureWithoutData, row.place(), message)
                .with_hint("a row has one `value`, or one for each of `series`"),
        );
    }
}

fn of_period(row: Row, fault: &mut dyn FnMut(Diagnostic)) {
    let Some(start) = row.start() else {
        let message = "a row of a timeline lacks `start`";
        return fault(Diagnostic::new(Code::FigureWithoutData, row.place(), message));
    };
    if let Some(end) = row.end().filter(|end| end.ymd() < start.ymd()) {
        let message = "a row of a timeline ends before it starts";
        fault(Diagnostic::new(Code::EndBeforeStart, end.place, message).with_related(start.place, "it starts here"));
    }
}

fn of_table(figure: Figure, rows: &[Row], fault: &mut dyn FnMut(Diagnostic)) {
    let columns = figure.columns().len();
    if rows.is_empty() || columns == 0 {
        fault(
            lacks(figure, "its `columns` or rows")
                .with_hint("add `columns` and `[[data]]` with `label` and `text`, or a CSV file with both"),
        );
    }
    let cells = columns.saturating_sub(1);
    for (row, own) in rows.iter().map(|row| (row, row.text().len())).filter(|(_, own)| *own != cells) {
        let message = format!("`text` has {own} cells instead of {cells}");
        fault(
            Diagnostic::new(Code::FigureWithoutData, row.place(), message)
                .with_hint("the row's `label` is its first cell"),
        );
    }
}
