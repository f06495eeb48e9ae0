//! `raportti build`: every language and edition as PDF, all of them or none.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::build::changes_edition;
use crate::build::check::{Checked, check};
use crate::build::failure::Failure;
use crate::build::inputs::Inputs;
use crate::build::plan::Mode;
use crate::build::ready::Merged;
use crate::build::set;
use crate::build::setup::Setup;
use crate::build::version::{self, read_pdf};
use crate::build::wanted::{Wanted, wanted};
use crate::build::warm::WarmStart;
use crate::build::watchdog::Watchdog;
use crate::cli::{Build, Global};
use crate::console::outcome::Outcome;
use crate::console::progress::Progress;
use crate::console::{json_lines, terminal};
use crate::diagnostics::count::{many, size};
use crate::diagnostics::diagnostic::{Diagnostic, any_error, tidy};
use crate::diagnostics::files::Files;
use crate::diagnostics::print::Format;
use crate::files::read::Tree;
use crate::model::bundle;
use crate::model::choice::Edition;
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};
use crate::publish::strays;
use crate::typeset::pdf::Pdf;
use crate::typeset::timings;

/// A run of the command, with what it reads.
struct Run<'a> {
    global: &'a Global,
    options: &'a Build,
    start: Instant,
    inputs: Inputs,
    /// The hash of everything that is read.
    content: String,
    /// Where the PDFs go.
    folder: PathBuf,
}

/// A PDF that has to be made, with the hash of what it is made from.
struct Stale<'a> {
    wanted: &'a Wanted<'a>,
    inputs: String,
}

pub fn run(global: &Global, options: &Build) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let watchdog = terminal::bound_work(&options.limits);
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
            let line = |(name, pages): &(String, usize)| Line { name: name.clone(), pages: *pages, size: None };
            run.summary(&outputs.iter().map(line).collect::<Vec<_>>(), &[])?;
            run.open(outputs.first().map(|(name, _)| name.as_str()))
        }
        None => run.make(stamps, &watchdog),
    };
    // The program ends here, and the system takes back its memory sooner than it is freed piece by piece.
    std::mem::forget(run);
    outcome
}

impl Run<'_> {
    /// What was asked for, with everything that it is made from.
    fn request(&self) -> String {
        let Build { lang, edition, deny, .. } = self.options;
        let editions: Vec<&str> = edition.iter().map(|edition| edition.as_str()).collect();
        let deny = if deny.is_some() { "deny" } else { "" };
        let options = [self.content.as_str(), &lang.join(","), &editions.join(","), deny];
        stamp::fingerprint(self.inputs.since.as_deref(), &options)
    }

    fn make(&self, mut stamps: Stamps, watchdog: &Watchdog) -> Result<Outcome, Failure> {
        let Run { global, options, inputs, .. } = self;
        let Checked { mut files, mut diagnostics, policy, ready } = check(inputs, options.deny.is_some());
        let Ok(mut ready) = ready else { return Ok(nothing_made(global, &diagnostics, &files)) };
        if let Some(name) = &options.since {
            changes_edition::merge(name, inputs, &mut ready, &mut files, &mut diagnostics)?;
            if any_error(&diagnostics) {
                return Ok(nothing_made(global, &diagnostics, &files));
            }
        }
        let wanted = wanted(&ready, &options.lang, &options.edition)?;
        let (mut lines, stale) = self.compare(&wanted, &stamps);

        let before = diagnostics.len();
        let setup = Setup { inputs, ready: &ready, policy: &policy, mode: Mode::Once };
        let mut warm_start = WarmStart::default();
        let pdfs = set(global, setup, &mut warm_start, &stale, &mut files, &mut diagnostics);
        watchdog.rest();
        if let Some(file) = &options.timings {
            output::write(file, &warm_start.timings().map_err(Failure::new)?)?;
        }
        let nothing_new = diagnostics.len() == before;
        tidy(&mut diagnostics);
        let Some(pdfs) = pdfs.filter(|_| !any_error(&diagnostics)) else {
            return Ok(nothing_made(global, &diagnostics, &files));
        };
        terminal::print_faults(&diagnostics, &files, global);
        self.publish(&stale, &pdfs)?;
        // A warning of Typst's would not be shown again.
        for (Stale { wanted, inputs }, pdf) in stale.iter().zip(&pdfs).filter(|_| nothing_new) {
            stamps.set(&wanted.name, inputs, &pdf.bytes, pdf.pages);
        }
        if diagnostics.is_empty() {
            stamps.settle(self.request(), wanted.iter().map(|wanted| wanted.name.clone()));
        }
        if !stale.is_empty() || diagnostics.is_empty() {
            stamps.write(&self.folder)?;
        }
        lines.extend(stale.iter().zip(&pdfs).map(|(stale, pdf)| Line::of_new(&stale.wanted.name, pdf)));
        self.summary(&lines, &diagnostics)?;
        let outcome = self.open(wanted.first().map(|first| first.name.as_str()));
        std::mem::forget((warm_start, ready));
        outcome
    }

    /// What is up to date, and what has to be made.
    fn compare<'w>(&self, wanted: &'w [Wanted<'w>], stamps: &Stamps) -> (Vec<Line>, Vec<Stale<'w>>) {
        let (mut lines, mut stale) = (Vec::new(), Vec::new());
        for wanted in wanted {
            let since = self.inputs.since.as_deref().filter(|_| wanted.merged.edition == Edition::Changes);
            let inputs = stamp::fingerprint(since, &[&self.content, &wanted.name]);
            match stamps.up_to_date(&self.folder, &wanted.name, &inputs).filter(|_| !self.options.force) {
                Some(pages) => lines.push(Line { name: wanted.name.clone(), pages, size: None }),
                None => stale.push(Stale { wanted, inputs }),
            }
        }
        (lines, stale)
    }

    /// Writes all PDFs before the first gets its name, so that a full disk changes nothing.
    fn publish(&self, stale: &[Stale], pdfs: &[Pdf]) -> Result<(), Failure> {
        let path = |stale: &Stale| self.folder.join(&stale.wanted.name);
        let pending = stale.iter().zip(pdfs).map(|(stale, pdf)| output::prepare(&path(stale), &pdf.bytes));
        let pending: Result<Vec<_>, _> = pending.collect();
        Ok(pending?.into_iter().try_for_each(output::Pending::publish)?)
    }

    fn open(&self, first: Option<&str>) -> Result<Outcome, Failure> {
        if let Some(first) = first.filter(|_| self.options.open) {
            let path = self.folder.join(first);
            opener::open(&path).map_err(|error| Failure::not_opened(path.display(), error))?;
        }
        Ok(Outcome::Fine)
    }

    /// # Errors
    /// When a program reads, and a PDF that stands there cannot be read for its hash.
    fn summary(&self, lines: &[Line], diagnostics: &[Diagnostic]) -> Result<(), Failure> {
        let Run { global, folder, .. } = self;
        let shown = terminal::shorten(folder);
        if global.format == Format::Json {
            for Line { name, pages, .. } in lines {
                let pdf = read_pdf(&folder.join(name))?;
                json_lines::output(global, &shown.join(name), Some(*pages), &pdf);
            }
            json_lines::summary(global, diagnostics, lines.len());
            return Ok(());
        }
        for Line { name, pages, size: bytes } in lines {
            let end = bytes.map_or(" (up to date)".to_owned(), |bytes| format!(", {}", size(bytes)));
            terminal::tell(global, &format!("{}  {}{end}", shown.join(name).display(), many(*pages, "page")));
        }
        let made = lines.iter().filter(|line| line.size.is_some()).count();
        let seconds = self.start.elapsed().as_secs_f64();
        terminal::tell(global, &format!("{} made in {seconds:.1} s", many(made, "PDF")));
        Ok(())
    }
}

