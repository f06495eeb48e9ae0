//! `raportti doctor`: what a build depends on, and what it promises. Two machines that print the same make the same PDFs.

use crate::bounds::work::{FOREIGN_MEGABYTES, SECONDS_FOR_HUNDRED_PAGES};
use std::collections::BTreeMap;

use crate::cli::{Doctor, Global};
use crate::diagnostics::files::Files;
use crate::files::builtin;
use crate::files::read::Tree;
use crate::model::choice::Edition;
use crate::model::load;
use crate::model::load::Model;
use crate::model::typed::Report;
use crate::publish::stamp;
use crate::rules::press::Press;
use crate::typeset::needs::Open;
use crate::typeset::{fonts, pdf};

use super::pipeline::Inputs;
use super::{Failure, Outcome, asked, limits, terminal};

/// How much of a hash is shown, in characters: enough to tell files apart by eye.
const SHOWN: usize = 16;

pub fn run(global: &Global, _: &Doctor) -> Result<Outcome, Failure> {
    asked::in_words(global, "doctor", None)?;
    let inputs = Inputs::read_or_own(global)?;
    // A report with faults has fonts and a profile, too; `check` tells the faults.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let report = model.as_ref().and_then(Model::report);
    let mut faults = Vec::new();
    let press = Press::of(report.and_then(Report::print), &inputs.report, &mut faults);
    let tell = |line: &str| terminal::tell(global, line);
    let tell_apart = |line: &str| terminal::tell_apart(global, line);

    if inputs.report.is_empty() {
        tell("there is no project here: this is what the program itself has");
        tell("");
    }
    tell("program");
    tell(&format!("  raportti {}, build {}", env!("CARGO_PKG_VERSION"), &env!("RAPORTTI_BUILD")[..SHOWN]));
    tell(&format!("  Typst {}", typst::utils::version().raw()));
    tell_apart(&format!("templates{}", inside(&inputs.templates, builtin::templates)));
    tell(&format!(
        "  {}, sha256 {}",
        terminal::many(inputs.templates.len(), "file"),
        short(&stamp::fingerprint([&*inputs.templates], &[]))
    ));

    tell_apart(&format!("fonts{}", inside(&inputs.fonts, builtin::fonts)));
    let faces = fonts::faces(&inputs.fonts);
    let widest = |width: fn(&fonts::Face) -> usize| faces.iter().map(width).max().unwrap_or_default();
    let (names, versions) = (widest(|face| face.name.chars().count()), widest(|face| face.version.chars().count()));
    for face in &faces {
        let hash = stamp::hash(&inputs.fonts[&face.path]);
        tell(&format!("  {:names$}  {:versions$}  sha256 {}  {}", face.name, face.version, short(&hash), face.path));
    }

    tell_apart("profile of the press");
    let profile = &press.profile;
    if let Some(fault) = faults.first() {
        tell(&format!("  the report's own cannot be used: {}", fault.message));
    }
    tell(&format!(
        "  {}, condition {}, sha256 {}",
        profile.name,
        profile.condition,
        short(&stamp::hash(&profile.bytes))
    ));

    tell_apart("limits of what somebody else made");
    let memory = if limits::TELLS_MEMORY {
        format!("{FOREIGN_MEGABYTES} MB of memory")
    } else {
        "memory without a limit, which this system does not tell".to_owned()
    };
    tell(&format!("  {SECONDS_FOR_HUNDRED_PAGES} s for each 100 pages, {memory}"));

    for edition in report.map_or_else(|| vec![Edition::Screen], |report| report.editions()) {
        tell_apart(&format!("edition `{}`", edition.as_str()));
        let carries = edition == Edition::Print || inputs.travelling().embeds;
        for (promise, proof) in pdf::promises(edition).iter().filter(|(promise, _)| carries || *promise != pdf::CARRIED)
        {
            tell(&format!("  {promise}"));
            tell(&format!("    proven by: {proof}"));
        }
    }
    tell_travelling(global, &inputs);
    Ok(Outcome::Fine)
}

/// What each screen edition would carry, and what stays at home, and why.
fn tell_travelling(global: &Global, inputs: &Inputs) {
    let tell = |line: &str| terminal::tell(global, line);
    let travelling = inputs.travelling();
    terminal::tell_apart(global, "carried inside each screen edition");
    if travelling.embeds {
        for (folder, (count, others)) in by_folder(&travelling.packed().source.files()) {
            tell(&format!("  {folder}/  {}", terminal::many(count, "file")));
            others.iter().for_each(|path| tell(&format!("    {path}")));
        }
        for (what, is_inside) in [
            ("templates", travelling.packed().source.templates.is_none()),
            ("fonts", travelling.packed().source.fonts.is_none()),
        ] {
            if is_inside {
                tell(&format!("  no {what}: they are those of the program"));
            }
        }
        tell("  the data files that the look attaches: `extract --list` names them in a PDF that is made");
    } else {
        tell("  nothing: `[bundle]` says `embed = \"none\"`; the data files that the look attaches stay");
    }
    for Open { template, line, what } in &travelling.needs.open {
        tell(&format!("  every template, since the path in {template}:{line} is not written out: {what}"));
    }
    if !travelling.at_home.is_empty() {
        terminal::tell_apart(global, "stays at home");
    }
    for (path, reason) in &travelling.at_home {
        let hash = travelling.kept_fonts.get(path).map(|hash| format!(", named by its sha256 {}", short(hash)));
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
