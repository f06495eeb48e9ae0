//! From the graph to the view of one language and edition.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::Files;
use crate::graph::reading_order;
use crate::graph::ways::{End, Found, Way, Ways};
use crate::merge::{Input, Wording, attachments};
use crate::model::load::COMMENTS;
use crate::model::typed::{Figure, Report, Term, Theme};
use crate::model::{Declaration, Declarations, Edition, Item, Kind, Localized, Number, Typed};
use crate::rules::Press;

use super::formats::FORMAT;
use super::{Collection, Dict, PartView, ReportOfEdition, Shown, View, builder::Builder, from_data::Maker, order};

/// The path of the bibliography for looks that have Typst make the citations.
pub const BIBLIOGRAPHY: &str = "/generated/sources.yml";

/// Builds the view of one edition.
pub fn build(input: Input, files: &Files, edition: Edition, parts: Vec<PartView>) -> View {
    let Input { graph, wordings, wording, press, .. } = input;
    let declares = !std::ptr::eq(graph.model.declarations, Declarations::built_in());
    let with_ids = graph.model.with_ids().filter(|_| declares).map(|item| (item.id(), item)).collect();
    let attached = attachments::attached_names(graph);
    let builder = Builder { graph, files, wording, edition, attached: &attached, with_ids: &with_ids };
    let kinds = View::kinds(graph.model.declarations);
    let collections: Vec<_> = kinds.map(|kind| Arc::new(builder.collection(kind))).collect();
    let mut report = builder.report(wordings, press, &parts);
    report.common.entries.extend(builder.division(&collections));
    View {
        declarations: graph.model.declarations,
        report,
        parts,
        attachments: attachments::list(graph),
        announcement: builder.announcement(),
        collections,
    }
}

/// The order of a bibliography: by author, then by year and title.
fn in_bibliography(sources: &mut [(String, Dict)], wording: &Wording) {
    let author = |source: &Dict| source.list("authors").first().map_or_else(|| source.text("publisher"), Shown::text);
    let year = |source: &Dict| match (source.get("year"), source.get("date")) {
        (Some(Shown::Integer(year)), _) => Some(*year),
        (_, Some(Shown::Date(date))) => Some(i64::from(date.first.0)),
        _ => None,
    };
    let locale = &wording.locale;
    sources.sort_by(|(_, a), (_, b)| {
        locale
            .compare(&author(a), &author(b))
            .then_with(|| year(a).cmp(&year(b)))
            .then_with(|| locale.compare(&a.text("title"), &b.text("title")))
    });
}

