//! The virtual Typst project of one language and edition: every generated file, with its map.

use std::collections::HashSet;

use crate::bounds::text::TEMPLATE_STEPS;
use crate::diagnostics::{Code, Diagnostic, Files, Place, nearest};
use crate::files::Tree;
use crate::graph::Graph;
use crate::model::{Chapter, Declaration, Edition, Id, Opening, typed::Layout};
use crate::rules::References;

use super::chapters::{Chapters, Titled};
use super::citations::{self, style};
use super::marks::edition::{self, Compared, EarlierChapters};
use super::render::{self, Renderer};
use super::view::{self, BIBLIOGRAPHY, tagged};
use super::{
    Emit, Emitter, Generated, GeneratedFiles, Input, PartView, View, attachments, bibliography, markdown,
    marks::texts::Marks, modules, tokens,
};

/// The file that Typst compiles.
pub const MAIN: &str = "/main.typ";
/// The template that the main file is rendered from.
const ENTRY: &str = "templates/report.typ.j2";
/// The template that the module of each part is rendered from. A look may do without.
const PART: &str = "templates/part.typ.j2";
/// The template of parts that have none of their own.
const PLAIN_CHAPTER: &str = "/templates/parts/chapter.typ";
/// The template of parts that show the items of a kind of the report.
const OWN_KIND: &str = "templates/parts/items.typ";
/// The part that lists withdrawn ids, for links to them: the last one but a back cover of a report that has such
/// ids and does not name the part.
const WITHDRAWN: &str = "withdrawn";
/// The part that is the last page of a report.
pub(super) const BACK_COVER: &str = "back-cover";

/// The result of merging.
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
    /// The marks of the edition `changes`; `None` in others.
    pub marks: Option<&'a Marks<'a>>,
    /// Whether the attached files are made, too. They cannot have faults, so `check` does without.
    pub attached: bool,
}

/// Merges the graph into the templates, in one language for one edition. Faults in prose, chapters and templates go to `diagnostics`;
/// a project comes back all the same, so that every fault shows in one pass. The caller sets it only if there is no error.
pub fn merge(input: Input, target: Target, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Project {
    let Input { graph, templates, wordings, wording, .. } = input;
    let Target { edition, marks, attached } = target;
    let mut parts = parts(input, diagnostics);
    if marks.is_some() && !parts.iter().any(|part| part.view.name == edition::ANNEX) {
        let view = PartView::new(edition::ANNEX, format!("/{}", edition::ANNEX_TEMPLATE), None);
        let before_cover = parts.last().is_some_and(|part| part.view.name == BACK_COVER);
        parts.insert(parts.len() - usize::from(before_cover), Part { view, chapter: None });
    }
    let named = graph.report().parts();
    let named = named.iter().map(|part| part.value.as_str());
    let referable = Chapters::of(named, parts.iter().map(Part::titled), templates);
    let views = parts.iter().map(|part| part.view.clone()).collect();
    let mut view = view::build(input, files, edition, views);
    let renderer = Renderer::new(templates, view::context(&view), TEMPLATE_STEPS, files, diagnostics);
    let mut generated = rendered_templates(&renderer, templates, &view, files, diagnostics);
    generated.insert(tokens::MODULE.to_owned(), tokens::module(input.brand));
    generated.insert(tokens::THEME.to_owned(), tokens::theme(templates));
    generated.insert(BIBLIOGRAPHY.to_owned(), Generated::own(bibliography::yaml(graph, wording.locale.language)));
    let style = style::of_look(templates, wordings, files, diagnostics);
    let chapters = rendered_chapters(&renderer, parts.iter(), files, diagnostics);

    let mut emitter = emitter(input, target, files, &referable);
    emitter.references.incomplete = is_incomplete(graph, &parts, chapters.len());
    let earlier = marks.map(|marks| EarlierChapters::new(marks.earlier, input));
    let compared = write_chapters(chapters, earlier.as_ref(), &mut emitter, &mut generated);
    view.mark_cited(graph, &emitter.references);
    if let Some(marks) = marks {
        match edition::module(&mut emitter) {
            Ok(module) => _ = generated.insert(edition::MODULE.to_owned(), module),
            Err(fault) => emitter.diagnostics.push(fault),
        }
        view.report.common.set("changes", edition::changes(marks, &compared, wording));
    }
    write_view(&view, attached, &mut emitter, &mut generated);
    citations::fill_all(&view, &mut generated, style.as_ref(), attached, &mut emitter);
    diagnostics.append(&mut emitter.diagnostics);
    // Freeing it takes a while, for which nobody need wait.
    rayon::spawn(|| drop(view));
    Project { files: generated, references: emitter.references }
}

/// What writes the files of a project.
pub(super) fn emitter<'a>(
    input: Input<'a>,
    Target { edition, marks, attached }: Target<'a>,
    files: &'a Files,
    chapters: &'a Chapters,
) -> Emitter<'a> {
    let language = input.wording.locale.language;
    Emitter {
        input,
        files,
        chapters,
        language,
        speaking: language,
        citing: citations::citing(input.templates),
        is_set: attached,
        on_paper: edition.is_printed(),
        marks,
        shows_marks: false,
        diagnostics: Vec::new(),
        references: References::default(),
        file: Generated::default(),
    }
}

