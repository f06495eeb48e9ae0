//! `raportti trace`: what an item stands on and what stands on it.

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, Trace as Options, TraceForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::nearest;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::meaning::trace::Trace;
use crate::model::Kind;
use crate::publish::trace;

pub fn run(global: &Global, options: &Options) -> Ended {
    if options.form.is_none() {
        terminal::answers_in_words(global, "trace", Some("--as json"))?;
    }
    let inputs = Inputs::read(global.project.as_deref())?;
    let (ready, faults) = check_for_review(&inputs).ready()?;
    let whole = Trace::of(&ready.graph, &ready.review);
    if let Some(id) = options.ids.iter().find(|id| whole.item(id).is_none()) {
        let near = nearest::nearest(id, whole.items.iter().map(|item| item.id.as_str()));
        return Err(Failure::unknown_id(id, near.map(|near| format!("did you mean `{near}`?"))).into());
    }
    let asked = if options.ids.is_empty() { whole } else { whole.around(&options.ids) };
    let files = &faults.files;
    let answer = match options.form.unwrap_or(TraceForm::Text) {
        TraceForm::Text => Shown::text(&trace::text(&asked, &roots(&asked, &options.ids), files)),
        TraceForm::Markdown => Shown::text(&trace::markdown(&asked)),
        TraceForm::Csv => Shown::table(&trace::csv(&asked)),
        TraceForm::Json => Shown::json(&trace::json(&asked, files)),
        TraceForm::Dot => Shown::text(&trace::dot(&asked)),
    };
    terminal::put(Stream::Output, &answer);
    Ok(Outcome::Fine)
}

/// The roots of trees: the ids asked for, or all recommendations, and the conclusions and findings that none of them
/// stands on.
fn roots(trace: &Trace, ids: &[String]) -> Vec<String> {
    if !ids.is_empty() {
        return ids.to_vec();
    }
    let recommendations: Vec<String> = trace.of_kind(Kind::RECOMMENDATION).map(|item| item.id.clone()).collect();
    let below = trace.around(&recommendations);
    let apart = [Kind::CONCLUSION, Kind::FINDING].into_iter().flat_map(|kind| trace.of_kind(kind));
    let apart = apart.filter(|item| below.item(&item.id).is_none()).map(|item| item.id.clone());
    recommendations.iter().cloned().chain(apart).collect()
}
