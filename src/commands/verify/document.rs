//! A PDF, set again from the source that it carries, or from that of a project, a release or a git revision.

use std::path::Path;

use crate::build::version::{self, read_pdf, source_of};
use crate::build::{Failure, Inputs, Merged, check, find_project, kept_fonts, reproduce, set_one};
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::many;
use crate::files::{Origin, digest};
use crate::publish::difference::{self, Difference};
use crate::publish::{release::Tool, saved_anew};

use super::wording::{made, note_other_program, print_errors};

/// Sets a PDF again from the source that it carries.
pub fn verify(global: &Global, path: &Path) -> Ended {
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
        note_other_program(global, &format!("raportti {tool}"));
    }
    let again = reproduce::document(source, &origin)?;
    let expected = made(global, again, "no PDF can be made from the source that it carries")?.bytes;
    match difference::first("pdf", &found, &expected) {
        None => {
            terminal::tell(global, &format!("set again from these, it has the same {} bytes", found.len()));
            Ok(is_same(global, path, "its source", &found))
        }
        Some(difference) if other_tool => {
            let message = format!("`{shown}` differs from what this version makes: {difference}");
            Err(Failure::unverifiable(message).into())
        }
        difference => Ok(differs(global, path, "its source", (&found, &expected), difference)),
    }
}

/// Sets the languages and editions of the source that `named` names, that of the file's name first, until one is the file.
pub fn verify_against(global: &Global, path: &Path, named: &str) -> Ended {
    let found = read_pdf(path)?;
    let here = find_project(global.project.as_deref()).unwrap_or_else(|_| ".".into());
    let version = version::find(named, &here)?;
    version.notes.iter().for_each(|note| terminal::note(global, note));
    let nothing = format!("no PDF can be made from the source `{named}`");
    let (ready, mut faults) = match check(&Inputs::of_source(version.source), false).ready() {
        Ok(checked) => checked,
        Err(faults) => {
            terminal::print_faults(&faults, global);
            return Err(Failure::unverifiable(nothing).into());
        }
    };
    let report = ready.graph.report();
    let made_from = format!("`{named}`: `{}` {}", report.id().value, report.version().value);
    terminal::tell(global, &format!("{} is compared with what is made from {made_from}", path.display()));
    let own_name = path.file_name().unwrap_or_default();
    let mut merged: Vec<&Merged> = ready.merged.iter().collect();
    merged.sort_by_key(|merged| merged.file_name.as_str() != own_name);
    let mut nearest = None;
    let named = format!("`{named}`");
    for merged in merged {
        let Some(pdf) = set_one(&ready, merged, &mut faults) else { continue };
        if pdf.bytes == found {
            let (language, edition) = (merged.language, merged.edition.as_str());
            let same = format!("set again, `{language}` in the edition `{edition}` has the same {} bytes", found.len());
            terminal::tell(global, &same);
            return Ok(is_same(global, path, &named, &found));
        }
        nearest.get_or_insert(pdf.bytes);
    }
    print_errors(global, &faults);
    let expected = nearest.ok_or_else(|| Failure::unverifiable(nothing))?;
    let difference = difference::first("pdf", &found, &expected);
    Ok(differs(global, path, &named, (&found, &expected), difference))
}

fn is_same(global: &Global, path: &Path, source: &str, found: &[u8]) -> Outcome {
    terminal::tell_apart(global, &format!("{} is what {source} gives", path.display()));
    terminal::tell(global, &format!("SHA-256 {}", digest::of(found)));
    Outcome::Fine
}

fn differs(
    global: &Global,
    path: &Path,
    source: &str,
    (found, expected): (&[u8], &[u8]),
    difference: Option<Difference>,
) -> Outcome {
    let difference = difference.map(|difference| format!(": {difference}")).unwrap_or_default();
    terminal::tell_apart(global, &format!("{} is NOT what {source} gives{difference}", path.display()));
    if let Some(told) = saved_anew::told(found, expected) {
        terminal::tell(global, &told);
    }
    Outcome::Differences
}
