//! `raportti build`: every language and edition as PDF, all of them or none.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::{Build, Global};
use crate::data::graph::Kind;
use crate::data::model::Edition;
use crate::diagnostics::diagnostic::{Diagnostic, Severity, tidy};
use crate::diagnostics::files::Files;
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};
use crate::typeset::world::ReportWorld;
use crate::typeset::{compile, pdf};

use super::pipeline::{self, Checked, Inputs, Merged, Ready};
use super::{Failure, Outcome, terminal};

/// A PDF that was asked for.
struct Wanted<'a> {
    merged: &'a Merged,
    name: String,
}

/// A PDF that was set.
struct Set {
    pdf: Vec<u8>,
    pages: usize,
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

    let results = set_all(&inputs, &ready, stale.iter().map(|(wanted, _)| *wanted), &files);
    let mut done = Vec::new();
    let mut doubts = 0;
    for ((wanted, inputs), (result, mut found, own_files)) in stale.iter().zip(results) {
        adopt(&mut found, &own_files, &mut files);
        doubts += found.len();
        diagnostics.append(&mut found);
        done.extend(result.map(|set| (*wanted, inputs, set)));
    }
    tidy(&mut diagnostics);
    if options.deny.is_some() {
        diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
    terminal::print_faults(&diagnostics, &files, global);
    if done.len() < stale.len() || crate::diagnostics::diagnostic::any_error(&diagnostics) {
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
    };
    Ok(ready.merged.iter().filter(asked).map(|merged| Wanted { merged, name: name(merged) }).collect())
}

/// A PDF unless it failed, with the complaints and the files that they point into.
type SetResult = (Option<Set>, Vec<Diagnostic>, Files);

/// Sets the PDFs side by side; they share Typst's caches. The results are in the order of `wanted`.
fn set_all<'w, 'm: 'w>(
    inputs: &Inputs,
    ready: &Ready,
    wanted: impl Iterator<Item = &'w Wanted<'m>>,
    files: &Files,
) -> Vec<SetResult> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = wanted
            .map(|wanted| {
                // Typst recurses deeply on nested content; the main thread's stack is its usual measure.
                std::thread::Builder::new()
                    .stack_size(16 * 1024 * 1024)
                    .spawn_scoped(scope, move || set(inputs, ready, wanted.merged, files.clone()))
                    .expect("the system gives a thread for each language")
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("setting a report does not panic")).collect()
    })
}

fn set(inputs: &Inputs, ready: &Ready, merged: &Merged, mut files: Files) -> SetResult {
    let mut diagnostics = Vec::new();
    let world = ReportWorld::new(&inputs.project, inputs.template_files(), ready.fonts.clone(), &merged.generated);
    let document = compile::compile(&world, &merged.generated, &mut files, &mut diagnostics);
    let set = document.and_then(|document| {
        let ident = format!("{}/{}/{}", ready.graph.report.id.value, merged.language, merged.edition.as_str());
        match pdf::screen(&document, ident, &anchors(ready), &world, &merged.generated, &mut files) {
            Ok(pdf) => Some(Set { pdf, pages: document.pages().len() }),
            Err(mut faults) => {
                diagnostics.append(&mut faults);
                None
            }
        }
    });
    (set, diagnostics, files)
}

/// Every id with the label that it stands under. A source's own label is Typst's, for citations, so the templates put
/// another one where they tell about the source.
fn anchors(ready: &Ready) -> Vec<(String, String)> {
    let label = |id: &str| match ready.graph.kind(id) {
        Some(Kind::Source) => format!("source-{id}"),
        _ => id.to_owned(),
    };
    let mut anchors: Vec<_> = ready.graph.ids().map(|id| (id.to_owned(), label(id))).collect();
    anchors.sort();
    anchors
}

/// Moves complaints from one thread's files to those of the command.
fn adopt(diagnostics: &mut [Diagnostic], own: &Files, files: &mut Files) {
    use crate::diagnostics::files::Place;
    let mut moved = |place: Place| {
        let file = own.get(place.file);
        Place::new(files.add(&file.path, file.text.clone()), place.range())
    };
    for diagnostic in diagnostics {
        diagnostic.place = diagnostic.place.map(&mut moved);
        for related in &mut diagnostic.related {
            related.place = moved(related.place);
        }
    }
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
