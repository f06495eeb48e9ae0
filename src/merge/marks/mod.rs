//! What the texts of a report were in an earlier release, for the edition that marks what changed.
//!
//! A text is known by the place where it is written, so that whoever writes it needs nothing but this place. Without an
//! earlier release there are no marks, and all is written as if this room did not exist.

pub mod words;
pub mod ink;
pub mod weave;
pub mod annex;

use std::collections::{HashMap, HashSet};

use icu::locale::subtags::Language;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{Files, Place};
use crate::files::read::Tree;
use crate::graph::Graph;
use crate::meaning::{Meaning, Subject};
use crate::merge::emit::{Emission, Emit, Emitter, Generated};
use crate::merge::labels::Wording;
use crate::merge::render::Renderer;
use crate::merge::view;
use crate::model::choice::Edition;
use crate::model::fact::{Content, Fact, FieldPath};
use crate::model::kind::Kind;
use crate::model::load::Chapter;
use crate::model::text::Text;
use crate::rules::press::Press;

use words::Steps;

/// The words of the marks among the labels.
const WORDS: &str = "marks";

/// The module of the Typst project that has the functions of the marks, in the words of the edition's language.
pub const MODULE: &str = "/generated/marks.typ";
/// The template that says how marks look.
pub const TEMPLATE: &str = "templates/look/marks.typ";

/// An earlier release of the report, whose links hold.
pub struct Earlier {
    pub graph: Graph,
    pub files: Files,
    pub meaning: Meaning,
}

impl Earlier {
    pub fn new(graph: Graph, files: Files, tree: &Tree) -> Self {
        let meaning = Meaning::of(&graph, &files, tree);
        Self { graph, files, meaning }
    }
}

/// What a text was.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Before<'a> {
    Same,
    Other(&'a str),
    Missing,
    /// Several texts stand at one place, as in a line of CSV, and not all of them changed.
    Unknown,
}

/// The marks of a report against an earlier release of it.
pub struct Marks<'a> {
    pub earlier: &'a Earlier,
    /// What the newer release says.
    pub meaning: &'a Meaning,
    /// By the place of the text as it is.
    texts: HashMap<Place, Before<'a>>,
    /// Items that the earlier release does not have. Their texts are not marked one by one.
    added: HashSet<&'a str>,
}

impl<'a> Marks<'a> {
    /// Compares two releases.
    pub fn new(earlier: &'a Earlier, meaning: &'a Meaning) -> Self {
        let (mut texts, mut added) = (HashMap::new(), HashSet::new());
        for entry in meaning.entries.iter().filter(|entry| entry.key.subject != Subject::Chapter) {
            let old = earlier.meaning.get(&entry.key);
            if old.is_none() && has_card(entry.key.subject) {
                added.insert(entry.key.id.as_str());
                continue;
            }
            type Address<'f> = (&'f FieldPath, Option<Language>);
            let old: HashMap<Address, &Fact> =
                old.iter().flat_map(|old| &old.facts).map(|fact| ((&fact.path, fact.language), fact)).collect();
            for fact in &entry.facts {
                let Some(place) = fact.place.filter(|_| words_of(&fact.content).is_some()) else { continue };
                let before = match old.get(&(&fact.path, fact.language)) {
                    None => Before::Missing,
                    Some(old) if old.content == fact.content => Before::Same,
                    Some(old) => words_of(&old.content).map_or(Before::Missing, Before::Other),
                };
                let known = texts.entry(place).or_insert(before);
                if *known != before {
                    *known = Before::Unknown;
                }
            }
        }
        Self { earlier, meaning, texts, added }
    }

    /// Whether the item of this id is new as a whole.
    pub fn is_added(&self, id: &str) -> bool {
        self.added.contains(id)
    }

    /// Whether a text is other than it was.
    pub fn has(&self, text: &Text) -> bool {
        matches!(self.before(text), Before::Other(_) | Before::Missing)
    }

    /// The marks of a text that is shown as it stands; none for one that is as it was.
    pub fn steps(&self, text: &Text) -> Steps {
        let new = text.value.as_str().into();
        match self.before(text) {
            Before::Same | Before::Unknown => Steps::new(),
            Before::Other(old) => words::steps(&old.into(), &new),
            Before::Missing => words::inserted(&new),
        }
    }

    /// The Markdown that a text was, if it was there.
    pub fn markdown(&self, text: &Text) -> Option<&'a str> {
        match self.before(text) {
            Before::Other(old) => Some(old),
            Before::Same | Before::Missing | Before::Unknown => None,
        }
    }

    fn before(&self, text: &Text) -> Before<'a> {
        self.texts.get(&text.place).copied().unwrap_or(Before::Same)
    }
}

