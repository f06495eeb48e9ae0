//! `raportti trace`: what an item rests on, and what rests on it.

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, Trace as Options, TraceForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::nearest;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::meaning::trace::Trace;
use crate::model::Kind;
use crate::publish::trace;

pub fn run(global: &Global, options: &Options) -> Ended {
    let form = terminal::form(global, "trace", options.form)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let (ready, faults) = check_for_review(&inputs).ready()?;
    let whole = Trace::of(&ready.graph, &ready.review);
    if let Some(id) = options.ids.iter().find(|id| !whole.has(id)) {
        let near = nearest::nearest(id, whole.items.iter().map(|item| item.id()));
        return Err(Failure::unknown_id(id, near.map(|near| format!("did you mean `{near}`?"))).into());
    }
    let selected = if options.ids.is_empty() { whole } else { whole.around(&options.ids) };
    let files = &faults.files;
    let answer = match form {
        TraceForm::Text => Shown::text(&trace::text(&selected, &roots(&selected, &options.ids), files)),
        TraceForm::Markdown => Shown::text(&trace::markdown(&selected)),
        TraceForm::Csv => Shown::table(&trace::csv(&selected)),
        TraceForm::Json => Shown::json(&trace::json(&selected, files)),
        TraceForm::Dot => Shown::text(&trace::dot(&selected)),
    };
    terminal::put(Stream::Output, &answer);
    Ok(Outcome::Fine)
}

/// The roots of the printed trees: the named items, or else all recommendations and what none of them rests on.
fn roots(trace: &Trace, ids: &[String]) -> Vec<String> {
    if !ids.is_empty() {
        return ids.to_vec();
    }
    let recommendations: Vec<String> = trace.of_kind(Kind::RECOMMENDATION).map(|item| item.id().to_owned()).collect();
    let below = trace.around(&recommendations);
    let apart = [Kind::CONCLUSION, Kind::FINDING].into_iter().flat_map(|kind| trace.of_kind(kind));
    let apart = apart.filter(|item| !below.has(item.id())).map(|item| item.id().to_owned());
    recommendations.iter().cloned().chain(apart).collect()
}
