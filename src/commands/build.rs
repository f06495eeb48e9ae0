//! `raportti build`: a PDF for every language and edition, all or none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::build::version::{self, read_pdf};
use crate::build::{
    Failure, Inputs, Merged, Mode, WarmStart, changes_edition, check, set_all, wanted::wanted, watchdog::Watchdog,
};
use crate::cli::{Build, Global};
use crate::console::{Ended, Outcome, Progress, json_lines, terminal};
use crate::diagnostics::{Diagnostic, count::size, many, print::Format};
use crate::files::Tree;
use crate::model::{Edition, load};
use crate::publish::stamp::{self, Stamps};
use crate::publish::{output, strays};
use crate::typeset::timings;

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

/// A PDF that has to be built, with the hash of its inputs.
struct Stale<'a> {
    merged: &'a Merged,
    inputs: String,
}

/// The line that is printed for one PDF.
struct Line {
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
    let folder = options.out.clone().unwrap_or_else(|| inputs.build_folder());
    let inputs = inputs.without_outputs(&folder);
    strays::remove(&folder);
    let stamps = Stamps::read(&folder);
    let run = Run { global, options, start, content: inputs.fingerprint(), inputs, folder };
    let outcome = match stamps.settled(&run.folder, &run.request()).filter(|_| !options.force) {
        Some(outputs) => {
            let lines = outputs.into_iter().map(|(name, pages)| Line { name, pages, size: None });
            let lines: Vec<Line> = lines.collect();
            run.finish(&lines, &[], lines.first().map(|line| line.name.as_str()))
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
        stamp::fingerprint(self.inputs.since.as_deref(), &options)
    }

    fn make(&self, mut stamps: Stamps, watchdog: &Watchdog) -> Ended {
        let Run { global, options, inputs, .. } = self;
        let (mut ready, mut faults) = check(inputs, options.deny.is_some()).ready()?;
        if let Some(name) = &options.since {
            changes_edition::merge(name, &mut ready, &mut faults)?;
            faults = faults.without_error()?;
        }
        let wanted = wanted(&ready, &options.lang, &options.edition)?;
        let (mut lines, stale) = self.compare(&wanted, &stamps);

        let before = faults.diagnostics.len();
        let mut warm_start = WarmStart::new(Mode::Once);
        let merged: Vec<&Merged> = stale.iter().map(|stale| stale.merged).collect();
        let progress = Progress::new(global, &merged);
        let pdfs = set_all(&mut warm_start, &ready, &merged, &mut faults, &progress);
        progress.finish();
        watchdog.pause();
        if let Some(file) = &options.timings {
            output::write(file, &warm_start.timings().map_err(Failure::new)?)?;
        }
        let nothing_new = faults.diagnostics.len() == before;
        faults.tidy();
        let Some(pdfs) = pdfs else { return Err(faults.into()) };
        terminal::print_faults(&faults, global);
        // All or nothing: a full disk leaves the old PDFs.
        let path = |stale: &Stale| self.folder.join(&stale.merged.file_name);
        output::write_all(stale.iter().zip(&pdfs).map(|(stale, pdf)| (path(stale), pdf.bytes.as_slice())))?;
        // PDFs with new warnings get no stamp, so that the warnings are printed again.
        for (Stale { merged, inputs }, pdf) in stale.iter().zip(&pdfs).filter(|_| nothing_new) {
            stamps.set(&merged.file_name, inputs, &pdf.bytes, pdf.pages);
        }
        if faults.diagnostics.is_empty() {
            stamps.settle(self.request(), wanted.iter().map(|merged| merged.file_name.clone()));
        }
        if !stale.is_empty() || faults.diagnostics.is_empty() {
            stamps.write(&self.folder)?;
        }
        lines.extend(stale.iter().zip(&pdfs).map(|(stale, pdf)| Line {
            name: stale.merged.file_name.clone(),
            pages: pdf.pages,
            size: Some(pdf.bytes.len()),
        }));
        let outcome = self.finish(&lines, &faults.diagnostics, wanted.first().map(|merged| merged.file_name.as_str()));
        std::mem::forget((warm_start, ready));
        outcome
    }

    /// The PDFs that are up to date, and those that have to be built.
    fn compare<'w>(&self, wanted: &[&'w Merged], stamps: &Stamps) -> (Vec<Line>, Vec<Stale<'w>>) {
        let (mut lines, mut stale) = (Vec::new(), Vec::new());
        for &merged in wanted {
            let name = &merged.file_name;
            let since = self.inputs.since.as_deref().filter(|_| merged.edition == Edition::Changes);
            let inputs = stamp::fingerprint(since, &[&self.content, name]);
            match stamps.up_to_date(&self.folder, name, &inputs).filter(|_| !self.options.force) {
                Some(pages) => lines.push(Line { name: name.clone(), pages, size: None }),
                None => stale.push(Stale { merged, inputs }),
            }
        }
        (lines, stale)
    }

    /// Prints what was built or is up to date, and opens the `first` PDF if asked to.
    ///
    /// # Errors
    /// If a PDF cannot be read for its hash (with `--format json`), or if no program opens PDFs.
    fn finish(&self, lines: &[Line], diagnostics: &[Diagnostic], first: Option<&str>) -> Ended {
        let Run { global, folder, .. } = self;
        let shown = terminal::shorten(folder);
        for Line { name, pages, size: bytes } in lines {
            if global.format == Format::Json {
                json_lines::output(global, &shown.join(name), Some(*pages), &read_pdf(&folder.join(name))?);
            }
            let end = bytes.map_or(" (up to date)".to_owned(), |bytes| format!(", {}", size(bytes)));
            terminal::print_line(global, &format!("{}  {}{end}", shown.join(name).display(), many(*pages, "page")));
        }
        json_lines::summary(global, diagnostics, lines.len());
        let made = lines.iter().filter(|line| line.size.is_some()).count();
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
///
/// # Errors
/// If `--since` or the edition `changes` is given without the other, or if `--since` names no report.
fn earlier(global: &Global, options: &Build, inputs: &Inputs) -> Result<Option<Arc<Tree>>, Failure> {
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
            version.notes.iter().for_each(|note| terminal::note(global, note));
            Ok(Some(Arc::new(load::without_unused(version.source.report))))
        }
    }
}
