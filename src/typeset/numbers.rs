//! The numbers that pages give: of figures, of tables and of chapters. An extract of a report keeps them.

use std::str::FromStr;

use typst::engine::Engine;
use typst::foundations::{Content, NativeElement, StyleChain};
use typst::introspection::{Counter, Introspector};
use typst::model::{FigureElem, HeadingElem, Numbering, NumberingPattern, Refable};
use typst::syntax::Span;
use typst_layout::PagedDocument;

use crate::merge::view::extract::Numbers;

use super::{ReportWorld, engine};

/// The numbers on the pages of a world. `None` if Typst finds an error in them that the layout did not show: without its numbers, an extract
/// would count anew. No template is known that comes so far: Typst 0.15.1 delays only errors of show rules, which numbers do not meet.
pub fn of(document: &PagedDocument, world: &ReportWorld) -> Option<Numbers> {
    let introspector: &dyn Introspector = &**document.introspector();
    let labelled = engine::over_pages(world, introspector, |engine| {
        let figures = introspector.query(&FigureElem::ELEM.select());
        let headings = introspector.query(&HeadingElem::ELEM.select());
        let numbered = figures.iter().chain(&headings).filter_map(|element| {
            let number = number(element, &counter(element)?, engine)?;
            Some((element.label()?.resolve().as_str().to_owned(), number))
        });
        numbered.collect()
    });
    Some(Numbers { labelled: labelled? })
}

/// What counts an element, if it shows a number: a figure with a caption, or a chapter.
fn counter(element: &Content) -> Option<Counter> {
    let styles = StyleChain::default();
    if let Some(figure) = element.to_packed::<FigureElem>() {
        // What has no caption, such as an action that can be pointed at, shows no number.
        return (figure.caption.get_ref(styles).is_some() && figure.numbering().is_some()).then(|| figure.counter());
    }
    let heading = element.to_packed::<HeadingElem>()?;
    (heading.resolve_level(styles).get() == 1 && heading.numbering().is_some()).then(|| heading.counter())
}

/// What a counter says at an element; `None` if that is no single number.
fn number(element: &Content, counter: &Counter, engine: &mut Engine) -> Option<u64> {
    let plain_number = Numbering::Pattern(NumberingPattern::from_str("1").ok()?);
    let styles = StyleChain::default();
    let shown = counter.display_at(engine, element.location()?, styles, &plain_number, Span::detached()).ok()?;
    shown.plain_text().parse().ok()
}
