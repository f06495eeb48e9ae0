//! `raportti doctor`: what a build depends on, and what it promises. Machines that print the same build the same PDFs.

use std::collections::BTreeMap;

use crate::bounds::work::{FOREIGN_MEGABYTES, SECONDS_FOR_HUNDRED_PAGES};
use crate::build::{Inputs, carried::COMMENTS, watchdog};
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::{Files, many};
use crate::files::{Overlay, Tree, digest, overlay};
use crate::model::{Edition, Model, load, typed::Report};
use crate::publish::stamp;
use crate::rules::Press;
use crate::typeset::{self, fonts, needs::Open};

/// Printed characters of a hash: enough to distinguish files by eye.
const HASH_LENGTH: usize = 16;

/// True only for screen editions that carry their source.
const CARRIED: &str = "the whole source of the file, inside it";

/// A heading and the lines below it.
type Section = (String, Vec<String>);

pub fn run(global: &Global) -> Ended {
    terminal::require_text_format(global, "doctor", None)?;
    let inputs = Inputs::read_or_own(global.project.as_deref())?;
    // Faults of the report are left to `check`.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let report = model.as_ref().and_then(Model::report);
    let mut sections = Vec::new();
    if inputs.report.is_empty() {
        sections.push(("no project here: these are the built-in files".to_owned(), Vec::new()));
    }
    sections.extend([program(), templates(&inputs.templates), fonts(&inputs.fonts), press(report, &inputs), limits()]);
    let editions = report.map_or_else(|| vec![Edition::Screen], |report| report.asked_editions());
    sections.extend(editions.into_iter().map(|edition| promised(edition, inputs.payload().embeds)));
    sections.extend([carried(&inputs), left_out(&inputs)].into_iter().filter(|(_, lines)| !lines.is_empty()));
    for (number, (heading, lines)) in sections.iter().enumerate() {
        let print = if number == 0 { terminal::print_line } else { terminal::print_paragraph };
        print(global, heading);
        lines.iter().for_each(|line| terminal::print_line(global, &format!("  {line}")));
    }
    Ok(Outcome::Fine)
}

fn program() -> Section {
    let own = format!("raportti {}, build {}", env!("CARGO_PKG_VERSION"), short(env!("RAPORTTI_BUILD")));
    ("program".to_owned(), vec![own, format!("Typst {}", typeset::version())])
}

fn templates(files: &Overlay) -> Section {
    let hash = stamp::fingerprint([&***files], &[]);
    let line = format!("{}, sha256 {}", many(files.len(), "file"), short(&hash));
    let own = files.own.keys().filter(|path| files.is_changed(path) && *path != overlay::TAKEN);
    let own = own.map(|path| format!("{path}, of the project"));
    (format!("templates{}", if_built_in(files)), std::iter::once(line).chain(own).collect())
}

fn fonts(files: &Overlay) -> Section {
    let faces = fonts::faces(files);
    let widest = |width: fn(&fonts::Face) -> usize| faces.iter().map(width).max().unwrap_or_default();
    let (names, versions) = (widest(|face| face.name.chars().count()), widest(|face| face.version.chars().count()));
    let line = |face: &fonts::Face| {
        let hash = digest::of(&files[&face.path]);
        format!("{:names$}  {:versions$}  sha256 {}  {}", face.name, face.version, short(&hash), face.path)
    };
    (format!("fonts{}", if_built_in(files)), faces.iter().map(line).collect())
}

fn press(report: Option<Report>, inputs: &Inputs) -> Section {
    let mut faults = Vec::new();
    let profile = Press::of(report, &inputs.report, &mut faults).profile;
    let fault = faults.first().map(|fault| format!("the report's own profile cannot be used: {}", fault.message));
    let hash = digest::of(&profile.bytes);
    let used = format!("{}, condition {}, sha256 {}", profile.name, profile.condition, short(&hash));
    ("press profile".to_owned(), fault.into_iter().chain([used]).collect())
}

fn limits() -> Section {
    let memory = if watchdog::REPORTS_MEMORY {
        format!("{FOREIGN_MEGABYTES} MB of memory")
    } else {
        "no limit of memory, which this system does not report".to_owned()
    };
    let line = format!("{SECONDS_FOR_HUNDRED_PAGES} s for each 100 pages, {memory}");
    ("limits of `verify`".to_owned(), vec![line])
}

