//! The citation style: the designer's CSL file, read and checked.

use hayagriva::citationberg::{IndependentStyle, StyleClass};

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::Tree;
use crate::merge::Wording;
use crate::model::text_file::text_file;

use super::dates;

/// How citations and the list of sources are set. In an older look without this file, Typst itself makes the citations.
pub const TEMPLATE: &str = "templates/look/citation.typ";
/// Where the style lies.
pub const PATH: &str = "templates/sources.csl";

/// A style with the dates of the report's languages.
pub struct Style {
    pub csl: IndependentStyle,
    /// The same, but sources of one author are never collapsed: `(Smith 2020; 2021)` would leave nothing of one without a year.
    pub apart: IndependentStyle,
    /// The same, and sources stay in the order in which they are written: `(see Smith 2020; also Adams 2018)` is one sentence.
    pub as_written: IndependentStyle,
    /// The same without any words, which is enough to sort the list.
    pub order_alone: IndependentStyle,
    /// Whether a citation depends on those before it, as `ibid.` does.
    pub by_position: bool,
    /// Whether citations are footnotes.
    pub notes: bool,
}

/// The style of a look; none for one that has Typst make the citations, or when the style has a fault.
pub fn of_look(
    templates: &Tree,
    wordings: &[Wording],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Style> {
    templates.get(TEMPLATE)?;
    let Some(bytes) = templates.get(PATH) else {
        let message = format!("the citation style `{PATH}` is missing");
        let hint = "put a style in CSL there";
        diagnostics.push(Diagnostic::without_place(Code::MissingFile, message).with_hint(hint));
        return None;
    };
    let file = text_file(PATH, bytes, files, diagnostics)?;
    let text = files.get(file).text.clone();
    let mut csl = match IndependentStyle::from_xml(&text) {
        Ok(style) => style,
        Err(error) => {
            let message = format!("this is no independent citation style in CSL 1.0: {error}");
            let hint = "a style that only names another one as its `independent-parent` is not enough: take that one";
            diagnostics.push(Diagnostic::new(Code::MalformedValue, Place::new(file, 0..0), message).with_hint(hint));
            return None;
        }
    };
    for wording in wordings {
        dates::localize(&mut csl, &wording.locale);
    }
    let mut apart = csl.clone();
    apart.citation.collapse = None;
    let mut as_written = apart.clone();
    as_written.citation.sort = None;
    let order_alone = without_words(csl.clone());
    let by_position = text.contains(" position=\"");
    let notes = csl.settings.class == StyleClass::Note;
    Some(Style { csl, apart, as_written, order_alone, by_position, notes })
}

/// A style that only sorts: its citations and its list are empty, so that nothing in them has to be told apart.
fn without_words(mut csl: IndependentStyle) -> IndependentStyle {
    csl.citation.layout.elements.clear();
    csl.citation.disambiguate_add_names = false;
    csl.citation.disambiguate_add_givenname = false;
    csl.citation.disambiguate_add_year_suffix = false;
    if let Some(list) = &mut csl.bibliography {
        list.layout.elements.clear();
        list.subsequent_author_substitute = None;
        list.second_field_align = None;
    }
    csl
}
