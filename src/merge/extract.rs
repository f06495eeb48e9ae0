//! The virtual Typst project of an extract: what concerns an addressee, with the ids, numbers and citations of the whole report.
//!
//! The whole report is written first, once for all extracts, since the letters of its citations and what its texts refer to follow from all of
//! it. The files of an extract are then written from a view that lacks what is left out, so that no template can print it.

use std::collections::{BTreeSet, HashSet};

use crate::bounds::text::TEMPLATE_STEPS;
use crate::diagnostics::{Diagnostic, FileKey, Files};
use crate::graph::Graph;
use crate::meaning::extract::{Filter, Selection};
use crate::model::typed::{Extract as Settings, Finding};
use crate::model::{Edition, Item, Kind, Opening, Setting, natural_key, prose};
use crate::rules::References;

use super::chapters::Chapters;
use super::citations::{CitedWhole, style};
use super::project::{self, Part, Target};
use super::render::Renderer;
use super::view::extract::{Description, LeftOut, Numbers, literals, restricted};
use super::view::{self, BIBLIOGRAPHY};
use super::{
    Emitter, Generated, GeneratedFiles, Input, PartView, Shown, View, attachments, bibliography, modules, tokens,
};

/// What an extract is made from.
#[derive(Clone, Copy)]
pub struct Extract<'a> {
    pub filter: &'a Filter,
    /// What it has, as far as links tell.
    pub selection: &'a Selection,
    pub numbers: &'a Numbers,
}

/// Parts of the report that an extract has in any case, besides those that show items.
const KEPT: [&str; 5] = ["cover", "imprint", CONTENTS, "sources", "figure-data"];
const CONTENTS: &str = "contents";
/// Parts that show items, but those of the report's own kinds.
const OF_ITEMS: [&str; 3] = ["findings", "conclusions", "recommendations"];
/// The part that says what is expected of the addressee.
const BY_ADDRESSEE: &str = "by-addressee";
/// The part with figures that stand in parts which are left out.
const FIGURES: &str = "figures-beside";
/// The part that lists what the extract refers to and lacks.
const LEFT_OUT: &str = "left-out";
/// What labels of chapters and headings begin with.
const CHAPTER: &str = "chapter-";
const HEADING: &str = "heading-";
/// How the labels of tables of chapters begin.
const TABLE: &str = "table-";
/// How the labels of the data of figures begin.
const DATA: &str = "data-";
/// The module of ids, which gets what is known of the rest.
const IDS: &str = "/generated/ids.typ";

/// Whether extracts of a report show the questions that findings answer.
pub fn shows_questions(graph: &Graph) -> bool {
    named_parts(graph).iter().any(|part| ["answers", "matrix"].contains(part))
}

/// The parts that every extract has with their text.
fn named_parts(graph: &Graph) -> Vec<&str> {
    let settings = graph.report().extract();
    settings.map(Settings::parts).unwrap_or_default().into_iter().map(|part| part.value.as_str()).collect()
}

/// The whole report in one language and edition, which extracts are taken from.
pub struct Whole<'a> {
    input: Input<'a>,
    edition: Edition,
    parts: Vec<Part<'a>>,
    referable: Chapters,
    view: View,
    renderer: Renderer,
    cited: CitedWhole,
    references: References,
}

impl<'a> Whole<'a> {
    /// Writes the whole report. Faults of templates go to `diagnostics`; those of the report are known.
    pub fn of(input: Input<'a>, edition: Edition, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Input { graph, templates, wordings, .. } = input;
        let parts = project::parts(input, diagnostics);
        let named = graph.report().parts();
        let named = named.iter().map(|part| part.value.as_str());
        let referable = Chapters::of(named, parts.iter().map(Part::titled), templates);
        let view = view::build(input, files, edition, parts.iter().map(|part| part.view.clone()).collect());
        let renderer = Renderer::new(templates, view::context(&view), TEMPLATE_STEPS, files, diagnostics);
        let style = style::of_look(templates, wordings, files, diagnostics);
        let chapters = project::rendered_chapters(&renderer, parts.iter(), files, diagnostics);
        let target = Target { edition, marks: None, attached: true };
        let mut emitter = project::emitter(input, target, files, &referable);
        let mut generated = GeneratedFiles::new();
        project::write_chapters(chapters, None, &mut emitter, &mut generated);
        modules::write(&view, &mut emitter, &mut generated);
        let references = std::mem::take(&mut emitter.references);
        let cited = CitedWhole::of(&view, &generated, style, &mut emitter);
        diagnostics.append(&mut emitter.diagnostics);
        Self { input, edition, parts, referable, view, renderer, cited, references }
    }

