//! Resolves links to labels once, when the pages are done. Typst's own rule looks up label and alternative text of each link in each
//! layout; in the first one no label is known yet, so every paragraph with a link is laid out a second time. Our rule leaves stand-ins
//! in the pages, which `complete` replaces: a URL that names the label, and an alternative text that says what to look up.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use comemo::Track;
use ecow::{EcoString, EcoVec, eco_format};
use typst::World;
use typst::diag::{SourceDiagnostic, bail};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Label, NativeElement, ShowFn, StyleChain, Styles, Target, TargetElem};
use typst::introspection::{Introspector, Location};
use typst::model::{Destination, LinkElem, LinkMarker, LinkTarget, Url};
use typst::syntax::Span;
use typst::text::{Lang, Region, TextElem};
use typst::utils::{PicoStr, Protected};

/// Begins every stand-in and separates its parts. No link of a report contains it: CommonMark replaces it, and the data may not have it.
const MARK: char = '\0';

/// Typst's rule for links, without its queries.
pub const RULE: ShowFn<LinkElem> = |elem, engine, styles| {
    let span = elem.span();
    let (lang, region) = (styles.get(TextElem::lang), styles.get(TextElem::region));
    let (destination, alt) = match &elem.dest {
        LinkTarget::Label(label) => {
            let name = eco_format!("{MARK}{}", label.resolve().as_str());
            let Ok(stand_in) = Url::new(name.clone()) else {
                bail!(span, "the label of the link is too long");
            };
            // Content that is only measured is on no page, but its warnings are kept, each once.
            engine.sink.warn(SourceDiagnostic::warning(Span::detached(), name));
            (Destination::Url(stand_in), Question { lead: Lead::Label(*label), lang, region }.stand_in())
        }
        LinkTarget::Dest(destination @ Destination::Location(place)) => {
            (destination.clone(), Question { lead: Lead::Place(*place), lang, region }.stand_in())
        }
        LinkTarget::Dest(Destination::Url(url)) if url.starts_with(MARK) => {
            bail!(span, "a link cannot begin with U+0000");
        }
        LinkTarget::Dest(destination) => (destination.clone(), destination.alt_text(engine, styles, span)?),
    };
    Ok(LinkMarker::new(elem.body.clone(), Some(alt)).pack().spanned(span).set(LinkElem::current, Some(destination)))
};

/// What the alternative text of a link depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Question {
    lead: Lead,
    lang: Lang,
    region: Option<Region>,
}

/// What a link leads to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Lead {
    Label(Label),
    Place(Location),
}

impl Question {
    /// The question that an alternative text stands for, if it is a stand-in.
    pub fn of(alt: &str) -> Option<Self> {
        let mut parts = alt.strip_prefix(MARK)?.splitn(4, MARK);
        let lang = Lang::from_str(parts.next()?).ok()?;
        let region = Region::from_str(parts.next()?).ok();
        let lead = match (parts.next()?, parts.next()?) {
            ("", label) => Lead::Label(Label::new(PicoStr::intern(label))?),
            (place, _) => Lead::Place(Location::new(u128::from_str_radix(place, 16).ok()?)),
        };
        Some(Self { lead, lang, region })
    }

    fn stand_in(&self) -> EcoString {
        let (lang, region) = (self.lang.as_str(), self.region);
        let region = region.as_ref().map_or("", Region::as_str);
        match self.lead {
            Lead::Label(label) => eco_format!("{MARK}{lang}{MARK}{region}{MARK}{MARK}{}", label.resolve().as_str()),
            Lead::Place(place) => eco_format!("{MARK}{lang}{MARK}{region}{MARK}{:x}{MARK}", place.hash()),
        }
    }
}

/// The label that an address stands for, if it is a stand-in.
pub fn label(url: &Url) -> Option<Label> {
    Label::new(PicoStr::intern(url.strip_prefix(MARK)?))
}

/// Splits the warnings of a layout into the labels that links asked for, also in content that is on no page, and Typst's own warnings.
pub fn asked(warnings: EcoVec<SourceDiagnostic>) -> (HashSet<Label>, EcoVec<SourceDiagnostic>) {
    let named = |warning: &SourceDiagnostic| Label::new(PicoStr::intern(warning.message.strip_prefix(MARK)?));
    let labels = warnings.iter().filter_map(named).collect();
    (labels, warnings.into_iter().filter(|warning| !warning.message.starts_with(MARK)).collect())
}

/// The replacements of all stand-ins.
#[derive(Default)]
pub struct Answers {
    places: HashMap<Label, Location>,
    alts: HashMap<Question, EcoString>,
}

impl Answers {
    pub fn place(&self, label: Label) -> Option<Location> {
        self.places.get(&label).copied()
    }

    pub fn alt(&self, question: &Question) -> Option<&EcoString> {
        self.alts.get(question)
    }
}

/// Looks up the targets and the alternative texts of links. `None` if one cannot be found: Typst's own rule reports that at its place.
pub fn answers(
    world: &dyn World,
    introspector: &dyn Introspector,
    labels: &HashSet<Label>,
    questions: &HashSet<Question>,
) -> Option<Answers> {
    let place = |label: Label| introspector.query_label(label).ok()?.location();
    let places = labels.iter().map(|label| Some((*label, place(*label)?))).collect::<Option<_>>()?;
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
    let base = StyleChain::new(&world.library().styles);
    let mut alts = HashMap::new();
    for question in questions {
        let place = match question.lead {
            Lead::Label(label) => place(label)?,
            Lead::Place(place) => place,
        };
        let mut styles = Styles::new();
        styles.set(TargetElem::target, Target::Paged);
        styles.set(TextElem::lang, question.lang);
        styles.set(TextElem::region, question.region);
        let alt = Destination::Location(place).alt_text(&mut engine, base.chain(&styles), Span::detached()).ok()?;
        alts.insert(question.clone(), alt);
    }
    sink.delayed().is_empty().then_some(Answers { places, alts })
}