/// Whether a part or a chapter is missing: then its references are unknown.
fn is_incomplete(graph: &Graph, parts: &[Part], chapters: usize) -> bool {
    let with_chapters = parts.iter().filter(|part| part.chapter.is_some()).count();
    parts.len() < graph.report().parts().len() || chapters < with_chapters
}

/// The main file and, where the look has a template for them, the modules of the parts.
pub(super) fn rendered_templates(
    renderer: &Renderer,
    templates: &Tree,
    view: &View,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> GeneratedFiles {
    let main = (MAIN, renderer.template(ENTRY, files));
    let parts = view.parts.iter().filter(|_| templates.contains_key(PART));
    let parts = parts.map(|part| (part.module.as_str(), renderer.part(PART, part, files)));
    let mut generated = GeneratedFiles::new();
    for (path, rendered) in std::iter::once(main).chain(parts) {
        match rendered {
            Ok(file) => _ = generated.insert(path.to_owned(), file),
            Err(fault) => diagnostics.push(fault),
        }
    }
    generated
}

/// The Markdown of the chapters that can be read.
pub(super) fn rendered_chapters<'p, 'a>(
    renderer: &Renderer,
    parts: impl Iterator<Item = &'p Part<'a>>,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(&'p Part<'a>, &'a Chapter, Generated)> {
    let mut chapters = Vec::new();
    // A chapter that is no text is reported when it is read.
    let readable = |part: &'p Part<'a>| Some((part, part.chapter.filter(|chapter| chapter.is_text)?));
    for (part, chapter) in parts.filter_map(readable) {
        match renderer.chapter(chapter.file, files) {
            Ok(markdown) => {
                diagnostics.extend(render::hidden_comments(chapter.file, files));
                chapters.push((part, chapter, markdown));
            }
            Err(fault) => diagnostics.push(fault),
        }
    }
    chapters
}

/// Writes the chapters. Returns them with their earlier texts, in the edition that marks changes.
pub(super) fn write_chapters<'a>(
    chapters: Vec<(&Part, &'a Chapter, Generated)>,
    earlier: Option<&EarlierChapters>,
    emitter: &mut Emitter,
    generated: &mut GeneratedFiles,
) -> Vec<Compared<'a>> {
    let mut compared = Vec::new();
    for (part, chapter, markdown) in chapters {
        let old = earlier.map(|earlier| earlier.markdown(chapter));
        let before = old.as_ref().map(Option::as_deref);
        let file = modules::module(emitter, |emitter| {
            write_chapter((part, chapter), &markdown, before, emitter);
        });
        generated.insert(chapter_path(&chapter.name), file);
        compared.extend(old.map(|old| Compared { chapter, old, new: markdown.text }));
    }
    compared
}

/// Writes the modules of the view and, if they are `attached`, the files for readers.
fn write_view(view: &View, attached: bool, emitter: &mut Emitter, generated: &mut GeneratedFiles) {
    let write = || {
        modules::write(view, emitter, generated);
        check_announcement(view, emitter);
    };
    let ((), contents) = rayon::join(write, || if attached { attachments::contents(view) } else { Vec::new() });
    generated.extend(contents.into_iter().map(|(path, text)| (path, Generated::own(text))));
}

/// Checks the prose of the announcement. It is in no PDF, so its references do not count.
fn check_announcement(view: &View, emitter: &mut Emitter) {
    let references = std::mem::take(&mut emitter.references);
    emitter.apart(|emitter| view.announcement.emit(emitter));
    emitter.references = references;
}

/// A part, and the chapter that opens it.
pub(super) struct Part<'a> {
    pub view: PartView,
    pub chapter: Option<&'a Chapter>,
}

