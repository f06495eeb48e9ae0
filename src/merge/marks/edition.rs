//! The edition `changes` besides marked texts: the functions that set marks, earlier chapters, and the annex of all changes.

use crate::bounds::text::TEMPLATE_STEPS;
use crate::diagnostics::{Code, Diagnostic, Files};
use crate::meaning::{Key, Meaning, changes::Changes};
use crate::merge::{Emit, Emitter, Generated, Input, Shown, Wording, changes, render::Renderer, view};
use crate::model::{Chapter, Content, Edition, Kind, Setting, prose};

use super::texts::{Earlier, Marks};

/// The module of the Typst project that has the functions of the marks, in the words of the edition's language.
pub const MODULE: &str = "/generated/marks.typ";
/// The names that generated modules import from it.
pub const NAMES: &str =
    "added, added-block, added-from, added-heading, added-to, bar-cell, changed, deleted, heading-words";
/// The template for the look of marks.
pub const TEMPLATE: &str = "templates/look/marks.typ";
/// The words of the marks among the labels.
const WORDS: &str = "marks";
/// The name of the part that is the annex. A report may place it among its parts; otherwise it is the last one before the back cover.
pub const ANNEX: &str = "changes";
/// The template of the annex.
pub const ANNEX_TEMPLATE: &str = "templates/parts/changes.typ";

/// Writes the module of the functions of the marks, in the words of one language; an error says what of it the templates lack.
pub fn module(emitter: &mut Emitter) -> Result<Generated, Diagnostic> {
    let Input { wording, templates, .. } = emitter.input;
    let missing = [TEMPLATE, ANNEX_TEMPLATE].into_iter().find(|path| !templates.contains_key(*path));
    let lack = match (missing, wording.labels.get(WORDS)) {
        (None, Some(words)) => {
            return Ok(emitter.apart(|emitter| {
                emitter.code(&format!("#import \"/{TEMPLATE}\": marks\n#let ({NAMES}) = marks("));
                words.emit(emitter);
                // The words are the edition's, in whatever language the marked text is.
                let (language, region) = (wording.locale.language, &wording.locale.region);
                emitter.code(&format!(", lang: \"{language}\", region: \"{region}\")\n"));
            }));
        }
        (Some(path), _) => format!("`{path}`"),
        (None, None) => format!("the words `[{WORDS}]` in `templates/labels/{}.toml`", wording.locale.language),
    };
    let message = format!("the templates have no marks of changes: they lack {lack}");
    let hint = "`docs/changes-edition.md` says what it does";
    Err(Diagnostic::without_place(Code::MissingFile, message).with_hint(hint))
}

/// The chapters of the earlier release, rendered with the data of that release.
pub struct EarlierChapters<'a> {
    earlier: &'a Earlier,
    files: Files,
    renderer: Renderer,
}

impl<'a> EarlierChapters<'a> {
    /// `input` is that of the newer release.
    pub fn new(earlier: &'a Earlier, input: Input) -> Self {
        let input = Input { graph: &earlier.graph, ..input };
        let view = view::build(input, &earlier.files, Edition::Screen, Vec::new());
        let mut files = earlier.files.clone();
        // Faults of the templates are reported when the newer report is merged.
        let renderer =
            Renderer::new(input.templates, view::context(&view), TEMPLATE_STEPS, &mut files, &mut Vec::new());
        Self { earlier, files, renderer }
    }

    /// The earlier Markdown of a chapter; `None` if it is new or cannot be rendered.
    pub fn markdown(&self, chapter: &Chapter) -> Option<String> {
        let same = |old: &&Chapter| old.name == chapter.name && old.language == chapter.language;
        let old = self.earlier.graph.model.chapters.iter().find(same)?;
        self.renderer.chapter(old.file, &self.files).ok().map(|generated| generated.text)
    }
}

/// A chapter as it stands in the edition, and as it stood in the earlier release.
pub struct Compared<'a> {
    pub chapter: &'a Chapter,
    pub old: Option<String>,
    pub new: String,
}

/// What changed, in the words of one language, for the annex.
pub fn changes(marks: &Marks, compared: &[Compared], wording: &Wording) -> Shown {
    // The text of a chapter depends on the data, too, so its file alone does not show whether it changed.
    let old = with_chapters(&marks.earlier.meaning, compared, |compared| compared.old.as_deref());
    let new = with_chapters(marks.meaning, compared, |compared| Some(&compared.new));
    Shown::Json(changes::context(&new, Some(&Changes::between(&old, &new)), wording))
}

/// A meaning with chapters as they are rendered.
fn with_chapters<'c>(
    meaning: &Meaning,
    compared: &'c [Compared],
    text: impl Fn(&'c Compared<'c>) -> Option<&'c str>,
) -> Meaning {
    let mut meaning = meaning.clone();
    for compared in compared {
        let Some(text) = text(compared) else { continue };
        let key = Key::new(Kind::CHAPTER, &compared.chapter.name);
        let entry = meaning.entries.iter_mut().find(|entry| entry.key == key);
        let facts = entry.into_iter().flat_map(|entry| &mut entry.facts);
        for fact in facts.filter(|fact| fact.language == Some(compared.chapter.language)) {
            fact.content = Content::Prose(prose::passage(text, Setting::Chapter));
        }
    }
    meaning
}
