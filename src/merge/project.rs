//! The virtual Typst project of one language and edition: every generated file, with its map.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{Files, Place};
use crate::diagnostics::nearest;
use crate::files::read::Tree;
use crate::graph::Graph;
use crate::model::choice::Edition;
use crate::model::load::Chapter;
use crate::model::text::{Form, Text};
use crate::rules::press::Press;
use crate::rules::usage::References;

use super::attachments;
use super::bibliography;
use super::citations::{self, style};
use super::emit::{Emission, Emit, Emitter, Generated, Keyed};
use super::labels::Wording;
use super::markdown;
use super::marks::annex::{self, Compared};
use super::marks::{self, EarlierChapters, Marks, ink};
use super::render::{self, Renderer};
use super::view::{self, IdsView, PartView, Shown, View, tagged};

/// The file that Typst compiles.
pub const MAIN: &str = "/main.typ";
/// The module of what is the same in each edition of a report, which nearly all of its parts are made from.
pub const COMMON: &str = "/generated/common.typ";
/// The bibliography that templates hand to Typst.
pub const BIBLIOGRAPHY: &str = "/generated/sources.yml";
/// The template that the main file is rendered from.
const ENTRY: &str = "templates/report.typ.j2";
/// The template that the module of each part is rendered from. A look may do without.
const PART: &str = "templates/part.typ.j2";
/// The template of parts that have none of their own.
const PLAIN_CHAPTER: &str = "/templates/parts/chapter.typ";
/// The part that tells of ids which are gone. Where any are, it stands at the end of the report unless the editors name
/// another place for it: links to those ids have to land somewhere.
const WITHDRAWN: &str = "withdrawn";

/// Generated files by their paths in the Typst project.
pub type GeneratedFiles = BTreeMap<String, Generated>;

/// What merging gives besides its complaints.
#[derive(Debug)]
pub struct Project {
    pub files: GeneratedFiles,
    /// What the prose of this language refers to.
    pub references: References,
}

/// The edition that is merged.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    pub edition: Edition,
    pub press: &'a Press,
    /// What the edition `changes` marks; none in others.
    pub marks: Option<&'a Marks<'a>>,
    /// Whether the files that the templates attach are made, too. Nothing can be at fault with them.
    pub attached: bool,
}

