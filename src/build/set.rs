//! Sets merged projects as PDF, side by side, as a plan says.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::OnceLock;
use std::thread::available_parallelism;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;
use crate::rules::policy::Used;
use crate::typeset::cache;
use crate::typeset::layout;
use crate::typeset::pages::Layout;
use crate::typeset::pdf::Pdf;
use crate::typeset::thread;

use super::export::{self, Exported};
use super::plan::{Job, Mode, Plan, plan};
use super::queue::Queue;
use super::ready::Merged;
use super::setup::{Observer, Setup};
use super::stopped;
use super::warm::{Warm, WarmStart};

/// Sets each of `merged`; they share Typst's caches. The results are in the same order, `None` where there is an error,
/// which is among the faults that go to `diagnostics`, at the report's own levels.
pub fn set_all(
    warm_start: &mut WarmStart,
    setup: Setup,
    merged: &[&Merged],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
    observer: &dyn Observer,
) -> Vec<Option<Pdf>> {
    let mut worlds: Vec<Warm> = merged.iter().map(|merged| warm_start.take(setup.ready, merged)).collect();
    let job = |(merged, warm): (&&Merged, &Warm)| Job {
        key: merged.key(),
        is_urgent: observer.is_urgent(merged),
        has_pages: warm.has_pages(),
    };
    let jobs: Vec<Job> = merged.iter().zip(&worlds).map(job).collect();
    let cores = available_parallelism().map_or(1, NonZero::get);
    let run = Run::new(plan(&jobs, cores, setup.mode), setup, merged, &worlds, observer);
    let (results, used) = collect(run.all(files), merged, &mut worlds, files, diagnostics);
    warm_start.put_back(merged.iter().copied().zip(worlds));
    // An allowance that nothing needs here may be needed by a language or an edition that was not set.
    if merged.len() == setup.ready.merged.len() && results.iter().all(Option::is_some) {
        diagnostics.extend(setup.policy.doubt_unused(&used, |code| Code::OF_PAGES.contains(&code)));
    }
    results
}

/// Sets one of them alone and from nothing.
pub fn set_one(setup: Setup, merged: &Merged, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Pdf> {
    set_all(&mut WarmStart::default(), setup, &[merged], files, diagnostics, &()).pop()?
}

/// A plan that is carried out.
struct Run<'a> {
    plan: Plan,
    setup: Setup<'a>,
    merged: &'a [&'a Merged],
    worlds: &'a [Warm],
    observer: &'a dyn Observer,
    layouts: Queue,
    /// Sources are evaluated one after the other, on the cores that the layouts before them leave.
    evaluations: Queue,
    /// What each step laid out, for those that wait for it; `None` when it failed.
    laid_out: Vec<OnceLock<Option<Layout>>>,
}

impl<'a> Run<'a> {
    fn new(
        plan: Plan,
        setup: Setup<'a>,
        merged: &'a [&'a Merged],
        worlds: &'a [Warm],
        observer: &'a dyn Observer,
    ) -> Self {
        let laid_out = merged.iter().map(|_| OnceLock::new()).collect();
        let (layouts, evaluations) = (Queue::new(plan.slots), Queue::new(1));
        Self { plan, setup, merged, worlds, observer, layouts, evaluations, laid_out }
    }

    /// Takes all steps, each in a thread. A panic inside Typst does not take the faults of the other languages with it.
    fn all(&self, files: &Files) -> Vec<Exported> {
        std::thread::scope(|scope| {
            let begin = |index| {
                let files = files.clone();
                thread::spawn(scope, move || self.step(index, files))
            };
            let threads: Vec<_> = (0..self.merged.len()).map(begin).collect();
            let results = threads.into_iter().zip(self.merged);
            results
                .map(|(thread, merged)| thread.join().unwrap_or_else(|_| Exported::failed(stopped(merged))))
                .collect()
        })
    }

    fn step(&self, index: usize, files: Files) -> Exported {
        let (step, merged, warm) = (&self.plan.steps[index], self.merged[index], &self.worlds[index]);
        let handed = Handed(&self.laid_out[index]);
        let evaluate = || layout::evaluate(&warm.world);
        // A panic comes out when the layout has its turn, since others wait until it was taken.
        let evaluated = self.plan.evaluates_ahead.then(|| {
            let _slot = self.evaluations.wait(step.turn, 1);
            catch_unwind(AssertUnwindSafe(evaluate))
        });
        let base = step.base.and_then(|base| self.laid_out[base].wait().as_ref());
        let slots = self.layouts.wait(step.turn, step.slots);
        self.observer.begins(merged);
        let evaluated = evaluated.unwrap_or_else(|| Ok(evaluate())).unwrap_or_else(|panic| resume_unwind(panic));
        let laid = warm.lay_out(base, evaluated, self.setup.ready, merged, files);
        handed.over(laid.layout.clone());
        if self.setup.mode == Mode::Once && !step.is_base && !self.layouts.were_taken(self.merged.len()) {
            // An entry ages by one with each layout that is done, and nobody needs those of languages that are done.
            cache::evict(self.plan.slots - 1);
        }
        // The file is made beside the next layouts, unless somebody waits for these pages.
        let _slots = step.is_urgent.then_some(slots);
        export::export(laid, warm, self.setup, merged, self.observer)
    }
}

/// Hands a layout to the steps that wait for it, or `None` when it is dropped before, as by a panic, so that nobody waits for ever.
struct Handed<'a>(&'a OnceLock<Option<Layout>>);

impl Handed<'_> {
    fn over(&self, layout: Option<Layout>) {
        // Nobody else sets it.
        let _set = self.0.set(layout);
    }
}

impl Drop for Handed<'_> {
    fn drop(&mut self) {
        // Nothing changes when it is set already.
        let _set = self.0.set(None);
    }
}

fn stopped(merged: &Merged) -> Diagnostic {
    let message = format!("Typst stopped in the middle of setting `{}`", merged.language);
    Diagnostic::nowhere(Code::Typst, message)
        .with_hint("this is a fault of the program, not of the report; please tell its developers")
}

/// There is no PDF, and no error says why.
fn unexplained(merged: &Merged) -> Diagnostic {
    let message = format!("no PDF could be made of `{}`, and nothing says why", merged.name());
    Diagnostic::nowhere(Code::Typst, message)
        .with_hint("this is a fault of the program, not of the report; please tell its developers")
}

/// Brings the results of all steps together, in the order of the jobs.
fn collect(
    exported: Vec<Exported>,
    merged: &[&Merged],
    worlds: &mut [Warm],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Option<Pdf>>, Used) {
    let mut used = Used::new();
    let mut results = Vec::new();
    for ((exported, merged), warm) in exported.into_iter().zip(merged).zip(worlds) {
        let Exported { pdf, layout, diagnostics: mut found, used: own_used, files: own_files } = exported;
        warm.keep(layout);
        let pdf = stopped::unless_faulty(pdf, &mut found, || unexplained(merged)).ok();
        export::adopt(&mut found, &own_files, files);
        diagnostics.append(&mut found);
        used.extend(own_used);
        results.push(pdf);
    }
    (results, used)
}
