//! The PDFs that a user asks for, by language and edition.

use icu::locale::subtags::Language;

use crate::graph::Graph;
use crate::model::Edition;

use super::{Failure, Merged, Ready};

/// The PDFs of these languages and editions, in the report's order; an empty list means all. Fails if the report lacks one of them.
pub fn wanted<'a>(ready: &'a Ready, languages: &[String], editions: &[Edition]) -> Result<Vec<&'a Merged>, Failure> {
    let languages: Result<Vec<_>, _> = languages.iter().map(|name| language(name, ready.graph.languages())).collect();
    let languages = languages?;
    let of_report = editions.iter().filter(|edition| **edition != Edition::Changes);
    of_report.into_iter().try_for_each(|asked| edition(*asked, &ready.graph).map(drop))?;
    let is_asked = |merged: &&Merged| {
        (languages.is_empty() || languages.contains(&merged.language))
            && (editions.is_empty() || editions.contains(&merged.edition))
    };
    Ok(ready.merged.iter().filter(is_asked).collect())
}

/// The edition, or an error if the report does not have it.
pub fn edition(asked: Edition, graph: &Graph) -> Result<Edition, Failure> {
    let known = graph.report().asked_editions();
    if known.contains(&asked) {
        return Ok(asked);
    }
    let editions: Vec<String> = known.iter().chain([&asked]).map(|known| format!("\"{}\"", known.as_str())).collect();
    let hint = format!("write `editions = [{}]` in `report/report.toml`", editions.join(", "));
    Err(Failure::new(format!("the report has no edition `{}`", asked.as_str())).with_hint(hint))
}

/// The language of this name, or an error if the report does not have it.
pub fn language(name: &str, known: &[Language]) -> Result<Language, Failure> {
    known.iter().copied().find(|language| language.as_str() == name).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(Language::as_str).collect();
        Failure::new(format!("the report is not in `{name}`"))
            .with_hint(format!("the report's languages are {}", known.join(", ")))
    })
}
