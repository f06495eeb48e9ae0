//! `raportti list`: the items of a kind, chosen and sorted by their fields.

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, List as Options, ListForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::graph::ways::{NoWay, Way, Ways};
use crate::meaning::condition;
use crate::meaning::sorting::{self, SortKey};
use crate::model::declared::Show;
use crate::model::{Declaration, Declarations, Type};
use crate::publish::listing;

pub fn run(global: &Global, options: &Options) -> Ended {
    let form = terminal::form(global, "list", options.form)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let (ready, faults) = check_for_review(&inputs).ready()?;
    let graph = &ready.graph;
    let declarations = graph.model.declarations;
    let kind = declarations.named(&options.kind).map_err(|known| Failure::unknown_kind(&options.kind, &known))?;
    let keys = options.sort.iter().map(|key| SortKey::read(declarations, kind, key));
    let keys = keys.collect::<Result<Vec<_>, NoWay>>().map_err(wrong_way)?;
    let columns = columns(declarations, kind, options)?;
    let ways = Ways::new(graph);
    let mut items = ways.of(kind);
    if let Some(wanted) = &options.condition {
        items = condition::holding(wanted, kind, items, graph)
            .map_err(|wrong| Failure::new(wrong.message).with_hints(wrong.hint))?;
    }
    let locale = &ready.wordings[0].locale;
    sorting::sort(&mut items, &keys, &ways, declarations, &|a, b| locale.compare(a, b));
    let answer = match form {
        ListForm::Table => Shown::text(&listing::text(&items, &columns, graph)),
        ListForm::Csv => Shown::table(&listing::csv(&items, &columns, graph)),
        ListForm::Json => Shown::json(&listing::json(&items, graph, &faults.files)),
    };
    terminal::put(Stream::Output, &answer);
    if items.is_empty() {
        terminal::note(global, &format!("the report has no such {}", kind.key));
    }
    Ok(Outcome::Fine)
}

/// The columns that a user names; otherwise the words that cards show beside the text.
fn columns(
    declarations: &'static Declarations,
    kind: &'static Declaration,
    options: &Options,
) -> Result<Vec<Way>, Failure> {
    if !options.fields.is_empty() {
        let read = |field: &String| Way::read(declarations, kind, field);
        return options.fields.iter().map(read).collect::<Result<_, NoWay>>().map_err(wrong_way);
    }
    let is_word = |it: &Type| matches!(it, Type::Word(_));
    let shown = kind.fields.iter().filter(|field| field.show == Show::Margin && field.types().any(is_word));
    Ok(shown.filter_map(|field| Way::read(declarations, kind, &field.key).ok()).collect())
}

fn wrong_way(no_way: NoWay) -> Failure {
    Failure::new(no_way.message).with_hints(no_way.hint)
}