    /// Takes an extract: every generated file of it. Faults of templates go to `diagnostics`.
    pub fn extract(&self, extract: Extract, files: &Files, diagnostics: &mut Vec<Diagnostic>) -> GeneratedFiles {
        let Input { graph, templates, brand, wording, .. } = self.input;
        let is_named = |part: &&Part| named_parts(graph).contains(&part.view.name.as_str());
        let has_text: Vec<&Part> = self.parts.iter().filter(is_named).collect();
        let Contents { selection, files: these, figures } =
            Contents::of(graph, extract.selection, &self.references, &has_text);
        let settings = graph.report().extract();
        let description = Description {
            selection: &selection,
            numbers: extract.numbers,
            titles: settings.and_then(Settings::titles) != Some(false),
            addressee: extract.filter.addressee.as_deref(),
            figures,
        };
        let parts = parts_of(&self.parts, &description, graph);
        let view = restricted(&self.view, parts, attachments::of_extract(graph, &these), &description);
        let renderer = self.renderer.with_context(view::context(&view));
        let mut own = project::rendered_templates(&renderer, templates, &view, files, diagnostics);
        own.insert(tokens::MODULE.to_owned(), tokens::module(brand));
        own.insert(tokens::THEME.to_owned(), tokens::theme(templates));
        own.insert(BIBLIOGRAPHY.to_owned(), Generated::own(bibliography::yaml(graph, wording.locale.language)));
        // Their words can depend on the data, which is less here.
        let mut texts = project::rendered_chapters(&renderer, has_text.iter().copied(), files, diagnostics);
        for (_, chapter, text) in &mut texts {
            // What a chapter counts is of the whole report, which it speaks of: “the report draws on 53 sources”.
            let of_whole = self.renderer.chapter(chapter.file, files).ok();
            if let Some(of_whole) = of_whole.filter(|whole| without_numbers(&whole.text) == without_numbers(&text.text))
            {
                *text = of_whole;
            }
        }
        let target = Target { edition: self.edition, marks: None, attached: true };
        let mut emitter = project::emitter(self.input, target, files, &self.referable);
        project::write_chapters(texts, None, &mut emitter, &mut own);
        modules::write(&view, &mut emitter, &mut own);
        add_left_out(&description, self.input, &mut emitter, &mut own);
        self.cited.fill((&self.view, &view), &mut own, &mut emitter);
        diagnostics.append(&mut emitter.diagnostics);
        own
    }
}

/// A text with the same sign for each number, whatever stands between its thousands.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            '\u{a0}' | '\u{202f}' if out.ends_with('#') => {}
            c => out.push(c),
        }
    }
    out
}

/// What an extract has, now that the texts of the report are read.
struct Contents {
    selection: Selection,
    /// The files of its items and chapters.
    files: HashSet<FileKey>,
    /// Its figures that stand in none of these.
    figures: Vec<String>,
}

