//! What a user asks for by name.

use std::path::PathBuf;

use icu::locale::subtags::Language;

use crate::cli::Global;
use crate::files::read;
use crate::graph::Graph;
use crate::model::choice::Edition;

use super::Failure;

/// Refuses to answer in words where a program reads standard output. `instead` is how the answer is asked for in a form for
/// programs, where there is one.
///
/// # Errors
/// When `--format` says that a program reads.
pub fn in_words(global: &Global, command: &'static str, instead: Option<&'static str>) -> Result<(), Failure> {
    if global.format.is_for_programs() { Err(Failure::AnswerForm { command, instead }) } else { Ok(()) }
}

/// An edition that the report asks for.
///
/// # Errors
/// When it does not.
pub fn edition(asked: Edition, graph: &Graph) -> Result<Edition, Failure> {
    let known = graph.report().asked_editions();
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

/// The project's folder: the named one, or the nearest upwards.
///
/// # Errors
/// When there is none.
pub fn find_project(global: &Global) -> Result<PathBuf, Failure> {
    match &global.project {
        // Somebody may name `report/` itself, where the files are that they write.
        Some(folder) if folder.join("report.toml").is_file() && !folder.join("report").exists() => {
            Ok(folder.canonicalize().ok().and_then(|whole| whole.parent().map(PathBuf::from)).unwrap_or(folder.clone()))
        }
        Some(folder) => Ok(folder.clone()),
        None => {
            let here = std::env::current_dir().map_err(|error| read::ReadError { path: PathBuf::from("."), error })?;
            read::find_project(&here).ok_or(Failure::NoProject(here))
        }
    }
}