/// The fields of the report in its description sheets.
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
    /// The items of a kind, sorted as it declares; sources as in a bibliography, actors by kind, and others in the order of their ids.
    fn collection(&self, declared: &'static Declaration) -> Collection {
        let graph = self.graph;
        let shown = |item: &Item| (item.id().to_owned(), self.item(item));
        let mut items: Vec<(String, Dict)> = match declared.collection.as_str() {
            "themes" => graph.report().theme().into_iter().map(|Theme(theme)| shown(theme)).collect(),
            "questions" => graph.model.questions().iter().map(&shown).collect(),
            // One without an expansion is there for its joints alone.
            "terms" => {
                let terms = graph.model.terms().iter();
                terms.filter(|term| Term::of(term).expansion().is_some()).map(&shown).collect()
            }
            "withdrawn" => graph.withdrawn.iter().map(|entry| shown(entry.0)).collect(),
            _ if declared.folder.is_none() => {
                graph.model.listed_with_ids().filter(|item| item.kind() == declared.kind()).map(&shown).collect()
            }
            _ => {
                let mut items: Vec<_> = graph.of(declared.kind()).collect();
                reading_order::by_kind_of_actor(&mut items);
                items.into_par_iter().map(shown).collect()
            }
        };
        if declared.key == Figure::KIND {
            self.fill_from_data(&mut items);
        }
        let locale = &self.wording.locale;
        if let Some(way) = declared.sort.as_ref().filter(|way| way.contains('.')) {
            self.sort_by_way(declared, way, &mut items);
        } else if let Some(way) = &declared.sort {
            let words = order::words(graph.model.declarations, declared, way);
            items.sort_by(|(_, a), (_, b)| order::compare(a.at(way), b.at(way), words, locale));
        }
        if declared.kind() == Kind::SOURCE {
            in_bibliography(&mut items, self.wording);
        }
        Collection { declared, items }
    }

    /// Sorts items by what stands first at the end of a way such as `retest.status`; of tables with dates the latest counts.
    fn sort_by_way(&self, declared: &'static Declaration, way: &str, items: &mut Vec<(String, Dict)>) {
        let declarations = self.graph.model.declarations;
        let Ok(way) = Way::read(declarations, declared, way) else { return };
        let ways = Ways::new(self.graph);
        let words = match way.end {
            End::Word(number) => declarations.vocabularies.get(number),
            _ => None,
        };
        let value = |found: Found| match found {
            Found::Value(field, value) => self.value(field, value),
            Found::Word(word) => Shown::Text(word.to_owned()),
            Found::Id(id) => Shown::Text(id),
        };
        let first = |id: &str| ways.found(ways.item(id)?, &way).into_iter().next().map(value);
        let keyed = std::mem::take(items).into_iter().map(|item| (first(&item.0), item));
        let mut keyed: Vec<_> = keyed.collect();
        let locale = &self.wording.locale;
        keyed.sort_by(|(a, _), (b, _)| order::compare(a.as_ref(), b.as_ref(), words, locale));
        *items = keyed.into_iter().map(|(_, item)| item).collect();
    }

    /// Puts rows into the figures that are made from the items of the report.
    fn fill_from_data(&self, figures: &mut [(String, Dict)]) {
        let own: Vec<Figure> = self.graph.all::<Figure>().filter(|figure| figure.kind().is_from_data()).collect();
        if own.is_empty() {
            return;
        }
        let maker = Maker::new(self);
        for (id, shown) in figures {
            if let Some(figure) = own.iter().find(|figure| figure.0.id() == id) {
                maker.fill(*figure, &mut shown.entries);
            }
        }
    }

    fn report(&self, wordings: &[Wording], press: &Press, parts: &[PartView]) -> ReportOfEdition {
        let Report(report) = self.graph.report();
        let text = |text: &str| Shown::Text(text.to_owned());
        let sheet =
            |wording: &Wording| Shown::Sheet(wording.locale.language, Builder { wording, ..*self }.description());
        let mut entries = vec![
            ("format", Shown::Integer(FORMAT)),
            ("language", text(self.wording.locale.language.as_str())),
            ("region", text(&self.wording.locale.region)),
            ("source_language", text(self.graph.source_language().as_str())),
            ("changes", Shown::None),
            ("parts", Shown::List(parts.iter().map(|part| text(&part.name)).collect())),
        ];
        entries.extend(self.fields(report));
        self.add_own(report, &mut entries);
        entries.extend(self.classification().map(|marking| ("classification", marking)));
        entries.extend(self.brand(press).map(|brand| ("brand", brand)));
        let own = self.graph.report();
        entries.extend(own.has_cover_apart().then_some(("spine", Shown::YesNo(true))));
        // Metadata of a PDF are strings.
        for (key, names) in [("author_names", own.authors()), ("keyword_names", own.keywords())] {
            let names = names.into_iter().map(|name| Shown::Name(self.localized(name)));
            entries.push((key, Shown::List(names.collect())));
        }
        entries.extend(self.sums().map(|sums| ("sums", sums)));
        // Only where pages show them, so that nothing else does.
        if parts.iter().any(|part| part.name == COMMENTS) {
            entries.push(("comments", self.comments()));
        }
        entries.extend([
            ("labels", Shown::Labels(self.wording.labels.clone(), self.wording.foreign.clone())),
            ("descriptions", Shown::List(wordings.iter().map(sheet).collect())),
            ("bibliography", text(BIBLIOGRAPHY)),
        ]);
        let is_print = self.edition.is_printed();
        // To templates, the edition `changes` is one for a screen, and `cover` is one for print.
        let edition = if is_print { Edition::Print } else { Edition::Screen };
        let length = |millimetres| Shown::Amount(Number { value: millimetres, decimals: 0 });
        let print =
            is_print.then(|| Dict::of(vec![("bleed", length(press.bleed)), ("binding", length(press.binding))]));
        let print = print.map_or(Shown::None, Shown::Dict);
        let edition = Dict::of(vec![("edition", text(edition.as_str())), ("print", print)]);
        ReportOfEdition { common: Dict { declared: Some(report.declared), entries }, edition }
    }

    fn description(&self) -> Dict {
        let Report(report) = self.graph.report();
        let mut entries = vec![
            ("language", Shown::Text(self.wording.locale.language.to_string())),
            ("region", Shown::Text(self.wording.locale.region.clone())),
            ("labels", Shown::Printed(self.wording.labels.clone(), self.wording.foreign.clone())),
        ];
        let built_in = Declarations::built_in().of(Kind::REPORT);
        let is_own = |key: &str| built_in.fields.iter().all(|field| field.view.as_deref().unwrap_or(&field.key) != key);
        entries.extend(self.fields(report).into_iter().filter(|(key, _)| DESCRIPTION.contains(key) || is_own(key)));
        self.add_own(report, &mut entries);
        Dict::of(entries)
    }

    fn announcement(&self) -> Dict {
        let report = self.graph.report();
        let own = report.announcement();
        let named: Vec<String> = own.iter().flat_map(|own| own.themes()).map(|link| link.id.clone()).collect();
        let all = || report.theme().iter().map(|theme| theme.0.id().to_owned()).collect();
        let themes: Vec<String> = if named.is_empty() { all() } else { named };
        let address = own.and_then(|own| own.address()).map(|address| Shown::Name(self.in_source_language(address)));
        let prose = |prose: Option<&Localized>| prose.map_or(Shown::None, |prose| Shown::Prose(self.localized(prose)));
        Dict::of(vec![
            ("address", address.unwrap_or(Shown::None)),
            // The ids of the themes whose findings are announced.
            ("themes", Shown::texts(&themes)),
            ("lead", prose(own.and_then(|own| own.lead()))),
            ("thanks", prose(own.and_then(|own| own.thanks()))),
        ])
    }
}
