//! `raportti trace`: what an item rests on, and what rests on it.

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, Trace as Options, TraceForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::nearest;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::meaning::trace::Trace;
use crate::model::{Declarations, Kind};
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
        TraceForm::Text => {
            Shown::text(&trace::text(&selected, &roots(&selected, ready.graph.model.declarations, &options.ids), files))
        }
        TraceForm::Markdown => Shown::text(&trace::markdown(&selected)),
        TraceForm::Csv => Shown::table(&trace::csv(&selected)),
        TraceForm::Json => Shown::json(&trace::json(&selected, files)),
        TraceForm::Dot => Shown::text(&trace::dot(&selected)),
    };
    terminal::put(Stream::Output, &answer);
    Ok(Outcome::Fine)
}

/// The roots of the printed trees: the named items, or else all recommendations, what rests on something by the report's own declarations,
/// and of the rest what no tree has.
fn roots(trace: &Trace, declarations: &'static Declarations, ids: &[String]) -> Vec<String> {
    if !ids.is_empty() {
        return ids.to_vec();
    }
    let of_kinds = |kinds: &[Kind]| -> Vec<String> {
        kinds.iter().flat_map(|kind| trace.of_kind(*kind)).map(|item| item.id().to_owned()).collect()
    };
    let built_in = [Kind::RECOMMENDATION, Kind::CONCLUSION, Kind::FINDING];
    let resting = declarations.kinds.iter().filter(|kind| kind.fields.iter().any(|field| field.rests_on));
    let resting = resting.map(|kind| declarations.owner(kind)).filter(|owner| owner.is_own());
    let mut own: Vec<Kind> = resting.map(|owner| owner.kind()).collect();
    own.dedup();
    let mut roots = of_kinds(&built_in[..1]);
    for kinds in [&own[..], &built_in[1..]] {
        let below = trace.around(&roots);
        roots.extend(of_kinds(kinds).into_iter().filter(|id| !below.has(id)));
    }
    roots
}
