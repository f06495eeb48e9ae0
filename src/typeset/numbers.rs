//! The numbers that pages give: of figures, of tables and of chapters. An extract of a report keeps them.

use std::str::FromStr;

use comemo::Track;
use typst::World;
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Content, NativeElement, Packed, StyleChain};
use typst::introspection::{Counter, Introspector};
use typst::model::{FigureElem, HeadingElem, Numbering, NumberingPattern, Refable};
use typst::syntax::Span;
use typst::utils::Protected;
use typst_layout::PagedDocument;

use crate::merge::view::extract::Numbers;

use super::ReportWorld;

/// The numbers on the pages of a world.
pub fn of(document: &PagedDocument, world: &ReportWorld) -> Numbers {
    let introspector: &dyn Introspector = &**document.introspector();
    let world: &dyn World = world;
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
    let mut numbers = Numbers::default();
    for element in introspector.query(&FigureElem::ELEM.select()) {
        // What has no caption, such as an action that can be pointed at, shows no number.
        let captioned = |figure: &&Packed<FigureElem>| figure.caption.get_ref(StyleChain::default()).is_some();
        let Some(figure) = element.to_packed::<FigureElem>().filter(captioned) else { continue };
        let Some(number) = figure.numbering().and_then(|_| number(&element, &figure.counter(), &mut engine)) else {
            continue;
        };
        if let Some(label) = element.label() {
            numbers.labelled.insert(label.resolve().as_str().to_owned(), number);
        }
    }
    for element in introspector.query(&HeadingElem::ELEM.select()) {
        let Some(heading) = element.to_packed::<HeadingElem>() else { continue };
        if heading.resolve_level(StyleChain::default()).get() > 1 {
            continue;
        }
        if let (Some(label), Some(_)) = (element.label(), heading.numbering())
            && let Some(number) = number(&element, &heading.counter(), &mut engine)
        {
            numbers.labelled.insert(label.resolve().as_str().to_owned(), number);
        }
    }
    numbers
}

/// What a counter says at an element; `None` if that is no single number.
fn number(element: &Content, counter: &Counter, engine: &mut Engine) -> Option<u64> {
    let plain_number = Numbering::Pattern(NumberingPattern::from_str("1").ok()?);
    let styles = StyleChain::default();
    let shown = counter.display_at(engine, element.location()?, styles, &plain_number, Span::detached()).ok()?;
    shown.plain_text().parse().ok()
}
