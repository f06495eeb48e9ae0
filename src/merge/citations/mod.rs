//! Citations and the list of sources as text with links, by a style in CSL (Citation Style Language 1.0.2).
//!
//! What comes in: every citation of one language, as prose and data are written out, each with the gap that it leaves in its
//! generated file. What goes out: the words of every gap, and the order of the list. This room must not know where items stand
//! on pages; the order of reading comes from `order`.

mod dates;
pub mod style;
mod order;
mod letters;
mod render;
mod labels;
mod words;
mod fill;

use icu::locale::subtags::Language;

use crate::diagnostics::files::Place;
use crate::files::read::Tree;

use super::bibliography;
use super::emit::{Emission, Emit, Emitter, Generated};
use super::labels::Wording;
use super::project::GeneratedFiles;
use super::view::{View, Words};

use fill::fill;
pub use render::prepare;
use render::{Rendered, render};
use style::Style;

/// The file of the look that says how citations and the list of sources are set. A look without it is from before there was
/// such a file: there Typst itself makes the citations, from the bibliography that the look hands to it.
pub const TEMPLATE: &str = "templates/look/citation.typ";
/// What generated files import from it.
const NAMES: &str = "citation, source-link";

/// The order of the list of sources.
const ORDER: &str = "/generated/source-order.typ";

/// How citations are written.
#[derive(Debug)]
pub enum Citing {
    /// As calls of Typst's `cite`, for a look without [`TEMPLATE`].
    ByTypst,
    /// As gaps, for these citations.
    AsText(Vec<Citation>),
}

/// Sources that are cited together.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    pub items: Vec<Cited>,
    pub form: CiteForm,
    /// The language of the text around it.
    pub language: Language,
}

/// One source in a citation.
#[derive(Debug, Clone, PartialEq)]
pub struct Cited {
    pub source: String,
    /// Words before it, such as "see", as Typst content.
    pub before: Option<Generated>,
    /// Where in the source, as Typst content.
    pub locator: Option<Generated>,
}

/// How a citation stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CiteForm {
    /// Beside what it proves: `(Smith 2020)`.
    Aside,
    /// As words of the sentence: `Smith (2020)`.
    Prose,
}

/// A place in a generated file for what is known only when all files are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The byte of the file before which the words belong.
    pub at: usize,
    pub filling: Filling,
    /// What a person wrote for it.
    pub place: Option<Place>,
}

/// What belongs into a gap.
#[derive(Debug, Clone, PartialEq)]
pub enum Filling {
    /// The citation of this number in [`Citing::AsText`].
    Citation(usize),
    /// What the list says of a source.
    Entry(String),
    /// What stands before a source in the list, such as its number; `none` in most styles.
    Label(String),
    /// Nothing; here a figure is placed, which names its sources.
    Figure(String),
}

impl Emitter<'_, '_> {
    /// Writes a citation as one expression.
    pub fn citation(&mut self, items: Vec<Cited>, form: CiteForm, place: Option<Place>) {
        let language = self.emission.speaking;
        match &mut self.emission.citing {
            Citing::AsText(citations) => {
                citations.push(Citation { items, form, language });
                let filling = Filling::Citation(citations.len() - 1);
                self.gap(filling, place);
            }
            Citing::ByTypst => self.cite_by_typst(&items, form, place),
        }
    }

    fn cite_by_typst(&mut self, items: &[Cited], form: CiteForm, place: Option<Place>) {
        self.code("{ ");
        for (index, item) in items.iter().enumerate() {
            // Typst groups citations that have only a space between them.
            match &item.before {
                Some(before) => {
                    self.code(if index == 0 { "" } else { "text(\"; \"); " });
                    self.append(before);
                    self.code("; ");
                }
                None => self.code(if index == 0 { "" } else { "[ ]; " }),
            }
            match place {
                Some(place) => self.code_for("cite(label(", place),
                None => self.code("cite(label("),
            }
            self.string(&item.source);
            self.code(")");
            self.code(if form == CiteForm::Prose { ", form: \"prose\"" } else { "" });
            if let Some(locator) = &item.locator {
                self.code(", supplement: ");
                self.append(locator);
            }
            self.code("); ");
        }
        self.code("}");
    }
}