/// Whether the templates show the thing as a whole, so that they can mark it as new as a whole.
fn has_card(subject: Subject) -> bool {
    match subject {
        Subject::Item(kind) => !matches!(kind, Kind::THEME | Kind::QUESTION | Kind::ACTION),
        Subject::Report | Subject::Term | Subject::Chapter => false,
    }
}

/// Writes the module of the functions of the marks, in the words of one language.
///
/// # Errors
/// When the report has a look of its own that knows no marks.
pub fn module(wording: &Wording, templates: &Tree, emission: &mut Emission) -> Result<Generated, Diagnostic> {
    let words = wording.labels.0.iter().find(|(key, _)| key == WORDS).map(|(_, words)| words);
    let missing = [TEMPLATE, annex::TEMPLATE].into_iter().find(|path| !templates.contains_key(*path));
    let lack = match (missing, words) {
        (None, Some(words)) => {
            let mut emitter = Emitter::new(emission);
            emitter.code(&format!("#import \"/{TEMPLATE}\": marks\n#let ({}) = marks(", ink::NAMES));
            words.emit(&mut emitter);
            // The words are the edition's, in whatever language the marked text is.
            emitter.code(&format!(", lang: \"{}\", region: \"{}\")\n", wording.locale.language, wording.locale.region));
            return Ok(emitter.finish());
        }
        (Some(path), _) => format!("`{path}`"),
        (None, None) => format!("the words `[{WORDS}]` in `templates/labels/{}.toml`", wording.locale.language),
    };
    let message = format!("the templates have no marks of changes: they lack {lack}");
    let hint = "copy it from what `raportti init` writes; `docs/changes-edition.md` tells what it does";
    Err(Diagnostic::nowhere(Code::MissingFile, message).with_hint(hint))
}

/// Chapters as they were in the earlier release. A chapter's words depend on the data, so it is rendered with the data of
/// its release.
pub struct EarlierChapters<'a> {
    graph: &'a Graph,
    files: Files,
    renderer: Renderer,
}

impl<'a> EarlierChapters<'a> {
    pub fn new(earlier: &'a Earlier, templates: &Tree, wordings: &[Wording], wording: &Wording, press: &Press) -> Self {
        let Earlier { graph, files, .. } = earlier;
        let view = view::build(graph, files, wordings, wording, Edition::Screen, press, Vec::new());
        let mut files = files.clone();
        // Faults of the templates are told where the newer report is merged.
        let renderer = Renderer::new(templates, &view, &mut files, &mut Vec::new());
        Self { graph, files, renderer }
    }

    /// The Markdown that a chapter was; none when it was not there, or cannot be understood any more.
    pub fn markdown(&self, chapter: &Chapter) -> Option<String> {
        let same = |old: &&Chapter| old.name == chapter.name && old.language == chapter.language;
        let old = self.graph.chapters.iter().find(same)?;
        self.renderer.chapter(old.file, &self.files).ok().map(|generated| generated.text)
    }
}

fn words_of(content: &Content) -> Option<&str> {
    match content {
        Content::Plain(words) => Some(words),
        Content::Prose(passage) => Some(&passage.written),
        _ => None,
    }
}
