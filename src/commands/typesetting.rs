//! Sets merged projects as PDF, side by side.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::OnceLock;

use typst_layout::PagedDocument;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::{Files, Place};
use crate::model::choice::Edition;
use crate::model::kind::Kind;
use crate::rules::policy::{Policy, Used};
use crate::rules::press::Press;
use crate::typeset::boxes::Sheet;
use crate::typeset::compile;
use crate::typeset::downsample;
use crate::typeset::layout::{self, Before, Evaluated};
use crate::typeset::pdf::{self, Identity, Pages, Pdf};
use crate::typeset::preflight::{self, Standard};
use crate::typeset::press;
use crate::typeset::proof::Proof;
use crate::typeset::relocate::Relocator;
use crate::typeset::world::ReportWorld;

use super::carried::Carried;
use super::pipeline::{Inputs, Merged, Ready};
use super::stopped;
use super::turns::{Turns, order};
use super::worlds::{self, Kept, STACK, Worlds};

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
    /// Whether somebody waits for these pages before all others: they are set first, and alone.
    fn looks_at(&self, _: &Merged) -> bool {
        false
    }
    fn begins(&self, _: &Merged) {}
    /// The pages stand, and can be looked at; the PDF is still to be made.
    fn pages(&self, _: &Merged, _look: &dyn Fn() -> Proof) {}
    fn ends(&self, _: &Merged, _: Option<&Set>) {}
}

/// Nobody.
impl Audience for () {}

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
    let mut own: Vec<Kept> = merged.iter().map(|merged| worlds.take(job.inputs, job.ready, merged)).collect();
    // From nothing, Typst lays out the chapters of one language on several processors, and two at once only need the memory of
    // both. After an edit most of it runs on one.
    let once = job.finish == Finish::AtOnce;
    let turns = Turns::new(if once { 2 } else { 1 });
    // Sources are evaluated before, one after the other, on what the pages before them leave of the processors.
    let evaluations = Turns::one();
    let looked_at = merged.iter().position(|merged| audience.looks_at(merged));
    let keys: Vec<_> = merged.iter().map(|merged| worlds::key(merged)).collect();
    let turn_of = order(&keys, looked_at, turns.places());
    let laid_out: Vec<OnceLock<Option<PagedDocument>>> = keys.iter().map(|_| OnceLock::new()).collect();
    let ground_of = |index: usize| {
        let screen = (keys[index].0, Edition::Screen);
        let screen = keys.iter().position(|key| *key == screen).filter(|_| keys[index].1 == Edition::Print);
        screen.filter(|screen| turn_of[*screen] < turn_of[index])
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = merged
            .iter()
            .zip(&own)
            .enumerate()
            .map(|(index, (merged, kept))| {
                let (files, turns, evaluations, turn) = (files.clone(), &turns, &evaluations, turn_of[index]);
                let (told, laid_out, screen) = (Told(&laid_out[index]), &laid_out, ground_of(index));
                let is_needed = (0..keys.len()).any(|other| ground_of(other) == Some(index));
                std::thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || {
                        let evaluate = || layout::evaluate(&kept.world);
                        // A panic comes out when it is this thread's turn, since others wait until it has had it.
                        let evaluated = once.then(|| {
                            let _taken = evaluations.wait(turn, false);
                            catch_unwind(AssertUnwindSafe(evaluate))
                        });
                        let ground = screen.and_then(|screen| laid_out[screen].wait().clone());
                        let alone = looked_at == Some(index);
                        let taken = turns.wait(turn, alone);
                        let ground = match kept.last() {
                            Some(last) => Some(last.clone()),
                            None if merged.edition == Edition::Print && ground.is_none() => {
                                worlds::ground(merged.language, job.inputs, job.ready)
                            }
                            None => ground,
                        };
                        let before = match &ground {
                            Some(pages) => Before::Pages(pages),
                            None => Before::Nothing,
                        };
                        audience.begins(merged);
                        let evaluated = evaluated.unwrap_or_else(|| Ok(evaluate()));
                        let evaluated = evaluated.unwrap_or_else(|panic| resume_unwind(panic));
                        let laid = lay_out(&kept.world, before, evaluated, merged, files);
                        told.pages(&laid);
                        if once && !is_needed && !turns.have_begun(laid_out.len()) {
                            worlds::let_go(turns.places());
                        }
                        // The file is made beside the next pages.
                        let _taken = alone.then_some(taken);
                        publish(laid, &kept.world, kept.last().is_some(), job, merged, audience)
                    })
                    .expect("the system gives a thread for each language")
            })
            .collect();
        threads.into_iter().zip(merged).map(|(thread, merged)| thread.join().map_err(|_| stopped(merged))).collect()
    });
    let mut used = Used::new();
    let sets: Vec<_> = results
        .into_iter()
        .zip(own.iter_mut().zip(merged))
        .map(|(result, (kept, merged))| {
            let outcome = result.unwrap_or_else(Outcome::of);
            let Outcome { set, document, diagnostics: mut found, used: allowed, files: own } = outcome;
            kept.keep(document);
            let set = stopped::unless_faulty(set, &mut found, || unexplained(merged)).ok();
            adopt(&mut found, &own, files);
            diagnostics.append(&mut found);
            used.extend(allowed);
            set
        })
        .collect();
    worlds.put_back(merged.iter().copied().zip(own));
    // An allowance that nothing needs here may be needed by a language or an edition that was not set.
    if merged.len() == job.ready.merged.len() && sets.iter().all(Option::is_some) {
        diagnostics.extend(job.policy.doubt_unused(&used, |code| Code::OF_PAGES.contains(&code)));
    }
    sets
}

