//! `raportti withdraw`: takes an item out of the report; its id stays an address.

use crate::build::{Draft, Failure, Inputs, carried::COMMENTS};
use crate::cli::{Global, Withdraw as Options};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::{many, visible};
use crate::edits::{self, Entry};
use crate::publish::saved;

pub fn run(global: &Global, options: &Options) -> Ended {
    terminal::require_text_format(global, "withdraw", None)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let Draft { model, files } = Draft::of(&inputs)?;
    let tree = &*inputs.report;
    // The reason is in the language that its author writes; `check` asks for the others.
    let languages = model.languages.iter().enumerate();
    let reasons = languages
        .map(|(n, language)| (language.to_string(), if n == 0 { options.reason.clone() } else { String::new() }));
    let entry = Entry { reasons: reasons.collect(), replaced_by: &options.replaced_by };
    let edit = edits::withdraw(&options.id, &entry, &model, tree, &files).map_err(Failure::from)?;
    let left = edits::mentions(&options.id, &model, tree, &files);
    // What people said of it stays.
    let is_said = |path: &str| path.starts_with(COMMENTS);
    let left = left.into_iter().filter(|mention| !edit.removed.contains(&mention.path) && !is_said(&mention.path));
    let left: Vec<_> = left.collect();
    saved::save(&inputs.project, &edit)?;
    for path in &edit.removed {
        terminal::print_line(global, &format!("removed  {path}"));
    }
    for path in edit.written.keys() {
        terminal::print_line(global, &format!("changed  {path}"));
    }
    for mention in &left {
        let text = String::from_utf8_lossy(&tree[&mention.path]);
        let line = text[..mention.start].matches('\n').count() + 1;
        terminal::print_line(global, &format!("named    {}:{line}", visible::line(&mention.path)));
    }
    if !left.is_empty() {
        terminal::note(global, &format!("`{}` is still named at {}", options.id, many(left.len(), "place")));
    }
    Ok(Outcome::Fine)
}
