//! Sets merged projects as PDF, side by side, as a plan says.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::OnceLock;
use std::thread::available_parallelism;

use crate::diagnostics::{Code, Diagnostic, Faults, Files, diagnostic::any_error};
use crate::rules::policy::Used;
use crate::typeset::{Layout, Pdf, cache, layout, thread};

use super::export::{Export, Exported};
use super::plan::{Job, Plan, plan};
use super::{Merged, Mode, Observer, Ready, WarmStart, queue::Queue, stopped, warm::Warm};

/// Sets each of `merged`; they share Typst's caches. The PDFs are in the same order; `None` when there is an error, which is added to
/// `faults`, at the report's own levels.
pub fn set_all(
    warm_start: &mut WarmStart,
    ready: &Ready,
    merged: &[&Merged],
    faults: &mut Faults,
    observer: &dyn Observer,
) -> Option<Vec<Pdf>> {
    let mut worlds: Vec<Warm> = merged.iter().map(|merged| warm_start.take(ready, merged)).collect();
    let job = |(merged, warm): (&&Merged, &Warm)| Job {
        key: merged.key(),
        is_urgent: observer.is_urgent(merged),
        has_pages: warm.has_pages(),
    };
    let jobs: Vec<Job> = merged.iter().zip(&worlds).map(job).collect();
    let plan = plan(&jobs, available_parallelism().map_or(1, NonZero::get), warm_start.mode);
    let run = Run {
        layouts: Queue::new(plan.slots),
        evaluations: Queue::new(1),
        laid_out: merged.iter().map(|_| OnceLock::new()).collect(),
        mode: warm_start.mode,
        plan,
        ready,
        merged,
        worlds: &worlds,
        observer,
    };
    let exported = run.all(&faults.files);
    let mut used = Used::new();
    let mut pdfs = Vec::new();
    for ((mut exported, merged), warm) in exported.into_iter().zip(merged).zip(&mut worlds) {
        warm.keep(exported.layout);
        let unexplained =
            || fault_of_program(format!("no PDF could be made of `{}`, and nothing says why", merged.name()));
        pdfs.push(stopped::unless_faulty(exported.pdf, &mut exported.faults.diagnostics, unexplained).ok());
        faults.adopt(exported.faults);
        used.extend(exported.used);
    }
    warm_start.put_back(merged.iter().copied().zip(worlds));
    let pdfs: Vec<Pdf> = pdfs.into_iter().collect::<Option<_>>()?;
    // An allowance that nothing needs here may be needed by a language or an edition that was not set.
    if merged.len() < ready.merged.len() {
        return Some(pdfs);
    }
    let mut doubts = ready.policy.doubt_unused(&used, |code| Code::OF_PAGES.contains(&code));
    let are_sound = !any_error(&doubts);
    faults.diagnostics.append(&mut doubts);
    are_sound.then_some(pdfs)
}

/// Sets one of them alone and from nothing.
pub fn set_one(ready: &Ready, merged: &Merged, faults: &mut Faults) -> Option<Pdf> {
    set_all(&mut WarmStart::new(Mode::Once), ready, &[merged], faults, &())?.pop()
}

/// A plan that is carried out.
struct Run<'a> {
    plan: Plan,
    mode: Mode,
    ready: &'a Ready,
    merged: &'a [&'a Merged],
    worlds: &'a [Warm],
    observer: &'a dyn Observer,
    layouts: Queue,
    /// Sources are evaluated one after the other, on the cores that the layouts before them leave.
    evaluations: Queue,
    /// The layout of each step, for those that wait for it; `None` when it failed.
    laid_out: Vec<OnceLock<Option<Layout>>>,
}

impl Run<'_> {
    /// Takes all steps, each in a thread. A panic inside Typst does not take the faults of the other languages with it.
    fn all(&self, files: &Files) -> Vec<Exported> {
        std::thread::scope(|scope| {
            let begin = |index| {
                let files = files.clone();
                thread::spawn(scope, move || self.step(index, files))
            };
            let threads: Vec<_> = (0..self.merged.len()).map(begin).collect();
            let stopped = |merged: &Merged| {
                Exported::failed(fault_of_program(format!(
                    "Typst stopped in the middle of setting `{}`",
                    merged.language
                )))
            };
            let results = threads.into_iter().zip(self.merged);
            results.map(|(thread, merged)| thread.join().unwrap_or_else(|_| stopped(merged))).collect()
        })
    }

    fn step(&self, index: usize, files: Files) -> Exported {
        let (step, merged, warm) = (&self.plan.steps[index], self.merged[index], &self.worlds[index]);
        let handed = Handed(&self.laid_out[index]);
        let evaluate = || layout::evaluate(&warm.world);
        // A panic comes out when the layout has its turn, since others wait until it was taken.
        let evaluated = (self.mode == Mode::Once).then(|| {
            let _slot = self.evaluations.wait(step.turn, 1);
            catch_unwind(AssertUnwindSafe(evaluate))
        });
        let base = step.base.and_then(|base| self.laid_out[base].wait().as_ref());
        let is_urgent = self.plan.urgent == Some(index);
        let slots = self.layouts.wait(step.turn, if is_urgent { self.plan.slots } else { 1 });
        self.observer.begins(merged);
        let evaluated = evaluated.unwrap_or_else(|| Ok(evaluate())).unwrap_or_else(|panic| resume_unwind(panic));
        let mut faults = Faults { files, diagnostics: Vec::new() };
        let layout = warm.lay_out(base, evaluated, self.ready, merged, &mut faults);
        handed.over(layout.clone());
        if self.mode == Mode::Once && !step.is_base && !self.layouts.were_taken(self.merged.len()) {
            // An entry ages by one with each layout that is done, and entries of languages that are done are not needed any more.
            cache::evict(self.plan.slots - 1);
        }
        // The file is made beside the next layouts, unless somebody waits for these pages.
        let _slots = is_urgent.then_some(slots);
        let (ready, mode, observer) = (self.ready, self.mode, self.observer);
        Export { ready, mode, merged, warm, observer }.run(layout, faults)
    }
}

/// Hands a layout to the steps that wait for it, or `None` when it is dropped before, as by a panic, so that no step waits for ever.
struct Handed<'a>(&'a OnceLock<Option<Layout>>);

impl Handed<'_> {
    fn over(&self, layout: Option<Layout>) {
        // It is set only here.
        let _set = self.0.set(layout);
    }
}

impl Drop for Handed<'_> {
    fn drop(&mut self) {
        // Nothing changes when it is set already.
        let _set = self.0.set(None);
    }
}

fn fault_of_program(message: String) -> Diagnostic {
    Diagnostic::nowhere(Code::Typst, message)
        .with_hint("this is a fault of the program, not of the report; please tell its developers")
}
