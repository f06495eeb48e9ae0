//! `raportti rename`: gives an item another id, everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::build::published::{Published, published};
use crate::build::{Draft, Failure, Inputs, check_for_review};
use crate::cli::{Global, Rename as Options};
use crate::console::{Ended, Outcome, Stop, terminal};
use crate::diagnostics::Faults;
use crate::edits::{self, Edit, Entry};
use crate::meaning::Meaning;
use crate::meaning::review::edit::{Changes, edited};
use crate::meaning::review::lock::{self, Lock, Name};
use crate::meaning::review::{Review, State};
use crate::model::Model;
use crate::publish::saved;

pub fn run(global: &Global, options: &Options) -> Ended {
    terminal::require_text_format(global, "rename", None)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let Draft { model, files } = Draft::of(&inputs)?;
    let mut edit = edits::rename(&options.old, &options.new, &model, &inputs.report, &files).map_err(Failure::from)?;
    if let Some(version) = earlier(options, &inputs, &model)? {
        enter(&mut edit, options, &model, &inputs)?;
        terminal::note(global, &format!("{version}; `{}` stays an address, in report/withdrawn.toml", options.old));
    }
    if let Some(text) = renamed_lock(options, &inputs, &edit)? {
        edit.written.insert(lock::PATH.to_owned(), text);
    }
    saved::save(&inputs.project, &edit)?;
    for path in edit.written.keys() {
        terminal::print_line(global, &format!("changed  {path}"));
    }
    for path in &edit.removed {
        terminal::print_line(global, &format!("removed  {path}"));
    }
    Ok(Outcome::Fine)
}

/// Why the old id has to stay an address, if it has to. Fails unless `--force` accepts that.
fn earlier(options: &Options, inputs: &Inputs, model: &Model) -> Result<Option<String>, Failure> {
    let report = model.report().map(|report| report.id().value.clone()).unwrap_or_default();
    let version = match published(&options.old, &inputs.project, &inputs.project.join("dist"), &report) {
        Published::No => return Ok(None),
        Published::In(version) => format!("`{}` is published in {version}", options.old),
        Published::Unknown(reason) => format!("nobody can tell whether `{}` is published: {reason}", options.old),
    };
    if options.force {
        return Ok(Some(version));
    }
    let hint = "`--force` renames it, and enters the old id into report/withdrawn.toml, so that addresses with it go on leading somewhere";
    Err(Failure::new(version).with_hint(hint))
}

/// Enters the old id into `withdrawn.toml`, as replaced by the new one.
fn enter(edit: &mut Edit, options: &Options, model: &Model, inputs: &Inputs) -> Result<(), Failure> {
    let Some(item) = model.with_ids().find(|item| item.id() == options.old) else { return Ok(()) };
    let reasons =
        model.languages.iter().map(|language| (language.to_string(), reason(language.as_str(), &options.new)));
    let new = [options.new.clone()];
    let entry = Entry { reasons: reasons.collect(), replaced_by: &new };
    // Mentions in the file are renamed first.
    let mut tree = (*inputs.report).clone();
    tree.extend(edit.written.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    let (path, text) = edits::entered(item, &entry, model, &tree).map_err(Failure::from)?;
    edit.written.insert(path, text);
    Ok(())
}

/// Why an id is gone, in a language; in English for those without built-in words.
fn reason(language: &str, id: &str) -> String {
    let words = match language {
        "da" => "Id’et er nu",
        "de" => "Die Kennung ist jetzt",
        "es" => "El identificador es ahora",
        "et" => "Tunnus on nüüd",
        "fi" => "Tunnus on nyt",
        "fr" => "L’identifiant est désormais",
        "it" => "L’identificativo è ora",
        "nb" => "Id-en er nå",
        "nl" => "De id is nu",
        "pl" => "Identyfikator to teraz",
        "sv" => "Id:t är nu",
        _ => "The id is now",
    };
    format!("{words} {id}.")
}

/// The lock under the new id, in which all stays agreed that was. `None` if there is no lock, or it says nothing of what changes.
fn renamed_lock(options: &Options, inputs: &Inputs, edit: &Edit) -> Result<Option<String>, Stop> {
    let mut faults = Faults::default();
    let Some(old) = lock::read(&inputs.report, &mut faults.files, &mut faults.diagnostics) else { return Ok(None) };
    let agreed = review(inputs, Some(&old)).map(|review| names(&review, State::Agreed)).unwrap_or_default();
    let mut changes = Changes::new();
    let mut lock = Lock::new();
    let mut stood = BTreeSet::new();
    for (name, stamp) in &old {
        let new = Name { text: renamed(&name.text, options), ..name.clone() };
        if new != *name {
            changes.insert(name.clone(), None);
            changes.insert(new.clone(), Some(stamp.clone()));
        }
        stood.extend(agreed.contains(name).then(|| new.clone()));
        lock.insert(new, stamp.clone());
    }
    let mut after = inputs.clone();
    let tree = Arc::make_mut(&mut after.report);
    edit.removed.iter().for_each(|path| _ = tree.remove(path));
    tree.extend(edit.written.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    if let Some(review) = review(&after, Some(&lock)) {
        let moved = review.stamps().filter(|(name, _, state)| *state == State::Changed && stood.contains(name));
        changes.extend(moved.map(|(name, today, _)| (name, Some(today.to_owned()))));
    }
    let text = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes));
    Ok((!changes.is_empty()).then(|| edited(text.as_deref(), &changes)))
}

/// The review of a report without errors.
fn review(inputs: &Inputs, lock: Option<&Lock>) -> Option<Review> {
    let (ready, faults) = check_for_review(inputs).ready().ok()?;
    let meaning = Meaning::of(&ready.graph, &faults.files, &inputs.report);
    Some(Review::of(&ready.graph, &meaning, lock))
}

fn names(review: &Review, wanted: State) -> BTreeSet<Name> {
    review.stamps().filter(|(_, _, state)| *state == wanted).map(|(name, _, _)| name).collect()
}

/// A name in the lock under the new id: `J1:H1`, `H1 title`, `S1 action[T1.1].text`.
fn renamed(name: &str, options: &Options) -> String {
    let is_end = |c: char| ": []".contains(c);
    name.split_inclusive(is_end)
        .map(|part| match part.trim_end_matches(is_end) == options.old {
            true => part.replacen(&options.old, &options.new, 1),
            false => part.to_owned(),
        })
        .collect()
}
