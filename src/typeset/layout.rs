//! From a world to its pages, beginning with what the last round knew of them.
//!
//! Typst lays a document out until what it asked of itself (page numbers, references, counters) is what came out. It
//! begins with knowing nothing, which takes three layouts of a report. After an edit most of what was asked has the same
//! answer, so that one layout on top of the last pages settles.

use comemo::{Constraint, Track};
use typst::World;
use typst::diag::{SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Output, StyleChain, Target, TargetElem};
use typst::introspection::MAX_ITERS;
use typst::utils::{Protected, hash128};
use typst_layout::PagedDocument;

use super::timings;
use super::world::ReportWorld;

/// The pages of a world, laid out from nothing as stock Typst does.
pub fn from_nothing(world: &ReportWorld) -> Warned<SourceResult<PagedDocument>> {
    typst::compile::<PagedDocument>(world)
}

/// The pages of a world, laid out on top of its last ones.
///
/// They agree with themselves, as those of [`from_nothing`] do. Where a report allows for several such layouts (a line of
/// the contents that moves the page that it names), the two may be different ones; what is to be published has to be
/// compared.
pub fn on_top_of(last: &PagedDocument, world: &ReportWorld) -> Warned<SourceResult<PagedDocument>> {
    // Faults are told as they are without any past.
    settle(last, world).unwrap_or_else(|| from_nothing(world))
}

/// Typst's loop of layouts, as in `typst::compile`. `None` when anything is at fault, or nothing settles.
fn settle(last: &PagedDocument, world: &ReportWorld) -> Option<Warned<SourceResult<PagedDocument>>> {
    let world: &dyn World = world;
    let world = world.track();
    let library = world.library();
    let traced = Traced::default();
    let base = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let styles = base.chain(&target);
    let main = world.source(world.main()).ok()?;
    let mut sink = Sink::new();
    let route = Route::default();
    let content =
        typst_eval::eval(world, library, traced.track(), sink.track_mut(), route.track(), &main).ok()?.content();

    let mut last = last.clone();
    for _ in 0..MAX_ITERS {
        let _timed = timings::scope("layout on top of the last");
        let introspector = Output::introspector(&last);
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
        let document = PagedDocument::create(&mut engine, &content, styles).ok()?;
        if constraint.validate(Output::introspector(&document)) {
            sink.extend_from_sink(found);
            let sound = sink.delayed().is_empty();
            return sound.then(|| Warned { output: Ok(document), warnings: sink.warnings() });
        }
        last = document;
    }
    None
}

/// Whether two documents have the same pages.
pub fn same(one: &PagedDocument, other: &PagedDocument) -> bool {
    hash128(one.pages()) == hash128(other.pages())
}
