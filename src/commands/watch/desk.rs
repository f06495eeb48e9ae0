//! One round after another: read, check, set, publish, tell.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::{Global, Watch};
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, any_error, tidy};
use crate::diagnostics::files::Files;
use crate::diagnostics::print::{self, Format};
use crate::merge::project::GeneratedFiles;
use crate::model::choice::Edition;
use crate::preview::Board;
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};

use super::changes::Changes;
use super::ending::WRITING;
use super::viewer::{Viewer, key};
use super::{items, patience};
use crate::commands::build;
use crate::commands::carried::Carried;
use crate::commands::pipeline::{self, Checked, Inputs, Merged, Ready};
use crate::commands::typesetting::{self, Finish, Job, Set};
use crate::commands::worlds::{self, Key, Worlds};
use crate::commands::{Failure, made, terminal};

/// How long nobody must have saved anything before work is done that nobody waits for.
const LEISURE: Duration = Duration::from_secs(1);

/// A PDF as it was set last. A screen edition is kept: its source changes with every edit, also where its pages do not.
struct Draft {
    set: Set,
    key: Key,
    carried: Carried,
    /// Nothing was said of its pages, so that nothing is lost when it is not set again.
    sound: bool,
}

/// What the PDFs in the folder are to be made from.
struct MadeFrom {
    inputs: Inputs,
    /// The names of those that are not finished for it.
    left: VecDeque<String>,
}

pub struct Desk<'a> {
    global: &'a Global,
    options: &'a Watch,
    project: PathBuf,
    folder: PathBuf,
    board: Option<&'a Board>,
    worlds: Worlds,
    /// What was read last.
    inputs: Option<Inputs>,
    /// The report as it was last without faults in its data.
    ready: Option<Ready>,
    /// What stands in the folder, by what it was made from.
    published: BTreeMap<Key, Arc<GeneratedFiles>>,
    /// By their file names.
    drafts: BTreeMap<String, Draft>,
    /// The last edit that not all PDFs in the folder are finished for.
    made_from: Option<MadeFrom>,
    /// When the last round ended whose caches were not kept from growing old.
    last_round: Option<Instant>,
    /// Files outside of what Typst was given by us changed: each PDF has to be made again.
    all_stale: bool,
    /// Some pages are not those of a build from nothing, and have to be set once more.
    unconfirmed: bool,
    /// Why the tool could not work the last time.
    trouble: Option<String>,
    faulty: bool,
    /// How many edits were read.
    edits: u64,
}

impl<'a> Desk<'a> {
    pub fn new(
        global: &'a Global,
        options: &'a Watch,
        project: PathBuf,
        folder: PathBuf,
        board: Option<&'a Board>,
    ) -> Self {
        Self {
            global,
            options,
            project,
            folder,
            board,
            worlds: Worlds::default(),
            inputs: None,
            ready: None,
            published: BTreeMap::new(),
            drafts: BTreeMap::new(),
            made_from: None,
            last_round: None,
            all_stale: true,
            unconfirmed: false,
            trouble: None,
            faulty: false,
            edits: 0,
        }
    }

