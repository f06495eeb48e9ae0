//! A PDF that carries no source, compared with what a project, a release or a git revision gives.

use std::path::Path;

use crate::build::check::{Checked, check};
use crate::build::failure::Failure;
use crate::build::inputs::{Inputs, find_project};
use crate::build::plan::Mode;
use crate::build::ready::Merged;
use crate::build::set;
use crate::build::setup::Setup;
use crate::build::version::{self, read_pdf};
use crate::cli::Global;
use crate::console::outcome::Outcome;
use crate::console::terminal;
use crate::diagnostics::diagnostic::any_error;
use crate::files::digest;
use crate::publish::difference;
use crate::publish::saved_anew;

/// Sets the languages and editions of the source that `named` names, that of the file's name first, until one is the file.
pub fn verify(global: &Global, path: &Path, named: &str) -> Result<Outcome, Failure> {
    let found = read_pdf(path)?;
    let shown = path.display();
    let here = find_project(global.project.as_deref()).unwrap_or_else(|_| ".".into());
    let version = version::find(named, &here)?;
    version.notes.iter().for_each(|note| terminal::note(global, note));
    let inputs = Inputs::of_source(version.source);
    let Checked { mut files, mut diagnostics, policy, ready } = check(&inputs, false);
    let unverifiable = || Failure::unverifiable(format!("no PDF can be made from the source `{named}`"));
    let Ok(ready) = ready else {
        terminal::print_faults(&diagnostics, &files, global);
        return Err(unverifiable());
    };
    let report = ready.graph.report();
    let made_from = format!("`{named}`: `{}` {}", report.id().value, report.version().value);
    terminal::tell(global, &format!("{shown} is compared with what is made from {made_from}"));
    let own_name = path.file_name().unwrap_or_default();
    let mut merged: Vec<&Merged> = ready.merged.iter().collect();
    merged.sort_by_key(|merged| ready.file_name(merged).as_str() != own_name);
    let mut nearest = None;
    for merged in merged {
        let setup = Setup { inputs: &inputs, ready: &ready, policy: &policy, mode: Mode::Once };
        let Some(pdf) = set::set_one(setup, merged, &mut files, &mut diagnostics) else { continue };
        if pdf.bytes == found {
            let (language, edition) = (merged.language, merged.edition.as_str());
            let same = format!("set again, `{language}` in the edition `{edition}` has the same {} bytes", found.len());
            terminal::tell(global, &same);
            terminal::tell_apart(global, &format!("{shown} is what `{named}` gives"));
            terminal::tell(global, &format!("SHA-256 {}", digest::of(&found)));
            return Ok(Outcome::Fine);
        }
        nearest.get_or_insert(pdf.bytes);
    }
    if any_error(&diagnostics) {
        terminal::print_faults(&diagnostics, &files, global);
    }
    let expected = nearest.ok_or_else(unverifiable)?;
    let difference = difference::first("pdf", &found, &expected);
    let difference = difference.map(|difference| format!(": {difference}")).unwrap_or_default();
    terminal::tell_apart(global, &format!("{shown} is NOT what `{named}` gives{difference}"));
    if let Some(told) = saved_anew::told(&found, &expected) {
        terminal::tell(global, &told);
    }
    Ok(Outcome::Differences)
}
