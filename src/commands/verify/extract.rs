//! Verifies an extract, which carries no source: makes it again from the source of the whole report, as its record says.

use std::path::Path;

use crate::build::{Failure, Inputs, Ready, check, extracts, find_project, reproduce, version};
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::files::ExtractRecord;
use crate::publish::release::Tool;

use super::document::{differs, is_same};
use super::wording::{made, note_other_program};

/// `named` is the source that the user names.
pub fn verify(global: &Global, path: &Path, (found, record): (&[u8], &[u8]), named: Option<&str>) -> Ended {
    let shown = path.display();
    let record = ExtractRecord::read(record).map_err(|reason| {
        let mut failure = Failure::new(format!("the record of the extract `{shown}` cannot be read: {reason}"));
        failure.is_unproven = true;
        failure
    })?;
    let origin = &record.origin;
    let (id, number) = (&origin.id, &origin.version);
    terminal::print_line(
        global,
        &format!(
            "{shown} is an extract {}of `{id}` {number}, `{}`, edition `{}`",
            what(&record),
            origin.language,
            origin.edition
        ),
    );
    let Some(named) = named else {
        let mut failure = Failure::new("an extract carries no source".to_owned());
        failure.is_unproven = true;
        return Err(failure
            .with_hint(format!("name the whole report that it was made from: `raportti verify {shown} --from RELEASE`"))
            .into());
    };
    let here = find_project(global.project.as_deref()).unwrap_or_else(|_| ".".into());
    let mut version = version::find(named, &here)?;
    terminal::notes(global, &version.notes);
    reproduce::add_fonts(global.project.as_deref(), &mut version.source, &origin.kept_fonts)?;
    reproduce::has_same_look(origin)?;
    if origin.tool != Tool::this().version {
        note_other_program(global, &format!("raportti {}", origin.tool));
    }
    let nothing = format!("no extract can be made from the source `{named}`");
    let (ready, faults) = match check(&Inputs::of_source(version.source), false).ready() {
        Ok(checked) => checked,
        Err(faults) => {
            terminal::print_faults(&faults, global);
            return Err(Failure::unverifiable(nothing).into());
        }
    };
    if !is_of(global, path, &ready, &record, named) {
        return Ok(Outcome::Faulty);
    }
    terminal::print_line(global, &format!("the source of `{named}` has the SHA-256 of its record"));
    let again = reproduce::extract(&ready, &record, faults)?;
    let expected = made(global, again, &nothing)?.bytes;
    let named = format!("`{named}`");
    if expected == found {
        terminal::print_line(global, &format!("made again: the same {} bytes", found.len()));
        return Ok(is_same(global, path, &named, found));
    }
    Ok(differs(global, path, &named, found, &expected))
}

/// Whether an extract says that it is of this report; prints what differs.
fn is_of(global: &Global, path: &Path, ready: &Ready, record: &ExtractRecord, named: &str) -> bool {
    let report = ready.graph.report();
    let (id, version) = (&report.id().value, &report.version().value);
    let bundle = extracts::bundle(ready);
    if (id, version) == (&record.origin.id, &record.origin.version) && bundle == record.bundle {
        return true;
    }
    let message = format!("{} does NOT come from `{named}`, which has `{id}` {version}", path.display());
    terminal::print_paragraph(global, &message);
    terminal::print_line(global, &format!("SHA-256 of the source in its record: {}", record.bundle));
    terminal::print_line(global, &format!("SHA-256 of the source of `{named}`: {bundle}"));
    false
}

/// What an extract is of, before the name of the report.
fn what(record: &ExtractRecord) -> String {
    let mut said = String::new();
    if let Some(id) = &record.addressee {
        said += &format!("for `{id}` ");
    }
    if !record.only.is_empty() {
        said += &format!("with `{}` ", record.only.join("`, `"));
    }
    if let Some(condition) = &record.condition {
        said += &format!("where `{condition}` ");
    }
    said
}
