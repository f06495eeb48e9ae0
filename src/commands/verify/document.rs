//! A PDF, set again from the source that it carries.

use std::path::Path;

use crate::build::failure::Failure;
use crate::build::kept_fonts;
use crate::build::reproduce::{self, Reproduced};
use crate::build::version::{read_pdf, source_of};
use crate::cli::Global;
use crate::console::outcome::Outcome;
use crate::console::terminal;
use crate::diagnostics::count::many;
use crate::diagnostics::diagnostic::any_error;
use crate::files::digest;
use crate::files::origin::{Origin, Source};
use crate::publish::difference;
use crate::publish::release::Tool;
use crate::publish::saved_anew;

use super::wording::other_program;

/// Sets a PDF again from the source that it carries.
pub fn verify(global: &Global, path: &Path) -> Result<Outcome, Failure> {
    let found = read_pdf(path)?;
    let (mut source, origin) = source_of(path, &found)?;
    let shown = path.display();
    let Origin { id, version, language, edition, tool, .. } = &origin;
    let count = many(source.files().len(), "file");
    terminal::tell(global, &format!("{shown} carries {count}: `{id}` {version}, `{language}`, edition `{edition}`"));
    kept_fonts::add(global.project.as_deref(), &mut source, &origin.kept_fonts)?;
    reproduce::has_same_look(&source, &origin)?;
    let other_tool = *tool != Tool::this().version;
    if other_tool {
        terminal::note(global, &other_program(&format!("raportti {tool}")));
    }
    let expected = set_again(global, source, &origin)?;
    match difference::first("pdf", &found, &expected) {
        None => {
            let sum = digest::of(&found);
            terminal::tell(global, &format!("set again from these, it has the same {} bytes", found.len()));
            terminal::tell_apart(global, &format!("{shown} is what its source gives"));
            terminal::tell(global, &format!("SHA-256 {sum}"));
            Ok(Outcome::Fine)
        }
        Some(difference) if other_tool => {
            Err(Failure::unverifiable(format!("`{shown}` differs from what this version makes: {difference}")))
        }
        Some(difference) => {
            terminal::tell_apart(global, &format!("{shown} is NOT what its source gives: {difference}"));
            if let Some(told) = saved_anew::told(&found, &expected) {
                terminal::tell(global, &told);
            }
            Ok(Outcome::Differences)
        }
    }
}

/// The PDF that a source gives.
fn set_again(global: &Global, source: Source, origin: &Origin) -> Result<Vec<u8>, Failure> {
    let Reproduced { made, diagnostics, files } = reproduce::document(source, origin)?;
    if any_error(&diagnostics) {
        terminal::print_faults(&diagnostics, &files, global);
    }
    let unverifiable = || Failure::unverifiable("no PDF can be made from the source that it carries");
    Ok(made.ok_or_else(unverifiable)?.bytes)
}