/// Sets the PDFs; `None` when there is an error.
fn set(
    global: &Global,
    setup: Setup,
    warm_start: &mut WarmStart,
    stale: &[Stale],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Pdf>> {
    let merged: Vec<&Merged> = stale.iter().map(|stale| stale.wanted.merged).collect();
    let progress = Progress::new(global, &merged);
    let pdfs = set::set_all(warm_start, setup, &merged, files, diagnostics, &progress);
    progress.finish();
    pdfs.into_iter().collect()
}

/// Prints the faults that stopped a build.
fn nothing_made(global: &Global, diagnostics: &[Diagnostic], files: &Files) -> Outcome {
    terminal::print_faults(diagnostics, files, global);
    json_lines::summary(global, diagnostics, 0);
    Outcome::Faults
}

/// The earlier release that the edition `changes` is marked against.
///
/// # Errors
/// When one is named without the other, or when what is named is no report.
fn earlier(global: &Global, options: &Build, inputs: &Inputs) -> Result<Option<Arc<Tree>>, Failure> {
    match (&options.since, options.edition.contains(&Edition::Changes)) {
        (None, false) => Ok(None),
        (None, true) => {
            let message = "the edition `changes` marks what is other than in an earlier release, and none is named";
            let hint = "name the release that readers know: `raportti build --edition changes --since OLD`";
            Err(Failure::new(message).with_hint(hint))
        }
        (Some(_), false) => Err(Failure::new("`--since` is for the edition `changes`, which is not asked for")
            .with_hint("add `--edition changes`, or leave `--since` out")),
        (Some(name), true) => {
            let version = version::find(name, &inputs.project)?;
            version.notes.iter().for_each(|note| terminal::note(global, note));
            Ok(Some(Arc::new(bundle::of_earlier(version.source.report))))
        }
    }
}

/// What is said of one PDF.
struct Line {
    name: String,
    pages: usize,
    /// In bytes, of a PDF that was made.
    size: Option<usize>,
}

impl Line {
    fn of_new(name: &str, pdf: &Pdf) -> Self {
        Self { name: name.to_owned(), pages: pdf.pages, size: Some(pdf.bytes.len()) }
    }
}
