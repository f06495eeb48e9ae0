//! Checks how items are used, which is known once everything is merged.

use std::collections::{HashMap, HashSet};

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Diagnostic, FileKey, Place, nearest};
use crate::files::Tree;
use crate::graph::{Graph, withdrawn::first_places};
use crate::model::typed::{Evidence, Figure, Finding};
use crate::model::{Declaration, Declarations, Field, Kind, Link, Value, declared::Show, kind};

/// What the prose of the report refers to; known once all of it is merged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct References {
    /// Sources cited in prose, with the places of the citations.
    pub cited: Vec<(String, Place)>,
    /// Figures that the prose refers to, with the places of the references.
    pub referred: Vec<(String, Place)>,
    /// Figures placed in chapters and fields, with their places.
    pub placed: Vec<(String, Place)>,
    /// Chapter headings with an id, `## Heading {#id}`, with their places.
    pub headings: Vec<(String, Place)>,
    /// Links to headings, with places.
    pub to_headings: Vec<(String, Place)>,
    /// Tables of chapters with an id, `: Caption {#id}`, with their places.
    pub tables: Vec<(String, Place)>,
    /// References to tables, with places.
    pub to_tables: Vec<(String, Place)>,
    /// Whether a chapter of this language could not be read, so that its references are missing.
    pub incomplete: bool,
    /// The same in any language of the report.
    pub incomplete_anywhere: bool,
}

impl References {
    /// Adds what other prose refers to.
    pub fn append(&mut self, mut other: Self) {
        self.cited.append(&mut other.cited);
        self.referred.append(&mut other.referred);
        self.placed.append(&mut other.placed);
        self.headings.append(&mut other.headings);
        self.to_headings.append(&mut other.to_headings);
        self.tables.append(&mut other.tables);
        self.to_tables.append(&mut other.to_tables);
    }
}

/// Checks one language; `cited` is of all of them.
pub fn check(graph: &Graph, language: Language, references: &References, diagnostics: &mut Vec<Diagnostic>) {
    let mut cited: HashMap<FileKey, Vec<Place>> = HashMap::new();
    for (_, place) in &references.cited {
        cited.entry(place.file).or_default().push(*place);
    }
    let has_sources = graph.model.declarations.of(Kind::SOURCE).used;
    for item in graph.all::<Finding>().filter(|_| has_sources) {
        let (_, condition) = item.condition().get(language);
        let in_file = cited.get(&condition.place.file).into_iter().flatten();
        let evidence = item.evidence();
        let has_no_sources = !evidence.is_empty() && evidence.iter().all(|evidence| evidence.source().is_none());
        if !has_no_sources && !in_file.copied().any(|place| condition.place.contains(place)) {
            let message = format!("the condition of `{}` cites no source", item.0.id());
            let hint = "cite the evidence where the text uses it: `[@source]`";
            diagnostics.push(Diagnostic::new(Code::UncitedFinding, condition.place, message).with_hint(hint));
        }
    }
    unused(graph, references, diagnostics);
    let in_findings = graph.all::<Finding>().flat_map(Finding::figures).map(|link| (link.id.as_str(), link.place));
    // A text is written more than once where its changes are marked, and where an item has it under two names.
    let mut known = HashSet::new();
    let in_texts = references.placed.iter().filter(|placed| known.insert(*placed));
    let in_texts = in_texts.map(|(id, place)| (id.as_str(), *place));
    let placed = first_places(in_findings.chain(in_texts), |id, place, first| {
        let fault = Diagnostic::new(Code::FigurePlacedTwice, place, format!("the figure `{id}` is placed twice"));
        let hint = format!("place it once and refer to it with `[@{id}]`");
        diagnostics.push(fault.with_related(first, "it stands here already").with_hint(hint));
    });
    // Where a chapter could not be read, which figures stand in it is unknown.
    if references.incomplete {
        return;
    }
    for item in graph.of(Kind::FIGURE).filter(|item| !placed.contains_key(item.id())) {
        let message = format!("the figure `{}` stands nowhere in `{language}`", item.id());
        let hint = format!(
            "place it with `![]({})` in a chapter or a text of a card, or name it in a finding's `figures`",
            item.id()
        );
        diagnostics.push(Diagnostic::new(Code::UnplacedFigure, item.place, message).with_hint(hint));
    }
    for (id, place) in references.referred.iter().filter(|(id, _)| !placed.contains_key(id.as_str())) {
        let message = format!("the text refers to the figure `{id}`, which stands nowhere in `{language}`");
        let hint = format!("place the figure in a chapter with `![]({id})`");
        diagnostics.push(Diagnostic::new(Code::DanglingReference, *place, message).with_hint(hint));
    }
    let rests = graph.all::<Finding>().flat_map(|item| item.evidence().into_iter().map(move |it| (item.0.id(), it)));
    for (finding, link) in rests.filter_map(|(finding, evidence)| Some((finding, evidence.figure()?))) {
        if !placed.contains_key(link.id.as_str()) {
            let figure = &link.id;
            let message = format!("`{finding}` rests on the figure `{figure}`, which stands nowhere in `{language}`");
            let hint =
                format!("place the figure in a chapter with `![]({figure})`, or in the `figures` of `{finding}`");
            diagnostics.push(Diagnostic::new(Code::DanglingReference, link.place, message).with_hint(hint));
        }
    }
    targets(references, diagnostics);
}

