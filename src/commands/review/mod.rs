//! `raportti review`: lists links and translations to review, and records fingerprints of what was reviewed.

mod stamps;
mod open;

use std::sync::Arc;

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, Review as Options, ReviewForm};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::{Faults, Files, many};
use crate::meaning::Meaning;
use crate::meaning::review::edit::{self, Changes};
use crate::meaning::review::{Review, State, lock, merge};
use crate::publish::{output, strays};

use stamps::{Stamps, Wanted};

/// Where files are written before they are moved into `report/`, which never has an unfinished file.
const TEMPORARY_FOLDER: &str = ".raportti";

pub fn run(global: &Global, options: &Options) -> Ended {
    let shows = options.what.is_empty() && !options.all && !options.merge;
    let form = shows.then(|| terminal::form(global, "review", options.form)).transpose()?;
    let inputs = Inputs::read(global.project.as_deref())?;
    strays::remove(&inputs.project.join(TEMPORARY_FOLDER));
    if options.merge {
        return finish_merge(global, options, inputs);
    }
    let (ready, mut faults) = check_for_review(&inputs).ready()?;
    let lock = lock::read(&inputs.report, &mut faults.files, &mut faults.diagnostics);
    let meaning = Meaning::of(&ready.graph, &faults.files, &inputs.report);
    let review = Review::of(&ready.graph, &meaning, lock.as_ref());
    let wanted = Wanted::of(options, &review, ready.graph.languages())?;
    let stamps = Stamps::of(&review, &wanted, lock.as_ref());
    if let Some(form) = form {
        match form {
            ReviewForm::Text => open::print_open(global, &stamps),
            ReviewForm::Json => terminal::put(Stream::Output, &Shown::json(&open::json(&stamps))),
        }
        return Ok(Outcome::Fine);
    }
    let writes = !options.dry_run && !stamps.changes.is_empty();
    if writes {
        write(global, &inputs, &stamps.changes)?;
    }
    json_lines::summary(global, &[], usize::from(writes));
    print_recorded(global, options, &review, &stamps, &wanted);
    Ok(Outcome::Fine)
}

fn write(global: &Global, inputs: &Inputs, changes: &Changes) -> Result<(), Failure> {
    let old = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes));
    let text = edit::edited(old.as_deref(), changes);
    let temporary = inputs.project.join(TEMPORARY_FOLDER);
    let path = inputs.project.join(lock::PATH);
    output::write_from(&temporary, &path, text.as_bytes())?;
    json_lines::output(global, &terminal::shorten(&path), None, text.as_bytes());
    Ok(())
}

/// Merges the two sides that git left in the lock.
fn finish_merge(global: &Global, options: &Options, mut inputs: Inputs) -> Ended {
    let text = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some((ours, theirs)) = text.as_deref().and_then(merge::sides) else {
        terminal::print_line(global, &format!("{} has no conflict", lock::PATH));
        json_lines::summary(global, &[], 0);
        return Ok(Outcome::Fine);
    };
    // The report is checked with our side of the lock, to which the other side's lines are then added.
    Arc::make_mut(&mut inputs.report).insert(lock::PATH.to_owned(), ours.clone().into_bytes());
    let (ready, faults) = check_for_review(&inputs).ready()?;
    let read = |side: &str| {
        let mut files = Files::default();
        merge::read(side, &mut files).map_err(|diagnostics| Faults { files, diagnostics })
    };
    let (ours, theirs) = (read(&ours)?, read(&theirs)?);
    let meaning = Meaning::of(&ready.graph, &faults.files, &inputs.report);
    let merge = merge::merge(&ours, &theirs, &Review::of(&ready.graph, &meaning, Some(&ours)));
    if !options.dry_run {
        write(global, &inputs, &merge.changes)?;
    }
    json_lines::summary(global, &[], usize::from(!options.dry_run));
    let print = |line: &str| terminal::print_line(global, line);
    for (name, settled) in &merge.met {
        let outcome = if *settled { "kept the stamp that matches" } else { "suspect: neither stamp matches" };
        print(&format!("{name}  {outcome}"));
    }
    let taken = many(merge.taken, "line");
    let would = if options.dry_run { "would be " } else { "" };
    print(&format!("{}: {would}merged, with {taken} from the other side", lock::PATH));
    Ok(Outcome::Fine)
}

/// Prints what was recorded, or would be.
fn print_recorded(global: &Global, options: &Options, review: &Review, stamps: &Stamps, wanted: &Wanted) {
    let print = |line: &str| terminal::print_line(global, line);
    let would = if options.dry_run { "would be " } else { "" };
    // The first review may record everything: too much for a list.
    open::print_recorded(global, stamps, would, review.in_use);
    if stamps.changes.is_empty() {
        print("nothing to record: everything is reviewed already");
    }
    let links = review.links.iter().filter(|it| it.state == State::Agreed).count();
    let texts = review.translations.iter().filter(|it| it.state == State::Agreed).count();
    let (new_links, new_texts) = (links + stamps.stamped_links.len(), texts + stamps.stamped_translations.len());
    let (all_links, all_texts) = (review.links.len(), review.translations.len());
    print(&format!(
        "{}: {links} → {new_links} of {}, {texts} → {new_texts} of {} {would}reviewed",
        lock::PATH,
        many(all_links, "link"),
        many(all_texts, "translation"),
    ));
    let is_more_open = all_links + all_texts > new_links + new_texts;
    if !wanted.names.is_empty() && !review.in_use && is_more_open {
        print("`check` warns of the others until they are reviewed, too; `raportti review --all` records all");
    }
}
