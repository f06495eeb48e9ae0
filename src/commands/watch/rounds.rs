//! The rounds of `watch`: read, check, set, write, report; and idle work.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::build::{Checked, Failure, Inputs, Merged, Mode, Ready, WarmStart, check, set_all, wanted::wanted};
use crate::cli::{Global, Watch};
use crate::console::known_faults::{KnownFaults, News};
use crate::console::{json_lines, report_while, terminal};
use crate::diagnostics::{Faults, many, print::Format};
use crate::files::reading;
use crate::publish::output;
use crate::typeset::{Pdf, layout};

use super::{file_events::FileEvents, outputs::Outputs, viewer::Viewer};

/// Idle work begins after this long without a round.
const IDLE_AFTER: Duration = Duration::from_secs(1);

pub struct Rounds<'a> {
    global: &'a Global,
    options: &'a Watch,
    project: PathBuf,
    viewer: Viewer<'a>,
    outputs: Outputs,
    warm_start: WarmStart,
    /// The inputs of the last round.
    inputs: Option<Inputs>,
    /// The last report without errors in its data.
    ready: Option<Rc<Ready>>,
    /// When the last round with idle work ended.
    last_round: Option<Instant>,
    /// Some pages differ from a cold layout and have to be set again.
    is_unconfirmed: bool,
    /// Why the last round failed.
    trouble: Option<String>,
    is_faulty: bool,
    known_faults: KnownFaults,
    /// The number of edits that were read.
    edits: u64,
}

impl<'a> Rounds<'a> {
    pub fn new(global: &'a Global, options: &'a Watch, project: PathBuf, outputs: Outputs, viewer: Viewer<'a>) -> Self {
        Self {
            global,
            options,
            project,
            viewer,
            outputs,
            warm_start: WarmStart::new(Mode::Watch),
            inputs: None,
            ready: None,
            last_round: None,
            is_unconfirmed: false,
            trouble: None,
            is_faulty: false,
            known_faults: KnownFaults::default(),
            edits: 0,
        }
    }

    /// Reads the project, and runs a round if anything changed. Returns whether the project could be read; an error if the very
    /// first round fails.
    pub fn run(&mut self, events: &mut FileEvents) -> Result<bool, Failure> {
        let is_first = self.inputs.is_none();
        if let Some(words) = events.trouble() {
            terminal::note(self.global, &words);
        }
        let read = || Inputs::read_by(self.project.clone(), reading::now);
        let mut inputs = read();
        // Read again if an editor was still saving.
        while events.continued() {
            inputs = read();
        }
        let (global, edits) = (self.global, self.edits);
        let round = || inputs.and_then(|inputs| self.round(inputs.without_outputs(&self.outputs.folder)));
        let Err(failure) = report_while(global, round) else {
            if self.trouble.take().is_some() {
                self.viewer.trouble(None);
                terminal::print_line(self.global, "the project can be read again");
            }
            return Ok(true);
        };
        if is_first {
            return Err(failure);
        }
        let words = failure.to_string();
        // Reported once per edit, not at every retry.
        if self.trouble.as_ref() != Some(&words) || self.edits != edits {
            terminal::note(self.global, &words);
            self.viewer.trouble(Some(words.clone()));
            self.trouble = Some(words);
        }
        Ok(false)
    }

    fn round(&mut self, inputs: Inputs) -> Result<(), Failure> {
        let start = Instant::now();
        let is_first = self.inputs.is_none();
        let inputs = if let Some(last) = &self.inputs { inputs.sharing(last) } else { inputs };
        let changed = self.inputs.as_ref().map_or_else(Vec::new, |last| inputs.changed_since(last));
        // After a failure, the same files are tried again.
        if !is_first && changed.is_empty() && self.trouble.is_none() && !self.is_unconfirmed {
            return Ok(());
        }
        self.is_unconfirmed = false;
        self.outputs.files_changed(&changed);
        self.print_changed(&changed);
        if is_first || !changed.is_empty() {
            self.edits += 1;
            self.viewer.begin(&changed);
        }
        let Checked { mut faults, ready } = check(&inputs, false);
        let outcome = ready.map_or(Ok(()), |ready| {
            let ready = self.ready.insert(Rc::new(ready)).clone();
            self.set(&ready, &mut faults, start)
        });
        self.inputs = Some(inputs);
        layout::evict(layout::ROUNDS_KEPT);
        self.last_round = Some(Instant::now());
        // A failed write is retried soon; the faults are printed then.
        if outcome.is_ok() {
            self.print_faults(&faults);
        }
        outcome
    }

