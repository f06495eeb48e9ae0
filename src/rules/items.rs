//! Faults that one item shows by itself.

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;
use crate::files::form;
use crate::model::author::Author;
use crate::model::choice::FigureData;
use crate::model::load::Model;
use crate::model::records::*;
use crate::model::scalar::{Number, Placed};
use crate::model::text::Text;

/// As many series as the charts have patterns and marks for, in `templates/figures/series.typ`.
const MOST_SERIES: usize = 6;

/// As many columns as the text column holds with their values upright between them.
const MOST_COLUMNS: usize = 48;
/// The width of an image in percent of the text column, at the least and at the most.
const WIDTHS: (f64, f64) = (5.0, 100.0);

/// Checks every item.
pub fn check(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut fault = |diagnostic| diagnostics.push(diagnostic);
    if let Some(report) = &model.report {
        of_report(report, &mut fault);
    }
    for Item { id, place, data } in &model.findings {
        if data.evidence.is_empty() {
            let message = format!("the finding `{id}` has no evidence");
            fault(
                Diagnostic::new(Code::FindingWithoutEvidence, *place, message)
                    .with_hint("add `[[evidence]]` with the `source` that shows it"),
            );
        }
    }
    for Item { id, place, data } in &model.conclusions {
        if data.findings.is_empty() {
            let message = format!("the conclusion `{id}` rests on no finding");
            fault(
                Diagnostic::new(Code::ConclusionWithoutFinding, *place, message)
                    .with_hint("name the findings: `findings = [\"H1\"]`"),
            );
        }
    }
    for Item { id, place, data } in &model.recommendations {
        of_recommendation(id, *place, data, &mut fault);
    }
    for Item { id, place, data } in &model.sources {
        of_source(id, *place, data, model.report.as_ref(), &mut fault);
    }
    let sources = model.sources.iter().filter_map(|item| item.data.url.as_ref());
    let announcement = model.report.iter().filter_map(|report| report.announcement.as_ref()?.address.as_ref());
    for url in sources.chain(model.actors.iter().filter_map(|item| item.data.url.as_ref())).chain(announcement) {
        of_address(url, &mut fault);
    }
    for Item { id, place, data } in &model.figures {
        of_figure(id, *place, data, model, &mut fault);
    }
}

fn of_report(report: &ReportFile, fault: &mut dyn FnMut(Diagnostic)) {
    let mut malformed = |text: &Text, what: &str, hint: &str| {
        let message = format!("`{}` is not {what}", text.value);
        fault(Diagnostic::new(Code::MalformedValue, text.place, message).with_hint(hint));
    };
    if !form::is_id(&report.id.value) {
        malformed(&report.id, "the id of a report", "use small letters from a to z, digits, and hyphens between them");
    }
    if version_numbers(&report.version.value).is_none() {
        malformed(&report.version, "a version", "write three numbers, such as `1.0.0`");
    }
    let empty = [
        ("authors", report.authors.is_empty()),
        ("keywords", report.keywords.is_empty()),
        ("parts", report.parts.is_empty()),
    ];
    for (key, _) in empty.iter().filter(|(_, empty)| *empty) {
        let message = format!("the key `{key}` is missing or empty");
        fault(Diagnostic::new(Code::MissingKey, report.place, message));
    }
}

