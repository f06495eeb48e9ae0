//! `raportti build`: every language and edition as PDF, all of them or none.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::{Build, Global};
use crate::data::model::Edition;
use crate::diagnostics::diagnostic::{Severity, any_error, tidy};
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};

use super::pipeline::{self, Checked, Inputs, Merged, Ready};
use super::typesetting::{self, Set};
use super::{Failure, Outcome, terminal};

/// A PDF that was asked for.
struct Wanted<'a> {
    merged: &'a Merged,
    name: String,
}

pub fn run(global: &Global, options: &Build) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let inputs = Inputs::read(global)?;
    let Checked { mut files, mut diagnostics, ready } = pipeline::check(&inputs, options.deny.is_some());
    let Some(ready) = ready else {
        terminal::print_faults(&diagnostics, &files, global);
        return Ok(Outcome::Faults);
    };
    let wanted = wanted(&ready, options)?;
    let folder = options.out.clone().unwrap_or_else(|| inputs.build_folder());
    let mut stamps = Stamps::read(&folder);
    let trees = [&inputs.report, &inputs.templates, &inputs.fonts];
    let fingerprint = |name: &str| stamp::fingerprint(trees, &[env!("RAPORTTI_BUILD"), name]);

    let (mut stale, mut fresh) = (Vec::new(), Vec::new());
    for wanted in &wanted {
        let inputs = fingerprint(&wanted.name);
        match stamps.up_to_date(&folder, &wanted.name, &inputs).filter(|_| !options.force) {
            Some(pages) => fresh.push((wanted, pages)),
            None => stale.push((wanted, inputs)),
        }
    }

    let merged: Vec<&Merged> = stale.iter().map(|(wanted, _)| wanted.merged).collect();
    let before = diagnostics.len();
    let set = typesetting::set_all(&inputs, &ready, &merged, &mut files, &mut diagnostics);
    let doubts = diagnostics.len() - before;
    let done: Vec<_> =
        stale.iter().zip(set).filter_map(|((wanted, inputs), set)| Some((*wanted, inputs, set?))).collect();
    tidy(&mut diagnostics);
    if options.deny.is_some() {
        diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
    terminal::print_faults(&diagnostics, &files, global);
    if done.len() < stale.len() || any_error(&diagnostics) {
        return Ok(Outcome::Faults);
    }

    // All are written before the first gets its name, so that a full disk changes nothing.
    let pending: Result<Vec<_>, _> =
        done.iter().map(|(wanted, _, set)| output::prepare(&folder.join(&wanted.name), &set.pdf)).collect();
    pending?.into_iter().try_for_each(output::Pending::publish)?;
    // An edit while the pages were set would be taken for done; a warning would not be shown again.
    let sure = doubts == 0 && Inputs::read(global)?.same_as(&inputs);
    for (wanted, inputs, set) in done.iter().filter(|_| sure) {
        stamps.set(&wanted.name, inputs, &set.pdf, set.pages);
    }
    if !done.is_empty() {
        stamps.write(&folder)?;
    }
    summary(global, &folder, &fresh, &done, start.elapsed());
    if options.open
        && let Some(first) = wanted.first()
    {
        let path = folder.join(&first.name);
        opener::open(&path).map_err(|error| Failure::Open { path, reason: error.to_string() })?;
    }
    Ok(Outcome::Fine)
}

/// The languages and editions that were asked for, in the report's order.
fn wanted<'a>(ready: &'a Ready, options: &Build) -> Result<Vec<Wanted<'a>>, Failure> {
    let languages: Result<Vec<_>, _> =
        options.lang.iter().map(|name| pipeline::language(name, &ready.graph.languages)).collect();
    let languages = languages?;
    let id = &ready.graph.report.id.value;
    let asked = |merged: &&Merged| {
        (languages.is_empty() || languages.contains(&merged.language))
            && (options.edition.is_empty() || options.edition.contains(&merged.edition))
    };
    let name = |merged: &Merged| match merged.edition {
        Edition::Screen => format!("{id}-{}.pdf", merged.language),
        Edition::Print => format!("{id}-{}-print.pdf", merged.language),
    };
    Ok(ready.merged.iter().filter(asked).map(|merged| Wanted { merged, name: name(merged) }).collect())
}

fn summary(
    global: &Global,
    folder: &Path,
    fresh: &[(&Wanted, usize)],
    done: &[(&Wanted, &String, Set)],
    time: Duration,
) {
    let shown = shorten(folder);
    for (wanted, pages) in fresh {
        let path = shown.join(&wanted.name);
        let line = format!("{}  {} (up to date)", path.display(), terminal::many(*pages, "page"));
        terminal::tell(global, &line);
    }
    for (wanted, _, set) in done {
        let size = set.pdf.len() as f64 / 1e6;
        let path = shown.join(&wanted.name);
        let line = format!("{}  {}, {size:.1} MB", path.display(), terminal::many(set.pages, "page"));
        terminal::tell(global, &line);
    }
    let line = format!("{} made in {:.1} s", terminal::many(done.len(), "PDF"), time.as_secs_f64());
    terminal::tell(global, &line);
}

/// The folder as seen from the current one, which is how a user would type it.
fn shorten(folder: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|here| folder.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| folder.to_owned())
}
