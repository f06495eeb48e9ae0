//! `raportti check`: everything before Typst, on every language.

use crate::cli::{Check, Global};
use crate::diagnostics::diagnostic::any_error;

use super::pipeline::{self, Inputs};
use super::{Failure, Outcome, terminal};

pub fn run(global: &Global, options: &Check) -> Result<Outcome, Failure> {
    let inputs = Inputs::read(global)?;
    let checked = pipeline::check(&inputs, options.deny.is_some());
    terminal::print_faults(&checked.diagnostics, &checked.files, global);
    if any_error(&checked.diagnostics) {
        return Ok(Outcome::Faults);
    }
    if let Some(ready) = checked.ready {
        let graph = &ready.graph;
        let line = format!(
            "{}, {}, {} and {} hold together",
            terminal::many(graph.sources.iter().len(), "source"),
            terminal::many(graph.findings.iter().len(), "finding"),
            terminal::many(graph.conclusions.iter().len(), "conclusion"),
            terminal::many(graph.recommendations.iter().len(), "recommendation"),
        );
        terminal::tell(global, &line);
    }
    Ok(Outcome::Fine)
}
