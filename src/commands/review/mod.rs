//! `raportti review`: shows which links and translations are open, and records what they were agreed against.

mod open;
mod stamps;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, Review as Options};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::count::many;
use crate::diagnostics::faults::Faults;
use crate::diagnostics::files::Files;
use crate::meaning::Meaning;
use crate::meaning::review::edit::{self, Changes};
use crate::meaning::review::lock;
use crate::meaning::review::merge;
use crate::meaning::review::{Review, State};
use crate::publish::{output, strays};

use stamps::{MOST_LISTED, Stamps, Wanted};

/// Where a file of the report is written before it gets its name: nothing unfinished ever lies in `report/`.
const WORKSHOP: &str = ".raportti";

pub fn run(global: &Global, options: &Options) -> Ended {
    let shows = options.what.is_empty() && !options.all && !options.merge;
    if shows && options.form.is_none() {
        terminal::answers_in_words(global, "review", Some("--as json"))?;
    }
    let inputs = Inputs::read(global.project.as_deref())?;
    strays::remove(&inputs.project.join(WORKSHOP));
    if options.merge {
        return finish_merge(global, options, inputs);
    }
    let (ready, mut faults) = check_for_review(&inputs).ready()?;
    let lock = lock::read(&inputs.report, &mut faults.files, &mut faults.diagnostics);
    let meaning = Meaning::of(&ready.graph, &faults.files, &inputs.report);
    let review = Review::of(&ready.graph, &meaning, lock.as_ref());
    let wanted = Wanted::of(options, &review, &ready.graph.languages)?;
    let stamps = Stamps::of(&review, &wanted, lock.as_ref());
    if shows {
        open::show(global, options.form, &stamps);
        return Ok(Outcome::Fine);
    }
    if !options.dry_run && !stamps.is_empty() {
        write(&inputs, &stamps.links, &stamps.translations)?;
    }
    tell(global, options, &review, &stamps, &wanted);
    Ok(Outcome::Fine)
}

fn write(inputs: &Inputs, links: &Changes, translations: &BTreeMap<String, Changes>) -> Result<(), Failure> {
    let old = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes));
    let text = edit::edited(old.as_deref(), links, translations);
    let workshop = inputs.project.join(WORKSHOP);
    Ok(output::write_from(&workshop, &inputs.project.join(lock::PATH), text.as_bytes())?)
}

/// Makes one lock of the two sides that git left in it.
fn finish_merge(global: &Global, options: &Options, mut inputs: Inputs) -> Ended {
    let text = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some((ours, theirs)) = text.as_deref().and_then(merge::sides) else {
        terminal::tell(global, &format!("{} has no conflict", lock::PATH));
        return Ok(Outcome::Fine);
    };
    // The rest of the report is checked with our side, which is written with what the other side adds.
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
        write(&inputs, &merge.links, &merge.translations)?;
    }
    let say = |line: &str| terminal::tell(global, line);
    for (name, settled) in &merge.met {
        let outcome = if *settled { "kept the stamp that says what is there" } else { "suspect with both stamps" };
        say(&format!("{name}  {outcome}"));
    }
    let taken = many(merge.taken.len(), "line");
    let would = if options.dry_run { "would be " } else { "" };
    say(&format!("{}: {would}merged, with {taken} that only the other side has", lock::PATH));
    Ok(Outcome::Fine)
}

fn tell(global: &Global, options: &Options, review: &Review, stamps: &Stamps, wanted: &Wanted) {
    let say = |line: &str| terminal::tell(global, line);
    let listed = |names: Vec<String>| {
        names.iter().take(MOST_LISTED).for_each(|name| say(&format!("  {name}")));
        if names.len() > MOST_LISTED {
            say(&format!("  … and {} more", names.len() - MOST_LISTED));
        }
    };
    let links = |state| stamps.stamped_links.iter().filter(move |it| it.state == state);
    let texts = |state| stamps.stamped_translations.iter().filter(move |it| it.state == state);
    let suspect: Vec<String> = links(State::Changed)
        .map(|it| format!("{}  `{}` had changed since it was agreed to", it.link.name(), it.link.to))
        .collect();
    let stale: Vec<String> =
        texts(State::Changed).map(|it| format!("{} ({})  its source had changed", it.name, it.language)).collect();
    let would = if options.dry_run { "would be " } else { "" };
    let section = |names: Vec<String>, what: &str, did: &str| {
        if !names.is_empty() {
            say(&format!("{} {would}{did}:", many(names.len(), what)));
            listed(names);
        }
    };
    section(suspect, "suspect link", "agreed to again");
    section(stale, "stale translation", "agreed to again");
    // The first review of a report agrees to all of it, which nobody wants to read as a list.
    if review.in_use {
        section(links(State::Unreviewed).map(|it| it.link.name()).collect(), "new link", "agreed to");
        let new = texts(State::Unreviewed).map(|it| format!("{} ({})", it.name, it.language)).collect();
        section(new, "new translation", "agreed to");
    }
    section(stamps.gone.clone(), "line", "taken out, whose link or text is gone");
    if stamps.is_empty() {
        say("nothing to agree to: all of it is agreed already");
    }
    let agreed = |state| state == State::Agreed;
    let old = [
        review.links.iter().filter(|it| agreed(it.state)).count(),
        review.translations.iter().filter(|it| agreed(it.state)).count(),
    ];
    let new = [old[0] + stamps.stamped_links.len(), old[1] + stamps.stamped_translations.len()];
    let of = [review.links.len(), review.translations.len()];
    let count = |at: usize, what: &str| format!("{} → {} of {}", old[at], new[at], many(of[at], what));
    say(&format!("{}: {}, {} {would}agreed to", lock::PATH, count(0, "link"), count(1, "translation")));
    let left = |now: usize, of: usize| of - now;
    if !wanted.names.is_empty() && !review.in_use && left(new[0], of[0]) + left(new[1], of[1]) > 0 {
        say("`check` warns of the others until they are agreed to, too; `raportti review --all` agrees to all");
    }
}
