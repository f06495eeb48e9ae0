//! `raportti check`: everything before setting pages, for every language.

use crate::build::version::{self, Loaded};
use crate::build::{Failure, Inputs, faults};
use crate::cli::{Check, Global};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::many;
use crate::model::Kind;
use crate::rules::permanence::{self, Earlier};

pub fn run(global: &Global, options: &Check) -> Ended {
    let _watchdog = terminal::limit_work(&options.limits);
    let inputs = Inputs::read(global.project.as_deref())?;
    let mut checked = faults(&inputs, options.deny.is_some());
    if let Some(old) = &options.since {
        let version = version::find(old, &inputs.project)?;
        terminal::notes(global, &version.notes);
        let earlier = Loaded::of(version.source.report).model.ok_or_else(|| Failure::unreadable_version(old))?;
        if let Some(ready) = &checked.ready {
            permanence::check(&Earlier::of(&earlier), &ready.graph, &mut checked.faults.diagnostics);
            checked.faults.tidy();
        }
    }
    let (ready, faults) = checked.ready()?;
    let faults = faults.without_error()?;
    terminal::print_faults(&faults, global);
    json_lines::summary(global, &faults.diagnostics, 0);
    let count = |kind, what| many(ready.graph.of(kind).count(), what);
    let line = format!(
        "no errors in {}, {}, {} and {}",
        count(Kind::SOURCE, "source"),
        count(Kind::FINDING, "finding"),
        count(Kind::CONCLUSION, "conclusion"),
        count(Kind::RECOMMENDATION, "recommendation"),
    );
    terminal::print_line(global, &line);
    // The program ends here; the system frees all memory at once, which is faster.
    std::mem::forget((inputs, ready));
    Ok(Outcome::Fine)
}