/// Checks that a report with citations, such as `cited` in prose of all languages, names a part that lists the sources.
pub fn list_of_sources(graph: &Graph, cited: &[(String, Place)], templates: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let parts = graph.report().parts();
    let has = |name: &str| parts.iter().any(|part| part.value == name);
    let evidence =
        graph.all::<Finding>().flat_map(Finding::evidence).filter_map(Evidence::source).map(|link| link.place);
    let figures = graph.all::<Figure>().flat_map(Figure::source).map(|source| source.place);
    let printed = evidence.filter(|_| has("findings") || has("matrix"));
    let own = own_citations(graph, &has);
    let key_figures = key_figures(graph).filter(|_| has("summary-page")).map(|link| link.place);
    let Some(first) =
        cited.iter().map(|(_, place)| *place).chain(printed).chain(figures).chain(key_figures).chain(own).next()
    else {
        return;
    };
    let lists = |name: &str| {
        let template = templates.get(&format!("templates/parts/{name}.typ"));
        let text = template.map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        name == SOURCES || text.contains("bibliography(") || text.contains("source-list(")
    };
    if parts.iter().any(|part| lists(&part.value)) {
        return;
    }
    if let Some(last) = parts.last() {
        let message = "the report cites sources, and `parts` names no part that lists them";
        let fault = Diagnostic::new(Code::MissingPart, last.place, message);
        let fault = fault.with_related(first, "a source is cited here");
        diagnostics.push(fault.with_hint(format!("add `\"{SOURCES}\"` to `parts`")));
    }
}

/// The sources of the key figures. The report has no id, so nothing leads back to these links.
pub fn key_figures(graph: &Graph) -> impl Iterator<Item = &Link> {
    let links = graph.report().0.links().into_iter();
    links.filter(|it| it.link.kind == Kind::SOURCE && !it.field.is_own).map(|it| it.link)
}

/// Where own fields of items that have a part link to sources, which cards cite.
fn own_citations(graph: &Graph, has: &dyn Fn(&str) -> bool) -> Vec<Place> {
    let (declarations, built_in) = (graph.model.declarations, Declarations::built_in());
    if std::ptr::eq(declarations, built_in) {
        return Vec::new();
    }
    let is_own = |field: &Field| {
        declarations.kinds.iter().any(|kind| {
            let is_known = built_in.find(&kind.key).is_some_and(|known| known.field(&field.key).is_some());
            !is_known && kind.fields.iter().any(|own| std::ptr::eq(own, field))
        })
    };
    let mut found = Vec::new();
    let of_report = graph.model.report.as_deref().into_iter();
    let items = of_report.chain(graph.items()).chain(graph.model.listed.values().flatten());
    for item in items.filter(|item| item.kind() == Kind::FIGURE || parts_of(item.declared).iter().any(|part| has(part)))
    {
        item.visit(&mut |_, field, value| {
            if let Value::Link(link) = value
                && link.kind == Kind::SOURCE
                && field.show != Show::Nowhere
                && is_own(field)
            {
                found.push(link.place);
            }
        });
    }
    found
}

