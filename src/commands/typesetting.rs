//! Sets merged projects as PDF, side by side.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;

use crate::data::graph::Kind;
use crate::data::model::Edition;
use crate::data::rules::policy::{Policy, Used};
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::{Files, Place};
use crate::typeset::boxes::Sheet;
use crate::typeset::compile;
use crate::typeset::pdf::{self, Identity, Pages, Pdf};
use crate::typeset::preflight::Standard;
use crate::typeset::proof::Proof;
use crate::typeset::timings;
use crate::typeset::world::ReportWorld;

use super::carried::Carried;
use super::pipeline::{Inputs, Merged, Ready};

/// The stack of a thread that sets pages, in bytes: Typst recurses deeply on nested content.
const STACK: usize = 16 * 1024 * 1024;

/// How many rounds Typst's caches keep what no round asks for.
pub const ROUNDS_KEPT: usize = 10;
/// A world that no round set is set again before its caches are that old, in rounds.
const REFRESHED_AFTER: usize = 5;

/// A PDF that was set.
pub struct Set {
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// The page that each item stands on, counted from 1, by its id.
    pub items: Vec<(String, usize)>,
}

/// A checked report, with all that setting it needs.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub inputs: &'a Inputs,
    pub ready: &'a Ready,
    pub policy: &'a Policy,
    pub finish: Finish,
}

/// When a screen edition becomes what is published: with its source inside, and small. Print editions always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    AtOnce,
    /// It stays as Typst wrote it, which is sooner there; [`Carried`] finishes it.
    Later,
}

/// Who is told how the setting goes, from the threads that set.
pub trait Audience: Sync {
    fn begins(&self, _: &Merged) {}
    /// The pages stand, and can be looked at; the PDF is still to be made.
    fn pages(&self, _: &Merged, _look: &dyn Fn() -> Proof) {}
    fn ends(&self, _: &Merged, _: Option<&Set>) {}
}

/// Nobody.
impl Audience for () {}

/// The worlds of each language and edition. They live on from one round to the next, so that Typst sets again only what
/// changed.
#[derive(Default)]
pub struct Worlds {
    kept: BTreeMap<(Language, Edition), ReportWorld>,
    /// How many rounds ago each was set.
    ages: BTreeMap<(Language, Edition), usize>,
}

impl Worlds {
    /// The world of one language and edition, with what is written now.
    fn take(&mut self, inputs: &Inputs, ready: &Ready, merged: &Merged) -> ReportWorld {
        match self.kept.remove(&(merged.language, merged.edition)) {
            Some(mut world) => {
                world.renew(inputs.written(), ready.fonts.clone(), &merged.generated);
                world
            }
            None => ReportWorld::new(inputs.written(), ready.fonts.clone(), &merged.generated),
        }
    }

    /// Where the time went, as [`timings::json`] gives it.
    ///
    /// # Errors
    /// As there.
    pub fn timings(&self) -> Result<Vec<u8>, String> {
        timings::json(self.kept.values())
    }

    /// Sets again what the last rounds did not have to, so that the next edit of it finds the caches as they were.
    pub fn refresh(&mut self, inputs: &Inputs, ready: &Ready) {
        for merged in &ready.merged {
            let key = (merged.language, merged.edition);
            if self.kept.contains_key(&key) && self.ages.get(&key).is_some_and(|age| *age >= REFRESHED_AFTER) {
                let world = self.take(inputs, ready, merged);
                let work = std::thread::Builder::new().stack_size(STACK);
                let world = std::thread::scope(|scope| {
                    let work = work.spawn_scoped(scope, move || {
                        compile::warm(&world);
                        world
                    });
                    work.ok()?.join().ok()
                });
                // A world that cannot be set is made anew when it is asked for.
                if let Some(world) = world {
                    self.kept.insert(key, world);
                    self.ages.insert(key, 0);
                }
            }
        }
    }
}

/// Sets each of `merged`; they share Typst's caches. The results are in the same order, `None` where there is an error,
/// which is among the complaints that go to `diagnostics`, at the report's own levels.
pub fn set_all(
    worlds: &mut Worlds,
    job: Job,
    merged: &[&Merged],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
    audience: &dyn Audience,
) -> Vec<Option<Set>> {
    let own: Vec<ReportWorld> = merged.iter().map(|merged| worlds.take(job.inputs, job.ready, merged)).collect();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = merged
            .iter()
            .zip(&own)
            .map(|(merged, world)| {
                let files = files.clone();
                std::thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || set(world, job, merged, files, audience))
                    .expect("the system gives a thread for each language")
            })
            .collect();
        threads.into_iter().zip(merged).map(|(thread, merged)| thread.join().map_err(|_| stopped(merged))).collect()
    });
    worlds.ages.values_mut().for_each(|age| *age += 1);
    worlds.ages.extend(merged.iter().map(|merged| ((merged.language, merged.edition), 0)));
    worlds.kept.extend(merged.iter().map(|merged| (merged.language, merged.edition)).zip(own));
    let mut used = Used::new();
    let sets: Vec<_> = results
        .into_iter()
        .map(|result| {
            let Outcome { set, diagnostics: mut found, used: allowed, files: own } = result.unwrap_or_else(Outcome::of);
            adopt(&mut found, &own, files);
            diagnostics.append(&mut found);
            used.extend(allowed);
            set
        })
        .collect();
    // An allowance that nothing needs here may be needed by a language or an edition that was not set.
    if merged.len() == job.ready.merged.len() && sets.iter().all(Option::is_some) {
        diagnostics.extend(job.policy.doubt_unused(&used, |code| Code::OF_PAGES.contains(&code)));
    }
    sets
}

