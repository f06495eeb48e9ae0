//! Resolves links to labels once, when the pages are done. Typst's own rule looks up label and alternative text of each link in each
//! layout; in the first one no label is known yet, so every paragraph with a link is laid out a second time. Our rule leaves stand-ins
//! in the pages as address and alternative text, which say what to look up, and `complete` replaces them.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use ecow::{EcoString, EcoVec, eco_format};
use typst::World;
use typst::diag::{SourceDiagnostic, bail};
use typst::engine::Engine;
use typst::foundations::{Label, NativeElement, ShowFn, StyleChain, Styles, Target, TargetElem};
use typst::introspection::{Introspector, Location};
use typst::model::{Destination, LinkElem, LinkMarker, LinkTarget, Url};
use typst::syntax::Span;
use typst::text::{Lang, Region, TextElem};
use typst::utils::PicoStr;

use super::engine;

/// Begins every stand-in and separates its parts. No link of a report contains it: CommonMark replaces it, and the data may not have it.
const MARK: char = '\0';

/// Typst's rule for links, without its queries.
pub const RULE: ShowFn<LinkElem> = |elem, engine, styles| {
    let span = elem.span();
    let (destination, alt) = match &elem.dest {
        LinkTarget::Label(label) => {
            let stand_in = stand_in("", &label.resolve(), styles);
            let Ok(url) = Url::new(stand_in.clone()) else {
                bail!(span, "the label of the link is too long");
            };
            // Content that is only measured is on no page, but its warnings are kept, each once.
            engine.sink.warn(SourceDiagnostic::warning(Span::detached(), stand_in.clone()));
            (Destination::Url(url), stand_in)
        }
        LinkTarget::Dest(destination @ Destination::Location(place)) => {
            (destination.clone(), stand_in(&format!("{:x}", place.hash()), "", styles))
        }
        LinkTarget::Dest(Destination::Url(url)) if url.starts_with(MARK) => {
            bail!(span, "a link cannot begin with U+0000");
        }
        LinkTarget::Dest(destination) => (destination.clone(), destination.alt_text(engine, styles, span)?),
    };
    Ok(LinkMarker::new(elem.body.clone(), Some(alt)).pack().spanned(span).set(LinkElem::current, Some(destination)))
};

/// What the target and the alternative text of a link depend on: the language, and a place in hexadecimal or else a label.
fn stand_in(place: &str, label: &str, styles: StyleChain) -> EcoString {
    let (lang, region) = (styles.get(TextElem::lang), styles.get(TextElem::region));
    let region = region.as_ref().map_or("", Region::as_str);
    eco_format!("{MARK}{}{MARK}{region}{MARK}{place}{MARK}{label}", lang.as_str())
}

/// Whether an address or an alternative text is a stand-in.
pub fn is_stand_in(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Splits the warnings of a layout into the stand-ins of links to labels, also in content that is on no page, and Typst's own warnings.
pub fn asked(warnings: EcoVec<SourceDiagnostic>) -> (HashSet<EcoString>, EcoVec<SourceDiagnostic>) {
    let (asked, own): (EcoVec<_>, EcoVec<_>) = warnings.into_iter().partition(|warning| is_stand_in(&warning.message));
    (asked.into_iter().map(|warning| warning.message).collect(), own)
}

/// What replaces each stand-in: the target and the alternative text of its link.
pub type Answers = HashMap<EcoString, (Location, EcoString)>;

/// Looks up the answers. `None` if something cannot be found: Typst's own rule reports that at its place.
pub fn answers(world: &dyn World, introspector: &dyn Introspector, stand_ins: HashSet<EcoString>) -> Option<Answers> {
    engine::over_pages(world, introspector, |engine| {
        let base = StyleChain::new(&world.library().styles);
        let answer = |stand_in: EcoString| {
            let answer = answer(&stand_in, introspector, base, engine)?;
            Some((stand_in, answer))
        };
        stand_ins.into_iter().map(answer).collect()
    })?
}

fn answer(
    stand_in: &str,
    introspector: &dyn Introspector,
    base: StyleChain,
    engine: &mut Engine,
) -> Option<(Location, EcoString)> {
    let mut parts = stand_in.splitn(5, MARK).skip(1);
    let mut styles = Styles::new();
    styles.set(TargetElem::target, Target::Paged);
    styles.set(TextElem::lang, Lang::from_str(parts.next()?).ok()?);
    styles.set(TextElem::region, Region::from_str(parts.next()?).ok());
    let place = match (parts.next()?, parts.next()?) {
        ("", label) => introspector.query_label(Label::new(PicoStr::intern(label))?).ok()?.location()?,
        (place, _) => Location::new(u128::from_str_radix(place, 16).ok()?),
    };
    let alt = Destination::Location(place).alt_text(engine, base.chain(&styles), Span::detached()).ok()?;
    Some((place, alt))
}
