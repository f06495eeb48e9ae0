//! `raportti review`: shows which links and translations are open, and records what they were agreed against.

mod open;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cli::{Global, Review as Options};
use crate::diagnostics::files::Files;
use crate::diagnostics::nearest;
use crate::meaning::Meaning;
use crate::meaning::review::edit::{self, Changes};
use crate::meaning::review::lock::{self, Lock};
use crate::meaning::review::merge;
use crate::meaning::review::{Review, ReviewedLink, State, Translation};
use crate::publish::{output, strays};

use super::pipeline::{self, Inputs};
use super::{Failure, Outcome, asked, terminal};

/// Where a file of the report is written before it gets its name: nothing unfinished ever lies in `report/`.
const WORKSHOP: &str = ".raportti";

/// As many names of one kind are listed; the rest are counted.
const MOST_LISTED: usize = 40;

pub fn run(global: &Global, options: &Options) -> Result<Outcome, Failure> {
    let shows = options.what.is_empty() && !options.all && !options.merge;
    if shows && options.form.is_none() {
        asked::in_words(global, "review", Some("--as json"))?;
    }
    let inputs = Inputs::read(global)?;
    strays::remove(&inputs.project.join(WORKSHOP));
    if options.merge {
        return finish_merge(global, options, inputs);
    }
    let mut checked = pipeline::check_for_review(&inputs);
    let Ok(ready) = checked.ready else {
        terminal::print_faults(&checked.diagnostics, &checked.files, global);
        return Ok(Outcome::Faults);
    };
    let lock = lock::read(&inputs.report, &mut checked.files, &mut checked.diagnostics);
    let meaning = Meaning::of(&ready.graph, &checked.files, &inputs.report);
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
fn finish_merge(global: &Global, options: &Options, mut inputs: Inputs) -> Result<Outcome, Failure> {
    let text = inputs.report.get(lock::PATH).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some((ours, theirs)) = text.as_deref().and_then(merge::sides) else {
        terminal::tell(global, &format!("{} has no conflict", lock::PATH));
        return Ok(Outcome::Fine);
    };
    // The rest of the report is checked with our side, which is written with what the other side adds.
    Arc::make_mut(&mut inputs.report).insert(lock::PATH.to_owned(), ours.clone().into_bytes());
    let checked = pipeline::check_for_review(&inputs);
    let Ok(ready) = checked.ready else {
        terminal::print_faults(&checked.diagnostics, &checked.files, global);
        return Ok(Outcome::Faults);
    };
    let mut files = [Files::default(), Files::default()];
    let [own, other] = &mut files;
    let sides = merge::read(&ours, own).map_err(|faults| (faults, 0));
    let sides = sides.and_then(|own| merge::read(&theirs, other).map(|it| (own, it)).map_err(|faults| (faults, 1)));
    let (ours, theirs) = match sides {
        Ok(sides) => sides,
        Err((faults, side)) => {
            terminal::print_faults(&faults, &files[side], global);
            return Ok(Outcome::Faults);
        }
    };
    let meaning = Meaning::of(&ready.graph, &checked.files, &inputs.report);
    let merge = merge::merge(&ours, &theirs, &Review::of(&ready.graph, &meaning, Some(&ours)));
    if !options.dry_run {
        write(&inputs, &merge.links, &merge.translations)?;
    }
    let say = |line: &str| terminal::tell(global, line);
    for (name, settled) in &merge.met {
        let outcome = if *settled { "kept the stamp that says what is there" } else { "suspect with both stamps" };
        say(&format!("{name}  {outcome}"));
    }
    let taken = terminal::many(merge.taken.len(), "line");
    let would = if options.dry_run { "would be " } else { "" };
    say(&format!("{}: {would}merged, with {taken} that only the other side has", lock::PATH));
    Ok(Outcome::Fine)
}

/// What the user has read.
struct Wanted {
    /// Nothing means everything.
    names: BTreeSet<String>,
    links: bool,
    /// The languages whose translations are meant.
    languages: Vec<String>,
}

impl Wanted {
    fn of(options: &Options, review: &Review, known: &[icu::locale::subtags::Language]) -> Result<Self, Failure> {
        let asked: Result<Vec<_>, Failure> =
            options.lang.iter().map(|name| asked::language(name, known).map(|it| it.to_string())).collect();
        let languages = match asked? {
            asked if !asked.is_empty() => asked,
            _ if options.links => Vec::new(),
            _ => known.iter().map(ToString::to_string).collect(),
        };
        let links = review.links.iter().flat_map(|it| [it.link.name(), it.link.from.clone(), it.link.to.clone()]);
        let names: BTreeSet<String> = links.chain(review.translations.iter().map(|it| it.owner.clone())).collect();
        if let Some(unknown) = options.what.iter().find(|name| !names.contains(*name)) {
            let hint = nearest::nearest(unknown, names.iter().map(String::as_str));
            let hint = hint.map(|near| format!("did you mean `{near}`?")).unwrap_or_else(|| {
                "name an item that has links or translations, such as `J1`, or a link, such as `J1:H1`".to_owned()
            });
            return Err(Failure::UnknownId { id: unknown.clone(), hint: Some(hint) });
        }
        Ok(Self { names: options.what.iter().cloned().collect(), links: options.lang.is_empty(), languages })
    }

    fn link(&self, link: &ReviewedLink) -> bool {
        let named = [&link.link.name(), &link.link.from, &link.link.to];
        self.links && (self.names.is_empty() || named.into_iter().any(|name| self.names.contains(name)))
    }

    fn translation(&self, translation: &Translation) -> bool {
        self.languages.iter().any(|language| *language == translation.language.as_str())
            && (self.names.is_empty() || self.names.contains(&translation.owner))
    }
}

/// What changes in the lock.
struct Stamps<'r> {
    links: Changes,
    /// By language.
    translations: BTreeMap<String, Changes>,
    stamped_links: Vec<&'r ReviewedLink>,
    stamped_translations: Vec<&'r Translation>,
    /// Names of what is not in the report any more.
    gone: Vec<String>,
}

