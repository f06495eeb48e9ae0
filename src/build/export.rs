//! From the layout of one language and edition to its PDF, if the pages pass preflight.

use std::panic::resume_unwind;

use crate::diagnostics::{Faults, Files};
use crate::files::digest;
use crate::model::{Edition, Kind};
use crate::rules::policy::Used;
use crate::typeset::pdf::{self, Identity, Record};
use crate::typeset::{Finished, Layout, Pdf, Proof, Relocator, thread};

use super::{Merged, Mode, Ready, embed, warm::Warm};

/// Receives each step, on the threads that set.
pub trait Observer: Sync {
    /// Whether a user is looking at these pages: they are set before all others, and alone.
    fn is_urgent(&self, _: &Merged) -> bool {
        false
    }
    fn begins(&self, _: &Merged) {}
    /// The pages passed preflight and can be shown; the PDF is not written yet.
    fn pages(&self, _: &Merged, _proof: &dyn Fn() -> Proof) {}
    /// The PDF is written; `None` if there is an error.
    fn ends(&self, _: &Merged, _: Option<&Pdf>) {}
}

/// Ignores all reports.
impl Observer for () {}

/// One language and edition that is being exported.
pub struct Export<'a> {
    pub ready: &'a Ready,
    pub mode: Mode,
    pub merged: &'a Merged,
    pub warm: &'a Warm,
    pub observer: &'a dyn Observer,
}

/// The result of setting one language and edition.
#[derive(Default)]
pub struct Exported {
    /// `None` if there is an error among the faults.
    pub pdf: Option<Pdf>,
    pub layout: Option<Layout>,
    pub faults: Faults,
    /// The exceptions that the pages needed.
    pub used: Used,
}

impl Export<'_> {
    /// Checks the pages and writes their PDF. `faults` are those of the layout, which is `None` if one of them is an error.
    pub fn run(&self, layout: Option<Layout>, mut faults: Faults) -> Exported {
        let mut used = Used::new();
        let pdf = match layout.as_ref().and_then(|layout| self.finished(layout, &mut faults)) {
            Some(finished) => self.pdf(&finished, &mut faults, &mut used),
            None => {
                used = self.ready.policy.settle(&mut faults.diagnostics);
                None
            }
        };
        self.observer.ends(self.merged, pdf.as_ref());
        Exported { pdf, layout, faults, used }
    }

    /// The pages as the preview gets them, without a check; `None` if the templates have an error.
    pub fn proof(&self, layout: &Layout, faults: &mut Faults) -> Option<Proof> {
        let finished = self.finished(layout, faults)?;
        Some(finished.proof(&self.warm.world, &self.merged.generated, &faults.files))
    }

    /// The pages as the edition shows them; `None` if the templates have an error.
    fn finished<'l>(&'l self, layout: &'l Layout, faults: &mut Faults) -> Option<Finished<'l>> {
        let limits = &self.merged.limits;
        let mut relocator = self.relocator(&mut faults.files);
        let press = &self.ready.press;
        let finished = match self.merged.edition {
            Edition::Screen | Edition::Changes => return Some(Finished::for_screen(layout, limits)),
            Edition::Print => Finished::for_press(layout, limits, press, &mut relocator),
            Edition::Cover => Finished::for_cover(layout, limits, press, &mut relocator),
        };
        finished.map_err(|mut found| faults.diagnostics.append(&mut found)).ok()
    }

    /// The PDF, if the pages pass preflight.
    fn pdf(&self, pages: &Finished, faults: &mut Faults, used: &mut Used) -> Option<Pdf> {
        let files = faults.files.clone();
        let write = || self.write(pages, files);
        let written = if self.warm.has_pages() {
            // After an edit: few pages are checked again, and the user waits to see them.
            self.are_sound(pages, faults, used).then(write)
        } else {
            // Pages nearly always pass, so the file is written while they are checked.
            std::thread::scope(|scope| {
                let writing = thread::spawn(scope, write);
                let are_sound = self.are_sound(pages, faults, used);
                let written = writing.join().unwrap_or_else(|panic| resume_unwind(panic));
                are_sound.then_some(written)
            })
        };
        written.and_then(|written| written.map_err(|others| faults.append(others)).ok())
    }

    /// Whether the pages pass preflight. If so, the observer gets them.
    fn are_sound(&self, pages: &Finished, faults: &mut Faults, used: &mut Used) -> bool {
        let found = pages.faults(&self.merged.name(), &mut self.relocator(&mut faults.files));
        faults.diagnostics.extend(found);
        *used = self.ready.policy.settle(&mut faults.diagnostics);
        let are_sound = !faults.any_error();
        if are_sound {
            let proof = || pages.proof(&self.warm.world, &self.merged.generated, &faults.files);
            self.observer.pages(self.merged, &proof);
        }
        are_sound
    }

    fn write(&self, pages: &Finished, mut files: Files) -> Result<Pdf, Faults> {
        let Self { ready, merged, .. } = self;
        let report = ready.graph.report();
        let mut ident = format!("{}/{}/{}", report.id().value, merged.language, merged.edition.as_str());
        let date = report.date().ymd();
        let record = merged.extract.as_deref().map(|extract| Record { text: &extract.record, date });
        if let Some(record) = &record {
            ident = format!("{ident}/{}", digest::of(record.text.as_bytes()));
        }
        let identity = Identity { ident, date };
        let mut relocator = self.relocator(&mut files);
        let anchors = anchors(ready);
        let pdf = match (merged.edition, self.mode) {
            (Edition::Screen | Edition::Changes, Mode::Once) => std::thread::scope(|scope| {
                // The source is packed while Typst writes the file.
                let source = thread::spawn(scope, || embed::source(ready, merged));
                let written = pages.screen_pdf(&mut relocator, identity, &anchors);
                let source = source.join().unwrap_or_else(|panic| resume_unwind(panic));
                written.and_then(|pdf| {
                    Ok(Pdf { bytes: pdf::finish(&pdf.bytes, source?.as_ref(), record.as_ref())?, ..pdf })
                })
            }),
            (Edition::Screen | Edition::Changes, Mode::Watch) => pages.screen_pdf(&mut relocator, identity, &anchors),
            (Edition::Print | Edition::Cover, _) => {
                pages.print_pdf(&mut relocator, identity, &anchors, (&ready.press, record.as_ref()))
            }
        };
        pdf.map_err(|diagnostics| Faults { files, diagnostics })
    }

    fn relocator<'f>(&'f self, files: &'f mut Files) -> Relocator<'f> {
        Relocator { world: &self.warm.world, generated: &self.merged.generated, files }
    }
}

/// The label of an item on the pages: of a source, that of its entry in the list of sources.
pub fn anchor(id: &str, kind: Option<Kind>) -> String {
    if kind == Some(Kind::SOURCE) { format!("source-{id}") } else { id.to_owned() }
}

/// Every id, withdrawn ones included, with its label on the pages.
fn anchors(ready: &Ready) -> Vec<(String, String)> {
    let withdrawn = ready.graph.withdrawn.iter().map(|entry| entry.0.id());
    let ids = ready.graph.ids().chain(withdrawn);
    let mut anchors: Vec<_> = ids.map(|id| (id.to_owned(), anchor(id, ready.graph.kind(id)))).collect();
    anchors.sort();
    anchors
}
