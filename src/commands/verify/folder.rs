//! The folder of a release: its sums, its list of files, and everything made again from its source.

use std::path::Path;

use crate::build::{Failure, reproduce};
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::many;
use crate::files::{Tree, read};
use crate::publish::release::{self, MANIFEST, Recorded, SOURCE, SUMS, Tool};
use crate::publish::verify;

use super::wording::{SHOWN, made, note_other_program};

/// At most this many files that differ are listed.
const LISTED: usize = 20;

pub fn verify(global: &Global, path: &Path) -> Ended {
    let found = read::release(path)?;
    if !found.contains_key(SUMS) && !found.contains_key(MANIFEST) {
        let shown = path.display();
        let message = format!("`{shown}` is no folder of a release: it has neither `{SUMS}` nor `{MANIFEST}`");
        let hint = "name the folder of one version that `raportti release` made, such as `dist/ID-1.0.0`, or a PDF";
        let mut failure = Failure::new(message).with_hint(hint);
        failure.is_unproven = true;
        return Err(failure.into());
    }
    let (mut differing, is_of_source) = verify::unlike_sums(&found);
    if differing.is_empty() {
        terminal::tell(global, &format!("{SUMS}: {} are as it says", many(found.len() - 1, "file")));
    }
    let name = match release::recorded(found.get(MANIFEST).map_or(&[][..], Vec::as_slice)) {
        Ok(recorded) => {
            let unlike = verify::unlike_manifest(&found, &recorded);
            if unlike.is_empty() {
                terminal::tell(global, &format!("{MANIFEST}: lists every file, and no other"));
            }
            differing.extend(unlike);
            if is_of_source {
                // From a source that is not the one that was published, nothing can be found out about the other files.
                differing.extend(verify::unlike_source_in_pdfs(&found));
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
        terminal::tell_apart(global, &format!("{name} is what its source gives"));
        return Ok(Outcome::Fine);
    }
    for line in differing.iter().take(LISTED) {
        terminal::tell(global, &format!("differs: {line}"));
    }
    if differing.len() > LISTED {
        terminal::tell(global, &format!("… and {} more", differing.len() - LISTED));
    }
    terminal::tell_apart(global, &format!("{} is NOT as it was released", path.display()));
    Ok(Outcome::Differences)
}

/// Makes the release again from the source in its folder, and compares every file.
///
/// # Errors
/// When nothing else is wrong, and the release cannot be made again.
fn against_source(
    global: &Global,
    found: &Tree,
    recorded: &Recorded,
    differing: &mut Vec<String>,
) -> Result<(), Failure> {
    let Tool { version, build, typst } = &recorded.tool;
    let other_tool = recorded.tool != Tool::this();
    if other_tool {
        let build = build.get(..SHOWN).unwrap_or(build);
        note_other_program(global, &format!("raportti {version}, build {build}, Typst {typst}"));
    }
    let nothing = "no release can be made from the source in the folder";
    let again = reproduce::release(found, recorded, global.project.as_deref());
    let again = match again.and_then(|again| made(global, again, nothing)) {
        Ok(again) => again,
        // A difference that is found already matters more than a check that cannot be done.
        Err(failure) if !differing.is_empty() => {
            terminal::note(global, &failure.to_string());
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    let unlike = verify::unlike(found, &again);
    match unlike.first() {
        None => {
            let count = many(again.len(), "file");
            terminal::tell(global, &format!("made again from `{SOURCE}`: {count}, the same bytes"));
            Ok(())
        }
        Some(first) if other_tool && differing.is_empty() => Err(Failure::unverifiable(format!(
            "the files are as `{SUMS}` says, and differ from what this program makes: {first}"
        ))),
        Some(_) => {
            differing.extend(unlike);
            Ok(())
        }
    }
}
