//! `raportti build --for`, `--only` and `--where`: extracts of the report, all or none.

use crate::build::extracts::{EACH, Maker, Piece};
use crate::build::{Failure, Key, Merged, Ready, check, wanted::wanted, watchdog::Watchdog};
use crate::cli::Build;
use crate::console::{Ended, Progress, terminal};
use crate::diagnostics::Faults;
use crate::graph::Graph;
use crate::meaning::extract::{self, Filter};
use crate::model::Edition;
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};
use crate::typeset::Pdf;

use super::run::{Output, Run};

/// The PDFs that are asked for.
struct Asked<'p> {
    /// The names of all of them.
    names: Vec<String>,
    up_to_date: Vec<Output>,
    /// The languages and editions of each extract that have to be made.
    stale: Vec<(&'p Piece, Vec<Key>)>,
}

/// A PDF with its name, and what it is of.
type Made<'p> = (&'p Piece, String, Pdf);

/// The filter that the options ask for.
fn filter(run: &Run) -> Filter {
    let chosen = &run.options.chosen;
    Filter { addressee: chosen.addressee.clone(), only: chosen.only.clone(), condition: chosen.condition.clone() }
}

/// The hash of the inputs of one PDF of an extract.
fn inputs_of(run: &Run, piece: &Piece, name: &str) -> String {
    let Filter { addressee, only, condition } = &piece.filter;
    let words = [addressee.as_deref().unwrap_or_default(), &only.join(","), condition.as_deref().unwrap_or_default()];
    stamp::fingerprint([], &[&run.content, name, words[0], words[1], words[2]])
}

/// Makes the PDFs of extracts that are not up to date.
pub fn make(run: &Run, stamps: Stamps, watchdog: &Watchdog) -> Ended {
    let Run { global, options, inputs, .. } = run;
    let (ready, mut faults) = check(inputs, options.deny.is_some()).ready()?;
    // A cover is bound around the whole report.
    let of_pages =
        wanted(&ready, &options.lang, &options.edition)?.into_iter().filter(|it| it.edition != Edition::Cover);
    let keys: Vec<Key> = of_pages.map(Merged::key).collect();
    if keys.is_empty() {
        return Err(Failure::new("an extract has no cover of its own")
            .with_hint("name another edition, such as `--edition print`")
            .into());
    }
    let pieces = Piece::all(&ready.graph, &filter(run))?;
    note_left_out(run, &ready.graph, &pieces);
    let Asked { names, up_to_date, stale } = asked(run, &stamps, &ready, &pieces, &keys);
    let before = faults.diagnostics.len();
    let all: Vec<Key> = stale.iter().flat_map(|(_, keys)| keys).copied().collect();
    let maker = Maker::new(&ready, &all, &mut faults)?;
    let mut made: Vec<Made> = Vec::new();
    for (piece, keys) in &stale {
        let merged = maker.merge(piece, keys, &mut faults);
        faults = faults.without_error()?;
        let progress = Progress::new(global, &merged.iter().collect::<Vec<_>>());
        let set = maker.set(&merged, keys, &mut faults, &progress);
        progress.finish();
        let Some(pdfs) = set? else {
            faults.tidy();
            return Err(faults.into());
        };
        made.extend(pdfs.into_iter().map(|(name, pdf)| (*piece, name, pdf)));
    }
    watchdog.pause();
    let nothing_new = faults.diagnostics.len() == before;
    faults.tidy();
    terminal::print_faults(&faults, global);
    save(run, stamps, &made, (&names, nothing_new), &faults)?;
    let new =
        made.iter().map(|(_, name, pdf)| Output { name: name.clone(), pages: pdf.pages, size: Some(pdf.bytes.len()) });
    let outputs: Vec<Output> = up_to_date.into_iter().chain(new).collect();
    let outcome = run.finish(&outputs, &faults.diagnostics, names.first().map(String::as_str));
    std::mem::forget(ready);
    outcome
}

/// Which PDFs are up to date, and which are not.
fn asked<'p>(run: &Run, stamps: &Stamps, ready: &Ready, pieces: &'p [Piece], keys: &[Key]) -> Asked<'p> {
    let report = &ready.graph.report().id().value;
    let mut asked = Asked { names: Vec::new(), up_to_date: Vec::new(), stale: Vec::new() };
    for piece in pieces {
        let mut stale = Vec::new();
        for key in keys {
            let name = piece.file_name(report, *key);
            let pages = stamps.up_to_date(&run.folder, &name, &inputs_of(run, piece, &name));
            match pages.filter(|_| !run.options.force) {
                Some(pages) => asked.up_to_date.push(Output { name: name.clone(), pages, size: None }),
                None => stale.push(*key),
            }
            asked.names.push(name);
        }
        if !stale.is_empty() {
            asked.stale.push((piece, stale));
        }
    }
    asked
}

/// Writes all PDFs or none: a full disk leaves the old ones. PDFs with new warnings get no stamp, so that the warnings are printed again.
fn save(
    run: &Run,
    mut stamps: Stamps,
    made: &[Made],
    (names, nothing_new): (&[String], bool),
    faults: &Faults,
) -> Result<(), Failure> {
    let folder = &run.folder;
    output::write_all(made.iter().map(|(_, name, pdf)| (folder.join(name), pdf.bytes.as_slice())))?;
    for (piece, name, pdf) in made.iter().filter(|_| nothing_new) {
        stamps.set(name, &inputs_of(run, piece, name), &pdf.bytes, pdf.pages);
    }
    if faults.diagnostics.is_empty() {
        stamps.settle(run.request(), names.to_vec());
    }
    if !made.is_empty() || faults.diagnostics.is_empty() {
        stamps.write(folder)?;
    }
    Ok(())
}

/// Says which addressees get no extract of their own, where one was made for each.
fn note_left_out(run: &Run, graph: &Graph, pieces: &[Piece]) {
    let filter = filter(run);
    if filter.addressee.as_deref() != Some(EACH) {
        return;
    }
    let of = |piece: &Piece, id: &str| piece.filter.addressee.as_deref() == Some(id);
    let without = |id: &&str| !pieces.iter().any(|piece| of(piece, id));
    let without: Vec<String> =
        extract::addressees(graph).into_iter().filter(without).map(|id| format!("`{id}`")).collect();
    if !without.is_empty() {
        terminal::note(run.global, &format!("the condition is true of nothing for {}", without.join(", ")));
    }
}

/// Fails if options ask for an extract of what has none.
pub fn check_options(options: &Build) -> Result<(), Failure> {
    if options.chosen.is_any() && options.since.is_some() {
        let message = "the edition `changes` marks changes in the whole report, and has no extract";
        return Err(Failure::new(message).with_hint("leave out `--since`, or build the whole report"));
    }
    Ok(())
}
