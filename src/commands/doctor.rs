//! `raportti doctor`: what a build depends on, and what it promises. Two machines that print the same make the same PDFs.

use crate::bounds::work::{FOREIGN_MEGABYTES, SECONDS_FOR_HUNDRED_PAGES};
use crate::cli::{Doctor, Global};
use crate::data::model::Edition;
use crate::data::press::Press;
use crate::data::read::Tree;
use crate::data::{builtin, load};
use crate::diagnostics::files::Files;
use crate::publish::stamp;
use crate::typeset::{fonts, pdf};

use super::pipeline::Inputs;
use super::{Failure, Outcome, limits, terminal};

/// How much of a hash is shown, in characters: enough to tell files apart by eye.
const SHOWN: usize = 16;

pub fn run(global: &Global, _: &Doctor) -> Result<Outcome, Failure> {
    let inputs = Inputs::read(global)?;
    // A report with faults has fonts and a profile, too; `check` tells the faults.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let report = model.as_ref().and_then(|model| model.report.as_ref());
    let mut faults = Vec::new();
    let press = Press::of(report.and_then(|report| report.print.as_ref()), &inputs.report, &mut faults);
    let tell = |line: &str| terminal::tell(global, line);
    let tell_apart = |line: &str| terminal::tell_apart(global, line);

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
        for (promise, proof) in pdf::promises(edition) {
            tell(&format!("  {promise}"));
            tell(&format!("    proven by: {proof}"));
        }
    }
    Ok(Outcome::Fine)
}

/// Says whether files are those that the program itself has.
fn inside(own: &Tree, inside: fn() -> Tree) -> &'static str {
    if *own == inside() { " (as inside the program)" } else { "" }
}

fn short(hash: &str) -> &str {
    &hash[..SHOWN]
}
