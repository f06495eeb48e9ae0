//! Typst's engine for questions about pages that are set.

use comemo::Track;
use typst::World;
use typst::engine::{Engine, Route, Sink, Traced};
use typst::introspection::Introspector;
use typst::utils::Protected;

/// What `ask` returns with an engine that knows the pages of an introspector. `None` if Typst found an error that it tells only at the
/// end of a layout.
pub fn over_pages<T>(
    world: &dyn World,
    introspector: &dyn Introspector,
    ask: impl FnOnce(&mut Engine) -> T,
) -> Option<T> {
    let traced = Traced::default();
    let mut sink = Sink::new();
    let mut engine = Engine {
        library: world.library(),
        world: world.track(),
        introspector: Protected::new(introspector.track()),
        traced: traced.track(),
        sink: sink.track_mut(),
        route: Route::default(),
    };
    let answer = ask(&mut engine);
    sink.delayed().is_empty().then_some(answer)
}
