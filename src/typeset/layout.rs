//! From a world to its pages, on top of earlier ones where there are any. Typst repeats the layout until its queries (page numbers,
//! references) have the same answers as before: from nothing, that takes three layouts of a report, on top of the last pages mostly one.

use comemo::{Constraint, Track};
use ecow::EcoVec;
use rayon::prelude::*;
use typst::World;
use typst::diag::{SourceDiagnostic, SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Content, Module, Output, StyleChain, Target, TargetElem};
use typst::introspection::{EmptyIntrospector, Introspector, MAX_ITERS};
use typst::syntax::FileId;
use typst::utils::Protected;
use typst_layout::PagedDocument;

use super::{ReportWorld, complete, links, timings};

/// The rounds of `watch` that an unused entry of Typst's caches survives, such as that of a section to which the editor comes back.
pub const ROUNDS_KEPT: usize = 30;

/// Evicts the entries of Typst's caches that were unused in the last `rounds` calls. They are those of the whole program.
pub fn evict(rounds: usize) {
    comemo::evict(rounds);
}

/// The content of the main file, with Typst's warnings. It does not pin comemo's cache.
pub struct Evaluated(Option<(Content, Sink)>);

/// The pages of an evaluated world, on top of the pages `base` of the same world, or from nothing. A report may have several layouts
/// that agree with themselves, so pages on top of others have to be compared with those from nothing before they are published.
pub fn lay_out(
    base: Option<&PagedDocument>,
    evaluated: Evaluated,
    world: &ReportWorld,
) -> Warned<SourceResult<PagedDocument>> {
    let Some((content, sink)) = evaluated.0 else { return typst::compile(world) };
    let completed = settle(base, &content, sink, world).and_then(|(document, warnings)| {
        let (stand_ins, warnings) = links::asked(warnings);
        let output = Ok(complete::pages(document, stand_ins, world)?);
        Some(Warned { output, warnings })
    });
    // Errors are reported as stock Typst does: from nothing, and with its own rule for links.
    completed.unwrap_or_else(|| {
        let Warned { output, warnings } = typst::compile(&world.with_stock_links());
        Warned { output: output.map(complete::tags), warnings }
    })
}

/// Evaluates the sources of a world, its parts on all cores.
pub fn evaluate(world: &ReportWorld) -> Evaluated {
    evaluate_parts(world);
    Evaluated(eval(world, world.main()).and_then(|(module, sink)| Some((module.ok()?.content(), sink))))
}

/// The errors, then the warnings, of Typst when it evaluates the sources of a world. No page is laid out.
pub fn faults_of_sources(world: &ReportWorld) -> Vec<SourceDiagnostic> {
    evaluate_parts(world);
    let Some((module, mut sink)) = eval(world, world.main()) else { return Vec::new() };
    let errors = module.err().unwrap_or_default();
    errors.into_iter().chain(sink.delayed()).chain(sink.warnings()).collect()
}

/// Evaluates the parts of the report in parallel. The main file finds the results, and their faults, in comemo's cache.
fn evaluate_parts(world: &ReportWorld) {
    let _timed = timings::scope("evaluate the parts");
    // Every part imports this; evaluated first, it is not evaluated by several parts at once.
    let _cached = eval(world, ReportWorld::common());
    world.parts().into_par_iter().for_each(|id| _ = eval(world, id));
}

/// Evaluates a file; returns its module with Typst's warnings. `None` when it cannot be read.
pub fn eval(world: &ReportWorld, id: FileId) -> Option<(SourceResult<Module>, Sink)> {
    let world: &dyn World = world;
    let source = world.source(id).ok()?;
    let (traced, route, mut sink) = (Traced::default(), Route::default(), Sink::new());
    let module =
        typst_eval::eval(world.track(), world.library(), traced.track(), sink.track_mut(), route.track(), &source);
    Some((module, sink))
}

/// Typst's loop of layouts, as in `typst::compile`. `None` on any error, or when it does not converge.
fn settle(
    base: Option<&PagedDocument>,
    content: &Content,
    mut sink: Sink,
    world: &ReportWorld,
) -> Option<(PagedDocument, EcoVec<SourceDiagnostic>)> {
    let world: &dyn World = world;
    let world = world.track();
    let library = world.library();
    let traced = Traced::default();
    let defaults = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let styles = defaults.chain(&target);
    let name = if base.is_some() { "layout on top of the last" } else { "layout from nothing" };
    let mut last = base.cloned();
    for _ in 0..MAX_ITERS {
        let _timed = timings::scope(name);
        let introspector = last.as_ref().map_or(&EmptyIntrospector as &dyn Introspector, Output::introspector);
        let constraint = Constraint::new();
        let mut found = Sink::new();
        let mut engine = Engine {
            library,
            world,
            introspector: Protected::new(introspector.track_with(&constraint)),
            traced: traced.track(),
            sink: found.track_mut(),
            route: Route::default(),
        };
        let document = PagedDocument::create(&mut engine, content, styles).ok()?;
        if constraint.validate(Output::introspector(&document)) {
            sink.extend_from_sink(found);
            let is_sound = sink.delayed().is_empty();
            return is_sound.then(|| (document, sink.warnings()));
        }
        last = Some(document);
    }
    None
}