    /// Sets what changed, and writes all PDFs or none.
    fn set(&mut self, ready: &Rc<Ready>, faults: &mut Faults, start: Instant) -> Result<(), Failure> {
        let wanted = wanted(ready, &self.options.lang, &self.options.edition)?;
        self.viewer.list(ready, &faults.files, &wanted);
        let stale: Vec<&Merged> = wanted.iter().copied().filter(|merged| self.outputs.is_stale(merged)).collect();
        let before = faults.diagnostics.len();
        let pdfs = set_all(&mut self.warm_start, ready, &stale, faults, &self.viewer);
        if let Some(file) = &self.options.timings {
            output::write(file, &self.warm_start.timings().map_err(Failure::new)?)?;
        }
        let has_no_warnings = faults.diagnostics.len() == before;
        faults.tidy();
        let Some(pdfs) = pdfs else { return Ok(()) };
        let done: Vec<(&Merged, Pdf)> = stale.into_iter().zip(pdfs).collect();
        self.outputs.write(&done)?;
        self.print_written(&done, start);
        self.outputs.keep(ready, &wanted, done, has_no_warnings);
        Ok(())
    }

    /// The time until [`Self::use_idle_time`] should run; the maximum if there is no idle work.
    pub fn until_idle(&self) -> Duration {
        self.last_round.map_or(Duration::MAX, |ended| IDLE_AFTER.saturating_sub(ended.elapsed()))
    }

    /// Does idle work until a file changes: confirms and packs the PDFs, and refreshes the cache. An error if the folder cannot be
    /// written.
    pub fn use_idle_time(&mut self, events: &mut FileEvents) -> Result<(), Failure> {
        self.last_round = None;
        if let Some(ready) = &self.ready
            && !self.outputs.confirm(&mut self.warm_start, ready, events)
        {
            self.is_unconfirmed = true;
            self.run(events)?;
            // The new PDFs are confirmed and packed in the next idle time.
            return Ok(());
        }
        let start = Instant::now();
        let any_finished = self.outputs.pack(events)?;
        if self.outputs.are_unfinished() {
            self.last_round = Some(Instant::now());
        }
        if any_finished {
            terminal::print_line(self.global, &format!("packed, {:.2} s", start.elapsed().as_secs_f64()));
        }
        if let Some(ready) = self.ready.as_ref().filter(|_| events.none_pending()) {
            self.warm_start.refresh(ready);
        }
        Ok(())
    }

    fn print_changed(&self, changed: &[String]) {
        let [path, rest @ ..] = changed else { return };
        let others = if rest.is_empty() { String::new() } else { format!(" and {}", many(rest.len(), "other file")) };
        terminal::print_paragraph(self.global, &format!("{path}{others} changed"));
    }

    fn print_written(&self, written: &[(&Merged, Pdf)], start: Instant) {
        let shown = terminal::shorten(&self.outputs.folder);
        for (merged, pdf) in written {
            let path = shown.join(&merged.file_name);
            terminal::print_line(self.global, &format!("{}  {}", path.display(), many(pdf.pages, "page")));
            json_lines::output(self.global, &path, Some(pdf.pages), &pdf.bytes);
        }
        let what = if written.is_empty() { "nothing to set" } else { "set" };
        terminal::print_line(self.global, &format!("{what}, {:.2} s", start.elapsed().as_secs_f64()));
    }

    fn print_faults(&mut self, faults: &Faults) {
        let News { shown, lines } = self.known_faults.news(faults);
        if self.global.format == Format::Human {
            let shown = Faults { files: faults.files.clone(), diagnostics: shown };
            terminal::print_faults(&shown, self.global);
            lines.iter().for_each(|line| terminal::print_line(self.global, line));
        } else {
            terminal::print_faults(faults, self.global);
        }
        json_lines::summary(self.global, &faults.diagnostics, self.outputs.count());
        let is_faulty = faults.any_error();
        if is_faulty {
            terminal::print_line(self.global, "the PDFs did not change");
        } else if self.is_faulty {
            terminal::print_line(self.global, "no errors left");
        }
        self.is_faulty = is_faulty;
        self.viewer.end(faults);
    }
}
