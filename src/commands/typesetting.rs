//! Sets merged projects as PDF, side by side.

use crate::data::graph::Kind;
use crate::data::model::Edition;
use crate::data::rules::policy::{Policy, Used};
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::{Files, Place};
use crate::typeset::boxes::Sheet;
use crate::typeset::compile;
use crate::typeset::pdf::{self, Identity, Pages};
use crate::typeset::preflight::Standard;
use crate::typeset::world::ReportWorld;

use super::pipeline::{Inputs, Merged, Ready};

/// The stack of a thread that sets pages, in bytes: Typst recurses deeply on nested content.
const STACK: usize = 16 * 1024 * 1024;

/// A PDF that was set.
pub struct Set {
    pub pdf: Vec<u8>,
    pub pages: usize,
}

/// Sets each of `merged`; they share Typst's caches. The results are in the same order, `None` where there is an error,
/// which is among the complaints that go to `diagnostics`, at the report's own levels.
pub fn set_all(
    inputs: &Inputs,
    ready: &Ready,
    policy: &Policy,
    merged: &[&Merged],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Set>> {
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = merged
            .iter()
            .map(|merged| {
                let files = files.clone();
                std::thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || set(inputs, ready, policy, merged, files))
                    .expect("the system gives a thread for each language")
            })
            .collect();
        threads.into_iter().zip(merged).map(|(thread, merged)| thread.join().map_err(|_| stopped(merged))).collect()
    });
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
    if merged.len() == ready.merged.len() && sets.iter().all(Option::is_some) {
        diagnostics.extend(policy.doubt_unused(&used, |code| Code::OF_PAGES.contains(&code)));
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

fn set(inputs: &Inputs, ready: &Ready, policy: &Policy, merged: &Merged, mut files: Files) -> Outcome {
    let mut diagnostics = Vec::new();
    let world = ReportWorld::new(&inputs.project, inputs.template_files(), ready.fonts.clone(), &merged.generated);
    let (name, language) = (merged.name(), merged.language.to_string());
    let standard = Standard {
        edition: &name,
        language: (&language, &merged.region),
        sheet: match merged.edition {
            Edition::Screen => Sheet::SCREEN,
            Edition::Print => Sheet::of(&ready.press),
        },
        limits: merged.limits,
    };
    let document = compile::compile(&world, &merged.generated, &standard, &mut files, &mut diagnostics);
    let used = policy.settle(&mut diagnostics);
    let sound = !any_error(&diagnostics);
    let set = document.filter(|_| sound).and_then(|document| {
        let report = &ready.graph.report;
        let ident = format!("{}/{}/{}", report.id.value, merged.language, merged.edition.as_str());
        let identity = Identity { ident, date: report.date.ymd() };
        let pages = Pages { document: &document, world: &world, generated: &merged.generated, files: &mut files };
        let pdf = match merged.edition {
            Edition::Screen => pdf::screen(pages, identity, &anchors(ready)),
            Edition::Print => pdf::print(pages, identity, &ready.press),
        };
        let pdf = pdf.map_err(|mut faults| diagnostics.append(&mut faults)).ok()?;
        Some(Set { pdf: pdf.bytes, pages: pdf.pages })
    });
    Outcome { set, diagnostics, used, files }
}

/// Every id with the label that it stands under. A source's own label is Typst's, for citations, so the templates put
/// another one where they tell about the source.
fn anchors(ready: &Ready) -> Vec<(String, String)> {
    let label = |id: &str| match ready.graph.kind(id) {
        Some(Kind::Source) => format!("source-{id}"),
        _ => id.to_owned(),
    };
    let mut anchors: Vec<_> = ready.graph.ids().map(|id| (id.to_owned(), label(id))).collect();
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
