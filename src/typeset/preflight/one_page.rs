//! Parts that are meant for one page, such as the summary page.

use typst::foundations::{Content, Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::syntax::Span;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::diagnostics::Code;

use super::finding::Finding;

/// The label of the two marks around such a part. The value of the first is what it shows first, which has a written place.
const MARK: &str = "one-page";

/// The parts that take more pages, each with the number of the second one.
pub fn check(document: &PagedDocument) -> Vec<(usize, Finding)> {
    let Some(label) = Label::new(PicoStr::intern(MARK)) else { return Vec::new() };
    let introspector = document.introspector();
    let marks = introspector.query(&Selector::Label(label));
    let page = |mark: &Content| Some(introspector.page(mark.location()?)?.get());
    let too_long = marks.chunks_exact(2).filter_map(|marks| {
        let (first, last) = (page(&marks[0])?, page(&marks[1])?);
        let message = format!("the part takes {} pages, and is meant for one", last - first + 1);
        let hint = "shorten its texts, or give it fewer of them";
        (last > first).then(|| (first + 1, Finding::new(Code::MoreThanOnePage, span(&marks[0]), message, hint)))
    });
    too_long.collect()
}

/// Where the value of a mark stands.
fn span(mark: &Content) -> Span {
    match mark.to_packed::<MetadataElem>().map(|mark| &mark.value) {
        Some(Value::Content(shown)) if !shown.span().is_detached() => shown.span(),
        _ => mark.span(),
    }
}
