//! Faults of split bars: parts that are no parts of their whole.

use crate::diagnostics::{Code, Diagnostic, diagnostic::malformed};
use crate::model::Number;
use crate::model::typed::{Figure, Row};

/// Checks that parts have names, and that those of each row add up to its whole.
pub fn check(figure: Figure, rows: &[Row], faults: &mut Vec<Diagnostic>) {
    let id = figure.0.id();
    if figure.series().is_empty() {
        let message = format!("the split bar `{id}` does not say what its parts are called");
        let hint = "name them: `series = [\"…\"]`, one for each value of a row";
        faults.push(Diagnostic::new(Code::FigureWithoutData, figure.place(), message).with_hint(hint));
        return;
    }
    if figure.series().len() < 2 && figure.rest().is_none() {
        let message = format!("the split bar `{id}` has one part");
        let hint = "name what is left of the whole, `rest = \"…\"`, and give each row its `whole`";
        faults.push(Diagnostic::new(Code::FigureWithoutData, figure.place(), message).with_hint(hint));
    }
    rows.iter().for_each(|row| faults.extend(of_row(figure, row)));
}

fn of_row(figure: Figure, row: &Row) -> Option<Diagnostic> {
    let (values, place) = (row.value(), row.place());
    if let Some(negative) = values.iter().find(|number| number.value < 0.0) {
        let message = format!("{} is less than nothing, and no part of a whole is", written(*negative));
        return Some(malformed(place, message, "draw gains and losses as a `bar` chart"));
    }
    let sum: f64 = values.iter().map(|number| number.value).sum();
    let Some(whole) = row.whole() else {
        if figure.rest().is_some() {
            let message =
                format!("a row of `{}` lacks `whole`, so that nothing says how large the rest is", figure.0.id());
            let hint = "write it: `whole = …`, or delete `rest`";
            return Some(Diagnostic::new(Code::FigureWithoutData, place, message).with_hint(hint));
        }
        return (sum <= 0.0).then(|| malformed(place, "all parts are zero", "give at least one of them a value"));
    };
    let digits = values.iter().map(|number| number.digits()).max().unwrap_or_default();
    let (own, added) = (written(whole.value), format!("{sum:.digits$}"));
    let left = whole.value.value - sum;
    let slack = slack(figure, values.iter().chain([&whole.value]));
    let (message, hint) = if left < -slack {
        (
            format!("the parts add up to {added}, which is more than their whole, {own}"),
            "correct the number that is wrong",
        )
    } else if left > slack && figure.rest().is_none() {
        (
            format!("the parts add up to {added}, which is less than their whole, {own}"),
            "name what is left: `rest = \"…\"`, or add it as a part",
        )
    } else if left <= slack && figure.rest().is_some() {
        (format!("the parts add up to their whole, {own}, so that no rest is left"), "delete `rest`")
    } else {
        return None;
    };
    Some(malformed(whole.place, message, hint))
}

/// By how much a sum may differ from the sum of its parts: each number may have been rounded to its last decimal. Whole numbers are
/// counts, which are exact, unless they are shares of a hundred.
fn slack<'n>(figure: Figure, numbers: impl Iterator<Item = &'n Number>) -> f64 {
    let is_share = figure.unit().is_some_and(|unit| unit.source().value.contains('%'));
    let is_rounded = |number: &&Number| is_share || number.digits() > 0;
    // What floats cannot hold is no difference either.
    let steps = numbers.filter(is_rounded).map(|number| 0.501 * 10_f64.powi(-(number.digits() as i32)));
    steps.sum::<f64>().max(1e-9)
}

fn written(number: Number) -> String {
    format!("{:.*}", number.digits(), number.value)
}
