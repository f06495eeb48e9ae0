//! From a world to its pages, beginning with what the last round knew of them.
//!
//! Typst lays a document out until what it asked of itself (page numbers, references, counters) is what came out. It
//! begins with knowing nothing, which takes three layouts of a report. After an edit most of what was asked has the same
//! answer, so that one layout on top of the last pages settles.

use comemo::{Constraint, Track};
use ecow::EcoVec;
use rayon::prelude::*;
use typst::World;
use typst::diag::{SourceDiagnostic, SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Content, Output, StyleChain, Target, TargetElem};
use typst::introspection::{EmptyIntrospector, Introspector, MAX_ITERS};
use typst::utils::{Protected, hash128};
use typst_layout::PagedDocument;

use super::complete;
use super::timings;
use super::world::{ReportWorld, WithStockLinks};

/// What is there before pages are laid out.
#[derive(Clone, Copy)]
pub enum Before<'a> {
    /// The last pages of the same world. They and the new ones agree with themselves, as those from nothing do. Where a report allows
    /// for several such layouts (a line of the contents that moves the page that it names), the two may be different ones; what
    /// is to be published has to be compared.
    Pages(&'a PagedDocument),
    /// Nothing, as for stock Typst.
    Nothing,
}

/// What the main file of a world evaluates to, and what was said meanwhile. It keeps no cache from being let go.
pub struct Evaluated(Option<(Content, Sink)>);

/// The pages of a world, laid out from nothing.
pub fn from_nothing(world: &ReportWorld) -> Warned<SourceResult<PagedDocument>> {
    lay_out(Before::Nothing, evaluate(world), world)
}

/// The pages of an evaluated world.
pub fn lay_out(before: Before, evaluated: Evaluated, world: &ReportWorld) -> Warned<SourceResult<PagedDocument>> {
    let Some((content, sink)) = evaluated.0 else { return typst::compile(world) };
    let settled = settle(before, &content, sink, world);
    let completed = settled.and_then(|(document, warnings)| {
        let document = complete::pages(document, world)?;
        Some(Warned { output: Ok(document), warnings })
    });
    // Errors are reported as stock Typst does, without any past, and with its own rule for links.
    completed.unwrap_or_else(|| {
        let Warned { output, warnings } = typst::compile(&WithStockLinks(world));
        Warned { output: output.map(complete::tags), warnings }
    })
}

/// Evaluates the sources of a world, which takes one core and its parts all of them.
pub fn evaluate(world: &ReportWorld) -> Evaluated {
    evaluate_parts(world);
    let world: &dyn World = world;
    let (traced, route) = (Traced::default(), Route::default());
    let mut sink = Sink::new();
    let content = world.source(world.main()).ok().and_then(|main| {
        let sink = sink.track_mut();
        let module = typst_eval::eval(world.track(), world.library(), traced.track(), sink, route.track(), &main);
        Some(module.ok()?.content())
    });
    Evaluated(content.map(|content| (content, sink)))
}

/// What Typst says of the sources of a world when it evaluates them, errors before warnings. No page is laid out.
pub fn said_of_sources(world: &ReportWorld) -> Vec<SourceDiagnostic> {
    evaluate_parts(world);
    let world: &dyn World = world;
    let (traced, route) = (Traced::default(), Route::default());
    let mut sink = Sink::new();
    let Ok(main) = world.source(world.main()) else { return Vec::new() };
    let module =
        typst_eval::eval(world.track(), world.library(), traced.track(), sink.track_mut(), route.track(), &main);
    let errors = module.err().unwrap_or_default();
    errors.into_iter().chain(sink.delayed()).chain(sink.warnings()).collect()
}

/// Evaluates the parts of the report several at once. What comes of it stays in Typst's caches, where the main file finds it, and
/// tells its faults.
fn evaluate_parts(world: &ReportWorld) {
    let _timed = timings::scope("evaluate the parts");
    let ids = world.parts();
    let world: &dyn World = world;
    let evaluate = |id| {
        let Ok(source) = world.source(id) else { return };
        let mut sink = Sink::new();
        let (traced, route) = (Traced::default(), Route::default());
        let _cached =
            typst_eval::eval(world.track(), world.library(), traced.track(), sink.track_mut(), route.track(), &source);
    };
    // Each part would begin with this, and those that begin at once would all do it.
    evaluate(ReportWorld::common());
    ids.into_par_iter().for_each(evaluate);
}

/// Typst's loop of layouts, as in `typst::compile`. `None` when anything is at fault, or nothing settles.
fn settle(
    before: Before,
    content: &Content,
    mut sink: Sink,
    world: &ReportWorld,
) -> Option<(PagedDocument, EcoVec<SourceDiagnostic>)> {
    let world: &dyn World = world;
    let world = world.track();
    let library = world.library();
    let traced = Traced::default();
    let base = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let styles = base.chain(&target);
    let (mut last, name) = match before {
        Before::Pages(last) => (Some(last.clone()), "layout on top of the last"),
        Before::Nothing => (None, "layout from nothing"),
    };
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
            let sound = sink.delayed().is_empty();
            return sound.then(|| (document, sink.warnings()));
        }
        last = Some(document);
    }
    None
}

/// Whether two documents have the same pages.
pub fn same(one: &PagedDocument, other: &PagedDocument) -> bool {
    hash128(one.pages()) == hash128(other.pages())
}
