//! `raportti compare OLD [NEW]`: what changed between two versions of the report, by id.

mod json;
mod text;

use std::path::PathBuf;

use crate::build::version::{self, Understood, Version};
use crate::build::{Failure, nearest_project, wanted};
use crate::cli::{Compare, Form, Global};
use crate::console::{Ended, Outcome, Stop, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::{Diagnostic, Faults, many};
use crate::files::{Source, builtin};
use crate::meaning::changes::Changes;
use crate::merge::{changes, labels};

/// This many faults of a version are printed; the rest are counted.
const MOST_FAULTS: usize = 3;

pub fn run(global: &Global, options: &Compare) -> Ended {
    if options.form.is_none() {
        terminal::require_text_format(global, "compare", Some("--as json"))?;
    }
    let here = here(global, options.new.is_some())?;
    let old = version::find(&options.old, &here)?;
    let new = match &options.new {
        Some(argument) => version::find(argument, &here)?,
        None => version::on_disk(&here)?,
    };
    let (of_old, of_new) = (version::understand(&old.source.report), version::understand(&new.source.report));
    for (version, understood) in [(&old, &of_old), (&new, &of_new)] {
        if understood.meaning.is_none() {
            terminal::print_faults(&understood.faults, global);
            terminal::note(global, &format!("`{}` cannot be read, so there is nothing to compare", version.name));
            return Ok(Outcome::Faults);
        }
    }
    let (Some(before), Some(now)) = (&of_old.meaning, &of_new.meaning) else { return Ok(Outcome::Faults) };
    let found = Changes::between(before, now);
    print_notes(global, &old, &of_old, &found);
    print_notes(global, &new, &of_new, &found);

    let printed = match options.form.unwrap_or(Form::Text) {
        Form::Text => {
            let coloured = terminal::shows_colours(global.color, Stream::Output);
            text::print(&found, (&old.name, &new.name), coloured)
        }
        Form::Json => Shown::json(&json::print(&found, (&old.name, &new.name))),
        Form::Markdown => Shown::text(&markdown(&found, &new.source, options.lang.as_deref())?),
    };
    terminal::put(Stream::Output, &printed);
    Ok(if options.exit_code && !found.is_empty() { Outcome::Differences } else { Outcome::Fine })
}

/// The project, or the current folder if both versions are named: then no project is needed, as in a bare repository.
fn here(global: &Global, both_named: bool) -> Result<PathBuf, Failure> {
    let found = nearest_project(global.project.as_deref())?;
    let hint = "name both versions, `raportti compare OLD NEW`: then no report needs to be here";
    found.or_else(|here| if both_named { Ok(here) } else { Err(Failure::no_project(&here).with_hint(hint)) })
}

/// Prints how an argument was understood, and which faults of a version may hide changes.
fn print_notes(global: &Global, version: &Version, understood: &Understood, found: &Changes) {
    version.notes.iter().for_each(|note| terminal::note(global, note));
    let Faults { files, diagnostics: faults } = &understood.faults;
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
    let meaning = understood.meaning.as_ref();
    let hidden = found.hidden.iter().filter(|key| meaning.is_some_and(|meaning| meaning.hides(key)));
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
    let built_in = builtin::templates();
    let templates = source.templates.as_ref().unwrap_or(&built_in);
    let mut faults = Faults::default();
    let Some(wording) = labels::read(templates, language, None, &mut faults.files, &mut faults.diagnostics) else {
        return Err(faults.into());
    };
    let printed = changes::markdown(changes.new, Some(changes), &wording, templates, &mut faults.files);
    printed.map_err(|fault| Faults { diagnostics: vec![fault], ..faults }.into())
}