/// What setting one of the merged projects gives.
struct Outcome {
    set: Option<Set>,
    diagnostics: Vec<Diagnostic>,
    used: Used,
    files: Files,
}

impl Outcome {
    fn of(fault: Diagnostic) -> Self {
        Self { set: None, diagnostics: vec![fault], used: Used::new(), files: Files::default() }
    }
}

/// A panic inside Typst must not take the other languages' complaints with it.
fn stopped(merged: &Merged) -> Diagnostic {
    let message = format!("Typst stopped in the middle of setting `{}`", merged.language);
    Diagnostic::nowhere(Code::Typst, message)
        .with_hint("this is a fault of the program, not of the report; please tell its developers")
}

fn set(world: &ReportWorld, job: Job, merged: &Merged, mut files: Files, audience: &dyn Audience) -> Outcome {
    audience.begins(merged);
    let Job { inputs, ready, policy, finish } = job;
    let mut diagnostics = Vec::new();
    let (name, language) = (merged.name(), merged.language.to_string());
    let standard = Standard {
        edition: &name,
        language: (&language, &merged.region),
        sheet: match merged.edition {
            Edition::Screen | Edition::Changes => Sheet::SCREEN,
            Edition::Print => Sheet::of(&ready.press),
        },
        limits: merged.limits,
    };
    let document = compile::compile(world, &merged.generated, &standard, &mut files, &mut diagnostics);
    let used = policy.settle(&mut diagnostics);
    let sound = !any_error(&diagnostics);
    let document = document.filter(|_| sound);
    if let Some(document) = &document {
        audience.pages(merged, &|| Proof::new(document.clone(), world, merged.generated.clone(), files.clone()));
    }
    let set = document.and_then(|document| {
        let report = &ready.graph.report;
        let ident = format!("{}/{}/{}", report.id.value, merged.language, merged.edition.as_str());
        let identity = Identity { ident, date: report.date.ymd() };
        let pages = Pages { document: &document, world, generated: &merged.generated, files: &mut files };
        let pdf = match (merged.edition, finish) {
            (Edition::Screen | Edition::Changes, Finish::AtOnce) => {
                let written = pdf::screen(pages, identity, &anchors(ready));
                written.and_then(|pdf| Ok(Pdf { bytes: Carried::of(ready, merged).finish(&pdf.bytes, inputs)?, ..pdf }))
            }
            (Edition::Screen | Edition::Changes, Finish::Later) => pdf::screen(pages, identity, &anchors(ready)),
            (Edition::Print, _) => pdf::print(pages, identity, &anchors(ready), &ready.press),
        };
        let pdf = pdf.map_err(|mut faults| diagnostics.append(&mut faults)).ok()?;
        Some(Set { pdf: pdf.bytes, pages: pdf.pages, items: pdf.places })
    });
    audience.ends(merged, set.as_ref());
    Outcome { set, diagnostics, used, files }
}

/// Every id, also those that were withdrawn, with the label that it stands under. A source's own label is Typst's, for citations, so the templates put
/// another one where they tell about the source.
fn anchors(ready: &Ready) -> Vec<(String, String)> {
    let label = |id: &str| match ready.graph.kind(id) {
        Some(Kind::Source) => format!("source-{id}"),
        _ => id.to_owned(),
    };
    let withdrawn = ready.graph.withdrawn.iter().map(|entry| entry.id.id.as_str());
    let mut anchors: Vec<_> = ready.graph.ids().chain(withdrawn).map(|id| (id.to_owned(), label(id))).collect();
    anchors.sort();
    anchors
}

/// Moves complaints from one thread's files to those of the command.
fn adopt(diagnostics: &mut [Diagnostic], own: &Files, files: &mut Files) {
    let mut moved = |place: Place| {
        let file = own.get(place.file);
        Place::new(files.add(&file.path, file.text.clone()), place.range())
    };
    for diagnostic in diagnostics {
        diagnostic.place = diagnostic.place.map(&mut moved);
        for related in &mut diagnostic.related {
            related.place = moved(related.place);
        }
    }
}
