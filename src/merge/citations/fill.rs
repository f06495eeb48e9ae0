//! Puts the words of citations into the gaps of the generated files.

use icu::locale::subtags::Language;

use crate::files::Tree;
use crate::merge::{
    Citation, CiteForm, Citing, Emitter, Filling, Gap, Generated, GeneratedFiles, Shown, View, bibliography, modules,
};

use super::render::{Rendered, render};
use super::{TEMPLATE, doubts, order, style::Style, words::Writer};

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
    let citations = match std::mem::replace(&mut emitter.citing, Citing::ByTypst) {
        Citing::AsText(citations) => citations,
        Citing::ByTypst => Vec::new(),
    };
    let ids = || view.items("sources").iter().map(|(id, _)| id);
    let rendered = style.map(|style| {
        let met = if whole { order::reading(view, generated) } else { order::sources_alone(generated) };
        let entries = bibliography::entries(emitter.input.graph, ids().map(String::as_str));
        let around = &*emitter;
        let locale = |language: Language| around.locale(language);
        let rendered = render(&entries, &citations, &met, style, &locale, emitter.language, whole);
        emitter.diagnostics.extend(doubts::find(generated, &citations, &rendered, emitter.input.graph, style));
        rendered
    });
    let order = match &rendered {
        Some(rendered) => Shown::texts(rendered.list.iter().map(|listed| &listed.id)),
        None => Shown::texts(ids()),
    };
    for file in generated.values_mut() {
        fill(file, &citations, rendered.as_ref().filter(|_| whole), emitter);
    }
    let file = emitter.apart(|emitter| modules::write_variable("source-order", &order, emitter));
    generated.insert(ORDER.to_owned(), file);
}

/// Fills the gaps of a file; with `none` unless citations are `rendered`.
fn fill(file: &mut Generated, citations: &[Citation], rendered: Option<&Rendered>, emitter: &mut Emitter) {
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

fn write(gap: &Gap, citations: &[Citation], rendered: Option<&Rendered>, emitter: &mut Emitter) {
    let mut writer = Writer { emitter, place: gap.place, items: &[], title: None };
    let listed = |id: &String| rendered.and_then(|rendered| rendered.listed(id));
    match (&gap.filling, rendered) {
        (Filling::Citation(index), Some(rendered)) => {
            let citation = &citations[*index];
            writer.items = &citation.items;
            writer.citation(rendered.citation(*index), rendered.as_notes && citation.form == CiteForm::Aside);
        }
        (Filling::Entry(id), _) => match listed(id) {
            Some(listed) => {
                writer.title = listed.foreign.as_ref();
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
