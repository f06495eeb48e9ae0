//! `raportti compare OLD [NEW]`: what changed between two versions of the report, by id.

mod json;
mod text;

use crate::build::version::{self, Loaded, Version};
use crate::build::{Failure, nearest_project, wanted};
use crate::cli::{Compare, Form, Global};
use crate::console::{Ended, Outcome, Stop, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::{Diagnostic, Faults, many};
use crate::files::{Overlay, Source, builtin};
use crate::meaning::{Meaning, changes::Changes};
use crate::merge::{changes, labels};

/// This many faults of a version are printed; the rest are counted.
const MOST_FAULTS: usize = 3;

pub fn run(global: &Global, options: &Compare) -> Ended {
    let form = terminal::form(global, "compare", options.form)?;
    // With both versions named, no project is needed, as in a bare repository.
    let here = match nearest_project(global.project.as_deref())? {
        Err(here) if options.new.is_none() => {
            let hint = "name both versions, `raportti compare OLD NEW`: then no report needs to be here";
            return Err(Failure::no_project(&here).with_hint(hint).into());
        }
        Ok(here) | Err(here) => here,
    };
    let mut old = version::find(&options.old, &here)?;
    let mut new = match &options.new {
        Some(argument) => version::find(argument, &here)?,
        None => version::on_disk(&here)?,
    };
    let load = |version: &mut Version| Loaded::of(std::mem::take(&mut version.source.report));
    let (of_old, of_new) = (load(&mut old), load(&mut new));
    let meaning = |version: &Version, loaded: &Loaded| {
        let meaning = loaded.meaning();
        if meaning.is_none() {
            let mut faults = loaded.faults.clone();
            faults.tidy();
            terminal::print_faults(&faults, global);
            terminal::note(global, &format!("`{}` cannot be read, so there is nothing to compare", version.name));
        }
        meaning
    };
    let Some(before) = meaning(&old, &of_old) else { return Ok(Outcome::Faulty) };
    let Some(now) = meaning(&new, &of_new) else { return Ok(Outcome::Faulty) };
    let found = Changes::between(&before, &now);
    print_notes(global, &old, (of_old.faults, &before), &found);
    print_notes(global, &new, (of_new.faults, &now), &found);

    let printed = match form {
        Form::Text => {
            let coloured = terminal::shows_colours(global.color, Stream::Output);
            text::print(&found, (&old.name, &new.name), coloured)
        }
        Form::Json => Shown::json(&json::print(&found, (&old.name, &new.name))),
        Form::Markdown => Shown::text(&markdown(&found, &new.source, options.lang.as_deref())?),
    };
    terminal::put(Stream::Output, &printed);
    Ok(if options.exit_code && !found.is_empty() { Outcome::Faulty } else { Outcome::Fine })
}

/// Prints how an argument was understood, and which faults of a version may hide changes.
fn print_notes(global: &Global, version: &Version, (mut faults, meaning): (Faults, &Meaning), found: &Changes) {
    terminal::notes(global, &version.notes);
    faults.tidy();
    let Faults { files, diagnostics: faults } = &faults;
    if faults.is_empty() {
        return;
    }
    let count = many(faults.len(), "fault");
    terminal::note(global, &format!("`{}` has {count}; only what can be read is compared", version.name));
    let shown = |fault: &Diagnostic| match fault.place {
        Some(place) => {
            let at = files.line_column(place.file, place.range().start);
            format!("  {}:{}:{}: {}", files.get(place.file).path, at.line, at.column, fault.message)
        }
        None => format!("  {}", fault.message),
    };
    faults.iter().take(MOST_FAULTS).for_each(|fault| terminal::note(global, &shown(fault)));
    if faults.len() > MOST_FAULTS {
        terminal::note(global, &format!("  and {} more", faults.len() - MOST_FAULTS));
    }
    let hidden = found.hidden.iter().filter(|key| meaning.hides(key));
    let hidden: Vec<String> = hidden.map(|key| format!("`{}`", text::name(key))).collect();
    if !hidden.is_empty() {
        terminal::note(global, &format!("not compared, since their files have faults: {}", hidden.join(", ")));
    }
}

/// `CHANGES.md`, with the labels of the later version.
fn markdown(changes: &Changes, source: &Source, language: Option<&str>) -> Result<String, Stop> {
    let known = &changes.new.languages;
    let language = match language {
        Some(name) => wanted::language(name, known)?,
        None => known[0],
    };
    let templates = &Overlay::new(source.templates.clone().unwrap_or_default(), builtin::templates());
    let mut faults = Faults::default();
    let Some(wording) = labels::read(templates, language, None, &mut faults.files, &mut faults.diagnostics) else {
        return Err(faults.into());
    };
    let wording = wording.of_report(changes.new.declarations, known[0]);
    let printed = changes::markdown(changes.new, Some(changes), &wording, templates, &mut faults.files);
    printed.map_err(|fault| Faults { diagnostics: vec![fault], ..faults }.into())
}
