//! `raportti build`: every language and edition as PDF, all of them or none.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::bounds;
use crate::cli::{Build, Global};
use crate::diagnostics::diagnostic::{Diagnostic, any_error, tidy};
use crate::diagnostics::files::Files;
use crate::diagnostics::print::Format;
use crate::files::read::{self, Tree};
use crate::graph::Graph;
use crate::model::bundle;
use crate::model::choice::Edition;
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};
use crate::publish::strays;
use crate::typeset::timings;

use super::limits::{Limits, Watchdog};
use super::pipeline::{self, Checked, Inputs, Merged, Ready};
use super::progress::Progress;
use super::typesetting::{self, Finish, Job};
use super::worlds::Worlds;
use super::{Failure, Outcome, asked, made, revision, since, terminal};

/// A PDF that was asked for.
pub struct Wanted<'a> {
    pub merged: &'a Merged,
    pub name: String,
}

pub fn run(global: &Global, options: &Build) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let watchdog = Watchdog::start(Limits::own(&options.limits), std::process::exit);
    if options.timings.is_some() {
        timings::start();
    }
    let mut inputs = Inputs::read(global)?;
    inputs.since = earlier(global, options, &inputs)?;
    let folder = options.out.clone().unwrap_or_else(|| inputs.build_folder());
    let inputs = inputs.without_outputs(&folder);
    strays::remove(&folder);
    let content = inputs.fingerprint();
    let mut stamps = Stamps::read(&folder);
    let request = request(&content, options, &inputs);
    if let Some(outputs) = stamps.settled(&folder, &request).filter(|_| !options.force) {
        let lines: Vec<Line> = outputs.iter().map(|(name, pages)| Line { name, pages: *pages, size: None }).collect();
        summary(global, &folder, &lines, &[], start.elapsed())?;
        return open(options, &folder, outputs.first().map(|(name, _)| name.as_str()));
    }
    let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, options.deny.is_some());
    let Ok(mut ready) = ready else {
        return Ok(nothing_made(global, &diagnostics, &files));
    };
    if let Some(name) = &options.since {
        since::merge(name, &inputs, &mut ready, &mut files, &mut diagnostics)?;
        if any_error(&diagnostics) {
            return Ok(nothing_made(global, &diagnostics, &files));
        }
    }
    let wanted = wanted(&ready, &options.lang, &options.edition)?;
    let fingerprint = |wanted: &Wanted| {
        let since = inputs.since.as_deref().filter(|_| wanted.merged.edition == Edition::Changes);
        stamp::fingerprint(since, &[&content, &wanted.name])
    };

    let (mut stale, mut lines) = (Vec::new(), Vec::new());
    for wanted in &wanted {
        let inputs = fingerprint(wanted);
        match stamps.up_to_date(&folder, &wanted.name, &inputs).filter(|_| !options.force) {
            Some(pages) => lines.push(Line { name: &wanted.name, pages, size: None }),
            None => stale.push((wanted, inputs)),
        }
    }

    let merged: Vec<&Merged> = stale.iter().map(|(wanted, _)| wanted.merged).collect();
    let before = diagnostics.len();
    let progress = Progress::new(global, &merged);
    let mut worlds = Worlds::default();
    let job = Job { inputs: &inputs, ready: &ready, policy: &policy, finish: Finish::AtOnce };
    let set = typesetting::set_all(&mut worlds, job, &merged, &mut files, &mut diagnostics, &progress);
    progress.finish();
    watchdog.rest();
    if let Some(file) = &options.timings {
        let json = worlds.timings().map_err(Failure::Timings)?;
        output::write(file, &json)?;
    }
    let doubts = diagnostics.len() - before;
    let done: Vec<_> =
        stale.iter().zip(set).filter_map(|((wanted, inputs), set)| Some((*wanted, inputs, set?))).collect();
    tidy(&mut diagnostics);
    if done.len() < stale.len() || any_error(&diagnostics) {
        return Ok(nothing_made(global, &diagnostics, &files));
    }
    terminal::print_faults(&diagnostics, &files, global);

    // All are written before the first gets its name, so that a full disk changes nothing.
    let pending: Result<Vec<_>, _> =
        done.iter().map(|(wanted, _, set)| output::prepare(&folder.join(&wanted.name), &set.pdf)).collect();
    pending?.into_iter().try_for_each(output::Pending::publish)?;
    // A warning of Typst's would not be shown again.
    for (wanted, inputs, set) in done.iter().filter(|_| doubts == 0) {
        stamps.set(&wanted.name, inputs, &set.pdf, set.pages);
    }
    if diagnostics.is_empty() {
        stamps.settle(request, wanted.iter().map(|wanted| wanted.name.clone()));
    }
    if !done.is_empty() || diagnostics.is_empty() {
        stamps.write(&folder)?;
    }
    let new =
        done.iter().map(|(wanted, _, set)| Line { name: &wanted.name, pages: set.pages, size: Some(set.pdf.len()) });
    lines.extend(new);
    summary(global, &folder, &lines, &diagnostics, start.elapsed())?;
    let outcome = open(options, &folder, wanted.first().map(|first| first.name.as_str()));
    // The program ends here, and the system takes back its memory sooner than it is freed piece by piece.
    std::mem::forget((worlds, ready, inputs));
    outcome
}

