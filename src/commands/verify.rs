//! `raportti verify`: whether a PDF, or the folder of a release, is what its own source gives.
//!
//! What was looked at is said line by line. Exit code 1 means that something differs, 2 that it could not be checked.

use std::path::Path;

use crate::cli::{Global, Verify};
use crate::data::builtin;
use crate::data::digest;
use crate::data::origin::{Origin, Source};
use crate::data::read::{self, Tree};
use crate::diagnostics::diagnostic::any_error;
use crate::publish::difference;
use crate::publish::release::{self, MANIFEST, PROVENANCE, Recorded, SOURCE, SUMS, Tool};
use crate::publish::sums::{self, Fault};

use super::extract::{read_pdf, source_of};
use super::pipeline::{self, Checked, Inputs};
use super::release::Earlier;
use super::release::making::{self, Circumstances};
use super::typesetting::{self, Finish, Job, Worlds};
use super::{Failure, Outcome, terminal};

/// Of many files that differ, so many are told one by one.
const TOLD: usize = 20;
/// How much of the name of a build is shown, in characters.
const SHOWN: usize = 12;

pub fn run(global: &Global, options: &Verify) -> Result<Outcome, Failure> {
    if options.path.is_dir() { folder(global, &options.path) } else { pdf(global, &options.path) }
}

/// Sets a PDF again from the source that it carries.
fn pdf(global: &Global, path: &Path) -> Result<Outcome, Failure> {
    let found = read_pdf(path)?;
    let (source, origin) = source_of(path, &found)?;
    let shown = path.display();
    let Origin { id, version, language, edition, tool, .. } = &origin;
    let count = terminal::many(source.files().len(), "file");
    terminal::tell(global, &format!("{shown} carries {count}: `{id}` {version}, `{language}`, edition `{edition}`"));
    same_look(&source, &origin)?;
    let other_tool = *tool != making::this_program().version;
    if other_tool {
        terminal::note(global, &other_program(&format!("raportti {tool}")));
    }
    let expected = set_again(global, source, &origin)?;
    match difference::first("pdf", &found, &expected) {
        None => {
            let sum = digest::of(&found);
            terminal::tell(global, &format!("set again from these, it has the same {} bytes", found.len()));
            terminal::tell(global, &format!("\n{shown} is what its source gives\nSHA-256 {sum}"));
            Ok(Outcome::Fine)
        }
        Some(difference) if other_tool => {
            Err(Failure::Unverifiable(format!("`{shown}` differs from what this version makes: {difference}")))
        }
        Some(difference) => {
            terminal::tell(global, &format!("\n{shown} is NOT what its source gives: {difference}"));
            Ok(Outcome::Faults)
        }
    }
}

/// What is said before a difference could be put on the file.
fn other_program(made_by: &str) -> String {
    let own = making::this_program();
    let own = format!("raportti {}, build {}", own.version, &own.build[..SHOWN]);
    format!("it was made by {made_by}, and this is {own}: a difference may come from that")
}

/// Templates and fonts that are not carried must be those of this program.
fn same_look(source: &Source, origin: &Origin) -> Result<(), Failure> {
    let inside = [
        ("templates", source.templates.is_none(), &origin.templates, builtin::templates as fn() -> Tree),
        ("fonts", source.fonts.is_none(), &origin.fonts, builtin::fonts),
    ];
    for (what, is_inside, digest, tree) in inside {
        if is_inside && digest::of_tree(&tree()) != *digest {
            let message = format!(
                "it was made with other {what} than this program has (raportti {}, and this is {})",
                origin.tool,
                making::this_program().version
            );
            return Err(Failure::Unverifiable(message));
        }
    }
    Ok(())
}

/// The PDF that a source gives.
fn set_again(global: &Global, source: Source, origin: &Origin) -> Result<Vec<u8>, Failure> {
    let inputs = Inputs::of_source(source);
    let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, false);
    let set = ready.as_ref().and_then(|ready| {
        let fits = |merged: &&pipeline::Merged| {
            merged.language.as_str() == origin.language && merged.edition.as_str() == origin.edition
        };
        let merged = ready.merged.iter().find(fits)?;
        let job = Job { inputs: &inputs, ready, policy: &policy, finish: Finish::AtOnce };
        let mut worlds = Worlds::default();
        typesetting::set_all(&mut worlds, job, &[merged], &mut files, &mut diagnostics, &()).pop()?
    });
    if any_error(&diagnostics) {
        terminal::print_faults(&diagnostics, &files, global);
    }
    let set =
        set.ok_or_else(|| Failure::Unverifiable("no PDF can be made from the source that it carries".to_owned()))?;
    Ok(set.pdf)
}

