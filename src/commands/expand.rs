//! `raportti expand`: writes the generated Typst project, for a designer or for stock Typst.

use std::path::Path;

use crate::build::{Failure, Inputs, check, wanted};
use crate::cli::{Expand, Global};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::files::Tree;
use crate::model::Edition;
use crate::publish::folder;

pub fn run(global: &Global, options: &Expand) -> Ended {
    let inputs = Inputs::read(global.project.as_deref())?;
    let watchdog = terminal::limit_work(&options.limits);
    let checked = check(&inputs, false);
    watchdog.pause();
    let (ready, faults) = checked.ready()?;
    terminal::print_faults(&faults, global);
    if !folder::is_new(&options.folder) {
        return Err(Failure::not_empty(&options.folder).into());
    }
    let language = match &options.lang {
        Some(name) => wanted::language(name, ready.graph.languages())?,
        None => ready.graph.source_language(),
    };
    let edition = wanted::edition(options.edition, &ready.graph)?;
    let merged = ready.merged.iter().find(|merged| merged.key() == (language, edition));
    let merged = merged.expect("every language is merged for every edition");

    let generated = merged.generated.iter().map(|(path, file)| (path.trim_start_matches('/'), file.text.as_bytes()));
    // From the report, Typst reads only images.
    let payload = inputs.payload();
    let images = payload.packed().source.report.iter().filter(|(path, _)| ready.graph.model.images.contains(*path));
    let written = payload.templates.iter().chain(&*payload.fonts).chain(images);
    let written = written.map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    let files = generated.chain(written).filter(|(path, _)| !path.ends_with(".j2"));
    let files: Tree = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    folder::write(&options.folder, &files, "main.typ")?;
    json_lines::folder(global, &options.folder, &files, &faults.diagnostics);
    terminal::print_line(global, &command(&options.folder, options.edition));
    Ok(Outcome::Fine)
}

/// The command that sets the expanded project to the same pages.
fn command(folder: &Path, edition: Edition) -> String {
    let folder = folder.display();
    let standard = match edition {
        Edition::Screen | Edition::Changes => "--pdf-standard a-3a,ua-1",
        Edition::Print | Edition::Cover => "--pdf-standard 1.6 --no-pdf-tags",
    };
    format!(
        "typst compile --root {folder} --font-path {folder}/fonts --ignore-system-fonts --ignore-embedded-fonts \
         --features a11y-extras {standard} {folder}/main.typ {folder}/report.pdf"
    )
}