/// A citation that templates place: content in Typst. minijinja does not see it, since chapters are rendered before it is known.
#[derive(Debug, Clone)]
pub struct CitationView {
    pub items: Vec<(String, Option<Words>)>,
    pub form: CiteForm,
    pub place: Option<Place>,
}

impl CitationView {
    fn write(&self, emitter: &mut Emitter, marked: bool) {
        let items = self.items.iter().map(|(source, locator)| {
            let locator = locator.as_ref().map(|words| {
                let mut own = Emitter::new(emitter.emission);
                if marked {
                    words.emit_marked(&mut own)
                } else {
                    words.emit(&mut own)
                }
                own.finish()
            });
            Cited { source: source.clone(), before: None, locator }
        });
        let items = items.collect();
        emitter.citation(items, self.form, self.place);
    }
}

impl Emit for CitationView {
    fn emit(&self, emitter: &mut Emitter) {
        self.write(emitter, false);
    }

    fn is_marked(&self, emission: &Emission) -> bool {
        self.items.iter().any(|(_, locator)| locator.is_marked(emission))
    }

    fn emit_marked(&self, emitter: &mut Emitter) {
        self.write(emitter, true);
    }
}

/// What the list of sources says of one source, or its label there: content in Typst.
#[derive(Debug, Clone)]
pub struct ListedView {
    pub filling: Filling,
    pub place: Option<Place>,
}

impl Emit for ListedView {
    fn emit(&self, emitter: &mut Emitter) {
        match emitter.emission.citing {
            Citing::AsText(_) => emitter.gap(self.filling.clone(), self.place),
            Citing::ByTypst => emitter.code("none"),
        }
    }
}

/// How the citations of a look are written.
pub fn citing(templates: &Tree) -> Citing {
    if templates.contains_key(TEMPLATE) { Citing::AsText(Vec::new()) } else { Citing::ByTypst }
}

/// Fills the gaps of all files, and writes the order of the list. Where nothing is to be set (`whole` is false), the sources alone
/// are looked at, and the gaps stay without words.
pub fn settle(
    view: &View,
    generated: &mut GeneratedFiles,
    style: Option<&Style>,
    whole: bool,
    wording: &Wording,
    emission: &mut Emission,
) {
    let citing = std::mem::replace(&mut emission.citing, Citing::ByTypst);
    let citations = match citing {
        Citing::AsText(citations) => citations,
        Citing::ByTypst => Vec::new(),
    };
    let rendered = style.map(|style| {
        let met = if whole { order::reading(view, generated) } else { order::sources_alone(generated) };
        let entries = bibliography::entries(emission.graph, view.sources.0.iter().map(|(id, _)| id.as_str()));
        let code = |language: Language| {
            let region = emission.regions.iter().find(|(known, _)| *known == language);
            region.map_or_else(|| language.to_string(), |(_, region)| format!("{language}-{region}"))
        };
        let rendered = render(&entries, &citations, &met, style, &code, wording.locale.language, whole);
        emission.diagnostics.extend(labels::doubtful(view, generated, &citations, &rendered, emission.graph, style));
        rendered
    });
    let order: Vec<String> = match &rendered {
        Some(rendered) => rendered.list.iter().map(|listed| listed.id.clone()).collect(),
        None => view.sources.0.iter().map(|(id, _)| id.clone()).collect(),
    };
    for file in generated.values_mut() {
        fill(file, &citations, rendered.as_ref().filter(|_| whole));
    }
    let mut emitter = Emitter::new(emission);
    emitter.code("#let source-order = ");
    order.emit(&mut emitter);
    emitter.code("\n");
    let file = emitter.finish();
    generated.insert(ORDER.to_owned(), file);
}
