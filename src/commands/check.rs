//! `raportti check`: everything before Typst, on every language.

use std::path::Path;

use crate::build::check;
use crate::build::failure::Failure;
use crate::build::inputs::Inputs;
use crate::build::version;
use crate::cli::{Check, Global};
use crate::console::json_lines;
use crate::console::outcome::Outcome;
use crate::console::terminal;
use crate::diagnostics::count::many;
use crate::diagnostics::diagnostic::{any_error, tidy};
use crate::model::kind::Kind;
use crate::rules::permanence::{self, Earlier};

pub fn run(global: &Global, options: &Check) -> Result<Outcome, Failure> {
    let _watchdog = terminal::bound_work(&options.limits);
    let inputs = Inputs::read(global.project.as_deref())?;
    let mut checked = check::faults(&inputs, options.deny.is_some());
    if let Some(old) = &options.since {
        let earlier = earlier(global, old, &inputs.project)?;
        if let Ok(ready) = &checked.ready {
            permanence::check(&earlier, &ready.graph, &mut checked.diagnostics);
            tidy(&mut checked.diagnostics);
        }
    }
    terminal::print_faults(&checked.diagnostics, &checked.files, global);
    json_lines::summary(global, &checked.diagnostics, 0);
    if any_error(&checked.diagnostics) {
        return Ok(Outcome::Faults);
    }
    if let Ok(ready) = &checked.ready {
        let graph = &ready.graph;
        let line = format!(
            "{}, {}, {} and {} hold together",
            many(graph.of(Kind::SOURCE).count(), "source"),
            many(graph.of(Kind::FINDING).count(), "finding"),
            many(graph.of(Kind::CONCLUSION).count(), "conclusion"),
            many(graph.of(Kind::RECOMMENDATION).count(), "recommendation"),
        );
        terminal::tell(global, &line);
    }
    // The program ends here, and the system takes back its memory sooner than it is freed piece by piece.
    std::mem::forget((inputs, checked));
    Ok(Outcome::Fine)
}

/// The ids of an earlier version.
fn earlier(global: &Global, name: &str, project: &Path) -> Result<Earlier, Failure> {
    let version = version::find(name, project)?;
    version.notes.iter().for_each(|note| terminal::note(global, note));
    Earlier::read(&version.source.report).ok_or_else(|| Failure::no_report(Path::new(name)))
}
