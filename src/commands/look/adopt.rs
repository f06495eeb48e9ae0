//! `raportti look adopt`: reduces a project that has the whole look to what differs from the program's.

use std::collections::BTreeSet;
use std::path::Path;

use crate::build::Failure;
use crate::cli::{Adopt, Global};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::many;
use crate::files::overlay::TAKEN;
use crate::merge::labels;
use crate::merge::taken::{self, Taken};
use crate::publish::output;

use super::own::{Own, name_of};
use super::words;

/// What stands in a file that switches the program's one off.
const OFF: &str =
    "// Switched off: this look is older than the program's file of this name. Delete this one to have that.\n";

/// What is done with a file.
enum Step {
    /// The look is whole and does without this file of the program. That must be said where the look is no longer whole.
    SwitchOff,
    /// It is as the program has it.
    Remove,
    /// Only some of its words differ.
    Reduce(String),
    /// It differs, and stands for the program's one.
    Keep,
}

pub fn run(global: &Global, options: &Adopt) -> Ended {
    let own = Own::to_change(global)?;
    let steps = steps(&own);
    if steps.is_empty() {
        terminal::print_line(global, "the project has no file that the program has, too");
        json_lines::summary(global, &[], 0);
        return Ok(Outcome::Fine);
    }
    let (mut record, mut recorded) = (own.record.clone(), BTreeSet::new());
    for (path, step) in &steps {
        match step {
            Step::SwitchOff => {}
            Step::Remove => _ = record.remove(name_of(path)),
            Step::Reduce(_) | Step::Keep if !record.contains_key(name_of(path)) => {
                if let Some(text) = own.templates().built_in.get(path) {
                    record.insert(name_of(path).to_owned(), Taken::now(text));
                    recorded.insert(path.clone());
                }
            }
            Step::Reduce(_) | Step::Keep => {}
        }
    }
    if !options.dry_run {
        apply(global, &own, &steps, &taken::written(&record), record.is_empty())?;
    }
    print(global, options, &steps, &recorded);
    Ok(Outcome::Fine)
}

/// What is done with each file that the program has, too, by its path; first of all what is switched off.
fn steps(own: &Own) -> Vec<(String, Step)> {
    let folders = [&own.inputs.templates, &own.inputs.fonts];
    let off: Vec<&str> = own.templates().switched_off().collect();
    let step = |path: &String| {
        let folder = folders.into_iter().find(|folder| folder.own.contains_key(path))?;
        let built_in = folder.built_in.get(path)?;
        if !folder.is_changed(path) {
            return Some(Step::Remove);
        }
        if labels::language_of(path).is_none() {
            return Some(Step::Keep);
        }
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let (mine, known) = (text(&folder.own[path]), text(built_in));
        let reduced = || words::reduced(mine.as_ref()?, known.as_ref()?).filter(|text| Some(text) != mine.as_ref());
        Some(
            reduced()
                .map_or(Step::Keep, |text| if words::count(&text) == 0 { Step::Remove } else { Step::Reduce(text) }),
        )
    };
    let unsaid = off.iter().filter(|path| !own.templates().own.contains_key(**path));
    let unsaid = unsaid.map(|path| ((*path).to_owned(), Step::SwitchOff));
    let paths = folders.into_iter().flat_map(|folder| folder.own.keys()).filter(|path| !off.contains(&path.as_str()));
    unsaid.chain(paths.filter_map(|path| Some((path.clone(), step(path)?)))).collect()
}

/// Does the steps. The pages are the same before and after each: a file that is removed is as the program has it, and while the look is
/// still whole, it does without what is switched off. So a kill between two does no harm, and the next run does the rest.
fn apply(
    global: &Global,
    own: &Own,
    steps: &[(String, Step)],
    record: &str,
    has_no_record: bool,
) -> Result<(), Failure> {
    let project = &own.inputs.project;
    let mut written = 0;
    let mut write = |path: &Path, bytes: &[u8]| -> Result<(), Failure> {
        output::write(path, bytes)?;
        json_lines::output(global, path, None, bytes);
        written += 1;
        Ok(())
    };
    for (path, _) in steps.iter().filter(|(_, step)| matches!(step, Step::SwitchOff)) {
        write(&project.join(path), OFF.as_bytes())?;
    }
    if !has_no_record {
        write(&project.join(TAKEN), record.as_bytes())?;
    }
    for (path, step) in steps {
        let path = project.join(path);
        match step {
            Step::Reduce(text) => write(&path, text.as_bytes())?,
            Step::Remove => output::remove(&path, project)?,
            Step::SwitchOff | Step::Keep => {}
        }
    }
    if has_no_record && own.templates().own.contains_key(TAKEN) {
        output::remove(&project.join(TAKEN), project)?;
    }
    json_lines::summary(global, &[], written);
    Ok(())
}

/// A dry run names the files that would go, too. `recorded` are those whose record is new.
fn print(global: &Global, options: &Adopt, steps: &[(String, Step)], recorded: &BTreeSet<String>) {
    for (path, step) in steps {
        let what = match step {
            Step::SwitchOff => {
                "is switched off, as the look did without it: delete this file to have the program's".to_owned()
            }
            Step::Remove if options.dry_run => "goes".to_owned(),
            Step::Remove => continue,
            Step::Reduce(text) => match words::count(text) {
                1 => "has only the word left that differs".to_owned(),
                number => format!("has only the {number} words left that differ"),
            },
            Step::Keep if recorded.contains(path) => {
                "stays, and is recorded: it stands for the present one of the program".to_owned()
            }
            Step::Keep => "stays".to_owned(),
        };
        terminal::print_line(global, &format!("{path}  {what}"));
    }
    let removed = steps.iter().filter(|(_, step)| matches!(step, Step::Remove)).count();
    let are = match (options.dry_run, removed) {
        (_, 0) => return terminal::print_line(global, "no file is as the program has it"),
        (true, _) => "would be removed",
        (false, 1) => "is removed",
        (false, _) => "are removed",
    };
    terminal::print_line(global, &format!("{} that the program has, too, {are}", many(removed, "file")));
}