impl Part<'_> {
    /// What its title depends on. With a text of its own, it has the title of that.
    pub fn titled(&self) -> Titled<'_> {
        let PartView { name, template, collection, .. } = &self.view;
        Titled { name, template, collection: collection.as_deref().filter(|_| self.chapter.is_none()) }
    }
}

fn chapter_path(name: &str) -> String {
    format!("/generated/chapters/{name}.typ")
}

/// The parts of the report in their order, each once.
pub(super) fn parts<'a>(input: Input<'a>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Part<'a>> {
    let graph = input.graph;
    let mut seen = HashSet::new();
    let mut parts = Vec::new();
    let mut names: Vec<(&str, Place)> =
        graph.report().parts().iter().map(|part| (part.value.as_str(), part.place)).collect();
    if let Some(gone) = graph.withdrawn.iter().next().filter(|_| names.iter().all(|(name, _)| *name != WITHDRAWN)) {
        let before_cover = names.last().is_some_and(|(name, _)| *name == BACK_COVER);
        names.insert(names.len() - usize::from(before_cover), (WITHDRAWN, gone.id().place));
    }
    for (name, place) in names {
        if seen.insert(name) {
            let is_named = graph.report().parts().iter().any(|part| part.value == name);
            parts.extend(part(input, (name, place, is_named), diagnostics));
        } else {
            let message = format!("the part `{name}` stands twice");
            diagnostics.push(Diagnostic::new(Code::UnknownPart, place, message).with_hint("delete one of them"));
        }
    }
    diagnostics.extend(openings_of_nothing(graph, &seen));
    parts
}

/// The parts that `[layout.parts]` names and the report does not have.
fn openings_of_nothing(graph: &Graph, parts: &HashSet<&str>) -> Vec<Diagnostic> {
    let openings = graph.report().layout().map(Layout::openings).unwrap_or_default();
    // The program adds the lists of withdrawn ids and of changes only where there are any.
    let is_known = |name: &str| parts.contains(name) || [WITHDRAWN, edition::ANNEX].contains(&name);
    let unknown = openings.into_iter().filter(|(part, _)| !is_known(&part.id));
    let fault = |(part, _): (&Id, Opening)| {
        let message = format!("the report has no part `{}`", part.id);
        let near = nearest::nearest(&part.id, parts.iter().copied());
        let hint =
            near.map_or("name it in `parts`, or delete it here".to_owned(), |near| format!("did you mean `{near}`?"));
        Diagnostic::new(Code::UnknownPart, part.place, message).with_hint(hint)
    };
    unknown.map(fault).collect()
}

/// The kind of the report whose items a part shows: its name is that of the folder or of the collection.
fn own_kind(graph: &Graph, name: &str) -> Option<&'static Declaration> {
    view::own_kinds(graph.model.declarations)
        .find(|kind| kind.collection == name || kind.folder.as_deref() == Some(name))
}

