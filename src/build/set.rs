//! Sets merged projects as PDFs, in parallel, by a plan.

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

/// Sets each of `merged`; they share Typst's caches. Returns the PDFs in the same order, or `None` if there is an error. Faults are
/// added to `faults`, at the report's own levels.
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
            || fault_of_program(format!("no PDF could be made of `{}`, for an unknown reason", merged.name()));
        pdfs.push(stopped::unless_faulty(exported.pdf, &mut exported.faults.diagnostics, unexplained).ok());
        faults.append(exported.faults);
        used.extend(exported.used);
    }
    warm_start.put_back(merged.iter().copied().zip(worlds));
    let pdfs: Vec<Pdf> = pdfs.into_iter().collect::<Option<_>>()?;
    // An exception that is unused here may be needed by a language or an edition that was not set.
    if merged.len() < ready.merged.len() {
        return Some(pdfs);
    }
    let mut doubts = ready.policy.doubt_unused(&used, Code::is_of_pages);
    let are_sound = !any_error(&doubts);
    faults.diagnostics.append(&mut doubts);
    are_sound.then_some(pdfs)
}

/// Sets one language and edition alone, with a cold start.
pub fn set_one(ready: &Ready, merged: &Merged, faults: &mut Faults) -> Option<Pdf> {
    set_all(&mut WarmStart::new(Mode::Once), ready, &[merged], faults, &())?.pop()
}

/// The execution of a plan.
struct Run<'a> {
    plan: Plan,
    mode: Mode,
    ready: &'a Ready,
    merged: &'a [&'a Merged],
    worlds: &'a [Warm],
    observer: &'a dyn Observer,
    layouts: Queue,
    /// Sources are evaluated one after the other, on cores that no layout uses.
    evaluations: Queue,
    /// The layout of each step, for steps that wait for it; `None` if it failed.
    laid_out: Vec<OnceLock<Option<Layout>>>,
}

impl Run<'_> {
    /// Runs each step in a thread. After a panic inside Typst, the faults of the other languages are still reported.
    fn all(&self, files: &Files) -> Vec<Exported> {
        std::thread::scope(|scope| {
            let begin = |index| {
                let files = files.clone();
                thread::spawn(scope, move || self.step(index, files))
            };
            let threads: Vec<_> = (0..self.merged.len()).map(begin).collect();
            let stopped = |merged: &Merged| {
                Exported::failed(fault_of_program(format!("Typst crashed while setting `{}`", merged.language)))
            };
            let results = threads.into_iter().zip(self.merged);
            results.map(|(thread, merged)| thread.join().unwrap_or_else(|_| stopped(merged))).collect()
        })
    }

    fn step(&self, index: usize, files: Files) -> Exported {
        let (step, merged, warm) = (&self.plan.steps[index], self.merged[index], &self.worlds[index]);
        let handover = Handover(&self.laid_out[index]);
        let evaluate = || layout::evaluate(&warm.world);
        // A panic is resumed only when the layout has its turn, since later turns wait for this one.
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
        handover.complete(layout.clone());
        if self.mode == Mode::Once && !step.is_base && !self.layouts.were_taken(self.merged.len()) {
            // Entries age with each finished layout; those of finished languages are no longer needed.
            cache::evict(self.plan.slots - 1);
        }
        // The file is written while the next layouts run, unless a user waits for these pages.
        let _slots = is_urgent.then_some(slots);
        let (ready, mode, observer) = (self.ready, self.mode, self.observer);
        Export { ready, mode, merged, warm, observer }.run(layout, faults)
    }
}

/// Hands a layout to the steps that wait for it; `None` if dropped before, as by a panic, so that no step waits for ever.
struct Handover<'a>(&'a OnceLock<Option<Layout>>);

impl Handover<'_> {
    fn complete(&self, layout: Option<Layout>) {
        // Never set before: each step has its own.
        let _set = self.0.set(layout);
    }
}

impl Drop for Handover<'_> {
    fn drop(&mut self) {
        // No effect if a layout was handed over.
        let _set = self.0.set(None);
    }
}

fn fault_of_program(message: String) -> Diagnostic {
    Diagnostic::without_place(Code::Typst, message)
        .with_hint("this is a bug of the program, not of the report; please report it to its developers")
}
