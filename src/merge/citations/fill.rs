//! Puts the words of citations into the gaps of the generated files.

use std::collections::{HashMap, HashSet};

use icu::locale::subtags::Language;

use crate::files::Tree;
use crate::merge::{
    Citation, CiteForm, Citing, Emitter, Filling, Gap, Generated, GeneratedFiles, Shown, View, bibliography::Entries,
    modules,
};

use super::order::{self, Met};
use super::render::{Rendered, render};
use super::{
    TEMPLATE, doubts,
    style::Style,
    words::{Naming, Writer},
};

/// What generated files import from [`TEMPLATE`].
const NAMES: &str = "citation, source-link";
/// The order of the list of sources.
const ORDER: &str = "/generated/source-order.typ";

/// Whether citations are written as text or left to Typst.
pub fn citing(templates: &Tree) -> Citing {
    if templates.contains_key(TEMPLATE) { Citing::AsText(Vec::new()) } else { Citing::ByTypst }
}

/// Fills the gaps of all files, and writes the order of the list. Unless `whole`, for pages that are not set, only the citation of each
/// source by itself is checked, and the gaps get `none`.
pub fn fill_all(
    view: &View,
    generated: &mut GeneratedFiles,
    style: Option<&Style>,
    whole: bool,
    emitter: &mut Emitter,
) {
    let citations = taken(emitter);
    let rendered = style.map(|style| {
        let met = if whole { order::reading(view, generated) } else { order::sources_alone(generated) };
        let rendered = rendered(view, &citations, &met, (style, whole), emitter);
        emitter.diagnostics.extend(doubts::find(generated, &citations, &rendered, emitter.input.graph, style));
        rendered
    });
    let numbers: Vec<usize> = (0..citations.len()).collect();
    fill_files(view, generated, (&citations, &numbers), (rendered.as_ref(), whole), emitter);
}

/// The citations of a whole report, which those of its extracts are like: they have the same letters and numbers.
pub struct CitedWhole {
    citations: Vec<Citation>,
    style: Option<Style>,
    rendered: Option<Rendered>,
}

impl CitedWhole {
    /// Those that an emitter has written into generated files.
    pub fn of(view: &View, generated: &GeneratedFiles, style: Option<Style>, emitter: &mut Emitter) -> Self {
        let citations = taken(emitter);
        let rendered = style.as_ref().map(|style| {
            let met = order::reading(view, generated);
            rendered(view, &citations, &met, (style, true), emitter)
        });
        Self { citations, style, rendered }
    }

    /// Fills the gaps of an extract, which its emitter has written. `views` are those of the whole and of the extract.
    pub fn fill(&self, (whole, view): (&View, &View), generated: &mut GeneratedFiles, emitter: &mut Emitter) {
        let own = taken(emitter);
        let by_position = self.style.as_ref().is_some_and(|style| style.by_position);
        let known: Option<Vec<usize>> = if by_position { None } else { self.numbers(&own) };
        match (known, &self.style) {
            (None, Some(style)) => {
                // A text of the extract says something else there than in the whole, or citations depend on those before them.
                let all: Vec<Citation> = self.citations.iter().chain(&own).cloned().collect();
                let before = self.citations.len();
                let cited = order::reading(view, generated).into_iter().map(|met| match met {
                    Met::Citation(number) => Met::Citation(before + number),
                    met => met,
                });
                let met: Vec<Met> = (0..before).map(Met::Citation).chain(cited).collect();
                let rendered = rendered(whole, &all, &met, (style, true), emitter);
                let numbers: Vec<usize> = (before..all.len()).collect();
                fill_files(view, generated, (&own, &numbers), (Some(&rendered), true), emitter);
            }
            (numbers, _) => {
                let numbers = numbers.unwrap_or_default();
                fill_files(view, generated, (&own, &numbers), (self.rendered.as_ref(), true), emitter);
            }
        }
    }

    /// The number in the whole of each citation; `None` if one is not there.
    fn numbers(&self, own: &[Citation]) -> Option<Vec<usize>> {
        let first = |citation: &Citation| citation.items.first().map(|item| item.source.clone());
        let mut by_source: HashMap<Option<String>, Vec<usize>> = HashMap::new();
        for (number, citation) in self.citations.iter().enumerate() {
            by_source.entry(first(citation)).or_default().push(number);
        }
        let number = |citation: &Citation| {
            by_source.get(&first(citation))?.iter().copied().find(|number| self.citations[*number] == *citation)
        };
        own.iter().map(number).collect()
    }
}