/// Tells the pages of an edition, and when it is dropped, also by a panic, that there are none, so that nobody waits in vain.
struct Told<'a>(&'a OnceLock<Option<PagedDocument>>);

impl Told<'_> {
    fn pages(&self, laid: &Laid) {
        // Nobody else tells.
        let _told = self.0.set(laid.document.clone());
    }
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        // Nothing changes when the pages were told.
        let _told = self.0.set(None);
    }
}

/// What setting one of the merged projects gives.
struct Outcome {
    set: Option<Set>,
    document: Option<PagedDocument>,
    diagnostics: Vec<Diagnostic>,
    used: Used,
    files: Files,
}

impl Outcome {
    fn of(fault: Diagnostic) -> Self {
        Self { set: None, document: None, diagnostics: vec![fault], used: Used::new(), files: Files::default() }
    }
}

/// A panic inside Typst must not take the other languages' complaints with it.
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

/// What laying out gives.
struct Laid {
    document: Option<PagedDocument>,
    diagnostics: Vec<Diagnostic>,
    files: Files,
}

fn lay_out(world: &ReportWorld, before: Before, evaluated: Evaluated, merged: &Merged, mut files: Files) -> Laid {
    let mut diagnostics = Vec::new();
    let language = merged.language.to_string();
    let locale = (language.as_str(), merged.region.as_str());
    let document = compile::compile(world, before, evaluated, &merged.generated, locale, &mut files, &mut diagnostics);
    Laid { document, diagnostics, files }
}

