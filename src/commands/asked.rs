//! What a user asks for by name.

use icu::locale::subtags::Language;

use crate::data::graph::Graph;
use crate::data::model::Edition;

use super::Failure;

/// An edition that the report asks for.
///
/// # Errors
/// When it does not.
pub fn edition(asked: Edition, graph: &Graph) -> Result<Edition, Failure> {
    let known = graph.report.editions();
    if known.contains(&asked) { Ok(asked) } else { Err(Failure::NoEdition { edition: asked, known }) }
}

/// The language of this name among the report's.
///
/// # Errors
/// When the report is not in it.
pub fn language(name: &str, known: &[Language]) -> Result<Language, Failure> {
    known.iter().copied().find(|language| language.as_str() == name).ok_or_else(|| Failure::UnknownLanguage {
        language: name.to_owned(),
        known: known.iter().map(Language::to_string).collect(),
    })
}
