//! From the graph to the view of one language and edition.

use crate::diagnostics::files::Files;
use crate::graph::Graph;
use crate::merge::attachments;
use crate::merge::emit::Keyed;
use crate::merge::labels::Wording;
use crate::model::choice::Edition;
use crate::model::item::Item;
use crate::model::kind::Kind;
use crate::model::typed::{Report, Theme};
use crate::rules::press::Press;

use super::builder::Builder;
use super::*;

/// Builds the view. `wordings` are those of the report's languages in their order; `wording` is the one of the edition.
pub fn build(
    graph: &Graph,
    files: &Files,
    wordings: &[Wording],
    wording: &Wording,
    edition: Edition,
    press: &Press,
    parts: Vec<PartView>,
) -> View {
    let builder = Builder { graph, files, wording, edition };
    let all = |kind: Kind| keyed(&builder, graph.of(kind));
    View {
        declarations: graph.declarations,
        report: builder.report(wordings, press, &parts),
        parts,
        attachments: attachments::list(graph.withdrawn.iter().len() > 0),
        announcement: builder.announcement(),
        themes: keyed(&builder, graph.report().theme().into_iter().map(|Theme(theme)| theme)),
        questions: keyed(&builder, graph.questions.iter()),
        terms: terms(&builder),
        sources: sources(&builder),
        findings: all(Kind::FINDING),
        conclusions: all(Kind::CONCLUSION),
        recommendations: all(Kind::RECOMMENDATION),
        packages: packages(&builder),
        actors: all(Kind::ACTOR),
        figures: all(Kind::FIGURE),
        withdrawn: keyed(&builder, graph.withdrawn.iter().map(|entry| entry.0)),
    }
}

/// Items by their ids.
fn keyed<'i>(builder: &Builder, items: impl Iterator<Item = &'i Item>) -> Keyed<Dict> {
    Keyed(items.map(|item| (item.id().to_owned(), builder.item(item))).collect())
}

/// The terms as the language sorts them.
fn terms(builder: &Builder) -> Vec<Dict> {
    let mut terms: Vec<(String, Dict)> =
        builder.graph.terms.iter().map(|term| builder.item(term)).map(|dict| (dict.text("term"), dict)).collect();
    terms.sort_by(|(a, _), (b, _)| builder.wording.locale.compare(a, b));
    terms.into_iter().map(|(_, dict)| dict).collect()
}

fn packages(builder: &Builder) -> Keyed<Dict> {
    let order = |dict: &Dict| match dict.get("order") {
        Some(Shown::Integer(order)) => *order,
        _ => 0,
    };
    let mut packages = keyed(builder, builder.graph.of(Kind::PACKAGE));
    packages.0.sort_by_key(|(_, package)| order(package));
    packages
}

/// The sources in the order of a bibliography: by author, then by year and title.
fn sources(builder: &Builder) -> Keyed<Dict> {
    let mut sources = keyed(builder, builder.graph.of(Kind::SOURCE));
    let author = |source: &Dict| source.list("authors").first().map_or_else(|| source.text("publisher"), Shown::text);
    let year = |source: &Dict| match (source.get("year"), source.get("date")) {
        (Some(Shown::Integer(year)), _) => Some(*year),
        (_, Some(Shown::Date(date))) => Some(i64::from(date.ymd.0)),
        _ => None,
    };
    let locale = &builder.wording.locale;
    sources.0.sort_by(|(_, a), (_, b)| {
        locale
            .compare(&author(a), &author(b))
            .then_with(|| year(a).cmp(&year(b)))
            .then_with(|| locale.compare(&a.text("title"), &b.text("title")))
    });
    sources
}

/// What the description sheet of a language says of the report.
const DESCRIPTION: [&str; 13] = [
    "date",
    "title",
    "subtitle",
    "publisher",
    "authors",
    "keywords",
    "abstract",
    "commissioner",
    "funder",
    "area",
    "timeframe",
    "series",
    "licence",
];

impl Builder<'_> {
    fn report(&self, wordings: &[Wording], press: &Press, parts: &[PartView]) -> ReportOfEdition {
        let Report(report) = self.graph.report();
        let text = |text: &str| Shown::Text(text.to_owned());
        let sheet = |wording: &Wording| {
            let description = Builder { wording, ..*self }.description();
            Sheet { language: wording.locale.language, description }
        };
        let mut entries = vec![
            ("format", Shown::Integer(FORMAT)),
            ("language", text(self.wording.locale.language.as_str())),
            ("region", text(&self.wording.locale.region)),
            ("source_language", text(self.graph.source_language().as_str())),
            ("changes", Shown::None),
            ("parts", Shown::List(parts.iter().map(|part| text(&part.name)).collect())),
        ];
        entries.extend(self.fields(report));
        // Metadata of a PDF are strings.
        let own = self.graph.report();
        for (key, names) in [("author_names", own.authors()), ("keyword_names", own.keywords())] {
            let names = names.into_iter().map(|name| Shown::Name(Name(self.words(name))));
            entries.push((key, Shown::List(names.collect())));
        }
        entries.extend([
            ("labels", Shown::Labels(self.wording.labels.clone())),
            ("descriptions", Shown::Sheets(wordings.iter().map(sheet).collect())),
            ("bibliography", text(crate::merge::project::BIBLIOGRAPHY)),
        ]);
        // Whatever is for a screen is for the edition `changes`, too.
        let edition = if self.edition == Edition::Print { Edition::Print } else { Edition::Screen };
        let print = PrintView { bleed: press.bleed, binding: press.binding };
        let edition =
            EditionView { edition: edition.as_str().to_owned(), print: (edition == Edition::Print).then_some(print) };
        ReportOfEdition { common: Dict { declared: Some(report.declared), entries }, edition }
    }

    fn description(&self) -> Dict {
        let Report(report) = self.graph.report();
        let mut entries = vec![
            ("language", Shown::Text(self.wording.locale.language.to_string())),
            ("region", Shown::Text(self.wording.locale.region.clone())),
            ("labels", Shown::Labels(self.wording.labels.clone())),
        ];
        entries.extend(self.fields(report).into_iter().filter(|(key, _)| DESCRIPTION.contains(key)));
        Dict { declared: None, entries }
    }

    fn announcement(&self) -> AnnouncementView {
        let report = self.graph.report();
        let own = report.announcement();
        let named: Vec<String> = own.iter().flat_map(|own| own.themes()).map(|link| link.id.clone()).collect();
        let all = || report.theme().iter().map(|theme| theme.0.id().to_owned()).collect();
        AnnouncementView {
            address: own.and_then(|own| own.address()).map(|address| self.name(address)),
            themes: if named.is_empty() { all() } else { named },
            lead: own.and_then(|own| own.lead()).map(|prose| self.prose(prose)),
            thanks: own.and_then(|own| own.thanks()).map(|prose| self.prose(prose)),
        }
    }
}