/// Prints the faults that stopped a build.
fn nothing_made(global: &Global, diagnostics: &[Diagnostic], files: &Files) -> Outcome {
    terminal::print_faults(diagnostics, files, global);
    made::summary(global, diagnostics, 0);
    Outcome::Faults
}

/// The earlier release that the edition `changes` is marked against.
///
/// # Errors
/// When one is named without the other, or when what is named is no report.
fn earlier(global: &Global, options: &Build, inputs: &Inputs) -> Result<Option<Arc<Tree>>, Failure> {
    match (&options.since, options.edition.contains(&Edition::Changes)) {
        (None, false) => Ok(None),
        (None, true) => Err(Failure::NoSince),
        (Some(_), false) => Err(Failure::IdleSince),
        (Some(name), true) => {
            let version = revision::find(name, &inputs.project)?;
            version.notes.iter().for_each(|note| terminal::note(global, note));
            Ok(Some(Arc::new(bundle::of_earlier(version.source.report))))
        }
    }
}

/// What was asked for, with everything that it is made from.
fn request(content: &str, options: &Build, inputs: &Inputs) -> String {
    let editions: Vec<&str> = options.edition.iter().map(|edition| edition.as_str()).collect();
    let deny = if options.deny.is_some() { "deny" } else { "" };
    stamp::fingerprint(inputs.since.as_deref(), &[content, &options.lang.join(","), &editions.join(","), deny])
}

fn open(options: &Build, folder: &Path, first: Option<&str>) -> Result<Outcome, Failure> {
    if let Some(first) = first.filter(|_| options.open) {
        let path = folder.join(first);
        opener::open(&path).map_err(|error| Failure::Open { path, reason: error.to_string() })?;
    }
    Ok(Outcome::Fine)
}

/// The languages and editions that were asked for, in the report's order.
///
/// # Errors
/// When the report is not in one of the languages.
pub fn wanted<'a>(ready: &'a Ready, lang: &[String], edition: &[Edition]) -> Result<Vec<Wanted<'a>>, Failure> {
    let languages: Result<Vec<_>, _> = lang.iter().map(|name| asked::language(name, &ready.graph.languages)).collect();
    let languages = languages?;
    let standing = edition.iter().filter(|edition| **edition != Edition::Changes);
    standing.into_iter().try_for_each(|edition| asked::edition(*edition, &ready.graph).map(drop))?;
    let asked = |merged: &&Merged| {
        (languages.is_empty() || languages.contains(&merged.language))
            && (edition.is_empty() || edition.contains(&merged.edition))
    };
    let wanted = |merged| Wanted { merged, name: name(&ready.graph, merged) };
    Ok(ready.merged.iter().filter(asked).map(wanted).collect())
}

/// The file name of a PDF.
pub fn name(graph: &Graph, merged: &Merged) -> String {
    format!("{}-{}.pdf", graph.report().id().value, merged.name())
}

/// What is told of one PDF.
struct Line<'a> {
    name: &'a str,
    pages: usize,
    /// In bytes, of a PDF that was made.
    size: Option<usize>,
}

/// # Errors
/// When a program reads, and a PDF that stands there cannot be read for its hash.
fn summary(
    global: &Global,
    folder: &Path,
    lines: &[Line],
    diagnostics: &[Diagnostic],
    time: Duration,
) -> Result<(), Failure> {
    let shown = shorten(folder);
    if global.format == Format::Json {
        for Line { name, pages, .. } in lines {
            let pdf = read::bounded(&folder.join(name), bounds::pdf::LARGEST_PDF as u64)?;
            made::output(global, &shown.join(name), Some(*pages), &pdf);
        }
        made::summary(global, diagnostics, lines.len());
        return Ok(());
    }
    for Line { name, pages, size } in lines {
        let end = match size {
            Some(bytes) => format!(", {}", terminal::size(*bytes)),
            None => " (up to date)".to_owned(),
        };
        let line = format!("{}  {}{end}", shown.join(name).display(), terminal::many(*pages, "page"));
        terminal::tell(global, &line);
    }
    let made = lines.iter().filter(|line| line.size.is_some()).count();
    let line = format!("{} made in {:.1} s", terminal::many(made, "PDF"), time.as_secs_f64());
    terminal::tell(global, &line);
    Ok(())
}

/// The folder as seen from the current one, which is how a user would type it.
pub fn shorten(folder: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|here| folder.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| folder.to_owned())
}
