//! Verifies the folder of a release: its checksums, its list of files, and every file against a new build from its source.

use std::path::Path;

use crate::build::{Failure, reproduce};
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::many;
use crate::files::{Tree, reading};
use crate::publish::release::{self, MANIFEST, Recorded, SOURCE, SUMS, Tool};
use crate::publish::verify;

use super::wording::{HASH_LENGTH, made, note_other_program};

/// At most this many files that differ are listed.
const LISTED: usize = 20;

pub fn verify(global: &Global, path: &Path) -> Ended {
    let found = reading::release(path)?;
    if !found.contains_key(SUMS) && !found.contains_key(MANIFEST) {
        let shown = path.display();
        let message = format!("`{shown}` is not the folder of a release: it has neither `{SUMS}` nor `{MANIFEST}`");
        let hint = "name the folder of one version that `raportti release` made, such as `dist/ID-1.0.0`, or a PDF";
        let mut failure = Failure::new(message).with_hint(hint);
        failure.is_unproven = true;
        return Err(failure.into());
    }
    let (mut differing, is_of_source) = verify::differences_from_sums(&found);
    if differing.is_empty() {
        terminal::print_line(global, &format!("{SUMS}: matches {}", many(found.len() - 1, "file")));
    }
    let name = match release::recorded(found.get(MANIFEST).map_or(&[][..], Vec::as_slice)) {
        Ok(recorded) => {
            let differences = verify::differences_from_manifest(&found, &recorded);
            if differences.is_empty() {
                terminal::print_line(global, &format!("{MANIFEST}: lists exactly these files"));
            }
            differing.extend(differences);
            if is_of_source {
                // A changed source proves nothing about the other files.
                differing.extend(verify::differences_from_sources_in_pdfs(&found));
            } else {
                against_source(global, &found, &recorded, &mut differing)?;
            }
            format!("{} {}", recorded.id, recorded.version)
        }
        Err(reason) => {
            differing.push(format!("`{MANIFEST}` cannot be read: {reason}"));
            String::new()
        }
    };
    if differing.is_empty() {
        terminal::print_paragraph(global, &format!("{name} matches its source"));
        return Ok(Outcome::Fine);
    }
    for line in differing.iter().take(LISTED) {
        terminal::print_line(global, &format!("differs: {line}"));
    }
    if differing.len() > LISTED {
        terminal::print_line(global, &format!("… and {} more", differing.len() - LISTED));
    }
    terminal::print_paragraph(global, &format!("{} is NOT as it was released", path.display()));
    Ok(Outcome::Faulty)
}

/// Builds the release again from the source in its folder, and compares every file. An error if no difference was found yet, and the
/// release cannot be built again.
fn against_source(
    global: &Global,
    found: &Tree,
    recorded: &Recorded,
    differing: &mut Vec<String>,
) -> Result<(), Failure> {
    let Tool { version, build, typst } = &recorded.tool;
    let other_tool = recorded.tool != Tool::this();
    if other_tool {
        let build = build.get(..HASH_LENGTH).unwrap_or(build);
        note_other_program(global, &format!("raportti {version}, build {build}, Typst {typst}"));
    }
    let nothing = "no release can be built from the source in the folder";
    let again = reproduce::release(found, recorded, global.project.as_deref());
    let again = match again.and_then(|again| made(global, again, nothing)) {
        Ok(again) => again,
        // A difference that was already found matters more than a failed check.
        Err(failure) if !differing.is_empty() => {
            terminal::note(global, &failure.to_string());
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    let differences = verify::differences(found, &again);
    match differences.first() {
        None => {
            let count = many(again.len(), "file");
            terminal::print_line(global, &format!("built again from `{SOURCE}`: {count}, the same bytes"));
            Ok(())
        }
        Some(first) if other_tool && differing.is_empty() => Err(Failure::unverifiable(format!(
            "the files match `{SUMS}`, but differ from a build with this program: {first}"
        ))),
        Some(_) => {
            differing.extend(differences);
            Ok(())
        }
    }
}
