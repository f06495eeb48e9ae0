//! The folder of a release: its sums, its list of files, and everything made again from its source.

use std::path::Path;

use crate::cli::Global;
use crate::diagnostics::diagnostic::any_error;
use crate::files::origin::Source;
use crate::files::read::{self, Tree};
use crate::publish::release::{self, MANIFEST, PROVENANCE, Recorded, SOURCE, SUMS, Tool};
use crate::publish::sums::{self, Fault};
use crate::publish::{difference, source};

use super::{SHOWN, kept, other_program};
use crate::commands::pipeline::{self, Checked, Inputs};
use crate::commands::release::Earlier;
use crate::commands::release::making::{self, Circumstances};
use crate::commands::{Failure, Outcome, since, terminal};

/// Of many files that differ, so many are told one by one.
const TOLD: usize = 20;

pub fn verify(global: &Global, path: &Path) -> Result<Outcome, Failure> {
    let found = read::whole(path)?;
    if !found.contains_key(SUMS) && !found.contains_key(MANIFEST) {
        let shown = path.display();
        let message = format!("`{shown}` is no folder of a release: it has neither `{SUMS}` nor `{MANIFEST}`");
        return Err(Failure::Unverifiable(message));
    }
    let faults = sums::check(&found, SUMS);
    let mut differing: Vec<String> = faults.iter().map(told).collect();
    if differing.is_empty() {
        terminal::tell(global, &format!("{SUMS}: {} are as it says", terminal::many(found.len() - 1, "file")));
    }
    let name = match release::recorded(found.get(MANIFEST).map_or(&[][..], Vec::as_slice)) {
        Ok(recorded) => {
            against_manifest(global, &found, &recorded, &mut differing);
            if faults.iter().any(is_of_source) {
                // From a source that is not the one that was published, nothing can be found out about the other files.
                differing.extend(source_in_pdfs(&found));
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
    for line in differing.iter().take(TOLD) {
        terminal::tell(global, &format!("differs: {line}"));
    }
    if differing.len() > TOLD {
        terminal::tell(global, &format!("… and {} more", differing.len() - TOLD));
    }
    terminal::tell_apart(global, &format!("{} is NOT as it was released", path.display()));
    Ok(Outcome::Differences)
}

fn told(fault: &Fault) -> String {
    match fault {
        Fault::Line(number) => format!("line {number} of `{SUMS}` is no sum with a name"),
        Fault::Missing(path) => format!("`{path}` is missing; `{SUMS}` lists it"),
        Fault::Extra(path) => format!("`{path}` is not in `{SUMS}`"),
        Fault::Differs(path) => format!("`{path}` has another SHA-256 than `{SUMS}` says"),
    }
}

fn is_of_source(fault: &Fault) -> bool {
    match fault {
        Fault::Missing(path) | Fault::Extra(path) | Fault::Differs(path) => path.starts_with(SOURCE),
        Fault::Line(_) => false,
    }
}

/// Looks for files that the manifest does not list, and for files that it lists and that are not there.
fn against_manifest(global: &Global, found: &Tree, recorded: &Recorded, differing: &mut Vec<String>) {
    let about_others = [MANIFEST, PROVENANCE, SUMS];
    let is_listed = |path: &&String| recorded.outputs.contains(path) || about_others.contains(&path.as_str());
    let extra = found.keys().filter(|path| !is_listed(path)).map(|path| format!("`{path}` is not in `{MANIFEST}`"));
    let missing = recorded.outputs.iter().filter(|path| !found.contains_key(*path));
    let unlike: Vec<_> =
        extra.chain(missing.map(|path| format!("`{path}` is missing; `{MANIFEST}` lists it"))).collect();
    if unlike.is_empty() {
        terminal::tell(global, &format!("{MANIFEST}: lists every file, and no other"));
    }
    differing.extend(unlike);
}

/// Makes the release again from the source in its folder, and compares every file.
///
/// # Errors
/// When nothing else is wrong, and it cannot be told whether the files are right.
fn against_source(
    global: &Global,
    found: &Tree,
    recorded: &Recorded,
    differing: &mut Vec<String>,
) -> Result<(), Failure> {
    let Tool { version, build, typst } = &recorded.tool;
    let other_tool = recorded.tool != making::this_program();
    if other_tool {
        let build = build.get(..SHOWN).unwrap_or(build);
        terminal::note(global, &other_program(&format!("raportti {version}, build {build}, Typst {typst}")));
    }
    let again = match make_again(global, found, recorded) {
        Ok(again) => again,
        // What is wrong already is worth more than that nothing more can be told.
        Err(failure) if !differing.is_empty() => {
            terminal::note(global, &failure.to_string());
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    let unlike = compare(found, &again);
    match unlike.first() {
        None => {
            let count = terminal::many(again.len(), "file");
            terminal::tell(global, &format!("made again from `{SOURCE}`: {count}, the same bytes"));
            Ok(())
        }
        Some(first) if other_tool && differing.is_empty() => Err(Failure::Unverifiable(format!(
            "the files are as `{SUMS}` says, and differ from what this program makes: {first}"
        ))),
        Some(_) => {
            differing.extend(unlike);
            Ok(())
        }
    }
}

/// The release that the source in the folder gives, with what the manifest says of how it was made.
fn make_again(global: &Global, found: &Tree, recorded: &Recorded) -> Result<Tree, Failure> {
    let unverifiable = |reason: &str| Failure::Unverifiable(reason.to_owned());
    let files = found.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(SOURCE)?.to_owned(), bytes.clone())));
    let mut source = Source::from_files(files.collect()).map_err(|fault| unverifiable(&fault.to_string()))?;
    kept::add(global, &mut source, &recorded.kept_fonts(found))?;
    let earlier = match source.since.is_empty() {
        true => None,
        false => Some(
            Earlier::of(source.since.clone()).ok_or_else(|| unverifiable("the earlier report in it cannot be read"))?,
        ),
    };
    let inputs = Inputs::of_source(source);
    let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, true);
    let mut ready = ready.ok();
    if let (Some(earlier), Some(ready)) = (&earlier, &mut ready) {
        since::merge(&earlier.version, &inputs, ready, &mut files, &mut diagnostics)?;
    }
    let made = ready.as_ref().and_then(|ready| {
        let circumstances =
            Circumstances { tool: recorded.tool.clone(), commit: recorded.commit.clone(), earlier: earlier.as_ref() };
        making::make((&inputs, ready, &policy), circumstances, &mut files, &mut diagnostics, &())
    });
    if any_error(&diagnostics) {
        terminal::print_faults(&diagnostics, &files, global);
    }
    made.ok_or_else(|| unverifiable("no release can be made from the source in the folder"))
}

/// Every file that is other than it should be, with its first difference.
fn compare(found: &Tree, again: &Tree) -> Vec<String> {
    let differs = |(path, expected): (&String, &Vec<u8>)| {
        let difference = difference::first(path, found.get(path)?, expected)?;
        Some(format!("`{path}`: {difference}"))
    };
    let missing = again.keys().filter(|path| !found.contains_key(*path)).map(|path| format!("`{path}` is missing"));
    let extra = found.keys().filter(|path| !again.contains_key(*path));
    let extra = extra.map(|path| format!("`{path}` does not come from the source"));
    again.iter().filter_map(differs).chain(missing).chain(extra).collect()
}

/// Where the source in the folder is other than the one that a PDF beside it carries.
fn source_in_pdfs(found: &Tree) -> Vec<String> {
    let pdfs = found.iter().filter(|(path, _)| path.ends_with(".pdf"));
    let carried = pdfs.filter_map(|(path, bytes)| Some((path, source::read(bytes).ok()?.0))).next();
    let Some((pdf, source)) = carried else { return Vec::new() };
    let differs = |(inner, expected): (String, Vec<u8>)| {
        let path = SOURCE.to_owned() + &inner;
        let difference = difference::first(&path, found.get(&path)?, &expected)?;
        Some(format!("`{path}`, compared with the source that `{pdf}` carries: {difference}"))
    };
    source.files().into_iter().filter_map(differs).collect()
}