impl<'r> Stamps<'r> {
    fn of(review: &'r Review, wanted: &Wanted, lock: Option<&Lock>) -> Self {
        let is_new = |state: State| state != State::Agreed;
        let stamped_links: Vec<_> = review.links.iter().filter(|it| is_new(it.state) && wanted.link(it)).collect();
        let stamped_translations: Vec<_> =
            review.translations.iter().filter(|it| is_new(it.state) && wanted.translation(it)).collect();
        let set = stamped_links.iter().map(|it| (it.link.name(), it.today.clone())).collect();
        let mut links = Changes { set, remove: Vec::new() };
        let mut translations: BTreeMap<String, Changes> = BTreeMap::new();
        for it in &stamped_translations {
            let of_language = translations.entry(it.language.to_string()).or_default();
            of_language.set.insert(it.name.clone(), it.today.clone());
        }
        let mut gone = Vec::new();
        if let Some(lock) = lock {
            let known: BTreeSet<String> = review.links.iter().map(|it| it.link.name()).collect();
            links.remove = lock.links.keys().filter(|name| !known.contains(*name)).cloned().collect();
            links.remove.sort_unstable();
            gone.extend(links.remove.iter().cloned());
            let known: BTreeSet<(&str, &str)> =
                review.translations.iter().map(|it| (it.language.as_str(), it.name.as_str())).collect();
            for (language, stamps) in &lock.translations {
                let lost: Vec<String> =
                    stamps.keys().filter(|name| !known.contains(&(language, name.as_str()))).cloned().collect();
                gone.extend(lost.iter().map(|name| format!("{name} ({language})")));
                translations.entry(language.clone()).or_default().remove = lost;
            }
        }
        Self { links, translations, stamped_links, stamped_translations, gone }
    }

    fn is_empty(&self) -> bool {
        self.links.is_empty() && self.translations.values().all(Changes::is_empty)
    }
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
            say(&format!("{} {would}{did}:", terminal::many(names.len(), what)));
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
    let count = |at: usize, what: &str| format!("{} → {} of {}", old[at], new[at], terminal::many(of[at], what));
    say(&format!("{}: {}, {} {would}agreed to", lock::PATH, count(0, "link"), count(1, "translation")));
    let left = |now: usize, of: usize| of - now;
    if !wanted.names.is_empty() && !review.in_use && left(new[0], of[0]) + left(new[1], of[1]) > 0 {
        say("`check` warns of the others until they are agreed to, too; `raportti review --all` agrees to all");
    }
}
