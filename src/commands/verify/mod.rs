//! `raportti verify`: whether a PDF, or the folder of a release, matches its own source.
//!
//! Each check prints a line. Exit code 1 means that there is no proof, 2 that the command failed. The source is
//! foreign and its templates are programs, so all work is done in a child process with limits.

mod document;
mod extract;
mod folder;
mod updates;
mod wording;

use std::ffi::OsString;
use std::path::Path;

use clap::ValueEnum;

use crate::bounds::record::LONGEST_MANIFEST;
use crate::build::Failure;
use crate::build::version::read_pdf;
use crate::build::watchdog::{self, WorkLimits};
use crate::cli::{Global, Verify};
use crate::console::{Ended, Outcome, Stop, json_lines, printer, terminal};
use crate::diagnostics::print::shown::Stream;
use crate::files::read;
use crate::publish::release::{self, MANIFEST};
use crate::publish::source;

pub fn run(global: &Global, options: &Verify) -> Ended {
    if !options.supervised {
        return in_child(global, options);
    }
    watchdog::end_with_parent();
    let is_folder = options.path.is_dir();
    if is_folder && options.published.is_some() {
        return Err(Failure::new("`--published` needs a PDF, not a folder").into());
    }
    let pdf = if is_folder { Vec::new() } else { read_pdf(&options.path)? };
    // What cannot be read is reported where the source is looked for.
    let record = if is_folder { None } else { source::extract_record(&pdf).ok().flatten() };
    let mut outputs = 0;
    let verified = match (&options.source, &record) {
        _ if is_folder => folder::verify(global, &options.path),
        (named, Some(record)) => extract::verify(global, &options.path, (&pdf, record), named.as_deref()),
        (Some(source), None) => document::verify_against(global, options, source, &mut outputs),
        (None, None) => document::verify(global, options, &mut outputs),
    };
    let outcome = match verified {
        Err(Stop::Failure(failure)) if failure.is_unproven => {
            terminal::print_failure(&failure, global.color);
            Outcome::Faulty
        }
        other => other?,
    };
    json_lines::verdict(global, outcome == Outcome::Fine, outputs);
    Ok(outcome)
}

/// Runs the command in a child process, which prints for itself.
fn in_child(global: &Global, options: &Verify) -> Ended {
    let format = global.format.to_possible_value().expect("no format is hidden");
    let mut arguments: Vec<OsString> =
        vec!["--format".into(), format.get_name().into(), "--color".into(), global.color.to_string().into()];
    if global.quiet {
        arguments.push("--quiet".into());
    }
    if let Some(project) = &global.project {
        arguments.extend(["--project".into(), project.clone().into()]);
    }
    arguments.extend(["verify".into(), "--supervised".into()]);
    if let Some(source) = &options.source {
        arguments.extend(["--source".into(), source.into()]);
    }
    if let Some(published) = &options.published {
        arguments.extend(["--published".into(), published.into()]);
    }
    arguments.extend(["--".into(), options.path.clone().into()]);
    let limits = WorkLimits::foreign(options.limits.time_limit, options.limits.memory_limit, pages(&options.path));
    if !global.quiet {
        printer::lend(Stream::Output);
    }
    let code = watchdog::run_bounded(&arguments, limits)?;
    Ok(match code {
        0 => Outcome::Fine,
        1 => Outcome::Faulty,
        _ => Outcome::Failed,
    })
}

/// The number of pages that the file claims; 0 if it cannot be read, which the child reports.
fn pages(path: &Path) -> u64 {
    if path.is_dir() {
        let manifest = read::file(&path.join(MANIFEST), LONGEST_MANIFEST as u64).unwrap_or_default();
        release::recorded(&manifest).map_or(0, |recorded| recorded.pages)
    } else {
        read_pdf(path).ok().and_then(|pdf| source::pages(&pdf)).unwrap_or_default()
    }
}
