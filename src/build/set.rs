//! Sets merged projects as PDFs, in parallel, by a plan.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::thread::available_parallelism;

use crate::diagnostics::{Code, Diagnostic, Faults, Files, diagnostic::any_error};
use crate::merge::taken;
use crate::rules::policy::Used;
use crate::typeset::layout::{self, Evaluated};
use crate::typeset::{Layout, Pdf, Proof, thread};

use super::export::{Export, Exported};
use super::plan::{Job, Plan, Step, plan};
use super::{Merged, Mode, Observer, Ready, WarmStart, check::unless_faulty, warm::Warm};

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
    let layouts = merged.iter().map(|_| OnceLock::new()).collect();
    let (mode, begun) = (warm_start.mode, AtomicUsize::new(0));
    let run = Run { plan, mode, ready, merged, worlds: &worlds, observer, layouts, begun };
    let exported = run.all(&faults.files);
    let mut used = Used::new();
    let mut pdfs = Vec::new();
    for ((exported, merged), warm) in exported.into_iter().zip(merged).zip(&mut worlds) {
        let mut exported = exported.unwrap_or_else(|| {
            let crashed = fault_of_program(format!("Typst crashed while setting `{}`", merged.language));
            Exported { faults: Faults { diagnostics: vec![crashed], ..Faults::default() }, ..Exported::default() }
        });
        warm.keep(exported.layout);
        let unexplained =
            || fault_of_program(format!("no PDF could be made of `{}`, for an unknown reason", merged.name()));
        pdfs.push(unless_faulty(exported.pdf, &mut exported.faults.diagnostics, unexplained));
        let Faults { files, diagnostics } = &mut exported.faults;
        taken::explain(&ready.inputs.templates, files, diagnostics);
        faults.append(exported.faults);
        used.extend(exported.used);
    }
    warm_start.put_back(merged.iter().copied().zip(worlds));
    let pdfs: Vec<Pdf> = pdfs.into_iter().collect::<Option<_>>()?;
    // An exception that is unused here may be needed by a language, an edition or an item that was not set.
    if merged.len() < ready.merged.len() || merged.iter().any(|merged| merged.extract.is_some()) {
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

/// The pages of one language and edition, without a check and without a PDF. `None` if Typst reports an error.
pub fn pages(ready: &Ready, merged: &Merged, faults: &mut Faults) -> Option<Proof> {
    let warm = WarmStart::new(Mode::Once).take(ready, merged);
    let set = || {
        let layout = warm.lay_out(None, layout::evaluate(&warm.world), ready, merged, faults)?;
        Export { ready, mode: Mode::Once, merged, warm: &warm, observer: &() }.proof(&layout, faults)
    };
    thread::run(|| unless_panicked(set).flatten())
}

/// The execution of a plan.
struct Run<'a> {
    plan: Plan,
    mode: Mode,
    ready: &'a Ready,
    merged: &'a [&'a Merged],
    worlds: &'a [Warm],
    observer: &'a dyn Observer,
    /// The layout of each job, for steps that wait for it; `None` if it failed.
    layouts: Vec<OnceLock<Option<Layout>>>,
    /// How many steps have begun.
    begun: AtomicUsize,
}

impl Run<'_> {
    /// The result of each job; `None` after a panic inside Typst, so that the faults of the others are still reported.
    ///
    /// One thread evaluates the sources of each step, and one for each slot lays steps out, all in the order of the plan. While a PDF
    /// is written, the next step is laid out.
    fn all(&self, files: &Files) -> Vec<Option<Exported>> {
        let results: Vec<OnceLock<Exported>> = self.merged.iter().map(|_| OnceLock::new()).collect();
        let (sender, receiver) = mpsc::channel();
        let receiver = Mutex::new(receiver);
        // Nothing panics while the lock is held.
        let next = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let export = |job: usize, layout, faults| {
            let (ready, mode, observer) = (self.ready, self.mode, self.observer);
            let export = Export { ready, mode, merged: self.merged[job], warm: &self.worlds[job], observer };
            if let Some(exported) = unless_panicked(|| export.run(layout, faults)) {
                results[job].get_or_init(|| exported);
            }
        };
        let (next, export) = (&next, &export);
        std::thread::scope(|scope| {
            thread::spawn(scope, move || {
                for step in &self.plan.steps {
                    // After an edit, most sources are cached, so each step evaluates its own.
                    let evaluate = || unless_panicked(|| layout::evaluate(&self.worlds[step.job].world));
                    let evaluated = if self.mode == Mode::Once { evaluate() } else { None };
                    sender.send((*step, evaluated)).expect("the receiver lives longer than this thread");
                }
            });
            let set = move |(step, evaluated)| {
                let (layout, faults) = self.lay_out(step, evaluated, files.clone())?;
                Some(thread::spawn(scope, move || export(step.job, layout, faults)))
            };
            if self.plan.is_first_urgent {
                // A user waits for these pages.
                let alone = thread::spawn(scope, move || next().ok().and_then(set).map(|writing| writing.join()));
                let _written = alone.join();
            }
            for _ in 0..self.plan.slots {
                thread::spawn(scope, move || {
                    while let Ok(next) = next() {
                        set(next);
                    }
                });
            }
        });
        results.into_iter().map(OnceLock::into_inner).collect()
    }

    /// Lays out one step, and hands the layout to steps that wait for it. Sources that were not evaluated yet are. `None` after a
    /// panic.
    fn lay_out(&self, step: Step, evaluated: Option<Evaluated>, files: Files) -> Option<(Option<Layout>, Faults)> {
        let (merged, warm) = (self.merged[step.job], &self.worlds[step.job]);
        let base = step.base.and_then(|base| self.layouts[base].wait().as_ref());
        self.begun.fetch_add(1, Ordering::Relaxed);
        let mut faults = Faults { files, diagnostics: Vec::new() };
        let layout = unless_panicked(|| {
            self.observer.begins(merged);
            let evaluated = evaluated.unwrap_or_else(|| layout::evaluate(&warm.world));
            warm.lay_out(base, evaluated, self.ready, merged, &mut faults)
        });
        self.layouts[step.job].get_or_init(|| layout.clone().flatten());
        let is_base = self.plan.steps.iter().any(|other| other.base == Some(step.job));
        if self.mode == Mode::Once && !is_base && self.begun.load(Ordering::Relaxed) < self.merged.len() {
            // Entries age with each finished layout; those of finished languages are no longer needed.
            layout::evict(self.plan.slots - 1);
        }
        Some((layout?, faults))
    }
}

/// The result of work; `None` after a panic, which was printed.
fn unless_panicked<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn fault_of_program(message: String) -> Diagnostic {
    Diagnostic::without_place(Code::Typst, message)
        .with_hint("this is a bug of the program, not of the report; please report it to its developers")
}