/// Merges the graph into the templates, in one language for one edition.
///
/// # Errors
/// Faults in prose, chapters and templates go to `diagnostics`. A project comes back all the same, so that every fault
/// shows in one pass; the caller sets it only if there is no error.
pub fn merge(
    graph: &Graph,
    templates: &Tree,
    wordings: &[Wording],
    wording: &Wording,
    target: Target,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Project {
    let Target { edition, press, marks, attached } = target;
    let language = wording.locale.language;
    if attached {
        citations::prepare();
    }
    let mut parts = parts(graph, templates, wording, diagnostics);
    if marks.is_some() && !parts.iter().any(|part| part.view.name == annex::PART) {
        parts.push(Part { view: annex::part(), chapter: None });
    }
    let views: Vec<PartView> = parts.iter().map(|part| part.view.clone()).collect();
    let mut view = view::build(graph, files, wordings, wording, edition, press, views.clone());
    let renderer = Renderer::new(templates, &view, files, diagnostics);
    let earlier = marks.map(|marks| EarlierChapters::new(marks.earlier, templates, wordings, wording, press));

    let mut generated = GeneratedFiles::new();
    match renderer.template(ENTRY, files) {
        Ok(main) => _ = generated.insert(MAIN.to_owned(), main),
        Err(fault) => diagnostics.push(fault),
    }
    if templates.contains_key(PART) {
        for view in &views {
            match renderer.part(PART, view, files) {
                Ok(module) => _ = generated.insert(view.module.clone(), module),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
    generated.insert(BIBLIOGRAPHY.to_owned(), Generated::own(bibliography::yaml(graph)));
    let style = style::of_look(templates, wordings, files, diagnostics);

    let mut rendered = Vec::new();
    let mut incomplete = false;
    for (part, chapter) in parts.iter().filter_map(|part| Some((part, part.chapter?))) {
        // One that is no text is complained about already.
        match chapter.is_text.then(|| renderer.chapter(chapter.file, files)) {
            Some(Ok(markdown)) => {
                diagnostics.extend(render::hidden_comments(chapter.file, files));
                rendered.push((part, chapter, markdown));
            }
            unread => {
                incomplete = true;
                diagnostics.extend(unread.and_then(Result::err));
            }
        }
    }

    let regions: Vec<_> =
        wordings.iter().map(|wording| (wording.locale.language, wording.locale.region.clone())).collect();
    let mut emission = Emission {
        graph,
        files,
        language,
        speaking: language,
        citing: citations::citing(templates),
        regions: &regions,
        on_paper: edition == Edition::Print,
        knows_markdown: templates.contains_key(markdown::TEMPLATE),
        diagnostics: Vec::new(),
        marks,
        references: References { incomplete, ..References::default() },
    };
    if marks.is_some() {
        match marks::module(wording, templates, &mut emission) {
            Ok(module) => _ = generated.insert(marks::MODULE.to_owned(), module),
            Err(fault) => emission.diagnostics.push(fault),
        }
    }
    let mut compared = Vec::new();
    for (part, chapter, markdown) in rendered {
        let old = earlier.as_ref().map(|earlier| earlier.markdown(chapter));
        let mut emitter = start_module(&mut emission);
        write_chapter((part, chapter), &markdown, old.as_ref().map(Option::as_deref), wording, wordings, &mut emitter);
        let file = emitter.finish();
        generated.insert(chapter_path(&chapter.name), file);
        compared.extend(old.map(|old| Compared { chapter, old, new: markdown.text }));
    }
    let cited: HashSet<&str> = emission.references.cited.iter().map(|(id, _)| id.as_str()).collect();
    for (id, source) in &mut view.sources.0 {
        source.set("in_chapters", Shown::YesNo(cited.contains(id.as_str())));
    }
    if let Some(marks) = marks {
        view.report.common.set("changes", Shown::Changes(annex::view(marks, &compared, wording)));
    }
    let write = || {
        write_view(&view, &mut emission, &mut generated);
        check_announcement(&view, &mut emission);
    };
    let ((), contents) = rayon::join(write, || if attached { attachments::contents(&view) } else { Vec::new() });
    generated.extend(contents.into_iter().map(|(path, text)| (path, Generated::own(text))));
    citations::settle(&view, &mut generated, style.as_ref(), attached, wording, &mut emission);
    diagnostics.append(&mut emission.diagnostics);
    Project { files: generated, references: emission.references }
}

/// The prose of the announcement is checked as all other is. It stands in no PDF, so what it refers to counts for nothing.
fn check_announcement(view: &View, emission: &mut Emission) {
    let references = emission.references.clone();
    let mut emitter = Emitter::new(emission);
    view.announcement.emit(&mut emitter);
    emitter.finish();
    emission.references = references;
}

struct Part<'a> {
    view: PartView,
    chapter: Option<&'a Chapter>,
}

fn chapter_path(name: &str) -> String {
    format!("/generated/chapters/{name}.typ")
}

/// Finds each part's template and chapter.
fn parts<'a>(
    graph: &'a Graph,
    templates: &Tree,
    wording: &Wording,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Part<'a>> {
    let mut seen = HashSet::new();
    let mut parts = Vec::new();
    let gone =
        graph.withdrawn.iter().next().filter(|_| graph.report().parts().iter().all(|part| part.value != WITHDRAWN));
    let unasked = gone.map(|entry| Text { value: WITHDRAWN.to_owned(), place: entry.id().place, form: Form::Whole });
    for Text { value: name, place, .. } in graph.report().parts().into_iter().chain(&unasked) {
        if !seen.insert(name) {
            let message = format!("the part `{name}` stands twice");
            diagnostics.push(Diagnostic::new(Code::UnknownPart, *place, message).with_hint("delete one of them"));
            continue;
        }
        let own = templates.contains_key(&format!("templates/parts/{name}.typ")) && name != "chapter";
        let chapter = chapter(graph, name, *place, wording, diagnostics);
        if !own && name == WITHDRAWN && gone.is_some() {
            diagnostics.push(no_part_for_withdrawn(*place));
            continue;
        }
        if !own && chapter.is_none() {
            diagnostics.push(unknown_part(name, *place, graph, templates));
            continue;
        }
        let template = if own { format!("/templates/parts/{name}.typ") } else { PLAIN_CHAPTER.to_owned() };
        let view = PartView::new(name, template, chapter.map(|chapter| chapter_path(&chapter.name)));
        parts.push(Part { view, chapter });
    }
    parts
}

/// The chapter in the edition's language, or else in the source language.
fn chapter<'a>(
    graph: &'a Graph,
    name: &str,
    place: Place,
    wording: &Wording,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a Chapter> {
    let language = wording.locale.language;
    let find = |language| graph.chapters.iter().find(|chapter| chapter.name == name && chapter.language == language);
    if let Some(chapter) = find(language) {
        return Some(chapter);
    }
    let any = graph.chapters.iter().any(|chapter| chapter.name == name);
    if any {
        let message = format!("the chapter `{name}` is not in `{language}`");
        let hint = format!("write `report/chapters/{name}.{language}.md`");
        diagnostics.push(Diagnostic::new(Code::MissingChapterTranslation, place, message).with_hint(hint));
    }
    find(graph.source_language())
}

fn no_part_for_withdrawn(place: Place) -> Diagnostic {
    let message = "ids are withdrawn, but the templates have no part that tells of them";
    Diagnostic::new(Code::MissingFile, place, message).with_hint(
        "copy `templates/parts/withdrawn.typ` from a new project of `raportti init`, with its words in `labels/`",
    )
}

fn unknown_part(name: &str, place: Place, graph: &Graph, templates: &Tree) -> Diagnostic {
    let own = templates.keys().filter_map(|path| path.strip_prefix("templates/parts/")?.strip_suffix(".typ"));
    let chapters = graph.chapters.iter().map(|chapter| chapter.name.as_str());
    let message = format!("the part `{name}` has neither a template nor a chapter");
    let diagnostic = Diagnostic::new(Code::UnknownPart, place, message);
    match nearest::nearest(name, own.chain(chapters).filter(|known| *known != name)) {
        Some(near) => diagnostic.with_hint(format!("did you mean `{near}`?")),
        None => diagnostic
            .with_hint(format!("write `report/chapters/{name}.{}.md`, or delete the part", graph.source_language())),
    }
}

/// A module of the report's words, which may call the functions of the marks.
fn start_module<'e, 'a>(emission: &'e mut Emission<'a>) -> Emitter<'e, 'a> {
    let marked = emission.marks.is_some();
    let mut emitter = Emitter::new(emission);
    if marked {
        emitter.code(&format!("#import \"{}\": {}\n", marks::MODULE, ink::NAMES));
    }
    emitter
}

/// `#let chapter = (name: …, language: …, region: …, fallback: …, title: …, numbered: …, body: place-figure => …)`.
///
/// `old` is the Markdown that the chapter was, in the edition that marks what is other; a chapter that was not there is
/// `added: true`, and its words are not marked one by one.
fn write_chapter(
    (part, chapter): (&Part, &Chapter),
    markdown: &Generated,
    old: Option<Option<&str>>,
    wording: &Wording,
    wordings: &[Wording],
    emitter: &mut Emitter,
) {
    let own = wordings.iter().find(|wording| wording.locale.language == chapter.language).unwrap_or(wording);
    emitter.code("#let chapter = (\nname: ");
    emitter.string(&part.view.name);
    emitter.code(",\nlanguage: ");
    emitter.string(&own.locale.language.to_string());
    emitter.code(",\nregion: ");
    emitter.string(&own.locale.region);
    let tag = tagged(chapter.language, emitter);
    emitter.code(&format!(",\nfallback: {},\n", !tag.is_empty()));
    emitter.code(if old == Some(None) { "added: true,\n" } else { "" });
    let start = Place::new(chapter.file, 0..0);
    let around = std::mem::replace(&mut emitter.emission.speaking, chapter.language);
    markdown::emit_chapter(&markdown.text, &markdown.map, start, tag, old.flatten(), emitter);
    emitter.emission.speaking = around;
    emitter.code(")\n");
}

/// The modules of the items; [`COMMON`], which gathers them; and `/generated/report.typ`, which adds what is other in
/// each edition.
fn write_view(view: &View, emission: &mut Emission, generated: &mut GeneratedFiles) {
    let mut imports = String::new();
    let mut write =
        |name: &str, fields: String| imports.push_str(&format!("#import \"/generated/{name}.typ\": {fields}\n"));
    let collections = [
        items("findings", &view.findings, emission, generated, &mut write),
        items("conclusions", &view.conclusions, emission, generated, &mut write),
        items("recommendations", &view.recommendations, emission, generated, &mut write),
        items("packages", &view.packages, emission, generated, &mut write),
        items("actors", &view.actors, emission, generated, &mut write),
        items("figures", &view.figures, emission, generated, &mut write),
        items("sources", &view.sources, emission, generated, &mut write),
        whole("questions", &view.questions, emission, generated, &mut write),
        whole("themes", &view.themes, emission, generated, &mut write),
        whole("terms", &view.terms, emission, generated, &mut write),
        whole("withdrawn", &view.withdrawn, emission, generated, &mut write),
    ];
    generated.insert("/generated/labels.typ".to_owned(), labels(view, emission));
    write("source-order", "source-order".to_owned());
    let mut emitter = start_module(emission);
    emitter.code(&imports);
    emitter.code("#let report = ");
    view.report.common.emit(&mut emitter);
    emitter.code(" + (\n");
    for collection in collections {
        emitter.code(&collection);
    }
    emitter.code("source-order: source-order,\n)\n");
    let file = emitter.finish();
    generated.insert(COMMON.to_owned(), file);
    // Nothing imports the ids but the look: what it makes of them stays as it is when words of the report change.
    whole("ids", &IdsView::of(view), emission, generated, &mut |_, _| ());
    whole("edition", &view.report.edition, emission, generated, &mut |_, _| ());
    let mut emitter = start_module(emission);
    emitter.code(&format!("#import \"{COMMON}\": report as common\n"));
    emitter.code("#import \"/generated/edition.typ\": edition\n");
    emitter.code("#let report = common + edition\n");
    let file = emitter.finish();
    generated.insert("/generated/report.typ".to_owned(), file);
}

/// `#let labels = …`: the fixed words once more, for files that may not import the report, since it imports them.
fn labels(view: &View, emission: &mut Emission) -> Generated {
    let mut emitter = Emitter::new(emission);
    emitter.code("#let labels = ");
    view.report.common.get("labels").into_iter().for_each(|labels| labels.emit(&mut emitter));
    emitter.code("\n");
    emitter.finish()
}

/// What follows the fields of an item in its module: its id, once more.
const ITEM_END: &str = " + (id: ";

/// The module of `borrower` with the data of `lender`: an item under its own id that is otherwise another.
pub fn lend_data(lender: &Generated, borrower: &Generated) -> Generated {
    let split = |module: &Generated| module.text.rfind(ITEM_END).expect("a module of an item ends with its id");
    let text = lender.text[..split(lender)].to_owned() + &borrower.text[split(borrower)..];
    Generated { text, map: lender.map.clone(), gaps: Vec::new() }
}

/// One module for each item, so that an edit touches one; returns the entry of the collection in `report`.
fn items<T: Emit>(
    name: &str,
    items: &Keyed<T>,
    emission: &mut Emission,
    generated: &mut GeneratedFiles,
    import: &mut dyn FnMut(&str, String),
) -> String {
    let mut entry = format!("{name}: (");
    if items.0.is_empty() {
        entry.push(':');
    }
    for (index, (id, item)) in items.0.iter().enumerate() {
        let added = emission.marks.is_some_and(|marks| marks.is_added(id));
        let mut emitter = start_module(emission);
        emitter.code("#let item = ");
        item.emit(&mut emitter);
        emitter.code(if added { " + (added: true)" } else { "" });
        emitter.code(ITEM_END);
        emitter.string(id);
        emitter.code(")\n");
        let file = emitter.finish();
        generated.insert(format!("/generated/{name}/{id}.typ"), file);
        import(&format!("{name}/{id}"), format!("item as {name}-{index}"));
        // Ids are ASCII letters, digits and points, so they need no escaping.
        entry.push_str(&format!("\"{id}\": {name}-{index}, "));
    }
    entry.push_str("),\n");
    entry
}

/// One module for a whole collection of small items.
fn whole(
    name: &str,
    collection: &dyn Emit,
    emission: &mut Emission,
    generated: &mut GeneratedFiles,
    import: &mut dyn FnMut(&str, String),
) -> String {
    let mut emitter = start_module(emission);
    emitter.code(&format!("#let {name} = "));
    collection.emit(&mut emitter);
    emitter.code("\n");
    let file = emitter.finish();
    generated.insert(format!("/generated/{name}.typ"), file);
    import(name, name.to_owned());
    format!("{name}: {name},\n")
}