/// What an edition promises; `embeds` says whether screen editions carry their source.
fn promised(edition: Edition, embeds: bool) -> Section {
    let carries = edition.is_printed() || embeds;
    let kept = promises(edition).iter().filter(|(promise, _)| carries || *promise != CARRIED);
    let lines = kept.flat_map(|(promise, proof)| [(*promise).to_owned(), format!("  proven by: {proof}")]);
    (format!("edition `{}`", edition.as_str()), lines.collect())
}

/// The promises of an edition, each with its proof.
fn promises(edition: Edition) -> &'static [(&'static str, &'static str)] {
    match edition {
        Edition::Screen => &[
            (
                "PDF/UA-1 (ISO 14289-1): tags, reading order, languages, alternative texts",
                "typst-pdf refuses other files; page_validation in `cargo test`; veraPDF and outloud in CI",
            ),
            (
                "PDF/A-3a (ISO 19005-3): for archiving, with the report's data attached",
                "typst-pdf refuses other files; page_validation in `cargo test`; veraPDF in CI",
            ),
            ("contrast of WCAG 2.1 AA, no text cut or too small", "preflight of the pages in every build"),
            ("a named destination for every id", "tests/it/pages/reports.rs"),
            (CARRIED, "`raportti verify`; tests/it/files/source.rs"),
        ],
        Edition::Changes => &[
            ("all promises of the screen edition", "the same checks; tests/it/pages/changes_edition.rs"),
            ("marked changes, also for screen readers", "tests/it/pages/changes_edition.rs"),
        ],
        Edition::Print => &[
            (
                "PDF/X-4 (ISO 15930-7): output intent, boxes, metadata, no actions",
                "tests/it/support/x4.rs in `cargo test`; qpdf in CI",
            ),
            (
                "CMYK and spot colours only, black text in black ink, limits of ink and lines",
                "preflight of the pages in every build; Ghostscript in CI",
            ),
            ("bleed, crop marks, binding, signature", "tests/it/files/print.rs"),
        ],
        Edition::Cover => &[
            ("the promises of the print edition for its two pages", "the same checks"),
            ("the covers beside a spine of the right width, with marks for the folds", "tests/it/files/cover.rs"),
        ],
    }
}

/// The files that each screen edition would carry.
fn carried(inputs: &Inputs) -> Section {
    let payload = inputs.payload();
    let mut lines = Vec::new();
    if payload.embeds {
        let source = &payload.packed().source;
        for (folder, (count, others)) in by_folder(&source.files()) {
            lines.push(format!("{folder}/  {}", many(count, "file")));
            lines.extend(others.iter().map(|path| format!("  {path}")));
        }
        let inside = [("templates", &source.templates), ("fonts", &source.fonts)];
        let inside = inside.into_iter().filter(|(_, own)| own.is_none());
        lines.extend(inside.map(|(what, _)| format!("no {what}: the built-in ones are used")));
        lines.push("data files that templates attach: `extract --list` lists them".to_owned());
    } else {
        lines.push("nothing, by `embed = \"none\"` in `[bundle]`; templates still attach data files".to_owned());
    }
    let open = payload.needs.open.iter();
    lines.extend(open.map(|Open { template, line, what }| {
        format!("every template, since {template}:{line} computes a path: {what}")
    }));
    ("carried inside each screen edition".to_owned(), lines)
}

/// The files that no edition carries, and why.
fn left_out(inputs: &Inputs) -> Section {
    let payload = inputs.payload();
    let line = |(path, reason): (&String, &&str)| {
        let hash = payload.kept_fonts.get(path).map(|hash| format!(", named by its sha256 {}", short(hash)));
        format!("{path}  {reason}{}", hash.unwrap_or_default())
    };
    let carried = inputs.carried();
    let why = match carried.keys().any(|path| path.starts_with(COMMENTS)) {
        true => "it names those who commented; another file has what they said",
        false => "no part prints saved comments",
    };
    let comments = inputs.report.iter().filter(|(path, bytes)| carried.get(*path) != Some(bytes));
    let comments = comments.filter(|(path, _)| path.starts_with(COMMENTS)).map(|(path, _)| format!("{path}  {why}"));
    ("left out".to_owned(), payload.excluded.iter().map(line).chain(comments).collect())
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
fn if_built_in(files: &Overlay) -> &'static str {
    if files.is_built_in() { " (built in)" } else { "" }
}

fn short(hash: &str) -> &str {
    &hash[..HASH_LENGTH]
}