impl Contents {
    fn of(graph: &Graph, chosen: &Selection, references: &References, has_text: &[&Part]) -> Self {
        let mut selection = chosen.clone();
        let items = graph.items().filter(|item| selection.has(item.id()));
        let chapters = has_text.iter().filter_map(|part| part.chapter).map(|chapter| chapter.file);
        let files: HashSet<FileKey> =
            items.map(|item| item.place.file).chain(chapters).chain([graph.report().place().file]).collect();
        let within = |found: &[(String, crate::diagnostics::Place)]| -> Vec<String> {
            found.iter().filter(|(_, place)| files.contains(&place.file)).map(|(id, _)| id.clone()).collect()
        };
        let [cited, placed, referred] =
            [&references.cited, &references.placed, &references.referred].map(|it| within(it));
        selection.add(cited.iter().chain(&placed).chain(&referred).map(String::as_str), graph);
        selection.without_partial_figures(graph);
        let in_cards = graph.all::<Finding>().filter(|finding| selection.has(finding.0.id()));
        let in_cards = in_cards.flat_map(Finding::figures).map(|link| link.id.as_str());
        let placed: HashSet<&str> = placed.iter().map(String::as_str).chain(in_cards).collect();
        let figures = graph.of(Kind::FIGURE).map(Item::id).filter(|id| selection.has(id) && !placed.contains(id));
        let figures = figures.map(str::to_owned).collect();
        Self { selection, files, figures }
    }
}

/// The parts of an extract, in the order of the report.
fn parts_of(parts: &[Part], description: &Description, graph: &Graph) -> Vec<PartView> {
    let named = named_parts(graph);
    let mut own: Vec<PartView> = Vec::new();
    for part in parts.iter().map(|part| &part.view) {
        let name = part.name.as_str();
        let is_named = named.contains(&name);
        let of_items = OF_ITEMS.contains(&name) || part.collection.is_some();
        let is_empty = of_items && !has_items(part, description.selection, graph);
        let is_kept = KEPT.contains(&name) || of_items && !is_empty;
        if is_kept || is_named {
            own.push(PartView { chapter: part.chapter.clone().filter(|_| is_named), ..part.clone() });
        }
    }
    // What a report that names the part says to all, an extract says to its addressee.
    own.retain(|part| part.name != BY_ADDRESSEE);
    let has_recommendations = graph.of(Kind::RECOMMENDATION).any(|item| description.selection.has(item.id()));
    let is_in_report = parts.iter().any(|part| part.view.name == BY_ADDRESSEE);
    if has_recommendations && (description.addressee.is_some() || is_in_report) {
        let first = [CONTENTS].into_iter().chain(OF_ITEMS);
        let first: Vec<&str> = first.collect();
        let at = own.iter().position(|part| first.contains(&part.name.as_str()) || part.collection.is_some());
        let at = at.unwrap_or(own.len());
        own.insert(at, added(BY_ADDRESSEE, Opening::Page));
        // Both are short.
        let next = own.get_mut(at + 1).filter(|next| next.name == CONTENTS);
        next.into_iter().for_each(|contents| contents.opening = Opening::RunOn.as_str());
    }
    if !description.figures.is_empty() {
        let last = own.iter().rposition(|part| OF_ITEMS.contains(&part.name.as_str()) || part.collection.is_some());
        own.insert(last.map_or(own.len(), |last| last + 1), added(FIGURES, Opening::RunOn));
    }
    let before_cover = own.last().is_some_and(|part| part.name == project::BACK_COVER);
    own.insert(own.len() - usize::from(before_cover), added(LEFT_OUT, Opening::RunOn));
    for part in &mut own {
        let label = format!("{CHAPTER}{}", part.collection.as_deref().unwrap_or(&part.name));
        part.number = description.numbers.labelled.get(&label).copied();
    }
    own
}

/// A part that the program adds.
fn added(name: &str, opening: Opening) -> PartView {
    let template = format!("/templates/parts/{name}.typ");
    PartView { opening: opening.as_str(), ..PartView::new(name, template, None) }
}

/// Whether an extract has items that a part shows.
fn has_items(part: &PartView, selection: &Selection, graph: &Graph) -> bool {
    let collection = part.collection.as_deref().unwrap_or(&part.name);
    let shown = graph.model.with_ids().filter(|item| item.declared.collection == collection);
    shown.into_iter().any(|item| selection.has(item.id()))
}

