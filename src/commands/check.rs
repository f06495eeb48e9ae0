//! `raportti check`: everything before setting pages, for every language.

use crate::build::version::{self, Loaded};
use crate::build::{Failure, Inputs, commented, faults};
use crate::cli::{Check, Global};
use crate::comments::listing;
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::graph::Graph;
use crate::model::{Declarations, Kind};
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
    if !options.comments.is_empty() {
        let today = Loaded::of((*inputs.report).clone());
        let found = commented::read(&options.comments, options.from.as_deref(), &today, &inputs.project)?;
        terminal::notes(global, &found.notes);
        checked.faults.append(listing::faults(&found.comments, &today.faults.files, options.deny.is_some()));
        checked.faults.tidy();
    }
    let (ready, faults) = checked.ready()?;
    let faults = faults.without_error()?;
    terminal::print_faults(&faults, global);
    json_lines::summary(global, &faults.diagnostics, 0);
    terminal::print_line(global, &format!("no errors in {}", counted(&ready.graph)));
    // The program ends here; the system frees all memory at once, which is faster.
    std::mem::forget((inputs, ready));
    Ok(Outcome::Fine)
}

/// How many items a report has of the kinds that it has, by what it calls them in English.
fn counted(graph: &Graph) -> String {
    let kinds = [Kind::SOURCE, Kind::FINDING, Kind::CONCLUSION, Kind::RECOMMENDATION];
    let kinds = kinds.into_iter().filter(|kind| graph.model.declarations.of(*kind).used);
    let mut counts: Vec<String> = kinds
        .map(|kind| {
            let count = graph.of(kind).count();
            let own = graph.model.declarations.of(kind);
            // A report in other languages may have no English name.
            let names =
                [own, Declarations::built_in().of(kind)].map(|it| if count == 1 { &it.name } else { &it.plural });
            let name = names.iter().find_map(|names| names.get("en")).expect("built-in kinds have English names");
            format!("{count} {}", name.to_lowercase())
        })
        .collect();
    let last = counts.pop().unwrap_or_else(|| "the report".to_owned());
    if counts.is_empty() { last } else { format!("{} and {last}", counts.join(", ")) }
}
