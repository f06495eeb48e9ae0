//! `raportti review`: shows which links and translations are open, and records what they were agreed against.

mod stamps;
mod sections;
mod open;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::build::{Failure, Inputs, check_for_review};
use crate::cli::{Global, Review as Options};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::{Faults, Files, many};
use crate::meaning::Meaning;
use crate::meaning::review::edit::{self, Changes};
use crate::meaning::review::{Review, State, lock, merge};
use crate::publish::{output, strays};

use sections::{Names, print_section};
use stamps::{Stamps, Wanted};

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
    let writes = !options.dry_run && !stamps.is_empty();
    if writes {
        write(global, &inputs, &stamps.links, &stamps.translations)?;
    }
    json_lines::summary(global, &[], usize::from(writes));
    tell(global, options, &review, &stamps, &wanted);
    Ok(Outcome::Fine)
}

fn write(
    global: &Global,
    inputs: &Inputs,
    links: &Changes,
    translations: &BTreeMap<String, Changes>,
) -> Result<(), Failure> {
    let old = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes));
    let text = edit::edited(old.as_deref(), links, translations);
    let workshop = inputs.project.join(WORKSHOP);
    let path = inputs.project.join(lock::PATH);
    output::write_from(&workshop, &path, text.as_bytes())?;
    json_lines::output(global, &terminal::shorten(&path), None, text.as_bytes());
    Ok(())
}

/// Makes one lock of the two sides that git left in it.
fn finish_merge(global: &Global, options: &Options, mut inputs: Inputs) -> Ended {
    let text = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some((ours, theirs)) = text.as_deref().and_then(merge::sides) else {
        terminal::tell(global, &format!("{} has no conflict", lock::PATH));
        json_lines::summary(global, &[], 0);
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
        write(global, &inputs, &merge.links, &merge.translations)?;
    }
    json_lines::summary(global, &[], usize::from(!options.dry_run));
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

/// Says what was recorded, or would be.
fn tell(global: &Global, options: &Options, review: &Review, stamps: &Stamps, wanted: &Wanted) {
    let say = |line: &str| terminal::tell(global, line);
    let would = if options.dry_run { "would be " } else { "" };
    let mut names = Names::of(stamps, "had");
    if !review.in_use {
        // The first review of a report agrees to all of it, which nobody wants to read as a list.
        (names.links, names.translations) = (Vec::new(), Vec::new());
    }
    for (names, what, did) in [
        (names.suspect, "suspect link", "agreed to again"),
        (names.stale, "stale translation", "agreed to again"),
        (names.links, "new link", "agreed to"),
        (names.translations, "new translation", "agreed to"),
        (names.gone, "line", "taken out, whose link or text is gone"),
    ] {
        print_section(global, &format!("{} {would}{did}", many(names.len(), what)), &names);
    }
    if stamps.is_empty() {
        say("nothing to agree to: all of it is agreed already");
    }
    let links = review.links.iter().filter(|it| it.state == State::Agreed).count();
    let texts = review.translations.iter().filter(|it| it.state == State::Agreed).count();
    let (new_links, new_texts) = (links + stamps.stamped_links.len(), texts + stamps.stamped_translations.len());
    let (all_links, all_texts) = (review.links.len(), review.translations.len());
    say(&format!(
        "{}: {links} → {new_links} of {}, {texts} → {new_texts} of {} {would}agreed to",
        lock::PATH,
        many(all_links, "link"),
        many(all_texts, "translation"),
    ));
    let is_more_open = all_links + all_texts > new_links + new_texts;
    if !wanted.names.is_empty() && !review.in_use && is_more_open {
        say("`check` warns of the others until they are agreed to, too; `raportti review --all` agrees to all");
    }
}
