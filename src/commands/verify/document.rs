//! Verifies a PDF: builds it again from the source that it carries, or from a project, a release or a git revision.

use std::path::Path;

use crate::build::version::{self, read_pdf, source_of};
use crate::build::{Failure, Inputs, Merged, check, find_project, reproduce, set_one};
use crate::cli::{Global, Verify};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::many;
use crate::files::{Origin, digest};
use crate::publish::difference;
use crate::publish::{release::Tool, same_pages};

use super::updates;
use super::wording::{made, note_other_program, print_errors};

/// The outcome of a new build.
enum Proof {
    /// It gives these bytes.
    Same,
    /// It gives others.
    Differs(Vec<u8>),
}

/// Builds a PDF again from its own source.
pub fn verify(global: &Global, options: &Verify, outputs: &mut usize) -> Ended {
    let found = read_pdf(&options.path)?;
    // An update could have replaced the source, too.
    let first = updates::first(&found);
    let proof = prove(global, &options.path, first);
    conclude(global, options, "its source", (&found, first), proof, outputs)
}

fn prove(global: &Global, path: &Path, found: &[u8]) -> Result<Proof, Failure> {
    let (mut source, origin) = source_of(path, found)?;
    let shown = path.display();
    let Origin { id, version, language, edition, tool, .. } = &origin;
    let count = many(source.files().len(), "file");
    terminal::print_line(
        global,
        &format!("{shown} carries {count}: `{id}` {version}, `{language}`, edition `{edition}`"),
    );
    reproduce::add_fonts(global.project.as_deref(), &mut source, &origin.kept_fonts)?;
    reproduce::has_same_look(&origin)?;
    let other_tool = *tool != Tool::this().version;
    if other_tool {
        note_other_program(global, &format!("raportti {tool}"));
    }
    let again = reproduce::document(source, &origin)?;
    let expected = made(global, again, "no PDF can be built from its own source")?.bytes;
    let Some(difference) = difference::first("pdf", found, &expected) else {
        terminal::print_line(global, &format!("built again from these: the same {} bytes", found.len()));
        return Ok(Proof::Same);
    };
    if other_tool {
        let message = format!("`{shown}` differs from a build with this version: {difference}");
        return Err(Failure::unverifiable(message));
    }
    Ok(Proof::Differs(expected))
}

/// Builds every language and edition of the source `named`, first the one with the file's name, until one equals the file.
pub fn verify_against(global: &Global, options: &Verify, named: &str, outputs: &mut usize) -> Ended {
    let found = read_pdf(&options.path)?;
    let first = updates::first(&found);
    let proof = prove_against(global, &options.path, named, first);
    conclude(global, options, &format!("`{named}`"), (&found, first), proof, outputs)
}

fn prove_against(global: &Global, path: &Path, named: &str, found: &[u8]) -> Result<Proof, Failure> {
    let here = find_project(global.project.as_deref()).unwrap_or_else(|_| ".".into());
    let version = version::find(named, &here)?;
    terminal::notes(global, &version.notes);
    let nothing = format!("no PDF can be built from the source `{named}`");
    let (ready, mut faults) = match check(&Inputs::of_source(version.source), false).ready() {
        Ok(checked) => checked,
        Err(faults) => {
            terminal::print_faults(&faults, global);
            return Err(Failure::unverifiable(nothing));
        }
    };
    let report = ready.graph.report();
    let made_from = format!("`{named}`: `{}` {}", report.id().value, report.version().value);
    terminal::print_line(global, &format!("{} is compared with a build from {made_from}", path.display()));
    let own_name = path.file_name().unwrap_or_default();
    let mut merged: Vec<&Merged> = ready.merged.iter().collect();
    merged.sort_by_key(|merged| merged.file_name.as_str() != own_name);
    let mut nearest = None;
    for merged in merged {
        let Some(pdf) = set_one(&ready, merged, &mut faults) else { continue };
        if pdf.bytes == found {
            let (language, edition) = (merged.language, merged.edition.as_str());
            let same = format!("built again: `{language}`, edition `{edition}`, the same {} bytes", found.len());
            terminal::print_line(global, &same);
            return Ok(Proof::Same);
        }
        nearest.get_or_insert(pdf.bytes);
    }
    print_errors(global, &faults);
    nearest.map(Proof::Differs).ok_or_else(|| Failure::unverifiable(nothing))
}

/// Says what the build proves of the whole file, of which `first` is the part that came first, and writes that if asked to.
fn conclude(
    global: &Global,
    options: &Verify,
    source: &str,
    (found, first): (&[u8], &[u8]),
    proof: Result<Proof, Failure>,
    outputs: &mut usize,
) -> Ended {
    let path = options.path.as_path();
    let is_published = match &proof {
        Ok(Proof::Same) => Some(true),
        Ok(Proof::Differs(_)) => Some(false),
        // Without a source, or one that cannot be read, nothing can be said of the rest either.
        Err(failure) if !failure.is_unproven => return proof.map(|_| Outcome::Failed).map_err(Into::into),
        Err(_) => None,
    };
    if found.len() > first.len() {
        updates::tell(global, (found, first), is_published);
    }
    if let Some(out) = &options.published {
        *outputs = updates::write(global, path, out, first, is_published)?;
    }
    Ok(match proof? {
        Proof::Same if found.len() > first.len() => {
            let message = format!("{} is NOT the published file, but begins with it", path.display());
            terminal::print_paragraph(global, &message);
            if options.published.is_none() {
                terminal::print_line(global, "`--published FILE.pdf` writes the published file");
            }
            Outcome::Faulty
        }
        Proof::Same => is_same(global, path, source, found),
        Proof::Differs(expected) => differs(global, path, source, first, &expected),
    })
}

pub fn is_same(global: &Global, path: &Path, source: &str, found: &[u8]) -> Outcome {
    terminal::print_paragraph(global, &format!("{} matches {source}", path.display()));
    terminal::print_line(global, &format!("SHA-256 {}", digest::of(found)));
    Outcome::Fine
}

pub fn differs(global: &Global, path: &Path, source: &str, found: &[u8], expected: &[u8]) -> Outcome {
    let difference = difference::first("pdf", found, expected).unwrap_or_default();
    terminal::print_paragraph(global, &format!("{} does NOT match {source}: {difference}", path.display()));
    if let Some(note) = same_pages::note(found, expected) {
        terminal::print_line(global, &note);
    }
    if let Some((marks, _)) = updates::marks(found, &[]) {
        terminal::print_line(global, &marks);
    }
    Outcome::Faulty
}