/// Puts what is known of what the extract refers to and lacks beside the ids, with the numbers of tables.
fn add_left_out(description: &Description, input: Input, emitter: &mut Emitter, own: &mut GeneratedFiles) {
    let graph = input.graph;
    let mut ids = BTreeSet::new();
    let mut labels = BTreeSet::new();
    let is_left_out = |id: &str| {
        let is_known = graph.kind(id).is_some_and(|kind| kind != Kind::SOURCE) || graph.withdrawn.get(id).is_some();
        is_known && !description.selection.has(id)
    };
    for (path, file) in own.iter() {
        let is_of_items = path.matches('/').count() > 2 && !path.starts_with(PartView::MODULES);
        for literal in literals(&file.text) {
            let is_link = || file.text.contains(&format!("label(\"{literal}\")"));
            if is_left_out(&literal) && (is_of_items || is_link()) {
                ids.insert((natural_key(&literal), literal));
            } else if (literal.starts_with(CHAPTER) || literal.starts_with(HEADING)) && is_link() {
                labels.insert(literal);
            }
        }
    }
    let ids: Vec<String> = ids.into_iter().map(|(_, id)| id).collect();
    let left_out = LeftOut { input, files: emitter.files, numbers: description.numbers, titles: description.titles };
    let has_part = |label: &String| {
        let name = label.strip_prefix(CHAPTER).unwrap_or_default();
        own.contains_key(&format!("{}{name}.typ", PartView::MODULES))
    };
    let chapters = labels.iter().filter(|label| label.starts_with(CHAPTER) && !has_part(label)).map(|label| {
        let name = label.strip_prefix(CHAPTER).unwrap_or_default();
        Shown::Dict(left_out.entry(label, None, Some(Shown::Text(title_of_part(name, input, emitter.files)))))
    });
    let chapters = Shown::List(chapters.collect());
    // Only chapters have such headings.
    let is_here = |label: &&String| own.values().any(|file| file.text.contains(&format!("#label(\"{label}\")")));
    let headings = labels.iter().filter(|label| label.starts_with(HEADING) && !is_here(label));
    let headings = Shown::texts(headings);
    let known = super::Dict::of(vec![
        ("left_out", left_out.list(&ids)),
        ("chapters", chapters),
        ("headings", headings),
        ("tables", numbers_of(description.numbers, TABLE)),
        ("data", numbers_of(description.numbers, DATA)),
    ]);
    let before = own.get(IDS).cloned().unwrap_or_default();
    let file = emitter.apart(|emitter| {
        emitter.append(&before, 0..before.text.len());
        modules::write_variable("extract", &known, emitter);
        emitter.code("#let ids = ids + (extract: extract)\n");
    });
    own.insert(IDS.to_owned(), file);
}

/// The numbers of tables whose labels begin like this, each with the id that follows.
fn numbers_of(numbers: &Numbers, prefix: &str) -> Shown {
    let entry = |(label, number): (&String, &u64)| {
        let id = Shown::Text(label.strip_prefix(prefix)?.to_owned());
        let number = Shown::Integer(i64::try_from(*number).unwrap_or(i64::MAX));
        Some(Shown::Dict(super::Dict::of(vec![("id", id), ("number", number)])))
    };
    Shown::List(numbers.labelled.iter().filter_map(entry).collect())
}

/// The title of a part: that of its chapter, or the word of the look.
fn title_of_part(name: &str, Input { graph, wording, .. }: Input, files: &Files) -> String {
    let chapters = || graph.model.chapters.iter().filter(|chapter| chapter.name == name && chapter.is_text);
    let own = chapters().find(|chapter| chapter.language == wording.locale.language);
    let title = own
        .or_else(|| chapters().next())
        .and_then(|chapter| prose::passage(&files.get(chapter.file).text, Setting::Chapter).words().into_iter().next());
    let label = || ["heading", "plural"].iter().find_map(|group| wording.word(&[group, name]));
    title.unwrap_or_else(|| label().unwrap_or(name).to_owned())
}