/// The citations that were written as gaps.
fn taken(emitter: &mut Emitter) -> Vec<Citation> {
    match std::mem::replace(&mut emitter.citing, Citing::ByTypst) {
        Citing::AsText(citations) => citations,
        Citing::ByTypst => Vec::new(),
    }
}

fn rendered(
    view: &View,
    citations: &[Citation],
    met: &[Met],
    (style, whole): (&Style, bool),
    emitter: &Emitter,
) -> Rendered {
    let ids: Vec<&str> = view.items("sources").iter().map(|(id, _)| id.as_str()).collect();
    let entries = Entries::of(emitter.input.graph, &ids, emitter.language);
    let locale = |language: Language| emitter.locale(language);
    render(&entries, citations, met, style, &locale, emitter.language, whole)
}

/// Citations, and the number that each has among those that are rendered.
type Numbered<'c> = (&'c [Citation], &'c [usize]);

/// Fills the gaps of files, and writes the order of the list of the view's sources.
fn fill_files(
    view: &View,
    generated: &mut GeneratedFiles,
    citations: Numbered,
    (rendered, whole): (Option<&Rendered>, bool),
    emitter: &mut Emitter,
) {
    let ids = || view.items("sources").iter().map(|(id, _)| id);
    let order = match rendered {
        Some(rendered) => {
            let known: HashSet<&String> = ids().collect();
            Shown::texts(rendered.list.iter().map(|listed| &listed.id).filter(|id| known.contains(id)))
        }
        None => Shown::texts(ids()),
    };
    for file in generated.values_mut() {
        fill(file, citations, rendered.filter(|_| whole), emitter);
    }
    let file = emitter.apart(|emitter| modules::write_variable("source-order", &order, emitter));
    generated.insert(ORDER.to_owned(), file);
}

/// Fills the gaps of a file; with `none` unless citations are `rendered`.
fn fill(file: &mut Generated, citations: Numbered, rendered: Option<&Rendered>, emitter: &mut Emitter) {
    let mut gaps = std::mem::take(&mut file.gaps);
    gaps.retain(|gap| !matches!(gap.filling, Filling::Figure(_) | Filling::FigureBehind(_)));
    if gaps.is_empty() {
        return;
    }
    let cites = gaps.iter().any(|gap| matches!(gap.filling, Filling::Citation(_)));
    *file = emitter.apart(|emitter| {
        if cites && rendered.is_some() {
            emitter.code(&format!("#import \"/{TEMPLATE}\": {NAMES}\n"));
        }
        let mut done = 0;
        for gap in gaps {
            emitter.append(file, done..gap.at);
            done = gap.at;
            write(&gap, citations, rendered, emitter);
        }
        emitter.append(file, done..file.text.len());
    });
}

fn write(gap: &Gap, (citations, numbers): Numbered, rendered: Option<&Rendered>, emitter: &mut Emitter) {
    let mut writer = Writer { emitter, place: gap.place, items: &[], title: None, naming: None };
    let listed = |id: &String| rendered.and_then(|rendered| rendered.listed(id));
    match (&gap.filling, rendered) {
        (Filling::Citation(index), Some(rendered)) => {
            let citation = &citations[*index];
            writer.items = &citation.items;
            writer.citation(rendered.citation(numbers[*index]), rendered.as_notes && citation.form == CiteForm::Aside);
        }
        (Filling::Entry(id), _) => match listed(id) {
            Some(listed) => {
                writer.title = listed.foreign.as_ref();
                writer.naming = Some(Naming::Entry);
                writer.children(&listed.words, false);
            }
            None => writer.code("none"),
        },
        (Filling::Label(id), _) => match listed(id).and_then(|listed| listed.label.as_ref()) {
            Some(label) => writer.child(label, false),
            None => writer.code("none"),
        },
        (Filling::Citation(_), None) | (Filling::Figure(_) | Filling::FigureBehind(_), _) => writer.code("none"),
    }
}