/// The template and the chapter of a part, in the edition's or else the source language. `is_named` unless the program adds the part.
fn part<'a>(
    Input { graph, templates, wording, .. }: Input<'a>,
    (name, place, is_named): (&str, Place, bool),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Part<'a>> {
    let (language, source) = (wording.locale.language, graph.source_language());
    let chapters = || graph.model.chapters.iter().filter(|chapter| chapter.name == name);
    let translated = chapters().find(|chapter| chapter.language == language);
    let chapter = translated.or_else(|| chapters().find(|chapter| chapter.language == source));
    let is_general = ["chapter", "items"].contains(&name);
    let of_look = templates.contains_key(&format!("templates/parts/{name}.typ")) && !is_general;
    let kind = own_kind(graph, name).filter(|_| !of_look);
    let own = of_look || kind.is_some() && templates.contains_key(OWN_KIND);
    let exists = chapters().next().is_some();
    let file = |language| format!("write `report/chapters/{name}.{language}.md`");
    if translated.is_none() && exists && (own || chapter.is_some()) {
        let message = format!("the chapter `{name}` is not in `{language}`");
        let fault = Diagnostic::new(Code::MissingChapterTranslation, place, message);
        diagnostics.push(fault.with_hint(file(language)));
    }
    let (code, message, hint) = if own || is_named && chapter.is_some() {
        let template = match (of_look, own) {
            (true, _) => format!("/templates/parts/{name}.typ"),
            (_, true) => format!("/{OWN_KIND}"),
            _ => PLAIN_CHAPTER.to_owned(),
        };
        let collection = kind.filter(|_| own).map(|kind| kind.collection.clone());
        let view = PartView::new(name, template, chapter.map(|chapter| chapter_path(&chapter.name)));
        let opening = graph.report().layout().map_or(Opening::Page, |layout| layout.opening(name)).as_str();
        return Some(Part { view: PartView { collection, opening, ..view }, chapter });
    } else if exists {
        let message = format!("the chapter `{name}` is not in `{source}`, the language that the report is written in");
        (Code::UnknownPart, message, file(source))
    } else {
        let of_look = templates.keys().filter_map(|path| path.strip_prefix("templates/parts/")?.strip_suffix(".typ"));
        let of_kinds = view::own_kinds(graph.model.declarations).map(|kind| kind.collection.as_str());
        let known = of_look.chain(of_kinds).chain(graph.model.chapters.iter().map(|chapter| chapter.name.as_str()));
        let known: Vec<&str> = known.filter(|known| *known != name && *known != "items").collect();
        let near = nearest::part(name, known.into_iter());
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        let message = format!("the part `{name}` has neither a template nor a chapter");
        (Code::UnknownPart, message, hint.unwrap_or_else(|| format!("{}, or delete the part", file(source))))
    };
    diagnostics.push(Diagnostic::new(code, place, message).with_hint(hint));
    None
}

/// `#let chapter = (name: …, language: …, region: …, fallback: …, title: …, numbered: …, body: place-figure => …)`. `old` is the earlier
/// Markdown, in the edition that marks changes; a new chapter is `added: true`, and its words are not marked one by one.
fn write_chapter(
    (part, chapter): (&Part, &Chapter),
    markdown: &Generated,
    old: Option<Option<&str>>,
    emitter: &mut Emitter,
) {
    emitter.with_string("#let chapter = (\nname: ", &part.view.name, ",\nlanguage: ");
    emitter.with_string("", chapter.language.as_str(), ",\nregion: ");
    let region = emitter.locale(chapter.language).region.clone();
    emitter.string(&region);
    let tag = tagged(chapter.language, emitter);
    emitter.code(&format!(",\nfallback: {},\n", !tag.is_empty()));
    emitter.code(if old == Some(None) { "added: true,\n" } else { "" });
    let start = Place::new(chapter.file, 0..0);
    let around = std::mem::replace(&mut emitter.speaking, chapter.language);
    markdown::emit_chapter(&markdown.text, &markdown.map, start, tag, old.flatten(), emitter);
    emitter.speaking = around;
    emitter.code(")\n");
}