/// Looks at the pages and makes their file; `again` when it has done so before, as after an edit.
fn publish(
    Laid { document, mut diagnostics, mut files }: Laid,
    world: &ReportWorld,
    again: bool,
    job: Job,
    merged: &Merged,
    audience: &dyn Audience,
) -> Outcome {
    let mut relocator = Relocator { world, generated: &merged.generated, files: &mut files };
    let finished = document.as_ref().and_then(|document| {
        let finished = finished(document, merged.edition, &job.ready.press, &mut relocator);
        let (pages, sheet) = finished.map_err(|mut faults| diagnostics.append(&mut faults)).ok()?;
        Some((downsample::pages(pages, &merged.limits), sheet))
    });
    let Some((pages, sheet)) = finished else {
        let used = job.policy.settle(&mut diagnostics);
        audience.ends(merged, None);
        return Outcome { set: None, document, diagnostics, used, files };
    };
    let mut used = Used::new();
    let own = files.clone();
    let export = || export(&pages, sheet, world, job, merged, own);
    // Whether the pages are sound, and were shown.
    let mut look = || {
        let standard = Standard { sheet, limits: &merged.limits };
        let mut relocator = Relocator { world, generated: &merged.generated, files: &mut files };
        diagnostics.extend(preflight::look(&pages, &standard).diagnostics(&merged.name(), &mut relocator));
        used = job.policy.settle(&mut diagnostics);
        let sound = !any_error(&diagnostics);
        if sound {
            audience.pages(merged, &|| {
                Proof::new(pages.clone().into_owned(), world, merged.generated.clone(), files.clone())
            });
        }
        sound
    };
    let pdf = if again {
        // Few pages are looked at anew, and somebody waits to see them.
        look().then(export)
    } else {
        // Pages are nearly always sound, so that their file is made while they are looked at.
        std::thread::scope(|scope| {
            let export = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, export)
                .expect("the system gives a thread for each file");
            let sound = look();
            let pdf = export.join().unwrap_or_else(|panic| resume_unwind(panic));
            sound.then_some(pdf)
        })
    };
    let set = pdf.and_then(|pdf| {
        let Pdf { bytes, pages, places } = pdf
            .map_err(|(mut faults, own)| {
                adopt(&mut faults, &own, &mut files);
                diagnostics.append(&mut faults);
            })
            .ok()?;
        Some(Set { pdf: bytes, pages, items: places })
    });
    audience.ends(merged, set.as_ref());
    drop(pages);
    Outcome { set, document, diagnostics, used, files }
}

/// The pages as an edition shows them, and the sheet that they lie on.
///
/// # Errors
/// What is wrong with the inks of the look.
fn finished<'d>(
    document: &'d PagedDocument,
    edition: Edition,
    press: &Press,
    relocator: &mut Relocator,
) -> Result<(Cow<'d, PagedDocument>, Sheet), Vec<Diagnostic>> {
    if edition != Edition::Print {
        return Ok((Cow::Borrowed(document), Sheet::SCREEN));
    }
    let sheet = Sheet::of(press);
    Ok(match press::inks(relocator).transpose()? {
        Some(inks) => (Cow::Owned(press::pages(document, &inks, sheet)), sheet.moved()),
        None => (Cow::Borrowed(document), sheet),
    })
}

/// The PDF of set pages, or what is wrong with them, with the files that the complaints are about.
fn export(
    document: &PagedDocument,
    sheet: Sheet,
    world: &ReportWorld,
    Job { inputs, ready, finish, .. }: Job,
    merged: &Merged,
    mut files: Files,
) -> Result<Pdf, (Vec<Diagnostic>, Files)> {
    let report = ready.graph.report();
    let ident = format!("{}/{}/{}", report.id().value, merged.language, merged.edition.as_str());
    let identity = Identity { ident, date: report.date().ymd() };
    let pages = Pages { document, world, generated: &merged.generated, files: &mut files };
    let pdf = match (merged.edition, finish) {
        (Edition::Screen | Edition::Changes, Finish::AtOnce) => std::thread::scope(|scope| {
            // The source is packed while Typst writes the file.
            let source = scope.spawn(|| Carried::of(ready, merged).source(inputs));
            let written = pdf::screen(pages, identity, &anchors(ready));
            let source = source.join().unwrap_or_else(|panic| resume_unwind(panic));
            written.and_then(|pdf| Ok(Pdf { bytes: pdf::finish(&pdf.bytes, source?.as_ref())?, ..pdf }))
        }),
        (Edition::Screen | Edition::Changes, Finish::Later) => pdf::screen(pages, identity, &anchors(ready)),
        (Edition::Print, _) => pdf::print(pages, identity, &anchors(ready), &ready.press, sheet),
    };
    pdf.map_err(|faults| (faults, files))
}

/// Every id, also those that were withdrawn, with the label that it stands under. A source has the label that its entry in the list of
/// sources has.
fn anchors(ready: &Ready) -> Vec<(String, String)> {
    let label = |id: &str| match ready.graph.kind(id) {
        Some(Kind::SOURCE) => format!("source-{id}"),
        _ => id.to_owned(),
    };
    let withdrawn = ready.graph.withdrawn.iter().map(|entry| entry.0.id());
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
