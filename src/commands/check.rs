//! `raportti check`: everything before Typst, on every language.

use std::path::Path;

use crate::cli::{Check, Global};
use crate::diagnostics::diagnostic::{any_error, tidy};
use crate::model::kind::Kind;
use crate::rules::permanence::{self, Earlier};

use super::limits::{Limits, Watchdog};
use super::pipeline::{self, Inputs};
use super::{Failure, Outcome, made, revision, terminal};

pub fn run(global: &Global, options: &Check) -> Result<Outcome, Failure> {
    let _watchdog = Watchdog::start(Limits::own(&options.limits), std::process::exit);
    let inputs = Inputs::read(global)?;
    let mut checked = pipeline::faults(&inputs, options.deny.is_some());
    if let Some(old) = &options.since {
        let earlier = earlier(global, old, &inputs.project)?;
        if let Ok(ready) = &checked.ready {
            permanence::check(&earlier, &ready.graph, &mut checked.diagnostics);
            tidy(&mut checked.diagnostics);
        }
    }
    terminal::print_faults(&checked.diagnostics, &checked.files, global);
    made::summary(global, &checked.diagnostics, 0);
    if any_error(&checked.diagnostics) {
        return Ok(Outcome::Faults);
    }
    if let Ok(ready) = &checked.ready {
        let graph = &ready.graph;
        let line = format!(
            "{}, {}, {} and {} hold together",
            terminal::many(graph.of(Kind::SOURCE).count(), "source"),
            terminal::many(graph.of(Kind::FINDING).count(), "finding"),
            terminal::many(graph.of(Kind::CONCLUSION).count(), "conclusion"),
            terminal::many(graph.of(Kind::RECOMMENDATION).count(), "recommendation"),
        );
        terminal::tell(global, &line);
    }
    // The program ends here, and the system takes back its memory sooner than it is freed piece by piece.
    std::mem::forget((inputs, checked));
    Ok(Outcome::Fine)
}

/// The ids of an earlier version.
fn earlier(global: &Global, name: &str, project: &Path) -> Result<Earlier, Failure> {
    let version = revision::find(name, project)?;
    version.notes.iter().for_each(|note| terminal::note(global, note));
    Earlier::read(&version.source.report).ok_or_else(|| Failure::NoReport(name.into()))
}
