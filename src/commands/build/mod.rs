//! `raportti build`: a PDF for every language and edition, all or none.

mod extracts;
mod run;

use std::sync::Arc;
use std::time::Instant;

use crate::build::version::{self, Loaded};
use crate::build::{
    Failure, Inputs, Merged, Mode, WarmStart, changes_edition, check, set_all, wanted::wanted, watchdog::Watchdog,
};
use crate::cli::{Build, Global};
use crate::console::{Ended, Progress, terminal};
use crate::model::Edition;
use crate::publish::stamp::{self, Stamps};
use crate::publish::{output, strays};
use crate::typeset::{Pdf, timings};

use run::{Output, Run};

pub fn run(global: &Global, options: &Build) -> Ended {
    let start = Instant::now();
    extracts::check_options(options)?;
    let watchdog = terminal::limit_work(&options.limits);
    if options.timings.is_some() {
        timings::start();
    }
    let mut inputs = Inputs::read(global.project.as_deref())?;
    inputs.since = earlier(global, options, &inputs)?;
    inputs.anonymous = options.anonymous;
    let folder = options.out.clone().unwrap_or_else(|| inputs.project.join("build"));
    let inputs = inputs.without_outputs(&folder);
    strays::remove(&folder);
    let stamps = Stamps::read(&folder);
    let run = Run { global, options, start, content: inputs.fingerprint(), inputs, folder };
    let outcome = match stamps.settled(&run.folder, &run.request()).filter(|_| !options.force) {
        Some(outputs) => {
            let outputs = outputs.into_iter().map(|(name, pages)| Output { name, pages, size: None });
            let outputs: Vec<Output> = outputs.collect();
            run.finish(&outputs, &[], outputs.first().map(|output| output.name.as_str()))
        }
        None if options.chosen.is_any() => extracts::make(&run, stamps, &watchdog),
        None => make(&run, stamps, &watchdog),
    };
    // The program ends here; the system frees all memory at once, which is faster.
    std::mem::forget(run);
    outcome
}

/// The hash of the inputs of one PDF.
fn inputs_of(run: &Run, merged: &Merged) -> String {
    let since = run.since().filter(|_| merged.edition == Edition::Changes);
    stamp::fingerprint(since, &[&run.content, &merged.file_name])
}

/// Makes the PDFs of the whole report that are not up to date.
fn make(run: &Run, mut stamps: Stamps, watchdog: &Watchdog) -> Ended {
    let Run { global, options, inputs, folder, .. } = run;
    let (mut ready, mut faults) = check(inputs, options.deny.is_some()).ready()?;
    if let Some(name) = &options.since {
        changes_edition::merge(name, &mut ready, &mut faults)?;
        faults = faults.without_error()?;
    }
    let wanted = wanted(&ready, &options.lang, &options.edition)?;
    let (mut outputs, mut stale) = (Vec::new(), Vec::new());
    for &merged in &wanted {
        let pages = stamps.up_to_date(folder, &merged.file_name, &inputs_of(run, merged));
        match pages.filter(|_| !options.force) {
            Some(pages) => outputs.push(Output { name: merged.file_name.clone(), pages, size: None }),
            None => stale.push(merged),
        }
    }
    let before = faults.diagnostics.len();
    let mut warm_start = WarmStart::new(Mode::Once);
    let progress = Progress::new(global, &stale);
    let pdfs = set_all(&mut warm_start, &ready, &stale, &mut faults, &progress);
    progress.finish();
    watchdog.pause();
    if let Some(file) = &options.timings {
        output::write(file, &warm_start.timings().map_err(Failure::new)?)?;
    }
    let nothing_new = faults.diagnostics.len() == before;
    faults.tidy();
    let Some(pdfs) = pdfs else { return Err(faults.into()) };
    terminal::print_faults(&faults, global);
    let made: Vec<(&Merged, Pdf)> = stale.into_iter().zip(pdfs).collect();
    // All or nothing: a full disk leaves the old PDFs.
    output::write_all(made.iter().map(|(merged, pdf)| (folder.join(&merged.file_name), pdf.bytes.as_slice())))?;
    // PDFs with new warnings get no stamp, so that the warnings are printed again.
    for (merged, pdf) in made.iter().filter(|_| nothing_new) {
        stamps.set(&merged.file_name, &inputs_of(run, merged), &pdf.bytes, pdf.pages);
    }
    if faults.diagnostics.is_empty() {
        stamps.settle(run.request(), wanted.iter().map(|merged| merged.file_name.clone()));
    }
    if !made.is_empty() || faults.diagnostics.is_empty() {
        stamps.write(folder)?;
    }
    outputs.extend(made.iter().map(|(merged, pdf)| Output {
        name: merged.file_name.clone(),
        pages: pdf.pages,
        size: Some(pdf.bytes.len()),
    }));
    let first = wanted.first().map(|merged| merged.file_name.as_str());
    let outcome = run.finish(&outputs, &faults.diagnostics, first);
    std::mem::forget((warm_start, ready));
    outcome
}

/// The earlier release that the edition `changes` is marked against.
fn earlier(global: &Global, options: &Build, inputs: &Inputs) -> Result<Option<Arc<Loaded>>, Failure> {
    match (&options.since, options.edition.contains(&Edition::Changes)) {
        (None, false) => Ok(None),
        (None, true) => {
            let message = "the edition `changes` marks changes since an earlier release, and none is named";
            let hint = "name the release: `raportti build --edition changes --since OLD`";
            Err(Failure::new(message).with_hint(hint))
        }
        (Some(_), false) => Err(Failure::new("`--since` is for the edition `changes`, which is not asked for")
            .with_hint("add `--edition changes`, or leave `--since` out")),
        (Some(name), true) => {
            let version = version::find(name, &inputs.project)?;
            terminal::notes(global, &version.notes);
            Ok(Some(Arc::new(Loaded::of(version.source.report))))
        }
    }
}