    /// Reads the project, and goes through a round when anything has changed. Returns whether the project could be read.
    ///
    /// # Errors
    /// When the tool cannot work, and it is the first time that it tries.
    pub fn look(&mut self, changes: &mut Changes) -> Result<bool, Failure> {
        let first = self.inputs.is_none();
        if let Some(words) = changes.trouble() {
            terminal::note(self.global, &words);
        }
        let read = || Inputs::read_at(self.project.clone());
        let mut inputs = read();
        // It is read while the last editor may still be saving, and again if so.
        while changes.went_on() {
            inputs = read();
        }
        let (global, edits) = (self.global, self.edits);
        let round = || inputs.and_then(|inputs| self.round(inputs.without_outputs(&self.folder)));
        let outcome = patience::ask_for_it(global, round);
        match outcome {
            Ok(()) => {
                if self.trouble.take().is_some() {
                    self.board.iter().for_each(|board| board.trouble(None));
                    terminal::tell(self.global, "the project can be read again");
                }
                Ok(true)
            }
            Err(failure) if first => Err(failure),
            Err(failure) => {
                let words = failure.to_string();
                // Each edit is told what became of it, but not each time that it is tried again.
                if self.trouble.as_ref() != Some(&words) || self.edits != edits {
                    terminal::note(self.global, &words);
                    self.board.iter().for_each(|board| board.trouble(Some(words.clone())));
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
        if self.inputs.is_some() && changed.is_empty() && self.trouble.is_none() && !self.unconfirmed {
            return Ok(());
        }
        self.unconfirmed = false;
        self.all_stale |= changed.iter().any(|path| concerns_all(path));
        self.tell_changed(&changed);
        if self.inputs.is_none() || !changed.is_empty() {
            self.edits += 1;
            self.board.iter().for_each(|board| board.begin(items::of_files(&changed)));
        }
        let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, false);
        let outcome = match ready {
            Ok(ready) => {
                let outcome = self.set(
                    Job { inputs: &inputs, ready: &ready, policy: &policy, finish: Finish::Later },
                    &mut files,
                    &mut diagnostics,
                    start,
                );
                self.ready = Some(ready);
                outcome
            }
            Err(_) => Ok(()),
        };
        self.inputs = Some(inputs);
        comemo::evict(worlds::ROUNDS_KEPT);
        self.last_round = Some(Instant::now());
        // What could not be written is tried again soon, and has been told its faults then.
        if outcome.is_ok() {
            self.tell_faults(&diagnostics, &files);
        }
        outcome
    }

    /// Sets what changed, and publishes all of it or nothing.
    fn set(
        &mut self,
        job: Job,
        files: &mut Files,
        diagnostics: &mut Vec<Diagnostic>,
        start: Instant,
    ) -> Result<(), Failure> {
        let ready = job.ready;
        let wanted = build::wanted(ready, &self.options.lang, &self.options.edition)?;
        if let Some(board) = self.board {
            let title = ready.graph.report().title().0.source().value.clone();
            board.list(title, items::all(ready, files), wanted.iter().map(|wanted| key(wanted.merged)).collect());
        }
        let is_stale = |merged: &Merged| {
            let published = self.published.get(&worlds::key(merged));
            self.all_stale || published.is_none_or(|published| *published != merged.generated)
        };
        let stale: Vec<_> = wanted.iter().filter(|wanted| is_stale(wanted.merged)).collect();
        let merged: Vec<&Merged> = stale.iter().map(|wanted| wanted.merged).collect();
        let viewer = Viewer { board: self.board };
        let before = diagnostics.len();
        let set = typesetting::set_all(&mut self.worlds, job, &merged, files, diagnostics, &viewer);
        if let Some(file) = &self.options.timings {
            output::write(file, &self.worlds.timings().map_err(Failure::Timings)?)?;
        }
        let sound = diagnostics.len() == before;
        tidy(diagnostics);
        let done: Vec<_> = stale.iter().zip(set).filter_map(|(wanted, set)| Some((*wanted, set?))).collect();
        if done.len() < stale.len() && !any_error(diagnostics) {
            diagnostics.push(unexplained(stale.len() - done.len()));
        }
        if any_error(diagnostics) {
            return Ok(());
        }
        let writing = WRITING.lock();
        let pending: Result<Vec<_>, _> =
            done.iter().map(|(wanted, set)| output::prepare(&self.folder.join(&wanted.name), &set.pdf)).collect();
        pending?.into_iter().try_for_each(output::Pending::publish)?;
        drop(writing);
        let published = wanted.iter().map(|wanted| wanted.merged);
        self.published = published.map(|merged| (worlds::key(merged), merged.generated.clone())).collect();
        self.all_stale = false;
        let shown = build::shorten(&self.folder);
        for (wanted, set) in &done {
            let pages = terminal::many(set.pages, "page");
            terminal::tell(self.global, &format!("{}  {pages}", shown.join(&wanted.name).display()));
            made::output(self.global, &shown.join(&wanted.name), Some(set.pages), &set.pdf);
        }
        let time = start.elapsed().as_secs_f64();
        let what = if done.is_empty() { "nothing to set" } else { "set" };
        terminal::tell(self.global, &format!("{what}, {time:.2} s"));
        let names: Vec<String> = wanted.iter().map(|wanted| wanted.name.clone()).collect();
        self.drafts.retain(|name, _| names.contains(name));
        self.made_from = Some(MadeFrom { inputs: job.inputs.clone(), left: names.into() });
        for (wanted, set) in done {
            let carried = Carried::of(ready, wanted.merged);
            let draft = Draft { set, key: worlds::key(wanted.merged), carried, sound };
            self.drafts.insert(wanted.name.clone(), draft);
        }
        Ok(())
    }

    /// How long until the moment for [`Self::use_leisure`]; `None` when there is nothing to do then.
    pub fn until_leisure(&self) -> Option<Duration> {
        Some(LEISURE.saturating_sub(self.last_round?.elapsed()))
    }

    /// Does the work that nobody waits for, until somebody saves something: packs the PDFs, and keeps the caches of what did
    /// not change from growing old.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn use_leisure(&mut self, changes: &mut Changes) -> Result<(), Failure> {
        self.last_round = None;
        self.confirm(changes);
        if self.unconfirmed {
            // What stands in the folder is not what `build` makes, unless the next round replaces it.
            self.made_from = None;
            self.look(changes)?;
            // What was set now is compared and packed in the next quiet moment.
            return Ok(());
        }
        self.pack(changes)?;
        if let (Some(inputs), Some(ready)) = (&self.inputs, &self.ready)
            && changes.none_waits()
        {
            self.worlds.refresh(inputs, ready);
        }
        Ok(())
    }

    /// Compares the pages that were set on top of others with those of a build from nothing.
    fn confirm(&mut self, changes: &mut Changes) {
        let Some(MadeFrom { left, .. }) = &self.made_from else { return };
        let (Some(inputs), Some(ready)) = (&self.inputs, &self.ready) else { return };
        for draft in left.iter().filter_map(|name| self.drafts.get(name)) {
            if changes.none_waits() && !self.worlds.confirm(draft.key, inputs, ready) {
                self.published.remove(&draft.key);
                self.unconfirmed = true;
            }
        }
    }

    /// Makes the PDFs of the last rounds what `build` makes of them, to the byte, and known as up to date. It takes longer
    /// than setting an edit. What a new change interrupts is left to the next quiet moment.
    fn pack(&mut self, changes: &mut Changes) -> Result<(), Failure> {
        let Some(MadeFrom { inputs, left }) = &mut self.made_from else { return Ok(()) };
        let start = Instant::now();
        let content = inputs.fingerprint();
        let mut stamps = Stamps::read(&self.folder);
        let stamp = |name: &str| stamp::fingerprint([], &[&content, name]);
        let mut finished = false;
        let mut packed = Vec::new();
        while changes.none_waits()
            && let Some(name) = left.pop_front()
        {
            match self.drafts.get(&name) {
                // A file that cannot be finished is good as it is, and not what `build` makes.
                Some(draft) if draft.key.1 == Edition::Screen => {
                    let Ok(pdf) = draft.carried.finish(&draft.set.pdf, inputs) else { continue };
                    if draft.sound {
                        stamps.set(&name, &stamp(&name), &pdf, draft.set.pages);
                    }
                    packed.push(output::prepare(&self.folder.join(&name), &pdf)?);
                    finished = true;
                }
                Some(draft) => {
                    if draft.sound {
                        stamps.set(&name, &stamp(&name), &draft.set.pdf, draft.set.pages);
                    }
                    finished = true;
                }
                // What did not change is up to date with the edit, too.
                None => stamps.renew([(name.as_str(), stamp(&name))]),
            }
        }
        let done = left.is_empty();
        let writing = WRITING.lock();
        packed.into_iter().try_for_each(output::Pending::publish)?;
        stamps.write(&self.folder)?;
        drop(writing);
        if done {
            self.made_from = None;
            self.drafts.retain(|_, draft| draft.key.1 == Edition::Screen);
        } else {
            self.last_round = Some(Instant::now());
        }
        if finished {
            terminal::tell(self.global, &format!("packed, {:.2} s", start.elapsed().as_secs_f64()));
        }
        Ok(())
    }

    fn tell_changed(&self, changed: &[String]) {
        match changed {
            [] => {}
            [path] => terminal::tell_apart(self.global, &format!("{path} changed")),
            [path, rest @ ..] => {
                let others = terminal::many(rest.len(), "other file");
                terminal::tell_apart(self.global, &format!("{path} and {others} changed"));
            }
        }
    }

    fn tell_faults(&mut self, diagnostics: &[Diagnostic], files: &Files) {
        terminal::print_faults(diagnostics, files, self.global);
        made::summary(self.global, diagnostics, self.drafts.len());
        let faulty = any_error(diagnostics);
        if faulty {
            terminal::tell(self.global, "the PDFs are as they were");
        } else if self.faulty {
            terminal::tell(self.global, "no errors are left");
        }
        self.faulty = faulty;
        if let Some(board) = self.board {
            let lines = print::print(diagnostics, files, Format::Json, false);
            board.end(lines.as_str().lines().filter_map(|line| serde_json::from_str(line).ok()).collect());
        }
    }
}

/// No round ends without a word: PDFs that are missing without a reason are a fault of their own.
fn unexplained(missing: usize) -> Diagnostic {
    let message = format!("{} could not be made, and nothing says why", terminal::many(missing, "PDF"));
    Diagnostic::nowhere(Code::Typst, message)
        .with_hint("this is a fault of the program, not of the report; please tell its developers")
}

/// Whether a file may change every PDF, and not only those whose generated files change with it.
fn concerns_all(path: &str) -> bool {
    let inner = path.strip_prefix("report/");
    inner.is_none_or(|inner| inner == "report.toml" || !(inner.ends_with(".toml") || inner.ends_with(".md")))
}
