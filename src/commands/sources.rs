//! `raportti sources`: takes sources from reference managers, and gives them back.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bounds::literature::LARGEST_FILE;
use crate::build::{Draft, Failure, Inputs};
use crate::cli::{ExportSources, Global, ImportSources, SourcesCommand, SourcesForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::{many, visible};
use crate::edits::{self, Imported};
use crate::files::read;
use crate::literature::{self, Reference};
use crate::model::{natural_key, typed::Source};
use crate::publish::{output, saved};

/// How many references are named that lose a key.
const NAMED: usize = 3;

pub fn run(global: &Global, options: &SourcesCommand) -> Ended {
    match options {
        SourcesCommand::Import(options) => import(global, options),
        SourcesCommand::Export(options) => export(global, options),
    }
}

fn import(global: &Global, options: &ImportSources) -> Ended {
    terminal::require_text_format(global, "sources import", None)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let references = read_references(&options.file)?;
    let Draft { model, files } = Draft::of(&inputs)?;
    let imported = edits::imported(&references, &model, &inputs.report, &files).map_err(Failure::from)?;
    if !options.dry_run {
        saved::save(&inputs.project, &imported.edit)?;
    }
    print_files(global, &imported);
    print_losses(global, &references, &imported);
    if imported.same > 0 {
        terminal::note(global, &format!("{} as the file has them", are(imported.same)));
    }
    if options.dry_run {
        terminal::note(global, "nothing was written");
    } else if !imported.new.is_empty() {
        terminal::note(global, "`raportti check` names what is missing in them");
    }
    Ok(Outcome::Fine)
}

fn are(count: usize) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} of the report {verb}", many(count, "source"))
}

fn read_references(path: &Path) -> Result<Vec<Reference>, Failure> {
    let bytes = read::bounded(path, LARGEST_FILE as u64)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !literature::ENDINGS.contains(&ending.as_str()) {
        let message = format!("`{}` is no file of references by its name", path.display());
        let hint = format!("their names end in {}", literature::endings());
        return Err(Failure::new(message).with_hint(hint));
    }
    // A parser that panics must not end the program without an error.
    let read = std::thread::scope(|scope| scope.spawn(|| literature::read(&bytes, &ending)).join());
    let references = match read {
        Ok(Ok(references)) => references,
        Ok(Err(unreadable)) => return Err(Failure::new(format!("`{}`, {unreadable}", path.display()))),
        Err(_) => return Err(Failure::new(format!("`{}` cannot be read", path.display()))),
    };
    match references.is_empty() {
        true => Err(Failure::new(format!("`{}` has no references", path.display()))),
        false => Ok(references),
    }
}

fn print_files(global: &Global, imported: &Imported) {
    for path in &imported.new {
        terminal::print_line(global, &format!("new      {path}"));
    }
    for changed in &imported.changed {
        terminal::print_line(global, &format!("changed  {}", visible::line(&changed.path)));
        for (key, before, after) in &changed.keys {
            let line = match before {
                Some(before) => format!("{key}: {} → {}", visible::line(before), visible::line(after)),
                None => format!("{key}: {}", visible::line(after)),
            };
            terminal::print_line(global, &format!("         {line}"));
        }
    }
}

/// Prints what of the file is not in the report: references that were left out, and keys that sources do not have.
fn print_losses(global: &Global, references: &[Reference], imported: &Imported) {
    for (key, why) in &imported.left_out {
        terminal::print_line(global, &format!("left out `{key}`: {why}"));
    }
    let mut losers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for reference in references {
        for key in &reference.lost {
            losers.entry(key).or_default().push(&reference.key);
        }
    }
    for (key, of) in losers {
        let names: Vec<String> = of.iter().take(NAMED).map(|key| format!("`{}`", visible::line(key))).collect();
        let more = if of.len() > NAMED { format!(" and {} more", of.len() - NAMED) } else { String::new() };
        // A key, or what of it is lost.
        let key = if key.contains('`') { visible::line(key).into_owned() } else { format!("`{}`", visible::line(key)) };
        terminal::print_line(global, &format!("lost     {key} of {}{more}", names.join(", ")));
    }
}

fn export(global: &Global, options: &ExportSources) -> Ended {
    let form = terminal::form(global, "sources export", options.form)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let Draft { model, .. } = Draft::of(&inputs)?;
    let mut references: Vec<Reference> = model.all::<Source>().map(Reference::of).collect();
    references.sort_by_cached_key(|reference| natural_key(&reference.key));
    let text = match form {
        SourcesForm::Bib => literature::bib(&references),
        SourcesForm::CslJson => literature::csl_json(&references),
    };
    match &options.out {
        None => terminal::put(Stream::Output, &Shown::text(&text)),
        Some(path) => {
            output::write(path, text.as_bytes())?;
            terminal::print_line(global, &format!("{}  {}", path.display(), many(references.len(), "source")));
        }
    }
    terminal::note(global, "`reliability`, `limitations`, `n` and `short` have no place in such a file");
    Ok(Outcome::Fine)
}
