//! From the layout of one language and edition to its PDF, if the pages are sound.

use std::panic::resume_unwind;

use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::{Files, Place};
use crate::model::choice::Edition;
use crate::model::kind::Kind;
use crate::rules::policy::Used;
use crate::typeset::pages::{Finished, Layout};
use crate::typeset::pdf::{self, Identity, Pdf};
use crate::typeset::relocate::Relocator;
use crate::typeset::thread;
use crate::typeset::world::ReportWorld;

use super::embed::Embedding;
use super::plan::Mode;
use super::ready::{Merged, Ready};
use super::setup::{Observer, Setup};
use super::warm::{Laid, Warm};

/// What setting one language and edition gives.
pub struct Exported {
    /// `None` when there is an error among the diagnostics.
    pub pdf: Option<Pdf>,
    pub layout: Option<Layout>,
    pub diagnostics: Vec<Diagnostic>,
    /// The allowances that the pages needed.
    pub used: Used,
    pub files: Files,
}

impl Exported {
    /// Nothing but a fault.
    pub fn failed(fault: Diagnostic) -> Self {
        Self { pdf: None, layout: None, diagnostics: vec![fault], used: Used::new(), files: Files::default() }
    }
}

/// A PDF, or what is wrong, with the files that the faults are about.
type Written = Result<Pdf, (Vec<Diagnostic>, Files)>;

/// One language and edition that is being exported.
struct Export<'a> {
    setup: Setup<'a>,
    merged: &'a Merged,
    world: &'a ReportWorld,
    observer: &'a dyn Observer,
}

/// What was found so far.
struct Found {
    diagnostics: Vec<Diagnostic>,
    used: Used,
    files: Files,
}

/// Looks at the pages and makes their PDF.
pub fn export(laid: Laid, warm: &Warm, setup: Setup, merged: &Merged, observer: &dyn Observer) -> Exported {
    let Laid { layout, diagnostics, files } = laid;
    let export = Export { setup, merged, world: &warm.world, observer };
    let mut found = Found { diagnostics, used: Used::new(), files };
    let pdf = match layout.as_ref().and_then(|layout| export.finished(layout, &mut found)) {
        Some(finished) => export.pdf(&finished, warm.has_pages(), &mut found),
        None => {
            found.used = setup.policy.settle(&mut found.diagnostics);
            None
        }
    };
    observer.ends(merged, pdf.as_ref());
    let Found { diagnostics, used, files } = found;
    Exported { pdf, layout, diagnostics, used, files }
}

impl Export<'_> {
    /// The pages as the edition shows them; `None` when the look has an error.
    fn finished<'l>(&'l self, layout: &'l Layout, found: &mut Found) -> Option<Finished<'l>> {
        let limits = &self.merged.limits;
        if self.merged.edition != Edition::Print {
            return Some(Finished::for_screen(layout, limits));
        }
        let mut relocator = self.relocator(&mut found.files);
        let finished = Finished::for_press(layout, limits, &self.setup.ready.press, &mut relocator);
        finished.map_err(|mut faults| found.diagnostics.append(&mut faults)).ok()
    }

    /// The PDF of sound pages. `was_set_before` says that few pages are looked at anew, as after an edit.
    fn pdf(&self, pages: &Finished, was_set_before: bool, found: &mut Found) -> Option<Pdf> {
        let files = found.files.clone();
        let write = || self.write(pages, files);
        let written = if was_set_before {
            // Somebody waits to see the pages.
            self.are_sound(pages, found).then(write)
        } else {
            // Pages are nearly always sound, so that their file is made while they are looked at.
            std::thread::scope(|scope| {
                let writing = thread::spawn(scope, write);
                let are_sound = self.are_sound(pages, found);
                let written = writing.join().unwrap_or_else(|panic| resume_unwind(panic));
                are_sound.then_some(written)
            })
        };
        let take_faults = |(mut faults, own): (Vec<Diagnostic>, Files)| {
            adopt(&mut faults, &own, &mut found.files);
            found.diagnostics.append(&mut faults);
        };
        written.and_then(|written| written.map_err(take_faults).ok())
    }

    /// Whether the pages are sound, and were shown.
    fn are_sound(&self, pages: &Finished, found: &mut Found) -> bool {
        let faults = pages.faults(&self.merged.name(), &mut self.relocator(&mut found.files));
        found.diagnostics.extend(faults);
        found.used = self.setup.policy.settle(&mut found.diagnostics);
        let are_sound = !any_error(&found.diagnostics);
        if are_sound {
            let proof = || pages.proof(self.world, &self.merged.generated, &found.files);
            self.observer.pages(self.merged, &proof);
        }
        are_sound
    }

    fn write(&self, pages: &Finished, mut files: Files) -> Written {
        let Setup { inputs, ready, mode, .. } = self.setup;
        let report = ready.graph.report();
        let ident = format!("{}/{}/{}", report.id().value, self.merged.language, self.merged.edition.as_str());
        let identity = Identity { ident, date: report.date().ymd() };
        let relocator = self.relocator(&mut files);
        let anchors = anchors(ready);
        let pdf = match (self.merged.edition, mode) {
            (Edition::Screen | Edition::Changes, Mode::Once) => std::thread::scope(|scope| {
                // The source is packed while Typst writes the file.
                let source = scope.spawn(|| Embedding::of(ready, self.merged).source(inputs));
                let written = pages.screen_pdf(relocator, identity, &anchors);
                let source = source.join().unwrap_or_else(|panic| resume_unwind(panic));
                written.and_then(|pdf| Ok(Pdf { bytes: pdf::finish(&pdf.bytes, source?.as_ref())?, ..pdf }))
            }),
            (Edition::Screen | Edition::Changes, Mode::Watch) => pages.screen_pdf(relocator, identity, &anchors),
            (Edition::Print, _) => pages.print_pdf(relocator, identity, &anchors, &ready.press),
        };
        pdf.map_err(|faults| (faults, files))
    }

    fn relocator<'f>(&'f self, files: &'f mut Files) -> Relocator<'f> {
        Relocator { world: self.world, generated: &self.merged.generated, files }
    }
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

/// Moves faults from the files of one thread to those of the command.
pub fn adopt(diagnostics: &mut [Diagnostic], own: &Files, files: &mut Files) {
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
