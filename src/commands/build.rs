//! `raportti build`: a PDF for every language and edition, all or none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::build::version::{self, Loaded, read_pdf};
use crate::build::{
    Failure, Inputs, Merged, Mode, WarmStart, changes_edition, check, set_all, wanted::wanted, watchdog::Watchdog,
};
use crate::cli::{Build, Global};
use crate::console::{Ended, Outcome, Progress, json_lines, terminal};
use crate::diagnostics::{Diagnostic, count::size, many, print::Format};
use crate::files::Tree;
use crate::model::Edition;
use crate::publish::stamp::{self, Stamps};
use crate::publish::{output, strays};
use crate::typeset::{Pdf, timings};

/// A run of the command, with its inputs.
struct Run<'a> {
    global: &'a Global,
    options: &'a Build,
    start: Instant,
    inputs: Inputs,
    /// The hash of all inputs.
    content: String,
    /// Where the PDFs go.
    folder: PathBuf,
}

/// A PDF that was made or is up to date.
struct Output {
    name: String,
    pages: usize,
    /// In bytes; `None` for a PDF that was up to date.
    size: Option<usize>,
}

pub fn run(global: &Global, options: &Build) -> Ended {
    let start = Instant::now();
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
        None => run.make(stamps, &watchdog),
    };
    // The program ends here; the system frees all memory at once, which is faster.
    std::mem::forget(run);
    outcome
}

impl Run<'_> {
    /// The hash of the options and of all inputs.
    fn request(&self) -> String {
        let Build { lang, edition, deny, .. } = self.options;
        let editions: Vec<&str> = edition.iter().map(|edition| edition.as_str()).collect();
        let deny = if deny.is_some() { "deny" } else { "" };
        let options = [self.content.as_str(), &lang.join(","), &editions.join(","), deny];
        stamp::fingerprint(self.since(), &options)
    }

    /// The hash of the inputs of one PDF.
    fn inputs_of(&self, merged: &Merged) -> String {
        let since = self.since().filter(|_| merged.edition == Edition::Changes);
        stamp::fingerprint(since, &[&self.content, &merged.file_name])
    }

    fn since(&self) -> Option<&Tree> {
        self.inputs.since.as_ref().map(|since| &since.report)
    }

    fn make(&self, mut stamps: Stamps, watchdog: &Watchdog) -> Ended {
        let Run { global, options, inputs, folder, .. } = self;
        let (mut ready, mut faults) = check(inputs, options.deny.is_some()).ready()?;
        if let Some(name) = &options.since {
            changes_edition::merge(name, &mut ready, &mut faults)?;
            faults = faults.without_error()?;
        }
        let wanted = wanted(&ready, &options.lang, &options.edition)?;
        let (mut outputs, mut stale) = (Vec::new(), Vec::new());
        for &merged in &wanted {
            let pages = stamps.up_to_date(folder, &merged.file_name, &self.inputs_of(merged));
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
            stamps.set(&merged.file_name, &self.inputs_of(merged), &pdf.bytes, pdf.pages);
        }
        if faults.diagnostics.is_empty() {
            stamps.settle(self.request(), wanted.iter().map(|merged| merged.file_name.clone()));
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
        let outcome = self.finish(&outputs, &faults.diagnostics, first);
        std::mem::forget((warm_start, ready));
        outcome
    }

    /// Prints what was built or is up to date, and opens the `first` PDF if asked to.
    fn finish(&self, outputs: &[Output], diagnostics: &[Diagnostic], first: Option<&str>) -> Ended {
        let Run { global, folder, .. } = self;
        let shown = terminal::shorten(folder);
        for Output { name, pages, size: bytes } in outputs {
            if global.format == Format::Json {
                json_lines::output(global, &shown.join(name), Some(*pages), &read_pdf(&folder.join(name))?);
            }
            let end = bytes.map_or(" (up to date)".to_owned(), |bytes| format!(", {}", size(bytes)));
            terminal::print_line(global, &format!("{}  {}{end}", shown.join(name).display(), many(*pages, "page")));
        }
        json_lines::summary(global, diagnostics, outputs.len());
        let made = outputs.iter().filter(|output| output.size.is_some()).count();
        let seconds = self.start.elapsed().as_secs_f64();
        terminal::print_line(global, &format!("{} made in {seconds:.1} s", many(made, "PDF")));
        if let Some(first) = first.filter(|_| self.options.open) {
            let path = folder.join(first);
            opener::open(&path).map_err(|error| Failure::not_opened(path.display(), error))?;
        }
        Ok(Outcome::Fine)
    }
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