/// The parts that show the items of a kind; figures stand in chapters, too.
fn parts_of(kind: &'static Declaration) -> Vec<&'static str> {
    match kind.key.as_str() {
        "report" => vec!["imprint", "description", "findings"],
        "question" => vec!["matrix"],
        "actor" => vec!["implementation"],
        "package" => vec!["recommendations"],
        _ => vec![&kind.collection, "matrix"],
    }
}

/// The built-in part that lists the sources.
const SOURCES: &str = "sources";

/// Finds headings that share an id, and links to no heading; the same of tables.
fn targets(references: &References, diagnostics: &mut Vec<Diagnostic>) {
    let headings = Targets { name: "heading", sign: "#", how: "to a heading of a chapter: `## Heading" };
    headings.check(&references.headings, &references.to_headings, diagnostics);
    let tables =
        Targets { name: "table", sign: "@table:", how: "to a table of a chapter, in the line above it: `: Caption" };
    tables.check(&references.tables, &references.to_tables, diagnostics);
}

/// What chapters give an id: what it is called, what stands before its id in a link, and how to give it one.
struct Targets {
    name: &'static str,
    sign: &'static str,
    how: &'static str,
}

impl Targets {
    fn check(&self, all: &[(String, Place)], links: &[(String, Place)], diagnostics: &mut Vec<Diagnostic>) {
        let Self { name, sign, how } = self;
        let all = all.iter().map(|(id, place)| (id.as_str(), *place));
        let known = first_places(all, |id, place, first| {
            let fault = Diagnostic::new(Code::DuplicateId, place, format!("two {name}s have the id `{id}`"));
            let hint = format!("give one of them another id; links lead to one {name} of the report");
            diagnostics.push(fault.with_related(first, "the first one stands here").with_hint(hint));
        });
        for (id, place) in links.iter().filter(|(id, _)| !known.contains_key(id.as_str())) {
            let message = format!("the text links to the {name} `{sign}{id}`, but no {name} has that id");
            let mut candidates: Vec<&str> = known.keys().copied().collect();
            candidates.sort_unstable();
            let hint = match nearest::nearest(id, candidates) {
                Some(near) => format!("did you mean `{sign}{near}`?"),
                None => format!("give it {how} {{#{id}}}`"),
            };
            diagnostics.push(Diagnostic::new(Code::DanglingReference, *place, message).with_hint(hint));
        }
    }
}

/// Finds items that lack a link which their kind must receive. A citation in prose counts.
fn unused(graph: &Graph, references: &References, diagnostics: &mut Vec<Diagnostic>) {
    let mut cited: HashSet<&str> = references.cited.iter().map(|(id, _)| id.as_str()).collect();
    cited.extend(key_figures(graph).map(|link| link.id.as_str()));
    let declarations = graph.model.declarations;
    if !std::ptr::eq(declarations, Declarations::built_in()) {
        // Cards cite the sources that own fields link to.
        let links = graph.links().filter(|it| it.link.kind == Kind::SOURCE && it.field.show != Show::Nowhere);
        cited.extend(links.map(|it| it.link.id.as_str()));
    }
    for item in graph.model.with_ids() {
        for (way, (rule, by)) in item.declared.backs.iter().filter_map(|way| Some((way, way.needed?))) {
            let id = item.id();
            let is_unknown = rule == Code::UnusedSource && references.incomplete_anywhere;
            if is_unknown || cited.contains(id) || !graph.back(id, &way.key).is_empty() {
                continue;
            }
            let message = match rule {
                Code::UnusedSource => format!("nothing cites the source `{id}`"),
                Code::PackageWithoutRecommendation => format!("the package `{id}` has no recommendation"),
                _ => {
                    let by = declarations.owner(&declarations.kinds[by]);
                    format!("no {} uses the {} `{id}`", by.key, item.declared.key)
                }
            };
            let hint = (rule == Code::MissingKey)
                .then(|| format!("link to it from {}", kind::with_article(&declarations.kinds[by].key)));
            diagnostics.push(Diagnostic::new(rule, item.place, message).with_hints(hint));
        }
    }
}