fn of_recommendation(id: &str, place: Place, data: &Recommendation, fault: &mut dyn FnMut(Diagnostic)) {
    if data.conclusions.is_empty() {
        let message = format!("the recommendation `{id}` rests on no conclusion");
        fault(
            Diagnostic::new(Code::RecommendationWithoutConclusion, place, message)
                .with_hint("name the conclusions: `conclusions = [\"J1\"]`"),
        );
    }
    if data.addressees.is_empty() {
        let message = format!("the recommendation `{id}` is addressed to nobody");
        fault(
            Diagnostic::new(Code::RecommendationWithoutAddressee, place, message)
                .with_hint("name the actors that should follow it: `addressees = [\"…\"]`"),
        );
    }
    for action in &data.action {
        let action_id = &action.id.id;
        if action.responsible.is_empty() {
            let message = format!("nobody is responsible for the action `{action_id}`");
            fault(
                Diagnostic::new(Code::ActionWithoutResponsible, action.id.place, message)
                    .with_hint("name one or more actors: `responsible = [\"…\"]`"),
            );
        }
        if action.end.ymd() < action.start.ymd() {
            let message = format!("the action `{action_id}` ends before it starts");
            fault(
                Diagnostic::new(Code::EndBeforeStart, action.end.place, message)
                    .with_related(action.start.place, "it starts here"),
            );
        }
    }
    if let Some(response) = &data.response
        && response.position == Position::Rejected
        && response.reason.is_none()
    {
        let message = format!("the recommendation `{id}` was rejected without a reason");
        fault(
            Diagnostic::new(Code::RejectedWithoutReason, response.place, message)
                .with_hint("add the `reason` that was given"),
        );
    }
    for indicator in &data.indicator {
        if indicator.baseline.is_none() {
            let name = &indicator.name.0.source().value;
            let message = format!("the indicator `{name}` has no baseline");
            fault(Diagnostic::new(Code::IndicatorWithoutBaseline, indicator.place, message));
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
fn fault_of_name(author: &Author, fault: &mut dyn FnMut(Diagnostic)) {
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

fn of_source(id: &str, place: Place, data: &Source, report: Option<&ReportFile>, fault: &mut dyn FnMut(Diagnostic)) {
    if data.author.0.is_empty() && data.publisher.is_none() {
        let message = format!("the source `{id}` has neither an author nor a publisher");
        fault(Diagnostic::new(Code::SourceWithoutAuthor, place, message).with_hint("add `author` or `publisher`"));
    }
    for author in &data.author.0 {
        fault_of_name(author, fault);
    }
    if data.date.is_none() && data.year.is_none() && data.undated != Some(true) {
        let message = format!("the source `{id}` has neither a date nor a year");
        fault(
            Diagnostic::new(Code::SourceWithoutDate, place, message)
                .with_hint("add `date` or `year`, or `undated = true` when the source itself carries none"),
        );
    }
    if data.undated == Some(true) && (data.date.is_some() || data.year.is_some()) {
        let message = format!("the source `{id}` is undated, yet it has a date");
        fault(Diagnostic::new(Code::MalformedValue, place, message).with_hint("delete one of the two"));
    }
    let Some(report) = report else { return };
    let newer = |message: String, place: Place| {
        Diagnostic::new(Code::SourceNewerThanReport, place, message)
            .with_related(report.date.place, "the report's date is here")
    };
    for date in [data.date, data.accessed].into_iter().flatten() {
        if date.ymd() > report.date.ymd() {
            fault(newer(format!("the source `{id}` is newer than the report"), date.place));
        }
    }
    if data.year.is_some_and(|year| year > report.date.year) {
        fault(newer(format!("the source `{id}` is newer than the report"), place));
    }
}

fn of_width(data: &Figure, fault: &mut dyn FnMut(Diagnostic)) {
    let Some(Placed { value: Number { value: width, .. }, place }) = &data.width else { return };
    let (least, most) = WIDTHS;
    if data.kind != FigureKind::Image {
        let message = "only a figure of the kind `image` has a `width`";
        fault(Diagnostic::new(Code::MalformedValue, *place, message).with_hint("delete it"));
    } else if !(least..=most).contains(width) {
        let message = format!("{width} is not between {least} and {most}");
        let hint = "write the width in percent of the text column, such as `width = 60`";
        fault(Diagnostic::new(Code::MalformedValue, *place, message).with_hint(hint));
    }
}

fn of_figure(id: &str, place: Place, data: &Figure, model: &Model, fault: &mut dyn FnMut(Diagnostic)) {
    let lacks = |what: &str| {
        let message = format!("the figure `{id}` lacks {what}");
        Diagnostic::new(Code::FigureWithoutData, place, message)
    };
    let rows: &[Row] = match &data.data {
        Some(FigureData::Rows(rows)) => rows,
        // A CSV file that was not there is complained about already.
        Some(FigureData::Csv(_)) => return,
        None => &[],
    };
    let from_report = data.kind == FigureKind::MapOfLinks || (data.kind == FigureKind::Timeline && rows.is_empty());
    if data.source.0.is_empty() && !from_report {
        fault(
            Diagnostic::new(Code::MissingKey, place, format!("the figure `{id}` names no source"))
                .with_hint("name where its data comes from: `source = \"…\"`"),
        );
    }
    of_width(data, fault);
    match data.kind {
        FigureKind::Bar | FigureKind::Column | FigureKind::Line => {
            if rows.is_empty() {
                fault(
                    lacks("the data that it is drawn from")
                        .with_hint("add `[[data]]` with `label` and `value`, or rows to its CSV file"),
                );
            }
            if let Some(one_too_many) = data.series.get(MOST_SERIES) {
                let message = format!("a chart has at most {MOST_SERIES} series, since no more can be told apart");
                fault(
                    Diagnostic::new(Code::MalformedValue, one_too_many.0.source().place, message)
                        .with_hint("make two figures, or a figure of the kind `table`"),
                );
            }
            let columns = data.series.len().max(1);
            if data.kind == FigureKind::Column
                && let Some(one_too_many) = rows.get(MOST_COLUMNS / columns)
            {
                let message = format!(
                    "a column chart has at most {MOST_COLUMNS} columns, and `{id}` has {}",
                    rows.len() * columns
                );
                let hint = "draw it as a `line` or as a `bar` chart, or sum the rows up";
                fault(Diagnostic::new(Code::MalformedValue, one_too_many.place, message).with_hint(hint));
            }
            for row in rows.iter().filter(|row| row.value.0.len() != columns) {
                let message = format!("a row of `{id}` has {} values instead of {columns}", row.value.0.len());
                fault(
                    Diagnostic::new(Code::FigureWithoutData, row.place, message)
                        .with_hint("a row has one `value`, or one for each of `series`"),
                );
            }
        }
        FigureKind::Timeline => {
            for row in rows {
                let Some(start) = row.start else {
                    let message = "a row of a timeline lacks `start`";
                    fault(Diagnostic::new(Code::FigureWithoutData, row.place, message));
                    continue;
                };
                if let Some(end) = row.end.filter(|end| end.ymd() < start.ymd()) {
                    let message = "a row of a timeline ends before it starts";
                    fault(
                        Diagnostic::new(Code::EndBeforeStart, end.place, message)
                            .with_related(start.place, "it starts here"),
                    );
                }
            }
        }
        FigureKind::Table => {
            if rows.is_empty() || data.columns.is_empty() {
                fault(
                    lacks("its `columns` or rows")
                        .with_hint("add `columns` and `[[data]]` with `label` and `text`, or a CSV file with both"),
                );
            }
            let cells = data.columns.len().saturating_sub(1);
            for row in rows.iter().filter(|row| row.text.len() != cells) {
                let message = format!("`text` has {} cells instead of {cells}", row.text.len());
                fault(
                    Diagnostic::new(Code::FigureWithoutData, row.place, message)
                        .with_hint("the row's `label` is its first cell"),
                );
            }
        }
        FigureKind::Image => {
            if data.file.is_none() {
                fault(lacks("`file`").with_hint("name the image, relative to `report/`"));
            }
            let files = data.file.iter().chain(&data.print_file);
            for file in files.filter(|file| !model.images.contains(&format!("report/{}", file.value))) {
                let path = format!("report/{}", file.value);
                fault(Diagnostic::missing_file(&path, file.place, model.images.iter().map(String::as_str)));
            }
        }
        FigureKind::MapOfLinks => {}
    }
}
