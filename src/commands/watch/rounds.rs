//! One round after another: read, check, set, publish, report; and the work of idle times.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::build::{Checked, Failure, Inputs, Merged, Mode, Ready, WarmStart, check, set_all, wanted::wanted};
use crate::cli::{Global, Watch};
use crate::console::{heartbeat, json_lines, terminal};
use crate::diagnostics::{Faults, many, print::Format};
use crate::publish::output;
use crate::typeset::{Pdf, cache};

use super::{
    file_events::FileEvents,
    outputs::Outputs,
    standing::{News, Standing},
    viewer::Viewer,
};

/// How long no file must have changed before idle work begins.
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
    /// The report as it was last without errors in its data.
    ready: Option<Ready>,
    /// When the last round ended that left work for idle time.
    last_round: Option<Instant>,
    /// Some pages are not those of a build from nothing, and have to be set once more.
    is_unconfirmed: bool,
    /// Why the tool could not work the last time.
    trouble: Option<String>,
    is_faulty: bool,
    standing: Standing,
    /// How many edits were read.
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
            standing: Standing::default(),
            edits: 0,
        }
    }

    /// Reads the project, and goes through a round when anything has changed. Returns whether the project could be read.
    ///
    /// # Errors
    /// When the tool cannot work, and it is the first time that it tries.
    pub fn look(&mut self, events: &mut FileEvents) -> Result<bool, Failure> {
        let is_first = self.inputs.is_none();
        if let Some(words) = events.trouble() {
            terminal::note(self.global, &words);
        }
        let read = || Inputs::read_at(self.project.clone());
        let mut inputs = read();
        // It is read while the last editor may still be saving, and again if so.
        while events.went_on() {
            inputs = read();
        }
        let (global, edits) = (self.global, self.edits);
        let round = || inputs.and_then(|inputs| self.round(inputs.without_outputs(&self.outputs.folder)));
        match heartbeat::report_while(global, round) {
            Ok(()) => {
                if self.trouble.take().is_some() {
                    self.viewer.trouble(None);
                    terminal::tell(self.global, "the project can be read again");
                }
                Ok(true)
            }
            Err(failure) if is_first => Err(failure),
            Err(failure) => {
                let words = failure.to_string();
                // Reported once for each edit, not each time that it is tried again.
                if self.trouble.as_ref() != Some(&words) || self.edits != edits {
                    terminal::note(self.global, &words);
                    self.viewer.trouble(Some(words.clone()));
                    self.trouble = Some(words);
                }
                Ok(false)
            }
        }
    }

    fn round(&mut self, inputs: Inputs) -> Result<(), Failure> {
        let start = Instant::now();
        let (inputs, changed) = match &self.inputs {
            Some(last) => {
                let inputs = inputs.sharing(last);
                let changed = inputs.changed_since(last);
                (inputs, changed)
            }
            None => (inputs, Vec::new()),
        };
        // After trouble the same files are worth another try.
        if self.inputs.is_some() && changed.is_empty() && self.trouble.is_none() && !self.is_unconfirmed {
            return Ok(());
        }
        self.is_unconfirmed = false;
        self.outputs.files_changed(&changed);
        self.tell_changed(&changed);
        if self.inputs.is_none() || !changed.is_empty() {
            self.edits += 1;
            self.viewer.begin(&changed);
        }
        let Checked { mut faults, ready } = check(&inputs, false);
        let outcome = ready.map_or(Ok(()), |ready| {
            let outcome = self.set(&ready, &mut faults, start);
            self.ready = Some(ready);
            outcome
        });
        self.inputs = Some(inputs);
        cache::evict(cache::ROUNDS_KEPT);
        self.last_round = Some(Instant::now());
        // A failed write is tried again soon, and the faults are printed then.
        if outcome.is_ok() {
            self.print_faults(&faults);
        }
        outcome
    }

    /// Sets what changed, and publishes all of it or nothing.
    fn set(&mut self, ready: &Ready, faults: &mut Faults, start: Instant) -> Result<(), Failure> {
        let wanted = wanted(ready, &self.options.lang, &self.options.edition)?;
        self.viewer.list(ready, &faults.files, &wanted);
        let stale: Vec<&Merged> = wanted.iter().copied().filter(|merged| self.outputs.is_stale(merged)).collect();
        let before = faults.diagnostics.len();
        let pdfs = set_all(&mut self.warm_start, ready, &stale, faults, &self.viewer);
        if let Some(file) = &self.options.timings {
            output::write(file, &self.warm_start.timings().map_err(Failure::new)?)?;
        }
        let is_silent = faults.diagnostics.len() == before;
        faults.tidy();
        let Some(pdfs) = pdfs else { return Ok(()) };
        let done: Vec<(&Merged, Pdf)> = stale.into_iter().zip(pdfs).collect();
        self.outputs.write(&done)?;
        self.print_written(&done, start);
        self.outputs.keep(ready, &wanted, done, is_silent);
        Ok(())
    }

    /// How long until the moment for [`Self::use_idle_time`]; `None` when there is nothing to do then.
    pub fn until_idle(&self) -> Option<Duration> {
        Some(IDLE_AFTER.saturating_sub(self.last_round?.elapsed()))
    }

    /// Does idle work until a file changes: confirms and packs the PDFs, and keeps the cache
    /// entries of what did not change.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn use_idle_time(&mut self, events: &mut FileEvents) -> Result<(), Failure> {
        self.last_round = None;
        if let Some(ready) = &self.ready
            && !self.outputs.confirm(&mut self.warm_start, ready, events)
        {
            self.is_unconfirmed = true;
            self.look(events)?;
            // The new PDFs are confirmed and packed in the next idle time.
            return Ok(());
        }
        let start = Instant::now();
        let any_finished = self.outputs.pack(events)?;
        if self.outputs.are_unfinished() {
            self.last_round = Some(Instant::now());
        }
        if any_finished {
            terminal::tell(self.global, &format!("packed, {:.2} s", start.elapsed().as_secs_f64()));
        }
        if let Some(ready) = self.ready.as_ref().filter(|_| events.none_waits()) {
            self.warm_start.refresh(ready);
        }
        Ok(())
    }

    fn tell_changed(&self, changed: &[String]) {
        match changed {
            [] => {}
            [path] => terminal::tell_apart(self.global, &format!("{path} changed")),
            [path, rest @ ..] => {
                let others = many(rest.len(), "other file");
                terminal::tell_apart(self.global, &format!("{path} and {others} changed"));
            }
        }
    }

    fn print_written(&self, written: &[(&Merged, Pdf)], start: Instant) {
        let shown = terminal::shorten(&self.outputs.folder);
        for (merged, pdf) in written {
            let path = shown.join(&merged.file_name);
            terminal::tell(self.global, &format!("{}  {}", path.display(), many(pdf.pages, "page")));
            json_lines::output(self.global, &path, Some(pdf.pages), &pdf.bytes);
        }
        let what = if written.is_empty() { "nothing to set" } else { "set" };
        terminal::tell(self.global, &format!("{what}, {:.2} s", start.elapsed().as_secs_f64()));
    }

    fn print_faults(&mut self, faults: &Faults) {
        let News { shown, lines } = self.standing.news(faults);
        if self.global.format == Format::Human {
            let shown = Faults { files: faults.files.clone(), diagnostics: shown };
            terminal::print_faults(&shown, self.global);
            lines.iter().for_each(|line| terminal::tell(self.global, line));
        } else {
            terminal::print_faults(faults, self.global);
        }
        json_lines::summary(self.global, &faults.diagnostics, self.outputs.count());
        let is_faulty = faults.any_error();
        if is_faulty {
            terminal::tell(self.global, "the PDFs are as they were");
        } else if self.is_faulty {
            terminal::tell(self.global, "no errors are left");
        }
        self.is_faulty = is_faulty;
        self.viewer.end(faults);
    }
}
