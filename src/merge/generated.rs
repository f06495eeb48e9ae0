//! Generated Typst files, and the gaps in them that are filled when all are written.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;

use crate::diagnostics::{Place, SourceMap};

/// Generated files by their paths in the Typst project.
pub type GeneratedFiles = BTreeMap<String, Generated>;

/// A generated Typst file, or a part of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Generated {
    pub text: String,
    pub map: SourceMap,
    /// What is still to be filled, in order.
    pub gaps: Vec<Gap>,
}

impl Generated {
    /// A file without any written text.
    pub fn own(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A place in a generated file whose content is known only when all files are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Its byte offset in the file.
    pub at: usize,
    pub filling: Filling,
    /// The written place that it stands for.
    pub place: Option<Place>,
}

/// The content of a gap.
#[derive(Debug, Clone, PartialEq)]
pub enum Filling {
    /// The citation of this number in [`Citing::AsText`].
    Citation(usize),
    /// The entry of a source in the list.
    Entry(String),
    /// The label of a source in the list, such as its number; `none` in most styles.
    Label(String),
    /// Nothing: it marks where a figure is placed, for the order of the sources that the figure names.
    Figure(String),
    /// The same for a figure that stands behind the card whose text names it.
    FigureBehind(String),
}

/// How citations are written.
#[derive(Debug)]
pub enum Citing {
    /// As calls of Typst's `cite`, for a look without `templates/look/citation.typ`.
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
