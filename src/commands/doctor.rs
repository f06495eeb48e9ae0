//! `raportti doctor`: what a build depends on, and what it promises. Machines that print the same build the same PDFs.

use std::collections::BTreeMap;

use crate::bounds::work::{FOREIGN_MEGABYTES, SECONDS_FOR_HUNDRED_PAGES};
use crate::build::{Inputs, promises, watchdog};
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::{Diagnostic, Files, many};
use crate::files::{Tree, builtin, digest};
use crate::model::{Edition, Model, load, typed::Report};
use crate::publish::stamp;
use crate::rules::Press;
use crate::typeset::{self, fonts, needs::Open};

/// Printed characters of a hash: enough to distinguish files by eye.
const HASH_LENGTH: usize = 16;

pub fn run(global: &Global) -> Ended {
    terminal::require_text_format(global, "doctor", None)?;
    let inputs = Inputs::read_or_own(global.project.as_deref())?;
    // Faults of the report are left to `check`.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let report = model.as_ref().and_then(Model::report);
    let mut faults = Vec::new();
    let press = Press::of(report.and_then(Report::print), &inputs.report, &mut faults);
    print_program(global, &inputs);
    print_fonts(global, &inputs.fonts);
    print_press(global, &press, faults.first());
    print_limits(global);
    for edition in report.map_or_else(|| vec![Edition::Screen], |report| report.asked_editions()) {
        terminal::print_paragraph(global, &format!("edition `{}`", edition.as_str()));
        let carries = edition == Edition::Print || inputs.payload().embeds;
        for (promise, proof) in
            promises::promises(edition).iter().filter(|(promise, _)| carries || *promise != promises::CARRIED)
        {
            terminal::print_line(global, &format!("  {promise}"));
            terminal::print_line(global, &format!("    proven by: {proof}"));
        }
    }
    print_payload(global, &inputs);
    Ok(Outcome::Fine)
}

fn print_program(global: &Global, inputs: &Inputs) {
    let print = |line: &str| terminal::print_line(global, line);
    let print_paragraph = |line: &str| terminal::print_paragraph(global, line);

    if inputs.report.is_empty() {
        print("no project here: these are the built-in files");
        print("");
    }
    print("program");
    print(&format!("  raportti {}, build {}", env!("CARGO_PKG_VERSION"), &env!("RAPORTTI_BUILD")[..HASH_LENGTH]));
    print(&format!("  Typst {}", typeset::version()));
    print_paragraph(&format!("templates{}", if_built_in(&inputs.templates, builtin::templates)));
    print(&format!(
        "  {}, sha256 {}",
        many(inputs.templates.len(), "file"),
        short(&stamp::fingerprint([&*inputs.templates], &[]))
    ));
}

fn print_fonts(global: &Global, files: &Tree) {
    let print = |line: &str| terminal::print_line(global, line);
    terminal::print_paragraph(global, &format!("fonts{}", if_built_in(files, builtin::fonts)));
    let faces = fonts::faces(files);
    let widest = |width: fn(&fonts::Face) -> usize| faces.iter().map(width).max().unwrap_or_default();
    let (names, versions) = (widest(|face| face.name.chars().count()), widest(|face| face.version.chars().count()));
    for face in &faces {
        let hash = digest::of(&files[&face.path]);
        print(&format!("  {:names$}  {:versions$}  sha256 {}  {}", face.name, face.version, short(&hash), face.path));
    }
}

fn print_press(global: &Global, press: &Press, fault: Option<&Diagnostic>) {
    let print = |line: &str| terminal::print_line(global, line);
    terminal::print_paragraph(global, "press profile");
    let profile = &press.profile;
    if let Some(fault) = fault {
        print(&format!("  the report's own profile cannot be used: {}", fault.message));
    }
    print(&format!(
        "  {}, condition {}, sha256 {}",
        profile.name,
        profile.condition,
        short(&digest::of(&profile.bytes))
    ));
}

fn print_limits(global: &Global) {
    terminal::print_paragraph(global, "limits of `verify`");
    let memory = if watchdog::REPORTS_MEMORY {
        format!("{FOREIGN_MEGABYTES} MB of memory")
    } else {
        "no limit of memory, which this system does not report".to_owned()
    };
    terminal::print_line(global, &format!("  {SECONDS_FOR_HUNDRED_PAGES} s for each 100 pages, {memory}"));
}

/// Prints which files each screen edition would carry, which are left out, and why.
fn print_payload(global: &Global, inputs: &Inputs) {
    let print = |line: &str| terminal::print_line(global, line);
    let payload = inputs.payload();
    terminal::print_paragraph(global, "carried inside each screen edition");
    if payload.embeds {
        for (folder, (count, others)) in by_folder(&payload.packed().source.files()) {
            print(&format!("  {folder}/  {}", many(count, "file")));
            others.iter().for_each(|path| print(&format!("    {path}")));
        }
        for (what, is_inside) in [
            ("templates", payload.packed().source.templates.is_none()),
            ("fonts", payload.packed().source.fonts.is_none()),
        ] {
            if is_inside {
                print(&format!("  no {what}: the built-in ones are used"));
            }
        }
        print("  data files that templates attach: `extract --list` lists them");
    } else {
        print("  nothing, by `embed = \"none\"` in `[bundle]`; templates still attach data files");
    }
    for Open { template, line, what } in &payload.needs.open {
        print(&format!("  every template, since {template}:{line} computes a path: {what}"));
    }
    if !payload.excluded.is_empty() {
        terminal::print_paragraph(global, "left out");
    }
    for (path, reason) in &payload.excluded {
        let hash = payload.kept_fonts.get(path).map(|hash| format!(", named by its sha256 {}", short(hash)));
        print(&format!("  {path}  {reason}{}", hash.unwrap_or_default()));
    }
}

/// For each folder, the number of files and the paths of those that are not TOML, Markdown or a lock.
fn by_folder(files: &Tree) -> BTreeMap<&str, (usize, Vec<&str>)> {
    let mut folders: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for path in files.keys() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (count, others) = folders.entry(folder).or_default();
        *count += 1;
        if path.starts_with("report/") && ![".toml", ".md", ".lock"].iter().any(|ending| path.ends_with(ending)) {
            others.push(path);
        }
    }
    folders
}

/// A remark if files are the built-in ones.
fn if_built_in(own: &Tree, built_in: fn() -> Tree) -> &'static str {
    if *own == built_in() { " (built in)" } else { "" }
}

fn short(hash: &str) -> &str {
    &hash[..HASH_LENGTH]
}
