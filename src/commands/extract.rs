//! `raportti extract`: the report that a PDF was made from, as a project.

use std::path::{Path, PathBuf};

use crate::bounds;
use crate::cli::{Extract, Global};
use crate::data::origin::{Origin, Source};
use crate::data::read;
use crate::publish::{folder, output, source, strays};

use super::{Failure, Outcome, terminal};

pub fn run(global: &Global, options: &Extract) -> Result<Outcome, Failure> {
    let (source, origin) = source_of(&options.file, &read_pdf(&options.file)?)?;
    // An id has small letters, digits and hyphens where the program made the PDF. Anybody may have made this one.
    let name = format!("{}-{}", origin.id, origin.version);
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) && !name.starts_with('.');
    let name = if plain { name } else { "report-source".to_owned() };
    let target = options.folder.clone().unwrap_or_else(|| PathBuf::from(name));
    strays::remove(output::folder_of(&target));
    if !folder::is_new(&target) {
        return Err(Failure::NotEmpty(target));
    }
    let files = source.files();
    folder::write(&target, &files)?;
    let shown = target.display();
    let made = format!("{} {}, made by raportti {}", origin.id, origin.version, origin.tool);
    terminal::tell(global, &format!("{shown}  {} of {made}", terminal::many(files.len(), "file")));
    terminal::tell_apart(global, &format!("next: cd {shown} && raportti build"));
    Ok(Outcome::Fine)
}

/// The bytes of a PDF.
///
/// # Errors
/// When it cannot be read, or is larger than a PDF of a report.
pub fn read_pdf(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(read::bounded(path, bounds::pdf::LARGEST_PDF as u64)?)
}

/// The source that a PDF carries.
///
/// # Errors
/// When it carries none that can be read.
pub fn source_of(path: &Path, pdf: &[u8]) -> Result<(Source, Origin), Failure> {
    source::read(pdf).map_err(|fault| Failure::Source { path: path.to_owned(), fault })
}