/// Checks the sums of a release, whether its list of files is whole, and makes it again from its source.
fn folder(global: &Global, path: &Path) -> Result<Outcome, Failure> {
    let found = read::whole(path)?;
    if !found.contains_key(SUMS) && !found.contains_key(MANIFEST) {
        let message =
            format!("`{}` is no folder of a release: it has neither `{SUMS}` nor `{MANIFEST}`", path.display());
        return Err(Failure::Unverifiable(message));
    }
    let mut differing = Vec::new();
    let faults = sums::check(&found, SUMS);
    differing.extend(faults.iter().map(told));
    if faults.is_empty() {
        terminal::tell(global, &format!("{SUMS}: {} are as it says", terminal::many(found.len() - 1, "file")));
    }
    let recorded = match release::recorded(found.get(MANIFEST).map_or(&[][..], Vec::as_slice)) {
        Ok(recorded) => Some(recorded),
        Err(reason) => {
            differing.push(format!("`{MANIFEST}` cannot be read: {reason}"));
            None
        }
    };
    if let Some(recorded) = &recorded {
        let missing_or_extra = unlisted(&found, recorded);
        if missing_or_extra.is_empty() {
            terminal::tell(global, &format!("{MANIFEST}: lists every file, and no other"));
        }
        differing.extend(missing_or_extra);
        let Tool { version, build, typst } = &recorded.tool;
        let other_tool = recorded.tool != making::this_program();
        if other_tool {
            let build = build.get(..SHOWN).unwrap_or(build);
            terminal::note(global, &other_program(&format!("raportti {version}, build {build}, Typst {typst}")));
        }
        // From a source that is not the one that was published, nothing can be found out about the other files.
        let source_is_sound = !faults.iter().any(|fault| match fault {
            Fault::Missing(path) | Fault::Extra(path) | Fault::Differs(path) => path.starts_with(SOURCE),
            Fault::Line(_) => false,
        });
        if source_is_sound {
            let again = make_again(global, &found, recorded)?;
            let unlike = compare(&found, &again);
            if unlike.is_empty() {
                terminal::tell(
                    global,
                    &format!("made again from `{SOURCE}`: {}, the same bytes", terminal::many(again.len(), "file")),
                );
            } else if other_tool && differing.is_empty() {
                let message =
                    format!("its files are as `{SUMS}` says, and differ from what this program makes: {}", unlike[0]);
                return Err(Failure::Unverifiable(message));
            }
            differing.extend(unlike);
        } else {
            differing.extend(source_in_pdfs(&found));
        }
    }
    differing.dedup();
    if differing.is_empty() {
        let name = recorded.map_or_else(String::new, |recorded| format!("{} {}", recorded.id, recorded.version));
        terminal::tell(global, &format!("\n{name} is what its source gives"));
        return Ok(Outcome::Fine);
    }
    for line in differing.iter().take(TOLD) {
        terminal::tell(global, &format!("differs: {line}"));
    }
    if differing.len() > TOLD {
        terminal::tell(global, &format!("… and {} more", differing.len() - TOLD));
    }
    terminal::tell(global, &format!("\n{} is NOT as it was released", path.display()));
    Ok(Outcome::Faults)
}

fn told(fault: &Fault) -> String {
    match fault {
        Fault::Line(number) => format!("line {number} of `{SUMS}` is no sum with a name"),
        Fault::Missing(path) => format!("`{path}` is missing; `{SUMS}` lists it"),
        Fault::Extra(path) => format!("`{path}` is not in `{SUMS}`"),
        Fault::Differs(path) => format!("`{path}` has another SHA-256 than `{SUMS}` says"),
    }
}

/// Files that the manifest does not list, and files that it lists and that are not there.
fn unlisted(found: &Tree, recorded: &Recorded) -> Vec<String> {
    let about_others = [MANIFEST, PROVENANCE, SUMS];
    let is_listed = |path: &&String| recorded.outputs.contains(path) || about_others.contains(&path.as_str());
    let extra = found.keys().filter(|path| !is_listed(path)).map(|path| format!("`{path}` is not in `{MANIFEST}`"));
    let missing = recorded.outputs.iter().filter(|path| !found.contains_key(*path));
    extra.chain(missing.map(|path| format!("`{path}` is missing; `{MANIFEST}` lists it"))).collect()
}

/// The release that the source in the folder gives, with what the manifest says of how it was made.
fn make_again(global: &Global, found: &Tree, recorded: &Recorded) -> Result<Tree, Failure> {
    let unverifiable = |reason: String| Failure::Unverifiable(reason);
    let files = found.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(SOURCE)?.to_owned(), bytes.clone())));
    let source = Source::from_files(files.collect()).map_err(|fault| unverifiable(fault.to_string()))?;
    let earlier = match source.since.is_empty() {
        true => None,
        false => Some(
            Earlier::of(source.since.clone())
                .ok_or_else(|| unverifiable("the earlier report cannot be read".to_owned()))?,
        ),
    };
    let inputs = Inputs::of_source(source);
    let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, true);
    let made = ready.as_ref().and_then(|ready| {
        let circumstances =
            Circumstances { tool: recorded.tool.clone(), commit: recorded.commit.clone(), earlier: earlier.as_ref() };
        making::make((&inputs, ready, &policy), circumstances, &mut files, &mut diagnostics, &())
    });
    if any_error(&diagnostics) {
        terminal::print_faults(&diagnostics, &files, global);
    }
    made.ok_or_else(|| unverifiable("no release can be made from the source in the folder".to_owned()))
}

/// Every file that is other than it should be, with its first difference.
fn compare(found: &Tree, again: &Tree) -> Vec<String> {
    let differs = |(path, expected): (&String, &Vec<u8>)| {
        let Some(found) = found.get(path) else { return Some(format!("`{path}` is missing")) };
        Some(format!("`{path}`: {}", difference::first(path, found, expected)?))
    };
    let extra = found.keys().filter(|path| !again.contains_key(*path));
    again
        .iter()
        .filter_map(differs)
        .chain(extra.map(|path| format!("`{path}` does not come from the source")))
        .collect()
}

/// Where the source in the folder is other than the one that a PDF beside it carries.
fn source_in_pdfs(found: &Tree) -> Vec<String> {
    let pdfs = found.iter().filter(|(path, _)| path.ends_with(".pdf"));
    let carried = pdfs.filter_map(|(path, bytes)| Some((path, crate::publish::source::read(bytes).ok()?.0))).next();
    let Some((pdf, source)) = carried else { return Vec::new() };
    let differs = |(inner, expected): (String, Vec<u8>)| {
        let path = SOURCE.to_owned() + &inner;
        let difference = difference::first(&path, found.get(&path)?, &expected)?;
        Some(format!("`{path}`, compared with the source that `{pdf}` carries: {difference}"))
    };
    source.files().into_iter().filter_map(differs).collect()
}
