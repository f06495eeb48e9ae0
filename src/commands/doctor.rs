//! `raportti doctor`: what a build depends on, and what it promises. Two machines that print the same make the same PDFs.

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

/// How much of a hash is shown, in characters: enough to distinguish files by eye.
const SHOWN: usize = 16;

pub fn run(global: &Global) -> Ended {
    terminal::answers_in_words(global, "doctor", None)?;
    let inputs = Inputs::read_or_own(global.project.as_deref())?;
    // A report with faults has fonts and a profile, too; `check` reports the faults.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let report = model.as_ref().and_then(Model::report);
    let mut faults = Vec::new();
    let press = Press::of(report.and_then(Report::print), &inputs.report, &mut faults);
    tell_program(global, &inputs);
    tell_fonts(global, &inputs.fonts);
    tell_press(global, &press, faults.first());
    tell_limits(global);
    for edition in report.map_or_else(|| vec![Edition::Screen], |report| report.asked_editions()) {
        terminal::tell_apart(global, &format!("edition `{}`", edition.as_str()));
        let carries = edition == Edition::Print || inputs.payload().embeds;
        for (promise, proof) in
            promises::promises(edition).iter().filter(|(promise, _)| carries || *promise != promises::CARRIED)
        {
            terminal::tell(global, &format!("  {promise}"));
            terminal::tell(global, &format!("    proven by: {proof}"));
        }
    }
    tell_payload(global, &inputs);
    Ok(Outcome::Fine)
}

fn tell_program(global: &Global, inputs: &Inputs) {
    let tell = |line: &str| terminal::tell(global, line);
    let tell_apart = |line: &str| terminal::tell_apart(global, line);

    if inputs.report.is_empty() {
        tell("there is no project here: this is what the program itself has");
        tell("");
    }
    tell("program");
    tell(&format!("  raportti {}, build {}", env!("CARGO_PKG_VERSION"), &env!("RAPORTTI_BUILD")[..SHOWN]));
    tell(&format!("  Typst {}", typeset::version()));
    tell_apart(&format!("templates{}", inside(&inputs.templates, builtin::templates)));
    tell(&format!(
        "  {}, sha256 {}",
        many(inputs.templates.len(), "file"),
        short(&stamp::fingerprint([&*inputs.templates], &[]))
    ));
}

fn tell_fonts(global: &Global, files: &Tree) {
    let tell = |line: &str| terminal::tell(global, line);
    terminal::tell_apart(global, &format!("fonts{}", inside(files, builtin::fonts)));
    let faces = fonts::faces(files);
    let widest = |width: fn(&fonts::Face) -> usize| faces.iter().map(width).max().unwrap_or_default();
    let (names, versions) = (widest(|face| face.name.chars().count()), widest(|face| face.version.chars().count()));
    for face in &faces {
        let hash = digest::of(&files[&face.path]);
        tell(&format!("  {:names$}  {:versions$}  sha256 {}  {}", face.name, face.version, short(&hash), face.path));
    }
}

fn tell_press(global: &Global, press: &Press, fault: Option<&Diagnostic>) {
    let tell = |line: &str| terminal::tell(global, line);
    terminal::tell_apart(global, "profile of the press");
    let profile = &press.profile;
    if let Some(fault) = fault {
        tell(&format!("  the report's own cannot be used: {}", fault.message));
    }
    tell(&format!(
        "  {}, condition {}, sha256 {}",
        profile.name,
        profile.condition,
        short(&digest::of(&profile.bytes))
    ));
}

fn tell_limits(global: &Global) {
    terminal::tell_apart(global, "limits of what somebody else made");
    let memory = if watchdog::TELLS_MEMORY {
        format!("{FOREIGN_MEGABYTES} MB of memory")
    } else {
        "memory without a limit, which this system does not tell".to_owned()
    };
    terminal::tell(global, &format!("  {SECONDS_FOR_HUNDRED_PAGES} s for each 100 pages, {memory}"));
}

/// Prints what each screen edition would carry, what stays at home, and why.
fn tell_payload(global: &Global, inputs: &Inputs) {
    let tell = |line: &str| terminal::tell(global, line);
    let payload = inputs.payload();
    terminal::tell_apart(global, "carried inside each screen edition");
    if payload.embeds {
        for (folder, (count, others)) in by_folder(&payload.packed().source.files()) {
            tell(&format!("  {folder}/  {}", many(count, "file")));
            others.iter().for_each(|path| tell(&format!("    {path}")));
        }
        for (what, is_inside) in [
            ("templates", payload.packed().source.templates.is_none()),
            ("fonts", payload.packed().source.fonts.is_none()),
        ] {
            if is_inside {
                tell(&format!("  no {what}: they are those of the program"));
            }
        }
        tell("  the data files that the look attaches: `extract --list` names them in a PDF that is made");
    } else {
        tell("  nothing: `[bundle]` says `embed = \"none\"`; the data files that the look attaches stay");
    }
    for Open { template, line, what } in &payload.needs.open {
        tell(&format!("  every template, since the path in {template}:{line} is not written out: {what}"));
    }
    if !payload.at_home.is_empty() {
        terminal::tell_apart(global, "stays at home");
    }
    for (path, reason) in &payload.at_home {
        let hash = payload.kept_fonts.get(path).map(|hash| format!(", named by its sha256 {}", short(hash)));
        tell(&format!("  {path}  {reason}{}", hash.unwrap_or_default()));
    }
}

/// How many files there are in each folder, and those that are not the usual text, by their paths.
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

/// Says whether files are those that the program itself has.
fn inside(own: &Tree, inside: fn() -> Tree) -> &'static str {
    if *own == inside() { " (as inside the program)" } else { "" }
}

fn short(hash: &str) -> &str {
    &hash[..SHOWN]
}
